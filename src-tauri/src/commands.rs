//! The commands of the page: one line each.

use crate::desk::{Desk, off_the_drawing_thread};
use app::Clip;
use app::SystemRandomness;
use app::ipc::{
    AddRequest, Applied, BackupRequest, Backups, BranchRequest, Cases, Checks, CodeRequest, Copied,
    Copies, CopyRequest, CreateVaultRequest, DiscardRequest, Done, DraftRequest, DrillAnswer,
    DrillView, EditRequest, ExportFormats, ExportRequest, Exported, Failure, FollowedCase,
    ImportChoices, ImportProgress, Judged, KeepProof, KeyView, KeychainOffer, KeychainSwitch,
    KeychainUnlock, KeychainView, Ledger, Listing, MadeSheet, MarkRequest, Nothing, OneAccount,
    OneCase, OneCode, PageRequest, PageView, PassphraseChange, PassphraseCheck, PastedText,
    PlaceRequest, PlanView, Preview, PrintRequest, Printers, Proof, Providers, Readiness,
    RecoveryCodes, Reminders, RemoveRequest, Restored, SavedCalendar, Scans, Settings,
    SheetPageRequest, SheetRequest, SheetRestore, ShownCode, Status, Suggested, TellRequest,
    TextRequest, Trash, UnlockRequest,
};
use app::printer::{Cups, Printer};
use tauri::State;

/// Makes the handler of exactly these commands, and their list for the tests.
macro_rules! handlers {
    ($($name:ident),+ $(,)?) => {
        /// Answers the page.
        pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke<tauri::Wry>) -> bool + Send + Sync {
            tauri::generate_handler![$($name),+]
        }

        #[cfg(test)]
        const HANDLED: &[&str] = &[$(stringify!($name)),+];
    };
}

handlers![
    status,
    unlock,
    lock,
    create_vault,
    list,
    code,
    copy_code,
    copy_text,
    clear_clipboard,
    recovery_codes,
    reveal_code,
    copy_recovery_code,
    mark_code,
    add_account,
    edit_account,
    remove_account,
    trash,
    restore_account,
    empty_trash,
    undo,
    providers,
    draft,
    cases,
    open_case,
    tell_case,
    untell_case,
    name_branch,
    save_calendar,
    readiness,
    collect_proof,
    keep_proof,
    choose_import,
    drop_import,
    paste_import,
    paste_clipboard,
    preview_import,
    import_progress,
    apply_import,
    cancel_import,
    make_sheet,
    sheet_page,
    printers,
    print_sheet,
    sheets,
    place_sheet,
    shred_sheet,
    paper_key,
    choose_drill,
    drop_drill,
    answer_drill,
    touch,
    settings,
    change_settings,
    judge_passphrase,
    suggest_passphrase,
    change_passphrase,
    copies,
    add_copy,
    refresh_copies,
    forget_copy,
    keychain,
    switch_keychain,
    keychain_offer,
    unlock_with_keychain,
    backups,
    restore_backup,
    verify,
    open_folder,
    export_formats,
    export,
    merge_copy,
    try_sample,
    discard_sample,
    reminders,
    set_reminders,
    choose_scans,
    drop_scans,
    forget_scans,
    type_scan,
    restore_sheet,
    restore_copy,
    open_page,
];

type Answer<T> = Result<T, Failure>;

#[tauri::command]
async fn status(desk: State<'_, Desk>, request: Nothing) -> Answer<Status> {
    desk.run(move |session, _| session.status(request)).await
}

#[tauri::command]
async fn unlock(desk: State<'_, Desk>, request: UnlockRequest) -> Answer<Status> {
    desk.touch();
    let opened = desk.run(move |session, _| session.unlock(request)).await;
    desk.touch();
    opened
}

#[tauri::command]
async fn lock(desk: State<'_, Desk>, request: Nothing) -> Answer<Status> {
    let locked = desk.run(move |session, _| session.lock(request)).await?;
    desk.clear_clipboard().await?;
    Ok(locked)
}

