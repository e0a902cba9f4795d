//! `sheet`, `sheets`, `restore`.

use crate::args::{Paper, RestoreArgs, SheetArgs, SheetKind};
use crate::context::Context;
use crate::output::{Done, note};
use crate::progress::watch;
use crate::text::{count, table};
use app::restore::{self, Reading};
use app::sheets::{self, Destination, How, Made, ToFile, What};
use app::{AppError, Code, SecretBytes, SecretText, SheetState, Vault, open};
use serde_json::json;
use std::io::Write;
use std::path::Path;

/// `sheet`
pub fn sheet(context: &mut Context, args: SheetArgs) -> Result<Done, AppError> {
    if args.kind == SheetKind::Vault && !args.accounts.is_empty() {
        return Err(AppError::usage(
            "A vault sheet holds the whole vault.",
            "Leave the account names away, or use --kind account.",
        ));
    }
    let to_stdout = args.output == Path::new("-");
    if to_stdout && context.json {
        return Err(AppError::usage(
            "The PDF and the JSON document cannot both go to standard output.",
            "Name a file with -o.",
        ));
    }
    let own_passphrase = match &args.sheet_passphrase_file {
        Some(path) => Some(context.input.secret(path)?),
        None => None,
    };
    let (mut vault, passphrase) = context.open_and_keep()?;
    let what = match args.kind {
        SheetKind::Account => What::Accounts(args.accounts.clone()),
        SheetKind::Vault => What::Vault(sheet_passphrase(
            context,
            &vault,
            own_passphrase,
            passphrase,
        )?),
    };
    let how = How {
        paper: match args.paper {
            Paper::A4 => app::Paper::A4,
            Paper::Letter => app::Paper::Letter,
        },
        label: args.label,
        copies: args.copies,
        place: args.place,
    };
    let made = if to_stdout {
        make(context, &mut vault, &what, &how, Standard)?
    } else {
        let file = ToFile::create(&args.output)?;
        make(context, &mut vault, &what, &how, file)?
    };
    tell(context, &made);
    let said = if to_stdout {
        String::new()
    } else {
        said(&made)
    };
    Done::new(&made, said)
}

fn make(
    context: &mut Context,
    vault: &mut Vault,
    what: &What,
    how: &How,
    to: impl Destination,
) -> Result<Made, AppError> {
    watch(context.quiet, "Drawing the sheet", || {
        sheets::make(
            vault,
            what,
            how,
            to,
            &context.providers,
            context.now,
            &mut context.randomness,
        )
    })
}

/// The vault's passphrase, unless the sheet gets one of its own. Where the keychain opened the
/// vault, the passphrase is still needed, and it must be the right one.
fn sheet_passphrase(
    context: &Context,
    vault: &Vault,
    own: Option<SecretText>,
    used: Option<SecretText>,
) -> Result<SecretText, AppError> {
    if let Some(passphrase) = own.or(used) {
        return Ok(passphrase);
    }
    let passphrase = context.passphrase("Passphrase of the vault, for the sheet")?;
    watch(context.quiet, "Checking the passphrase", || {
        open::unlock(vault.location(), &passphrase)
    })?;
    Ok(passphrase)
}

/// The PDF on standard output.
struct Standard;

impl Destination for Standard {
    fn name(&self) -> String {
        "-".to_owned()
    }

    fn take(self, pdf: &SecretBytes) -> Result<(), AppError> {
        let mut out = std::io::stdout().lock();
        out.write_all(pdf.expose())
            .and_then(|()| out.flush())
            .map_err(|error| {
                AppError::new(
                    Code::Io,
                    format!("Standard output cannot be written: {}.", error.kind()),
                    "The ledger is as it was.",
                    "Name a file with -o.",
                )
            })
    }
}

