//! The commands of the page: one line each.

use crate::desk::Desk;
use app::SystemRandomness;
use app::ipc::{
    CodeRequest, CreateVaultRequest, Failure, Listing, Nothing, ShownCode, Status, UnlockRequest,
};
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

handlers![status, unlock, lock, create_vault, list, code];

type Answer<T> = Result<T, Failure>;

#[tauri::command]
async fn status(desk: State<'_, Desk>, request: Nothing) -> Answer<Status> {
    desk.run(move |session, _| session.status(request)).await
}

#[tauri::command]
async fn unlock(desk: State<'_, Desk>, request: UnlockRequest) -> Answer<Status> {
    desk.run(move |session, _| session.unlock(request)).await
}

#[tauri::command]
async fn lock(desk: State<'_, Desk>, request: Nothing) -> Answer<Status> {
    desk.run(move |session, _| session.lock(request)).await
}

#[tauri::command]
async fn create_vault(desk: State<'_, Desk>, request: CreateVaultRequest) -> Answer<Status> {
    desk.run(move |session, now| session.create_vault(request, now, &mut SystemRandomness))
        .await
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