#[tauri::command]
async fn create_vault(desk: State<'_, Desk>, request: CreateVaultRequest) -> Answer<Status> {
    desk.touch();
    let made = desk
        .run(move |session, now| session.create_vault(request, now, &mut SystemRandomness))
        .await;
    desk.touch();
    made
}

#[tauri::command]
async fn list(desk: State<'_, Desk>, request: Nothing) -> Answer<Listing> {
    desk.run(move |session, _| session.list(request)).await
}

#[tauri::command]
async fn code(desk: State<'_, Desk>, request: CodeRequest) -> Answer<ShownCode> {
    desk.run(move |session, now| session.code(request, now))
        .await
}

#[tauri::command]
async fn copy_code(desk: State<'_, Desk>, request: CodeRequest) -> Answer<Copied> {
    desk.copy(move |session, now| session.copy_code(request, now))
        .await
}

#[tauri::command]
async fn copy_text(desk: State<'_, Desk>, request: TextRequest) -> Answer<Copied> {
    desk.copy(move |_, _| Ok(Clip::from(request))).await
}

#[tauri::command]
async fn clear_clipboard(desk: State<'_, Desk>, request: Nothing) -> Answer<Done> {
    let Nothing {} = request;
    desk.clear_clipboard().await?;
    Ok(Done {
        warnings: Vec::new(),
    })
}

#[tauri::command]
async fn recovery_codes(desk: State<'_, Desk>, request: OneAccount) -> Answer<RecoveryCodes> {
    desk.run(move |session, _| session.recovery_codes(request))
        .await
}

#[tauri::command]
async fn reveal_code(desk: State<'_, Desk>, request: OneCode) -> Answer<RecoveryCodes> {
    desk.run(move |session, _| session.reveal_code(request))
        .await
}

#[tauri::command]
async fn copy_recovery_code(desk: State<'_, Desk>, request: OneCode) -> Answer<Copied> {
    desk.copy(move |session, _| session.copy_recovery_code(request))
        .await
}

#[tauri::command]
async fn mark_code(desk: State<'_, Desk>, request: MarkRequest) -> Answer<RecoveryCodes> {
    desk.run(move |session, now| session.mark_code(request, now))
        .await
}

#[tauri::command]
async fn add_account(desk: State<'_, Desk>, request: AddRequest) -> Answer<OneAccount> {
    desk.run(move |session, now| session.add_account(request, now, &mut SystemRandomness))
        .await
}

#[tauri::command]
async fn edit_account(desk: State<'_, Desk>, request: EditRequest) -> Answer<OneAccount> {
    desk.run(move |session, now| session.edit_account(request, now, &mut SystemRandomness))
        .await
}

#[tauri::command]
async fn remove_account(desk: State<'_, Desk>, request: RemoveRequest) -> Answer<Done> {
    desk.run(move |session, now| session.remove_account(request, now))
        .await
}

#[tauri::command]
async fn trash(desk: State<'_, Desk>, request: Nothing) -> Answer<Trash> {
    desk.run(move |session, now| session.trash(request, now))
        .await
}

#[tauri::command]
async fn restore_account(desk: State<'_, Desk>, request: OneAccount) -> Answer<OneAccount> {
    desk.run(move |session, now| session.restore_account(request, now))
        .await
}

#[tauri::command]
async fn empty_trash(desk: State<'_, Desk>, request: Nothing) -> Answer<Done> {
    desk.run(move |session, now| session.empty_trash(request, now))
        .await
}

#[tauri::command]
async fn undo(desk: State<'_, Desk>, request: Nothing) -> Answer<Done> {
    desk.run(move |session, now| session.undo(request, now))
        .await
}

#[tauri::command]
async fn providers(desk: State<'_, Desk>, request: Nothing) -> Answer<Providers> {
    desk.run(move |session, now| session.providers(request, now))
        .await
}

#[tauri::command]
async fn draft(desk: State<'_, Desk>, request: DraftRequest) -> Answer<PlanView> {
    desk.run(move |session, now| session.draft(request, now))
        .await
}

#[tauri::command]
async fn cases(desk: State<'_, Desk>, request: Nothing) -> Answer<Cases> {
    desk.run(move |session, now| session.cases(request, now))
        .await
}

