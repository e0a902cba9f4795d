//! The commands of the page about the accounts, their codes and the trash.

use super::Answer;
use crate::desk::Desk;
use app::Clip;
use app::SystemRandomness;
use app::ipc::{
    AddRequest, CodeRequest, Copied, Done, EditRequest, Listing, MarkRequest, Nothing, OneAccount,
    OneCode, RecoveryCodes, RemoveRequest, ShownCode, TextRequest, Trash,
};
use tauri::State;

#[tauri::command]
pub(super) async fn list(desk: State<'_, Desk>, request: Nothing) -> Answer<Listing> {
    desk.run(move |session, _| session.list(request)).await
}

#[tauri::command]
pub(super) async fn code(desk: State<'_, Desk>, request: CodeRequest) -> Answer<ShownCode> {
    desk.run(move |session, now| session.code(request, now))
        .await
}

#[tauri::command]
pub(super) async fn copy_code(desk: State<'_, Desk>, request: CodeRequest) -> Answer<Copied> {
    desk.copy(move |session, now| session.copy_code(request, now))
        .await
}

#[tauri::command]
pub(super) async fn copy_text(desk: State<'_, Desk>, request: TextRequest) -> Answer<Copied> {
    desk.copy(move |_, _| Ok(Clip::from(request))).await
}

#[tauri::command]
pub(super) async fn clear_clipboard(desk: State<'_, Desk>, request: Nothing) -> Answer<Done> {
    let Nothing {} = request;
    desk.clear_clipboard().await?;
    Ok(Done {
        warnings: Vec::new(),
    })
}

#[tauri::command]
pub(super) async fn recovery_codes(
    desk: State<'_, Desk>,
    request: OneAccount,
) -> Answer<RecoveryCodes> {
    desk.run(move |session, _| session.recovery_codes(request))
        .await
}

#[tauri::command]
pub(super) async fn reveal_code(desk: State<'_, Desk>, request: OneCode) -> Answer<RecoveryCodes> {
    desk.run(move |session, _| session.reveal_code(request))
        .await
}

#[tauri::command]
pub(super) async fn copy_recovery_code(desk: State<'_, Desk>, request: OneCode) -> Answer<Copied> {
    desk.copy(move |session, _| session.copy_recovery_code(request))
        .await
}

#[tauri::command]
pub(super) async fn mark_code(
    desk: State<'_, Desk>,
    request: MarkRequest,
) -> Answer<RecoveryCodes> {
    desk.run(move |session, now| session.mark_code(request, now))
        .await
}

#[tauri::command]
pub(super) async fn add_account(desk: State<'_, Desk>, request: AddRequest) -> Answer<OneAccount> {
    desk.run(move |session, now| session.add_account(request, now, &mut SystemRandomness))
        .await
}

#[tauri::command]
pub(super) async fn edit_account(
    desk: State<'_, Desk>,
    request: EditRequest,
) -> Answer<OneAccount> {
    desk.run(move |session, now| session.edit_account(request, now, &mut SystemRandomness))
        .await
}

#[tauri::command]
pub(super) async fn remove_account(desk: State<'_, Desk>, request: RemoveRequest) -> Answer<Done> {
    desk.run(move |session, now| session.remove_account(request, now))
        .await
}

#[tauri::command]
pub(super) async fn trash(desk: State<'_, Desk>, request: Nothing) -> Answer<Trash> {
    desk.run(move |session, now| session.trash(request, now))
        .await
}

#[tauri::command]
pub(super) async fn restore_account(
    desk: State<'_, Desk>,
    request: OneAccount,
) -> Answer<OneAccount> {
    desk.run(move |session, now| session.restore_account(request, now))
        .await
}

#[tauri::command]
pub(super) async fn empty_trash(desk: State<'_, Desk>, request: Nothing) -> Answer<Done> {
    desk.run(move |session, now| session.empty_trash(request, now))
        .await
}

#[tauri::command]
pub(super) async fn undo(desk: State<'_, Desk>, request: Nothing) -> Answer<Done> {
    desk.run(move |session, now| session.undo(request, now))
        .await
}
