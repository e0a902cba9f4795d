//! Changing the vault: all or nothing.

use crate::AppError;
use model::Timestamp;
use vault::{Payload, Saved, Vault};

/// Applies a change to a copy of the payload and saves it. When the change or the save fails,
/// the vault in memory is what it was, and so is the file.
///
/// # Errors
/// What the change says, and what saving can meet.
pub fn change(
    vault: &mut Vault,
    now: Timestamp,
    edit: impl FnOnce(&mut Payload) -> Result<(), AppError>,
) -> Result<Saved, AppError> {
    let before = vault.payload().clone();
    let mut after = before.clone();
    edit(&mut after)?;
    vault.edit(|payload| *payload = after);
    match vault.save(now) {
        Ok(saved) => Ok(saved),
        Err(error) => {
            vault.edit(|payload| *payload = before);
            Err(error.into())
        }
    }
}
