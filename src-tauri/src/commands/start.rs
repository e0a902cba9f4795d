//! The commands of the page about the first steps: the sample, a vault brought back.

use super::Answer;
use crate::desk::Desk;
use app::SystemRandomness;
use app::ipc::{
    DiscardRequest, Done, Nothing, PastedText, Reminders, Restored, Scans, SheetRestore, Status,
    UnlockRequest,
};
use tauri::State;

#[tauri::command]
pub(super) async fn try_sample(desk: State<'_, Desk>, request: Nothing) -> Answer<Status> {
    let opened = desk
        .run(move |session, now| session.try_sample(request, now, &mut SystemRandomness))
        .await;
    desk.touch();
    opened
}

#[tauri::command]
pub(super) async fn discard_sample(
    desk: State<'_, Desk>,
    request: DiscardRequest,
) -> Answer<Status> {
    desk.run(move |session, _| session.discard_sample(request))
        .await
}

#[tauri::command]
pub(super) async fn reminders(desk: State<'_, Desk>, request: Nothing) -> Answer<Reminders> {
    desk.run(move |session, _| session.reminders(request)).await
}

#[tauri::command]
pub(super) async fn set_reminders(desk: State<'_, Desk>, request: Reminders) -> Answer<Reminders> {
    desk.run(move |session, now| session.set_reminders(request, now))
        .await
}

#[tauri::command]
pub(super) async fn choose_scans(desk: State<'_, Desk>, request: Nothing) -> Answer<Scans> {
    let Nothing {} = request;
    let paths = desk.dialogs().files().await;
    desk.read(move |session| session.begin_scan(paths)).await
}

#[tauri::command]
pub(super) async fn drop_scans(desk: State<'_, Desk>, request: Nothing) -> Answer<Scans> {
    let Nothing {} = request;
    let paths = desk.take_dropped();
    desk.read(move |session| session.begin_scan(paths)).await
}

#[tauri::command]
pub(super) async fn forget_scans(desk: State<'_, Desk>, request: Nothing) -> Answer<Done> {
    desk.run(move |session, _| session.forget_scans(request))
        .await
}

#[tauri::command]
pub(super) async fn type_scan(desk: State<'_, Desk>, request: PastedText) -> Answer<Scans> {
    desk.run(move |session, _| session.type_scan(request)).await
}

#[tauri::command]
pub(super) async fn restore_sheet(
    desk: State<'_, Desk>,
    request: SheetRestore,
) -> Answer<Restored> {
    let restored = desk
        .run(move |session, now| session.restore_sheet(request, now, &mut SystemRandomness))
        .await;
    desk.touch();
    restored
}

#[tauri::command]
pub(super) async fn restore_copy(
    desk: State<'_, Desk>,
    request: UnlockRequest,
) -> Answer<Restored> {
    let restored = desk
        .run(move |session, _| session.restore_copy(request))
        .await;
    desk.touch();
    restored
}