fn tell(context: &Context, made: &Made) {
    if made.kind == app::SheetKind::Account {
        note(
            context.quiet,
            "Whoever holds this page passes the second step. Print it on a printer you trust, and \
             delete the PDF when it is printed.",
        );
    }
    if let Some(old) = &made.replaces {
        note(
            context.quiet,
            &format!("It replaces sheet {old}: shred that one."),
        );
    }
}

fn said(made: &Made) -> String {
    let codes = match made.parts {
        0 => String::new(),
        parts => format!(", {parts} codes and {} parity", made.parity),
    };
    format!(
        "Sheet {} is in {}: {}{codes}, {}.\n",
        made.sheet_id,
        made.file,
        count(made.pages as usize, "page", "pages"),
        count(made.accounts.len(), "account", "accounts"),
    )
}

/// `sheets`
pub fn sheets(context: &mut Context, places: &[String]) -> Result<Done, AppError> {
    let mut vault = context.open()?;
    for place in places {
        let Some((id, place)) = place.split_once('=') else {
            return Err(AppError::usage(
                format!("'{place}' names no place."),
                "Write it as ID=PLACE.",
            ));
        };
        sheets::set_place(&mut vault, id, place, context.now)?;
    }
    let list = sheets::ledger(vault.payload());
    if list.is_empty() {
        return Done::new(&json!({ "sheets": list }), "Nothing was printed yet.\n");
    }
    let mut rows = vec![
        ["SHEET", "KIND", "PRINTED", "COPIES", "STATE", "PLACE"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for sheet in &list {
        rows.push(vec![
            sheet.id.to_string(),
            sheet.kind.name().to_owned(),
            sheet.printed.strftime("%Y-%m-%d").to_string(),
            sheet.copies.to_string(),
            match sheet.state {
                SheetState::Current => "current",
                SheetState::Behind => "behind",
                SheetState::Stale => "STALE",
                SheetState::Superseded => "superseded: shred it",
            }
            .to_owned(),
            sheet.place.clone().unwrap_or_default(),
        ]);
    }
    Done::new(&json!({ "sheets": list }), table(&rows))
}

/// `restore`
pub fn restore(context: &mut Context, args: RestoreArgs) -> Result<Done, AppError> {
    let into = open::location(Some(args.into))?;
    open::must_not_exist(&into)?;
    let mut reading = Reading::default();
    for path in &args.files {
        let bytes = context.input.file(path)?;
        watch(context.quiet, "Reading the sheet", || reading.add(&bytes))?;
    }
    restore::must_be_complete(&reading)?;
    let given = match context.passphrase_file() {
        Some(path) => Some(context.input.secret(path)?),
        None => None,
    };
    let sheet_passphrase = match &args.sheet_passphrase_file {
        Some(path) => Some(context.input.secret(path)?),
        None => match &given {
            Some(passphrase) => Some(passphrase.clone()),
            None => context.input.ask("Passphrase of the sheet")?,
        },
    };
    let sheet_passphrase = sheet_passphrase.ok_or_else(|| {
        AppError::new(
            Code::FilePasswordNeeded,
            "The sheet's passphrase is needed.",
            "Nothing was restored.",
            "Give it with --sheet-passphrase-file FILE.",
        )
    })?;
    let passphrase = match given {
        Some(passphrase) => passphrase,
        None => context.new_passphrase(None)?,
    };
    let (now, randomness) = (context.now, &mut context.randomness);
    let restored = watch(context.quiet, "Restoring", || {
        restore::restore(
            &reading,
            &sheet_passphrase,
            &into,
            &passphrase,
            now,
            randomness,
        )
    })?;
    let said = format!(
        "A new vault is in {}: {}, {}, {}.\nSheet {} of {}; {} codes read.\n",
        restored.into,
        count(restored.accounts, "account", "accounts"),
        count(restored.otp, "OTP credential", "OTP credentials"),
        count(
            restored.code_sets,
            "recovery code set",
            "recovery code sets"
        ),
        restored.sheet_id,
        restored.made.strftime("%Y-%m-%d"),
        restored.parts_read,
    );
    Done::new(&restored, said)
}
