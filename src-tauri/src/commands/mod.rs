//! The commands of the page: one line each, in a module by subject.

mod accounts;
mod import;
mod recovery;
mod settings;
mod sheets;
mod start;
mod vault;

use app::ipc::Failure;

/// Makes the handler of exactly these commands, by module, and their list for the tests.
macro_rules! handlers {
    ($($module:ident: $($name:ident),+;)+) => {
        /// Answers the page.
        pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke<tauri::Wry>) -> bool + Send + Sync {
            tauri::generate_handler![$($($module::$name),+),+]
        }

        #[cfg(test)]
        const HANDLED: &[&str] = &[$($(stringify!($name)),+),+];
    };
}

handlers! {
    vault:
        status,
        unlock,
        lock,
        create_vault;
    accounts:
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
        undo;
    recovery:
        providers,
        draft,
        save_letter,
        cases,
        open_case,
        tell_case,
        untell_case,
        name_branch,
        save_case_letter,
        save_calendar,
        readiness,
        told_facts,
        tell_facts,
        collect_proof,
        keep_proof;
    import:
        choose_import,
        drop_import,
        paste_import,
        paste_clipboard,
        preview_import,
        reading_progress,
        cancel_reading,
        apply_import,
        cancel_import,
        choose_sweep,
        preview_found,
        preview_looked,
        delete_plain,
        leave_import;
    sheets:
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
        answer_drill;
    settings:
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
        merge_copy;
    start:
        try_sample,
        discard_sample,
        reminders,
        set_reminders,
        choose_scans,
        drop_scans,
        forget_scans,
        type_scan,
        restore_sheet,
        restore_copy;
    recovery:
        open_page;
}

/// What a command answers.
type Answer<T> = Result<T, Failure>;

/// What to say where the system opened nothing.
fn not_opened(opened: bool) -> Vec<String> {
    if opened {
        Vec::new()
    } else {
        vec!["This system opens nothing by itself: copy it instead.".to_owned()]
    }
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
        let file: Value = serde_json::from_str(include_str!("../../capabilities/main.json"))
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
        let file: Value = serde_json::from_str(include_str!("../../tauri.conf.json"))
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