#[tauri::command]
async fn open_case(desk: State<'_, Desk>, request: DraftRequest) -> Answer<FollowedCase> {
    desk.run(move |session, now| session.open_case(request, now, &mut SystemRandomness))
        .await
}

#[tauri::command]
async fn tell_case(desk: State<'_, Desk>, request: TellRequest) -> Answer<FollowedCase> {
    desk.run(move |session, now| session.tell_case(request, now))
        .await
}

#[tauri::command]
async fn untell_case(desk: State<'_, Desk>, request: OneCase) -> Answer<FollowedCase> {
    desk.run(move |session, now| session.untell_case(request, now))
        .await
}

#[tauri::command]
async fn name_branch(desk: State<'_, Desk>, request: BranchRequest) -> Answer<FollowedCase> {
    desk.run(move |session, now| session.name_branch(request, now))
        .await
}

#[tauri::command]
async fn save_calendar(desk: State<'_, Desk>, request: Nothing) -> Answer<SavedCalendar> {
    let Nothing {} = request;
    let name = desk.run(|session, now| session.calendar_name(now)).await?;
    let Some(path) = desk.dialogs().save_export(name).await else {
        return Ok(SavedCalendar::cancelled());
    };
    desk.run(move |session, now| session.save_calendar(&path, now))
        .await
}

#[tauri::command]
async fn readiness(desk: State<'_, Desk>, request: Nothing) -> Answer<Readiness> {
    desk.run(move |session, now| session.readiness(request, now))
        .await
}

#[tauri::command]
async fn collect_proof(desk: State<'_, Desk>, request: Nothing) -> Answer<Proof> {
    let Nothing {} = request;
    desk.run(|session, _| session.must_be_open()).await?;
    let Some(folder) = desk.dialogs().folder().await else {
        return Ok(Proof {
            cancelled: true,
            ..Proof::default()
        });
    };
    // git may take its time: the session stays free.
    let collected = off_the_drawing_thread(move || {
        app::evidence::collect(&app::proof_in(folder), &mut SystemRandomness)
    })
    .await?;
    desk.run(move |session, _| session.found_proof(collected))
        .await
}

#[tauri::command]
async fn keep_proof(desk: State<'_, Desk>, request: KeepProof) -> Answer<Done> {
    desk.run(move |session, now| session.keep_proof(request, now, &mut SystemRandomness))
        .await
}

#[tauri::command]
async fn choose_import(desk: State<'_, Desk>, request: Nothing) -> Answer<Preview> {
    let Nothing {} = request;
    desk.run(|session, _| session.must_be_open()).await?;
    let paths = desk.dialogs().files().await;
    desk.read(move |session| session.begin_files(paths)).await
}

#[tauri::command]
async fn drop_import(desk: State<'_, Desk>, request: Nothing) -> Answer<Preview> {
    let Nothing {} = request;
    let paths = desk.take_dropped();
    desk.read(move |session| session.begin_files(paths)).await
}

#[tauri::command]
async fn paste_import(desk: State<'_, Desk>, request: PastedText) -> Answer<Preview> {
    desk.read(move |session| session.begin_text(request).map(Some))
        .await
}

#[tauri::command]
async fn paste_clipboard(desk: State<'_, Desk>, request: Nothing) -> Answer<Preview> {
    let Nothing {} = request;
    desk.run(|session, _| session.must_be_open()).await?;
    let pasted = desk.pasted().await?;
    desk.read(move |session| pasted.begin(session)).await
}

#[tauri::command]
async fn preview_import(desk: State<'_, Desk>, request: ImportChoices) -> Answer<Preview> {
    desk.read(move |session| session.begin_again(request).map(Some))
        .await
}

#[tauri::command]
async fn import_progress(desk: State<'_, Desk>, request: Nothing) -> Answer<ImportProgress> {
    desk.run(move |session, _| session.import_progress(request))
        .await
}

#[tauri::command]
async fn apply_import(desk: State<'_, Desk>, request: Nothing) -> Answer<Applied> {
    desk.run(move |session, now| session.apply_import(request, now, &mut SystemRandomness))
        .await
}

