//! The commands of the page about imports.

use super::Answer;
use crate::desk::Desk;
use app::SystemRandomness;
use app::ipc::{Applied, Done, ImportChoices, Nothing, PastedText, Preview, ReadingProgress};
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
