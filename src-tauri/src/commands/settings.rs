//! The commands of the page about settings, copies, backups and exports.

use super::Answer;
use super::not_opened;
use crate::desk::Desk;
use app::SystemRandomness;
use app::ipc::{
    BackupRequest, Backups, Checks, Copies, CopyRequest, Done, ExportFormats, ExportRequest,
    Exported, Judged, KeychainOffer, KeychainSwitch, KeychainUnlock, KeychainView, Nothing,
    PassphraseChange, PassphraseCheck, Settings, Suggested,
};
use tauri::State;

#[tauri::command]
pub(super) async fn touch(desk: State<'_, Desk>, request: Nothing) -> Answer<Nothing> {
    desk.touch();
    Ok(request)
}

#[tauri::command]
pub(super) async fn settings(desk: State<'_, Desk>, request: Nothing) -> Answer<Settings> {
    desk.run(move |session, _| session.settings(request)).await
}

#[tauri::command]
pub(super) async fn change_settings(desk: State<'_, Desk>, request: Settings) -> Answer<Settings> {
    desk.run(move |session, _| session.change_settings(request))
        .await
}

#[tauri::command]
pub(super) async fn judge_passphrase(
    desk: State<'_, Desk>,
    request: PassphraseCheck,
) -> Answer<Judged> {
    desk.run(move |session, _| session.judge_passphrase(request))
        .await
}

#[tauri::command]
pub(super) async fn suggest_passphrase(
    desk: State<'_, Desk>,
    request: Nothing,
) -> Answer<Suggested> {
    desk.run(move |session, _| session.suggest_passphrase(request, &mut SystemRandomness))
        .await
}

#[tauri::command]
pub(super) async fn change_passphrase(
    desk: State<'_, Desk>,
    request: PassphraseChange,
) -> Answer<Done> {
    desk.run(move |session, now| session.change_passphrase(request, now))
        .await
}

#[tauri::command]
pub(super) async fn copies(desk: State<'_, Desk>, request: Nothing) -> Answer<Copies> {
    desk.run(move |session, _| session.copies(request)).await
}

#[tauri::command]
pub(super) async fn add_copy(desk: State<'_, Desk>, request: Nothing) -> Answer<Copies> {
    let Nothing {} = request;
    desk.run(|session, _| session.must_be_open()).await?;
    let folder = desk.dialogs().folder().await;
    desk.run(move |session, now| session.add_copy(folder, now))
        .await
}

#[tauri::command]
pub(super) async fn refresh_copies(desk: State<'_, Desk>, request: Nothing) -> Answer<Copies> {
    desk.run(move |session, now| session.refresh_copies(request, now))
        .await
}

#[tauri::command]
pub(super) async fn forget_copy(desk: State<'_, Desk>, request: CopyRequest) -> Answer<Copies> {
    desk.run(move |session, now| session.forget_copy(request, now))
        .await
}

#[tauri::command]
pub(super) async fn keychain(desk: State<'_, Desk>, request: Nothing) -> Answer<KeychainView> {
    desk.run(move |session, _| session.keychain(request)).await
}

#[tauri::command]
pub(super) async fn switch_keychain(
    desk: State<'_, Desk>,
    request: KeychainSwitch,
) -> Answer<KeychainView> {
    desk.run(move |session, _| session.switch_keychain(request))
        .await
}

#[tauri::command]
pub(super) async fn keychain_offer(
    desk: State<'_, Desk>,
    request: Nothing,
) -> Answer<KeychainOffer> {
    desk.run(move |session, _| session.keychain_offer(request))
        .await
}

#[tauri::command]
pub(super) async fn unlock_with_keychain(
    desk: State<'_, Desk>,
    request: Nothing,
) -> Answer<KeychainUnlock> {
    let answer = desk
        .run(move |session, _| session.unlock_with_keychain(request))
        .await;
    desk.touch();
    answer
}

#[tauri::command]
pub(super) async fn backups(desk: State<'_, Desk>, request: Nothing) -> Answer<Backups> {
    desk.run(move |session, _| session.backups(request)).await
}

#[tauri::command]
pub(super) async fn restore_backup(desk: State<'_, Desk>, request: BackupRequest) -> Answer<Done> {
    desk.run(move |session, now| session.restore_backup(request, now))
        .await
}

#[tauri::command]
pub(super) async fn verify(desk: State<'_, Desk>, request: Nothing) -> Answer<Checks> {
    desk.run(move |session, _| session.verify(request)).await
}

#[tauri::command]
pub(super) async fn open_folder(desk: State<'_, Desk>, request: Nothing) -> Answer<Done> {
    let Nothing {} = request;
    let folder = desk.run(|session, _| session.folder()).await?;
    let opened = desk.open(move |opener| opener.folder(&folder)).await?;
    Ok(Done {
        warnings: not_opened(opened),
    })
}

#[tauri::command]
pub(super) async fn export_formats(
    desk: State<'_, Desk>,
    request: Nothing,
) -> Answer<ExportFormats> {
    desk.run(move |session, _| session.export_formats(request))
        .await
}

#[tauri::command]
pub(super) async fn export(desk: State<'_, Desk>, request: ExportRequest) -> Answer<Exported> {
    let wanted = request.clone();
    let name = desk
        .run(move |session, now| session.export_name(&wanted, now))
        .await?;
    let Some(path) = desk.dialogs().save_export(name).await else {
        return Ok(Exported::cancelled());
    };
    desk.run(move |session, _| session.export(&request, &path))
        .await
}

#[tauri::command]
pub(super) async fn merge_copy(desk: State<'_, Desk>, request: CopyRequest) -> Answer<Copies> {
    desk.run(move |session, now| session.merge_copy(request, now))
        .await
}
