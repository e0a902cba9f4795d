//! `drill`.

use crate::args::DrillArgs;
use crate::context::Context;
use crate::input::name;
use crate::output::{Done, note};
use crate::progress::watch;
use crate::text::{count, paragraph, table};
use app::drill::{Challenge, Depth, Drill, DrillResult, Drilled, Legible, SheetVerdict};
use app::{AppError, Code};
use std::path::Path;

/// How often a printed code may be typed in before it counts as not legible.
const TRIES: usize = 3;

/// `drill`
pub fn drill(context: &mut Context, args: DrillArgs) -> Result<Done, AppError> {
    let mut drill = Drill::default();
    for path in &args.files {
        let bytes = context.input.file(path)?;
        watch(context.quiet, "Reading the sheets", || {
            drill.add(&name(path), &bytes)
        })?;
    }
    drill.must_have_read()?;
    let own_passphrase = match &args.sheet_passphrase_file {
        Some(path) => Some(context.input.secret(path)?),
        None => None,
    };
    let (mut vault, used) = context.open_and_keep()?;
    let passphrase = match own_passphrase.or(used) {
        None if args.full => context.input.ask("Passphrase of the sheet")?,
        passphrase => passphrase,
    };
    let (providers, randomness) = (&context.providers, &mut context.randomness);
    let challenge = drill.challenge(vault.payload(), providers, randomness)?;
    let legible = match challenge {
        Some(challenge) => legible(context, &challenge, args.typed.as_deref())?,
        None => Legible::NotAsked,
    };
    let depth = Depth {
        full: args.full,
        passphrase,
        legible,
    };
    let (now, providers) = (context.now, &context.providers);
    let drilled = watch(context.quiet, "Comparing with the vault", || {
        drill.run(&mut vault, providers, &depth, now)
    })?;
    let attention = attention(&drilled);
    Ok(Done::new(&drilled, said(&drilled))?.with_attention(attention))
}

/// Has one printed code typed in: from a file, or on the terminal.
fn legible(
    context: &Context,
    challenge: &Challenge,
    typed: Option<&Path>,
) -> Result<Legible, AppError> {
    if let Some(path) = typed {
        return Ok(challenge.answered_any(&context.input.text(path)?));
    }
    let mut last = Legible::NotAsked;
    for _ in 0..TRIES {
        let Some(answer) = context.input.ask(&challenge.question())? else {
            note(
                context.quiet,
                "Nobody can be asked to type a printed code, so that the print is legible for people \
                 is not proved. --typed FILE takes one.",
            );
            return Ok(Legible::NotAsked);
        };
        if answer.is_empty() {
            return Ok(Legible::NotAsked);
        }
        last = challenge.answered(&answer);
        if matches!(last, Legible::Yes(_)) {
            break;
        }
        note(context.quiet, "That is not the code.");
    }
    Ok(last)
}

fn attention(drilled: &Drilled) -> Option<AppError> {
    let illegible = drilled
        .sheets
        .iter()
        .any(|sheet| sheet.legible == Some(false));
    if drilled.result.is_good() && !illegible {
        return None;
    }
    let next = match drilled.result {
        DrillResult::Current | DrillResult::Behind => {
            "Look at the print: if it cannot be read, print the sheet again."
        }
        DrillResult::Stale => "Print the sheet again, and shred this one.",
        DrillResult::Incomplete => "Scan the missing pages, or the whole page at 300 dpi.",
        DrillResult::Damaged => "Scan it again; if it stays so, print the sheet again.",
        DrillResult::Foreign => "Look at the sheet's id, and open the vault that it is of.",
    };
    let bad: Vec<String> = drilled
        .sheets
        .iter()
        .filter(|sheet| !sheet.result.is_good() || sheet.legible == Some(false))
        .map(|sheet| format!("{} ({})", sheet.name(), sheet.result.name()))
        .collect();
    Some(AppError::new(
        Code::Attention,
        format!(
            "Not every sheet restores what the vault holds: {}.",
            bad.join(", ")
        ),
        "The vault is as it was; what was proved is noted in the ledger.",
        next,
    ))
}

fn said(drilled: &Drilled) -> String {
    let mut text = String::new();
    for sheet in &drilled.sheets {
        text.push_str(&said_of(sheet));
    }
    for sentence in &drilled.says {
        text.push_str(&paragraph(sentence, 0));
    }
    if drilled.unread > 0 {
        let codes = count(drilled.unread as usize, "code was", "codes were");
        text.push_str(&format!("{codes} found that could not be used.\n"));
    }
    text
}

fn said_of(sheet: &SheetVerdict) -> String {
    let verdict = match (sheet.result, sheet.proof) {
        (DrillResult::Current, true) => "this still restores everything that is on it",
        (DrillResult::Current, false) => "it agrees with the vault, but is not proved",
        (DrillResult::Behind, true) => "it restores; only counters or used marks moved since",
        (DrillResult::Behind, false) => "only counters or used marks moved, but it is not proved",
        (DrillResult::Stale, _) => "STALE: the vault changed since, print it again",
        (DrillResult::Incomplete, _) => "INCOMPLETE: not all of it was read",
        (DrillResult::Damaged, _) => "DAMAGED: it does not say what was printed",
        (DrillResult::Foreign, _) => "FOREIGN: this vault's ledger does not know it",
    };
    let mut text = format!(
        "{} sheet {}: {verdict} ({} read).\n",
        capital(sheet.kind.name()),
        sheet.name(),
        count(sheet.parts_read, "code", "codes")
    );
    if !sheet.parts_missing.is_empty() {
        let missing = format!("Not read: {}.", sheet.parts_missing.join(", "));
        text.push_str(&paragraph(&missing, 2));
    }
    let rows: Vec<_> = sheet
        .accounts
        .iter()
        .filter(|account| account.state != app::drill::AccountState::Current)
        .map(|account| {
            vec![
                format!("  {}", account.account),
                account.state.name().replace('_', " "),
            ]
        })
        .collect();
    text.push_str(&table(&rows));
    for sentence in &sheet.says {
        text.push_str(&paragraph(sentence, 2));
    }
    if let Some(new) = &sheet.superseded_by {
        let place = sheet.place.as_deref().map(|place| format!(" ({place})"));
        let place = place.unwrap_or_default();
        text.push_str(&paragraph(
            &format!("Sheet {new} replaced it: shred this one{place}."),
            2,
        ));
    }
    text
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}