#[tauri::command]
async fn cancel_import(desk: State<'_, Desk>, request: Nothing) -> Answer<Done> {
    desk.run(move |session, _| session.cancel_import(request))
        .await
}

#[tauri::command]
async fn make_sheet(desk: State<'_, Desk>, request: SheetRequest) -> Answer<MadeSheet> {
    let wanted = request.clone();
    let name = desk
        .run(move |session, now| session.sheet_name(&wanted, now))
        .await?;
    let Some(path) = desk.dialogs().save_pdf(name).await else {
        return Ok(MadeSheet::cancelled());
    };
    desk.run(move |session, now| session.make_sheet(request, &path, now, &mut SystemRandomness))
        .await
}

#[tauri::command]
async fn sheet_page(desk: State<'_, Desk>, request: SheetPageRequest) -> Answer<PageView> {
    desk.run(move |session, now| session.sheet_page(request, now))
        .await
}

#[tauri::command]
async fn printers(_desk: State<'_, Desk>, request: Nothing) -> Answer<Printers> {
    let Nothing {} = request;
    off_the_drawing_thread(|| {
        Ok(Printers {
            names: Cups.names(),
        })
    })
    .await
}

#[tauri::command]
async fn print_sheet(desk: State<'_, Desk>, request: PrintRequest) -> Answer<MadeSheet> {
    desk.run(move |session, now| session.print_sheet(request, Cups, now, &mut SystemRandomness))
        .await
}

#[tauri::command]
async fn sheets(desk: State<'_, Desk>, request: Nothing) -> Answer<Ledger> {
    desk.run(move |session, _| session.sheets(request)).await
}

#[tauri::command]
async fn place_sheet(desk: State<'_, Desk>, request: PlaceRequest) -> Answer<Ledger> {
    desk.run(move |session, now| session.place_sheet(request, now))
        .await
}

#[tauri::command]
async fn shred_sheet(desk: State<'_, Desk>, request: PlaceRequest) -> Answer<Ledger> {
    desk.run(move |session, now| session.shred_sheet(request, now))
        .await
}

#[tauri::command]
async fn paper_key(desk: State<'_, Desk>, request: Nothing) -> Answer<KeyView> {
    desk.run(move |session, _| session.paper_key(request)).await
}

#[tauri::command]
async fn choose_drill(desk: State<'_, Desk>, request: Nothing) -> Answer<DrillView> {
    let Nothing {} = request;
    desk.run(|session, _| session.must_be_open()).await?;
    let paths = desk.dialogs().files().await;
    desk.run(move |session, now| session.drill_files(&paths, now, &mut SystemRandomness))
        .await
}

#[tauri::command]
async fn drop_drill(desk: State<'_, Desk>, request: Nothing) -> Answer<DrillView> {
    let Nothing {} = request;
    let paths = desk.take_dropped();
    desk.run(move |session, now| session.drill_files(&paths, now, &mut SystemRandomness))
        .await
}

#[tauri::command]
async fn answer_drill(desk: State<'_, Desk>, request: DrillAnswer) -> Answer<DrillView> {
    desk.run(move |session, now| session.answer_drill(request, now))
        .await
}

#[tauri::command]
async fn touch(desk: State<'_, Desk>, request: Nothing) -> Answer<Nothing> {
    desk.touch();
    Ok(request)
}

#[tauri::command]
async fn settings(desk: State<'_, Desk>, request: Nothing) -> Answer<Settings> {
    desk.run(move |session, _| session.settings(request)).await
}

#[tauri::command]
async fn change_settings(desk: State<'_, Desk>, request: Settings) -> Answer<Settings> {
    desk.run(move |session, _| session.change_settings(request))
        .await
}

#[tauri::command]
async fn judge_passphrase(desk: State<'_, Desk>, request: PassphraseCheck) -> Answer<Judged> {
    desk.run(move |session, _| session.judge_passphrase(request))
        .await
}

#[tauri::command]
async fn suggest_passphrase(desk: State<'_, Desk>, request: Nothing) -> Answer<Suggested> {
    desk.run(move |session, _| session.suggest_passphrase(request, &mut SystemRandomness))
        .await
}

