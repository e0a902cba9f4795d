//! The commands of the page about imports.

use super::Answer;
use crate::desk::Desk;
use app::SystemRandomness;
use app::ipc::{
    Applied, Deleted, Done, FileChoice, ImportChoices, Nothing, PastedText, Preview,
    ReadingProgress, SweepRequest, SweepView,
};
use tauri::State;

#[tauri::command]
pub(super) async fn choose_import(desk: State<'_, Desk>, request: Nothing) -> Answer<Preview> {
    let Nothing {} = request;
    desk.run(|session, _| session.must_be_open()).await?;
    let paths = desk.dialogs().files().await;
    desk.read(move |session| session.begin_files(paths)).await
}

#[tauri::command]
pub(super) async fn drop_import(desk: State<'_, Desk>, request: Nothing) -> Answer<Preview> {
    let Nothing {} = request;
    let paths = desk.take_dropped();
    desk.read(move |session| session.begin_files(paths)).await
}

#[tauri::command]
pub(super) async fn paste_import(desk: State<'_, Desk>, request: PastedText) -> Answer<Preview> {
    desk.read(move |session| session.begin_text(request).map(Some))
        .await
}

#[tauri::command]
pub(super) async fn paste_clipboard(desk: State<'_, Desk>, request: Nothing) -> Answer<Preview> {
    let Nothing {} = request;
    desk.run(|session, _| session.must_be_open()).await?;
    let pasted = desk.pasted().await?;
    desk.read(move |session| pasted.begin(session)).await
}

#[tauri::command]
pub(super) async fn preview_import(
    desk: State<'_, Desk>,
    request: ImportChoices,
) -> Answer<Preview> {
    desk.read(move |session| session.begin_again(request).map(Some))
        .await
}

#[tauri::command]
pub(super) async fn reading_progress(
    desk: State<'_, Desk>,
    request: Nothing,
) -> Answer<ReadingProgress> {
    desk.run(move |session, _| session.reading_progress(request))
        .await
}

#[tauri::command]
pub(super) async fn cancel_reading(desk: State<'_, Desk>, request: Nothing) -> Answer<Done> {
    desk.run(move |session, _| session.cancel_reading(request))
        .await
}

#[tauri::command]
pub(super) async fn apply_import(desk: State<'_, Desk>, request: Nothing) -> Answer<Applied> {
    desk.run(move |session, now| session.apply_import(request, now, &mut SystemRandomness))
        .await
}

#[tauri::command]
pub(super) async fn cancel_import(desk: State<'_, Desk>, request: Nothing) -> Answer<Done> {
    desk.run(move |session, _| session.cancel_import(request))
        .await
}

#[tauri::command]
pub(super) async fn choose_sweep(
    desk: State<'_, Desk>,
    request: SweepRequest,
) -> Answer<SweepView> {
    desk.run(|session, _| session.must_be_open()).await?;
    let folders = desk.dialogs().folders().await;
    desk.read(move |session| session.begin_sweep(folders, request))
        .await
}

#[tauri::command]
pub(super) async fn preview_found(desk: State<'_, Desk>, request: FileChoice) -> Answer<Preview> {
    desk.read(move |session| session.begin_found(request).map(Some))
        .await
}

#[tauri::command]
pub(super) async fn preview_looked(desk: State<'_, Desk>, request: FileChoice) -> Answer<Preview> {
    desk.read(move |session| session.begin_looked(request).map(Some))
        .await
}

#[tauri::command]
pub(super) async fn delete_plain(desk: State<'_, Desk>, request: FileChoice) -> Answer<Deleted> {
    desk.read(move |session| session.begin_deletion(request).map(Some))
        .await
}

#[tauri::command]
pub(super) async fn leave_import(desk: State<'_, Desk>, request: Nothing) -> Answer<Done> {
    desk.run(move |session, _| session.leave_import(request))
        .await
}
