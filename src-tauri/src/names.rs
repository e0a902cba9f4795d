/// Every command of the page. build.rs declares them to Tauri, which then checks each call
/// against the capabilities; a test compares them with the schema and the handlers.
pub const COMMANDS: &[&str] = &["status", "unlock", "lock", "create_vault", "list", "code"];