#[tauri::command]
async fn change_passphrase(desk: State<'_, Desk>, request: PassphraseChange) -> Answer<Done> {
    desk.run(move |session, now| session.change_passphrase(request, now))
        .await
}

#[tauri::command]
async fn copies(desk: State<'_, Desk>, request: Nothing) -> Answer<Copies> {
    desk.run(move |session, _| session.copies(request)).await
}

#[tauri::command]
async fn add_copy(desk: State<'_, Desk>, request: Nothing) -> Answer<Copies> {
    let Nothing {} = request;
    desk.run(|session, _| session.must_be_open()).await?;
    let folder = desk.dialogs().folder().await;
    desk.run(move |session, now| session.add_copy(folder, now))
        .await
}

#[tauri::command]
async fn refresh_copies(desk: State<'_, Desk>, request: Nothing) -> Answer<Copies> {
    desk.run(move |session, now| session.refresh_copies(request, now))
        .await
}

#[tauri::command]
async fn forget_copy(desk: State<'_, Desk>, request: CopyRequest) -> Answer<Copies> {
    desk.run(move |session, now| session.forget_copy(request, now))
        .await
}

#[tauri::command]
async fn keychain(desk: State<'_, Desk>, request: Nothing) -> Answer<KeychainView> {
    desk.run(move |session, _| session.keychain(request)).await
}

#[tauri::command]
async fn switch_keychain(desk: State<'_, Desk>, request: KeychainSwitch) -> Answer<KeychainView> {
    desk.run(move |session, _| session.switch_keychain(request))
        .await
}

#[tauri::command]
async fn keychain_offer(desk: State<'_, Desk>, request: Nothing) -> Answer<KeychainOffer> {
    desk.run(move |session, _| session.keychain_offer(request))
        .await
}

#[tauri::command]
async fn unlock_with_keychain(desk: State<'_, Desk>, request: Nothing) -> Answer<KeychainUnlock> {
    let answer = desk
        .run(move |session, _| session.unlock_with_keychain(request))
        .await;
    desk.touch();
    answer
}

#[tauri::command]
async fn backups(desk: State<'_, Desk>, request: Nothing) -> Answer<Backups> {
    desk.run(move |session, _| session.backups(request)).await
}

#[tauri::command]
async fn restore_backup(desk: State<'_, Desk>, request: BackupRequest) -> Answer<Done> {
    desk.run(move |session, now| session.restore_backup(request, now))
        .await
}

#[tauri::command]
async fn verify(desk: State<'_, Desk>, request: Nothing) -> Answer<Checks> {
    desk.run(move |session, _| session.verify(request)).await
}

#[tauri::command]
async fn open_folder(desk: State<'_, Desk>, request: Nothing) -> Answer<Done> {
    let Nothing {} = request;
    let folder = desk.run(|session, _| session.folder()).await?;
    let opened = desk.open(move |opener| opener.folder(&folder)).await?;
    Ok(Done {
        warnings: not_opened(opened),
    })
}

/// What to say where the system opened nothing.
fn not_opened(opened: bool) -> Vec<String> {
    if opened {
        Vec::new()
    } else {
        vec!["This system opens nothing by itself: copy it instead.".to_owned()]
    }
}

#[tauri::command]
async fn export_formats(desk: State<'_, Desk>, request: Nothing) -> Answer<ExportFormats> {
    desk.run(move |session, _| session.export_formats(request))
        .await
}

