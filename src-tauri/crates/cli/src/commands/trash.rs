//! `trash`.

use crate::args::TrashAction;
use crate::context::Context;
use crate::output::Done;
use crate::text;
use app::{AppError, trash};
use serde_json::json;

/// `trash`
pub fn trash(context: &mut Context, action: Option<TrashAction>) -> Result<Done, AppError> {
    let mut vault = context.open()?;
    match action {
        None | Some(TrashAction::List) => {
            let trashed = trash::list(vault.payload(), context.now);
            let said = text::trash(&trashed);
            Done::new(&json!({ "trash": trashed }), said)
        }
        Some(TrashAction::Restore { account }) => {
            let view = trash::restore(&mut vault, &account, context.now)?;
            Done::new(&view, text::account(&view))
        }
        Some(TrashAction::Empty) => {
            let (gone, saved) = trash::empty(&mut vault, context.now)?;
            let said = format!(
                "{gone} removed accounts are dropped; backups still hold them. `reentry undo` brings them \
                 back into the trash.\n"
            );
            Done::new(
                &json!({ "dropped": gone, "generation": saved.generation, "warnings": saved.warnings }),
                said,
            )
        }
    }
}
