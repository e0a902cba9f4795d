//! `sheet`, `sheets`, `restore`.

use crate::args::{
    CardSize, Only, Paper, PrintArgs, RestoreArgs, SealTo, SheetArgs, SheetKind, SheetsArgs,
    SplitArgs,
};
use crate::context::Context;
use crate::output::{Done, note};
use crate::progress::watch;
use crate::text::{count, table};
use app::printer::{Cups, ToPrinter};
use app::restore::{self, OpenedBy, Reading};
use app::sheets::{
    self, CardWords, Destination, Errands, How, Made, NewPaperKey, SheetView, ToFile, What,
};
use app::{AppError, Code, Contents, SecretBytes, SecretText, SheetState, Vault, open};
use serde_json::json;
use std::io::Write;
use std::path::Path;

/// `sheet`
pub fn sheet(context: &mut Context, args: SheetArgs) -> Result<Done, AppError> {
    fit_together(&args)?;
    must_not_mix(context, &args.print)?;
    let own_passphrase = match &args.sheet_passphrase_file {
        Some(path) => Some(context.input.secret(path)?),
        None => None,
    };
    let (mut vault, passphrase) = context.open_and_keep()?;
    let what = match args.kind {
        SheetKind::Account => What::Accounts(args.accounts),
        SheetKind::Vault if args.to == Some(SealTo::PaperKey) => What::VaultToPaperKey,
        SheetKind::Vault => What::Vault(sheet_passphrase(
            context,
            &vault,
            own_passphrase,
            passphrase,
        )?),
        SheetKind::Key | SheetKind::Shares => What::PaperKey(NewPaperKey {
            split: args.split.split(),
            replace: false,
        }),
        SheetKind::Card => What::Card(CardWords {
            size: match args.card_size {
                CardSize::Page => app::CardSize::Page,
                CardSize::A6 => app::CardSize::A6,
                CardSize::Wallet => app::CardSize::Wallet,
            },
            contacts: args.contacts,
            blanks: args.blanks,
        }),
    };
    let contents = match args.only {
        None => Contents::Everything,
        Some(Only::Otp) => Contents::Otp,
        Some(Only::Codes) => Contents::Codes,
    };
    print(
        context,
        &mut vault,
        &what,
        args.print,
        (contents, args.one_per_page),
    )
}

/// Makes the sheet and says what became of it.
pub fn print(
    context: &mut Context,
    vault: &mut Vault,
    what: &What,
    args: PrintArgs,
    (contents, one_per_page): (Contents, bool),
) -> Result<Done, AppError> {
    let to_stdout = goes_to_stdout(&args);
    let how = How {
        paper: match args.paper {
            Paper::A4 => app::Paper::A4,
            Paper::Letter => app::Paper::Letter,
        },
        label: args.label,
        copies: args.copies,
        place: args.place,
        contents,
        one_per_page,
    };
    let made = match (&args.print, &args.output) {
        (Some(printer), _) => {
            let printer = ToPrinter::choose(Cups, printer.as_deref())?;
            make(context, vault, what, &how, printer)?
        }
        (None, Some(path)) if !to_stdout => {
            let file = ToFile::create(path)?;
            make(context, vault, what, &how, file)?
        }
        (None, _) => make(context, vault, what, &how, Standard)?,
    };
    tell(context, &made, args.print.is_some());
    let said = if to_stdout {
        String::new()
    } else if args.print.is_some() {
        said(&made, "has gone to")
    } else {
        said(&made, "is in")
    };
    Done::new(&made, said)
}

/// Refuses a PDF and a JSON document on the same output.
pub fn must_not_mix(context: &Context, args: &PrintArgs) -> Result<(), AppError> {
    if goes_to_stdout(args) && context.json {
        return Err(AppError::usage(
            "The PDF and the JSON document cannot both go to standard output.",
            "Name a file with -o.",
        ));
    }
    Ok(())
}

fn goes_to_stdout(args: &PrintArgs) -> bool {
    args.output.as_deref() == Some(Path::new("-"))
}