#[tauri::command]
async fn export(desk: State<'_, Desk>, request: ExportRequest) -> Answer<Exported> {
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
async fn merge_copy(desk: State<'_, Desk>, request: CopyRequest) -> Answer<Copies> {
    desk.run(move |session, now| session.merge_copy(request, now))
        .await
}

#[tauri::command]
async fn try_sample(desk: State<'_, Desk>, request: Nothing) -> Answer<Status> {
    let opened = desk
        .run(move |session, now| session.try_sample(request, now, &mut SystemRandomness))
        .await;
    desk.touch();
    opened
}

#[tauri::command]
async fn discard_sample(desk: State<'_, Desk>, request: DiscardRequest) -> Answer<Status> {
    desk.run(move |session, _| session.discard_sample(request))
        .await
}

#[tauri::command]
async fn reminders(desk: State<'_, Desk>, request: Nothing) -> Answer<Reminders> {
    desk.run(move |session, _| session.reminders(request)).await
}

#[tauri::command]
async fn set_reminders(desk: State<'_, Desk>, request: Reminders) -> Answer<Reminders> {
    desk.run(move |session, now| session.set_reminders(request, now))
        .await
}

#[tauri::command]
async fn choose_scans(desk: State<'_, Desk>, request: Nothing) -> Answer<Scans> {
    let Nothing {} = request;
    let paths = desk.dialogs().files().await;
    desk.run(move |session, _| session.scan(&paths)).await
}

#[tauri::command]
async fn drop_scans(desk: State<'_, Desk>, request: Nothing) -> Answer<Scans> {
    let Nothing {} = request;
    let paths = desk.take_dropped();
    desk.run(move |session, _| session.scan(&paths)).await
}

#[tauri::command]
async fn type_scan(desk: State<'_, Desk>, request: PastedText) -> Answer<Scans> {
    desk.run(move |session, _| session.type_scan(request)).await
}

#[tauri::command]
async fn forget_scans(desk: State<'_, Desk>, request: Nothing) -> Answer<Done> {
    desk.run(move |session, _| session.forget_scans(request))
        .await
}

#[tauri::command]
async fn restore_sheet(desk: State<'_, Desk>, request: SheetRestore) -> Answer<Restored> {
    let restored = desk
        .run(move |session, now| session.restore_sheet(request, now, &mut SystemRandomness))
        .await;
    desk.touch();
    restored
}

#[tauri::command]
async fn restore_copy(desk: State<'_, Desk>, request: UnlockRequest) -> Answer<Restored> {
    let restored = desk
        .run(move |session, _| session.restore_copy(request))
        .await;
    desk.touch();
    restored
}

#[tauri::command]
async fn open_page(desk: State<'_, Desk>, request: PageRequest) -> Answer<Done> {
    let url = desk.run(move |session, _| session.page(request)).await?;
    let opened = desk.open(move |opener| opener.page(&url)).await?;
    Ok(Done {
        warnings: not_opened(opened),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn every_command_of_the_schema_is_handled_and_declared() {
        assert_eq!(
            HANDLED,
            app::ipc::COMMANDS,
            "commands.rs follows the schema"
        );
        assert_eq!(
            crate::names::COMMANDS,
            app::ipc::COMMANDS,
            "names.rs follows the schema"
        );
    }

    #[test]
    fn the_page_may_call_our_commands_and_nothing_else() {
        let file: Value = serde_json::from_str(include_str!("../capabilities/main.json"))
            .expect("the capability file is JSON");
        let allowed: Vec<String> = app::ipc::COMMANDS
            .iter()
            .map(|name| format!("allow-{}", name.replace('_', "-")))
            .collect();
        assert_eq!(file["permissions"], Value::from(allowed));
        assert_eq!(file["windows"], Value::from(vec!["main"]));
        assert!(
            file.get("remote").is_none(),
            "no page from the network may call anything"
        );
    }

    #[test]
    fn the_configuration_is_the_strict_one() {
        let file: Value = serde_json::from_str(include_str!("../tauri.conf.json"))
            .expect("the configuration is JSON");
        let app = &file["app"];
        let security = &app["security"];
        assert_eq!(app["withGlobalTauri"], false);
        assert_eq!(security["freezePrototype"], true);
        assert_eq!(security["assetProtocol"]["enable"], false);
        assert_eq!(security["capabilities"], Value::from(vec!["main"]));
        assert!(
            security
                .get("dangerousDisableAssetCspModification")
                .is_none()
        );
        let policy = security["csp"].as_object().expect("a policy by directive");
        assert_eq!(policy["default-src"], "'none'");
        for (directive, value) in policy {
            let value = value.as_str().expect("a text");
            assert!(!value.contains("unsafe"), "{directive} {value}");
            assert!(!value.contains('*'), "{directive} {value}");
            assert!(!value.contains("https:"), "{directive} {value}");
        }
    }
}
