//! The commands of the page about the vault: locked, open, made.

use super::Answer;
use crate::desk::Desk;
use app::SystemRandomness;
use app::ipc::{CreateVaultRequest, Nothing, Status, UnlockRequest};
use tauri::State;

#[tauri::command]
pub(super) async fn status(desk: State<'_, Desk>, request: Nothing) -> Answer<Status> {
    desk.run(move |session, _| session.status(request)).await
}

#[tauri::command]
pub(super) async fn unlock(desk: State<'_, Desk>, request: UnlockRequest) -> Answer<Status> {
    desk.touch();
    let opened = desk.run(move |session, _| session.unlock(request)).await;
    desk.touch();
    opened
}

#[tauri::command]
pub(super) async fn lock(desk: State<'_, Desk>, request: Nothing) -> Answer<Status> {
    let locked = desk.run(move |session, _| session.lock(request)).await?;
    desk.clear_clipboard().await?;
    Ok(locked)
}

#[tauri::command]
pub(super) async fn create_vault(
    desk: State<'_, Desk>,
    request: CreateVaultRequest,
) -> Answer<Status> {
    desk.touch();
    let made = desk
        .run(move |session, now| session.create_vault(request, now, &mut SystemRandomness))
        .await;
    desk.touch();
    made
}