/// Refuses options that say nothing about this kind of sheet.
fn fit_together(args: &SheetArgs) -> Result<(), AppError> {
    let kind = args.kind;
    let refused = |message: &str, next: &str| Err(AppError::usage(message, next));
    if kind != SheetKind::Account && !args.accounts.is_empty() {
        return refused(
            "Only an account sheet is of single accounts.",
            "Leave the account names away, or use --kind account.",
        );
    }
    if kind != SheetKind::Account && args.only.is_some() {
        return refused(
            "--only is for account sheets.",
            "Leave it away, or use --kind account.",
        );
    }
    if kind != SheetKind::Vault && (args.to.is_some() || args.sheet_passphrase_file.is_some()) {
        return refused(
            "--to and --sheet-passphrase-file are for vault sheets.",
            "Leave them away, or use --kind vault.",
        );
    }
    if args.to == Some(SealTo::PaperKey) && args.sheet_passphrase_file.is_some() {
        return refused(
            "A sheet to the paper key has no passphrase.",
            "Leave one of the two away.",
        );
    }
    if kind != SheetKind::Card && !(args.contacts.is_empty() && args.blanks.is_empty()) {
        return refused(
            "--contact and --blank are for cards.",
            "Leave them away, or use --kind card.",
        );
    }
    match (kind, args.split.split()) {
        (SheetKind::Shares, None) => refused(
            "Shares need --k and --n: how many restore the key, and how many there are.",
            "2 of 3 suits most people: --k 2 --n 3.",
        ),
        (SheetKind::Shares, Some(_)) | (_, None) => Ok(()),
        (_, Some(_)) => refused(
            "--k and --n are for shares.",
            "Leave them away, or use --kind shares.",
        ),
    }
}

