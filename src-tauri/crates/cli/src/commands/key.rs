//! `key`.

use super::sheets::{must_not_mix, print};
use crate::args::KeyAction;
use crate::context::Context;
use crate::output::{Done, note};
use app::sheets::{self, KeyStatus, NewPaperKey, What};
use app::{AppError, Contents};
use serde_json::json;

/// `key`
pub fn key(context: &mut Context, action: Option<KeyAction>) -> Result<Done, AppError> {
    match action {
        None | Some(KeyAction::Status) => {
            let vault = context.open()?;
            let status = sheets::key_status(vault.payload());
            let said = said(status.as_ref());
            Done::new(&json!({ "key": status }), said)
        }
        Some(KeyAction::Replace { print: how, split }) => {
            must_not_mix(context, &how)?;
            let mut vault = context.open()?;
            let what = What::PaperKey(NewPaperKey {
                split: split.split(),
                replace: true,
            });
            let done = print(
                context,
                &mut vault,
                &what,
                how,
                (Contents::Everything, false),
            )?;
            note(
                context.quiet,
                "The former key opens nothing that is saved from now on. Backups, copies and vault \
                 sheets made before still open with it: shred its sheets, refresh the copies, and \
                 print vault sheets for the paper key again (`reentry sheets` lists them).",
            );
            Ok(done)
        }
    }
}

fn said(status: Option<&KeyStatus>) -> String {
    let Some(status) = status else {
        return "There is no paper key: the passphrase is the only way in. `reentry sheet --kind key` \
                or `--kind shares --k 2 --n 3` makes one.\n"
            .to_owned();
    };
    let proved = |at: Option<app::Timestamp>| {
        at.map_or("never proved".to_owned(), |at| {
            format!("proved {}", at.strftime("%Y-%m-%d"))
        })
    };
    let kind = match status.shares.len() {
        0 => "on a key sheet".to_owned(),
        _ => format!("in shares, {} of {} restore it", status.k, status.n),
    };
    let mut text = format!(
        "Paper key {}, {kind}, made {}, {}.\n",
        status.sheet_id,
        status.made.strftime("%Y-%m-%d"),
        proved(status.proved_at)
    );
    for share in &status.shares {
        let place = share.place.as_deref().unwrap_or("place not noted");
        text.push_str(&format!(
            "  share {}: {}, {place}\n",
            share.index,
            proved(share.proved_at)
        ));
    }
    if !status.reprint.is_empty() {
        let ids: Vec<String> = status.reprint.iter().map(ToString::to_string).collect();
        text.push_str(&format!(
            "Vault sheets for a former key, to be printed again: {}.\n",
            ids.join(", ")
        ));
    }
    text
}