impl SplitArgs {
    /// `(needed, made)`, where both were given.
    pub fn split(&self) -> Option<(u8, u8)> {
        self.k.zip(self.n)
    }
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

fn tell(context: &Context, made: &Made, printed: bool) {
    let warning = match made.kind {
        app::SheetKind::Account if printed => {
            "Whoever holds this page passes the second step. The print system and the printer may \
             have kept it readable; a vault sheet they keep encrypted."
        }
        app::SheetKind::Key | app::SheetKind::Shares if printed => {
            "The key is nowhere else. The print system and the printer may have kept it readable. \
             Prove the pages with `reentry drill`."
        }
        app::SheetKind::Account => {
            "Whoever holds this page passes the second step. Print it on a printer you trust, and \
             delete the PDF when it is printed."
        }
        app::SheetKind::Key => {
            "Whoever holds this page and a copy of the vault reads all of it. The key is nowhere else: \
             print it on a printer you trust, delete the PDF, and prove the page with `reentry drill`."
        }
        app::SheetKind::Shares => {
            "The key is nowhere else. Print the pages on a printer you trust, delete the PDF, prove \
             them with `reentry drill`, and keep each share in another place."
        }
        _ => "",
    };
    if !warning.is_empty() {
        note(context.quiet, warning);
    }
    if let Some(old) = &made.replaces {
        note(
            context.quiet,
            &format!("It replaces sheet {old}: shred that one."),
        );
    }
}

fn said(made: &Made, where_to: &str) -> String {
    let codes = match made.parts {
        0 => String::new(),
        parts => format!(", {parts} codes and {} parity", made.parity),
    };
    let copies = match made.copies {
        0 | 1 => String::new(),
        copies => format!("{copies} copies of "),
    };
    let accounts = match made.accounts.len() {
        0 => String::new(),
        accounts => format!(", {}", count(accounts, "account", "accounts")),
    };
    format!(
        "Sheet {} {where_to} {}: {copies}{}{codes}{accounts}.\n",
        made.sheet_id,
        made.file,
        count(made.pages as usize, "page", "pages"),
    )
}

/// `sheets`
pub fn sheets(context: &mut Context, args: &SheetsArgs) -> Result<Done, AppError> {
    let mut vault = context.open()?;
    for place in &args.place {
        let Some((id, place)) = place.split_once('=') else {
            return Err(AppError::usage(
                format!("'{place}' names no place."),
                "Write it as ID=PLACE.",
            ));
        };
        sheets::set_place(&mut vault, id, place, context.now)?;
    }
    for id in &args.filled {
        sheets::set_filled(&mut vault, id, context.now)?;
    }
    for id in &args.shredded {
        sheets::set_shredded(&mut vault, id, context.now)?;
    }
    let list = sheets::ledger(vault.payload());
    let errands = sheets::errands(&list);
    let document = json!({
        "sheets": list,
        "reprint": errands.reprint,
        "shred": errands.shred,
        "unproved": errands.unproved,
    });
    if list.is_empty() {
        return Done::new(&document, "Nothing was printed yet.\n");
    }
    Done::new(&document, table(&rows(&list)) + &todo(&list, &errands))
}

fn rows(list: &[SheetView]) -> Vec<Vec<String>> {
    let head = [
        "SHEET", "KIND", "PRINTED", "COPIES", "PROVED", "STATE", "PLACE",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for sheet in list {
        let only = match sheet.contents {
            Contents::Everything => "",
            Contents::Otp => ": key",
            Contents::Codes => ": codes",
        };
        let proved = sheet.proved_at.map_or("never".to_owned(), day);
        rows.push(vec![
            sheet.id.to_string(),
            format!("{}{only}", sheet.kind.name()),
            day(sheet.printed),
            sheet.copies.to_string(),
            proved,
            match sheet.state {
                SheetState::Current => "current",
                SheetState::Behind => "behind",
                SheetState::Stale => "STALE",
                SheetState::Superseded => "superseded",
            }
            .to_owned(),
            sheet.place.clone().unwrap_or_default(),
        ]);
    }
    rows
}

fn day(at: app::Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

/// What is to be done, a line each.
fn todo(list: &[SheetView], errands: &Errands) -> String {
    let place = |id: &str| {
        list.iter()
            .find(|sheet| sheet.id.as_str() == id)
            .and_then(|sheet| sheet.place.as_deref())
            .map(|place| format!(" ({place})"))
            .unwrap_or_default()
    };
    let mut text = String::new();
    let all = [
        ("Print again", &errands.reprint),
        ("Shred", &errands.shred),
        ("Never proved by `reentry drill`", &errands.unproved),
    ];
    for (what, ids) in all {
        if !ids.is_empty() {
            let named: Vec<String> = ids
                .iter()
                .map(|id| format!("{id}{}", place(id.as_str())))
                .collect();
            text.push_str(&format!("{what}: {}\n", named.join(", ")));
        }
    }
    text
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
    let sheet_passphrase = if restore::needs_passphrase(&reading)? {
        passphrase_of_sheet(
            context,
            args.sheet_passphrase_file.as_deref(),
            given.as_ref(),
        )?
    } else {
        SecretText::default()
    };
    let passphrase = match given {
        Some(passphrase) => passphrase,
        None => context.new_passphrase(None)?,
    };
    let (now, randomness) = (context.now, &mut context.randomness);
    let (_, restored) = watch(context.quiet, "Restoring", || {
        restore::restore(
            &reading,
            &sheet_passphrase,
            &into,
            &passphrase,
            now,
            randomness,
        )
    })?;
    for sentence in &restored.says {
        note(context.quiet, sentence);
    }
    let from = match &restored.sheet_id {
        Some(id) => format!(
            "Sheet {id} of {}; {} read",
            day(restored.made),
            count(restored.parts_read, "code", "codes")
        ),
        None => format!("A vault.age of {}", day(restored.made)),
    };
    let by = match restored.opened_by {
        OpenedBy::Passphrase => "its passphrase",
        OpenedBy::Key => "the key sheet",
        OpenedBy::Shares => "shares of the paper key",
    };
    let said = format!(
        "A new vault is in {}: {}, {}, {}.\n{from}, opened with {by}.\n",
        restored.into,
        count(restored.accounts, "account", "accounts"),
        count(restored.otp, "OTP credential", "OTP credentials"),
        count(
            restored.code_sets,
            "recovery code set",
            "recovery code sets"
        ),
    );
    Done::new(&restored, said)
}

fn passphrase_of_sheet(
    context: &Context,
    file: Option<&Path>,
    given: Option<&SecretText>,
) -> Result<SecretText, AppError> {
    let passphrase = match (file, given) {
        (Some(path), _) => Some(context.input.secret(path)?),
        (None, Some(given)) => Some(given.clone()),
        (None, None) => context.input.ask("Passphrase of the sheet")?,
    };
    passphrase.ok_or_else(|| {
        AppError::new(
            Code::FilePasswordNeeded,
            "The sheet's passphrase is needed.",
            "Nothing was restored.",
            "Give it with --sheet-passphrase-file FILE.",
        )
    })
}
