//! What the page and the core say to each other: every command with its request and response,
//! and the TypeScript made of them.
//!
//! A command takes exactly one request, so that names of arguments cannot drift. Metadata goes
//! out, and the one code that is asked for; passphrases and what is typed or pasted come in.

mod accounts;
mod cases;
mod drill;
mod intake;
mod keeping;
mod prepare;
mod reading;
mod recovery;
mod settings;
mod sheets;
mod start;
mod sweep;

pub use accounts::{
    AccountRow, AccountText, AddRequest, CodeRequest, CodesRow, Copied, Done, EditRequest,
    ListedCode, Listing, MarkRequest, OneAccount, OneCode, OtpRow, RecoveryCodes, RecoverySet,
    RemoveRequest, ShownCode, Trash, TrashRow,
};
pub use cases::{
    AfterRow, BranchRequest, CaseWord, Cases, FollowedCase, OneCase, SavedCalendar, StepRow,
    TellRequest,
};
pub use drill::{DrillAccountRow, DrillAnswer, DrillSheetRow, DrillView};
pub use intake::{
    Applied, FileView, ImportChoices, ItemRow, MissingRow, OfferRow, PasswordNeed, PastedText,
    Preview, RefusedRow,
};
pub use keeping::{
    BackupRequest, BackupRow, Backups, CheckOutcome, CheckRow, Checks, Copies, CopyRequest,
    CopyRow, ExportFormat, ExportFormats, ExportRequest, Exported, KeychainOffer, KeychainSwitch,
    KeychainUnlock, KeychainView,
};
pub use prepare::{
    KeepProof, Proof, ProofRow, Readiness, ReadyAccount, ReadyRow, TellFacts, ToldAddress,
    ToldFactor, ToldFacts,
};
pub use reading::{ReadingProgress, ReadingStep};
pub use recovery::{
    BlockerRow, CaseRow, DraftRequest, DraftView, FieldRow, FindingRow, FoundRow, InstanceRow,
    NextRow, PlanView, ProviderRow, Providers, RouteRow, SavedLetter, TextRequest,
};
pub use settings::{Judged, PassphraseChange, PassphraseCheck, Settings, Suggested, Theme};
pub use sheets::{
    CardFormat, CardRequest, KeyShareRow, KeyView, Ledger, MadeSheet, PageItem, PageView,
    PlaceRequest, PrintRequest, Printers, SheetContents, SheetPageRequest, SheetPaper,
    SheetPurpose, SheetRequest, SheetRow,
};

pub use start::{DiscardRequest, PageRequest, Reminders, Restored, ScanRow, Scans, SheetRestore};
pub use sweep::{
    Deleted, FileChoice, FindRow, KeptFile, PassedOver, PlainFile, SweepRequest, SweepView,
};

use crate::words::{in_window, next_in_window};
use crate::{AppError, Code};
use secret::SecretText;
use serde::{Deserialize, Deserializer, Serialize};
use ts_rs::{Config, TS};

/// A command that takes nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(type = "Record<string, never>")]
pub struct Nothing {}

/// A passphrase, or another secret that is typed in. It cannot be sent out: there is no `Serialize`.
#[derive(Debug, Clone, TS)]
#[ts(type = "string")]
pub struct Passphrase(SecretText);

impl Passphrase {
    /// Hands the passphrase on.
    #[must_use]
    pub fn into_secret(self) -> SecretText {
        self.0
    }
}

impl From<SecretText> for Passphrase {
    fn from(text: SecretText) -> Self {
        Self(text)
    }
}

impl<'de> Deserialize<'de> for Passphrase {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The String moves into the type that wipes it: no copy is left behind here.
        String::deserialize(deserializer).map(|text| Self(SecretText::new(text)))
    }
}

/// Whether there is a vault, and whether it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VaultState {
    /// The folder holds no vault yet.
    None,
    /// The passphrase is needed.
    Locked,
    /// Open.
    Unlocked,
}

/// Where the window stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Status {
    /// The vault's state.
    pub state: VaultState,
    /// The folder it lives in, as text for people.
    pub folder: String,
    /// It is the sample; without a vault: a sample is there to go on with.
    pub sample: bool,
}

/// Asks to open the vault.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct UnlockRequest {
    /// The vault's passphrase.
    pub passphrase: Passphrase,
}

/// Asks for a new vault in the folder.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CreateVaultRequest {
    /// What will open it; 8 characters or more.
    pub passphrase: Passphrase,
}

/// How a command fails: the page chooses its words by `code`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Failure {
    /// One of the command line's error codes, or `internal` for a mistake of ours.
    #[ts(type = "Code")]
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What was left as it was.
    pub unchanged: String,
    /// What to do.
    pub next: String,
}

impl Failure {
    /// The failure of a command that stopped in the middle. What stopped it is not told: it
    /// might name a secret.
    #[must_use]
    pub fn internal() -> Self {
        Self {
            code: INTERNAL.into(),
            message: "Reentry made a mistake and stopped what it was doing.".into(),
            unchanged: "The vault on disk is as it was saved last.".into(),
            next: "Close the window and open it again; if it happens again, please report it."
                .into(),
        }
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self {
            code: error.code.name().to_owned(),
            message: in_window(&error.message),
            unchanged: error.unchanged,
            next: next_in_window(&error.next, error.code),
        }
    }
}

/// The code that only the window has.
const INTERNAL: &str = "internal";

/// Every code as a TypeScript union.
fn codes() -> String {
    let names = Code::ALL.iter().map(|code| code.name()).chain([INTERNAL]);
    let quoted: Vec<_> = names.map(|name| format!("\n  | \"{name}\"")).collect();
    format!(
        "/**\n * What went wrong, as the page acts on it.\n */\nexport type Code ={};\n\n",
        quoted.concat()
    )
}

/// Declares the types in the order of the file, and the table of commands.
macro_rules! schema {
    (types: $($type:ident),+; commands: $($(#[doc = $doc:literal])* $name:ident: $request:ident => $response:ident),+ $(,)?) => {
        /// The name of every command, in the order of the schema.
        pub const COMMANDS: &[&str] = &[$(stringify!($name)),+];

        fn declarations(config: &Config) -> Vec<String> {
            vec![$(declaration::<$type>(config)),+]
        }

        fn table() -> Vec<String> {
            vec![$({
                let doc = [$($doc),*].join("").trim().to_owned();
                format!(
                    "  /** {doc} */\n  {}: {{ request: {}; response: {} }};\n",
                    stringify!($name), stringify!($request), stringify!($response),
                )
            }),+]
        }
    };
}

schema! {
    types: Nothing, Passphrase, VaultState, Status, UnlockRequest, CreateVaultRequest, OtpRow,
        CodesRow, AccountRow, Listing, CodeRequest, ShownCode, Copied, Done, OneAccount, OneCode,
        MarkRequest, ListedCode, RecoverySet, RecoveryCodes, AccountText, AddRequest, EditRequest,
        RemoveRequest, TrashRow, Trash, InstanceRow, ProviderRow, Providers, DraftRequest, BlockerRow, RouteRow, CaseRow,
        FieldRow, DraftView, FindingRow, NextRow, FoundRow, PlanView, SavedLetter, StepRow, AfterRow, FollowedCase, Cases, OneCase, CaseWord,
        TellRequest, BranchRequest, SavedCalendar, ReadyRow, ReadyAccount, Readiness, ToldAddress, ToldFactor, ToldFacts, TellFacts, ProofRow, Proof, KeepProof, TextRequest, PastedText, ImportChoices,
        PasswordNeed, RefusedRow, OfferRow, MissingRow, FileView, ItemRow, Preview, PlainFile, Applied, SweepRequest, FindRow, PassedOver, SweepView, FileChoice,
        KeptFile, Deleted, ReadingStep, ReadingProgress,
        SheetPurpose, SheetPaper, SheetContents, CardFormat, CardRequest, SheetRequest, SheetPageRequest, PageItem, PageView,
        Printers, PrintRequest, MadeSheet, SheetRow, Ledger,
        PlaceRequest, KeyShareRow, KeyView, DrillAccountRow, DrillSheetRow, DrillView, DrillAnswer,
        Theme, Settings, PassphraseCheck, Judged, Suggested, PassphraseChange,
        KeychainView, KeychainSwitch, KeychainOffer, KeychainUnlock, BackupRow, Backups,
        BackupRequest, CheckOutcome, CheckRow, Checks, CopyRow, Copies, CopyRequest, ExportFormat,
        ExportFormats, ExportRequest, Exported, DiscardRequest, Reminders, ScanRow, Scans,
        SheetRestore, Restored, PageRequest, Failure;
    commands:
        /// Whether there is a vault, and whether it is open.
        status: Nothing => Status,
        /// Opens the vault; takes as long as the key derivation.
        unlock: UnlockRequest => Status,
        /// Closes the vault and wipes what the core held of it.
        lock: Nothing => Status,
        /// Makes a vault in the folder and opens it.
        create_vault: CreateVaultRequest => Status,
        /// Every account.
        list: Nothing => Listing,
        /// One code, of the credential asked for.
        code: CodeRequest => ShownCode,
        /// Puts a code on the clipboard without showing it.
        copy_code: CodeRequest => Copied,
        /// Puts a text that is on screen on the clipboard.
        copy_text: TextRequest => Copied,
        /// Empties the clipboard, if what is on it came from here.
        clear_clipboard: Nothing => Done,
        /// The recovery codes of an account: numbers and marks, no code.
        recovery_codes: OneAccount => RecoveryCodes,
        /// Shows one recovery code.
        reveal_code: OneCode => RecoveryCodes,
        /// Puts a recovery code on the clipboard.
        copy_recovery_code: OneCode => Copied,
        /// Marks a recovery code as used, or takes the mark back.
        mark_code: MarkRequest => RecoveryCodes,
        /// Adds an account by hand.
        add_account: AddRequest => OneAccount,
        /// Changes an account.
        edit_account: EditRequest => OneAccount,
        /// Puts an account into the trash, or removes one credential of it.
        remove_account: RemoveRequest => Done,
        /// What was removed and can still come back.
        trash: Nothing => Trash,
        /// Brings an account back out of the trash.
        restore_account: OneAccount => OneAccount,
        /// Empties the trash.
        empty_trash: Nothing => Done,
        /// Takes the last change of the vault back.
        undo: Nothing => Done,
        /// What services are known; needs no vault.
        providers: Nothing => Providers,
        /// The ways back after a loss, and the request; needs no vault.
        draft: DraftRequest => PlanView,
        /// Saves the letter of a request where the user says; needs no vault.
        save_letter: DraftRequest => SavedLetter,
        /// Requests that are followed; none without an open vault.
        cases: Nothing => Cases,
        /// Follows a request from now on.
        open_case: DraftRequest => FollowedCase,
        /// Notes what happened with a request.
        tell_case: TellRequest => FollowedCase,
        /// Takes back what was told of it last.
        untell_case: OneCase => FollowedCase,
        /// The case with the branch of the service's mail in its commands.
        name_branch: BranchRequest => FollowedCase,
        /// Saves the letter of a case's next step where the user says.
        save_case_letter: OneCase => SavedLetter,
        /// Saves the dates of every open case where the user says.
        save_calendar: Nothing => SavedCalendar,
        /// How well each account is prepared for a lockout.
        readiness: Nothing => Readiness,
        /// What its owner told about an account.
        told_facts: OneAccount => ToldFacts,
        /// Tells about an account, in the place of all that was told before.
        tell_facts: TellFacts => Done,
        /// Lets the user choose a folder, and says what local clones in it prove.
        collect_proof: Nothing => Proof,
        /// Keeps some of that in the vault.
        keep_proof: KeepProof => Done,
        /// Lets the user choose files, and says what importing them would do.
        choose_import: Nothing => Preview,
        /// The same for the files that were dropped on the window last.
        drop_import: Nothing => Preview,
        /// The same for a text.
        paste_import: PastedText => Preview,
        /// The same for what is on the clipboard: files, a picture or a text.
        paste_clipboard: Nothing => Preview,
        /// Reads the same files again, with a password or another choice.
        preview_import: ImportChoices => Preview,
        /// How far the reading of files is, for an import, a drill or a restore.
        reading_progress: Nothing => ReadingProgress,
        /// Gives up what is being read: it is then as if no file had been chosen.
        cancel_reading: Nothing => Done,
        /// Writes what the preview showed.
        apply_import: Nothing => Applied,
        /// Forgets what was read, and gives up what is being read.
        cancel_import: Nothing => Done,
        /// Lets the user choose folders, and says what lies about in them.
        choose_sweep: SweepRequest => SweepView,
        /// Says what importing some of that would do.
        preview_found: FileChoice => Preview,
        /// The same for what was found in the usual folders before a request.
        preview_looked: FileChoice => Preview,
        /// Deletes plain files that were imported last, if the vault, read back, holds all of them.
        delete_plain: FileChoice => Deleted,
        /// Forgets all that an import read, found and left.
        leave_import: Nothing => Done,
        /// Makes a sheet and saves it where the user says.
        make_sheet: SheetRequest => MadeSheet,
        /// A page of a sheet as it would be made, with dummies for its secrets unless asked.
        sheet_page: SheetPageRequest => PageView,
        /// The printers of this computer; needs no vault.
        printers: Nothing => Printers,
        /// Makes a sheet and prints it, without a file.
        print_sheet: PrintRequest => MadeSheet,
        /// What was printed.
        sheets: Nothing => Ledger,
        /// Notes where a sheet is kept.
        place_sheet: PlaceRequest => Ledger,
        /// Takes a sheet that was shredded off the ledger.
        shred_sheet: PlaceRequest => Ledger,
        /// The paper key: never the key itself.
        paper_key: Nothing => KeyView,
        /// Lets the user choose scans, and compares them with the vault.
        choose_drill: Nothing => DrillView,
        /// The same for the files that were dropped on the window last.
        drop_drill: Nothing => DrillView,
        /// Takes the printed code that was asked for, and notes what was proved.
        answer_drill: DrillAnswer => DrillView,
        /// Says that somebody is there: a key was pressed or the pointer moved.
        touch: Nothing => Nothing,
        /// How the window behaves; needs no vault.
        settings: Nothing => Settings,
        /// Changes how it behaves.
        change_settings: Settings => Settings,
        /// What a passphrase is worth; needs no vault.
        judge_passphrase: PassphraseCheck => Judged,
        /// Makes a passphrase of six words; needs no vault.
        suggest_passphrase: Nothing => Suggested,
        /// Changes the vault's passphrase.
        change_passphrase: PassphraseChange => Done,
        /// The copies that every save refreshes.
        copies: Nothing => Copies,
        /// Lets the user choose a folder for a copy.
        add_copy: Nothing => Copies,
        /// Refreshes the copies that are in reach.
        refresh_copies: Nothing => Copies,
        /// Stops refreshing a copy; its files stay.
        forget_copy: CopyRequest => Copies,
        /// Whether the keychain is switched on; asks no keychain.
        keychain: Nothing => KeychainView,
        /// Puts the vault's key into the keychain, or takes it out.
        switch_keychain: KeychainSwitch => KeychainView,
        /// Whether the keychain may open the vault now; needs no vault.
        keychain_offer: Nothing => KeychainOffer,
        /// Opens the vault with the keychain; takes five seconds at most.
        unlock_with_keychain: Nothing => KeychainUnlock,
        /// The generations that are kept.
        backups: Nothing => Backups,
        /// Brings the accounts of one back.
        restore_backup: BackupRequest => Done,
        /// Looks over everything that a recovery would rest on.
        verify: Nothing => Checks,
        /// Shows the vault's folder in the system's file manager.
        open_folder: Nothing => Done,
        /// The formats to leave in.
        export_formats: Nothing => ExportFormats,
        /// Writes an export where the user says.
        export: ExportRequest => Exported,
        /// Merges a copy that holds changes of its own.
        merge_copy: CopyRequest => Copies,
        /// Makes the sample vault, or opens it; only where there is no vault.
        try_sample: Nothing => Status,
        /// Throws the sample away.
        discard_sample: DiscardRequest => Status,
        /// What the user wants to be reminded of, and has not done yet.
        reminders: Nothing => Reminders,
        /// Notes what the user wants to be reminded of.
        set_reminders: Reminders => Reminders,
        /// Lets the user choose what to restore from; needs no vault.
        choose_scans: Nothing => Scans,
        /// Takes the files that were dropped last to restore from; needs no vault.
        drop_scans: Nothing => Scans,
        /// Forgets them.
        forget_scans: Nothing => Done,
        /// Reads what was typed off a sheet, beside what was read before.
        type_scan: PastedText => Scans,
        /// Makes a vault of the sheet that was read.
        restore_sheet: SheetRestore => Restored,
        /// Takes over the copy of a vault that was chosen.
        restore_copy: UnlockRequest => Restored,
        /// Has the browser open a page that the window showed.
        open_page: PageRequest => Done,
}

fn declaration<T: TS + 'static>(config: &Config) -> String {
    let docs = T::docs().unwrap_or_default();
    format!("{docs}export {}\n", T::decl(config))
}

/// The text of `ui/src/lib/backend/types.generated.ts`.
#[must_use]
pub fn typescript() -> String {
    let config = Config::new();
    let mut text = String::from(
        "// Made from src-tauri/crates/app/src/ipc by `cargo xtask bindings`. Do not edit.\n\n",
    );
    text.push_str(&codes());
    text.push_str(&declarations(&config).join("\n"));
    text.push_str(
        "\n/** Every command with what it takes and what it gives. */\nexport type Commands = {\n",
    );
    text.push_str(&table().concat());
    text.push_str("};\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMITTED: &str = include_str!("../../../../../ui/src/lib/backend/types.generated.ts");

    #[test]
    fn the_committed_typescript_is_current() {
        assert!(
            COMMITTED == typescript(),
            "ui/src/lib/backend/types.generated.ts is not what ipc.rs says: run `cargo xtask bindings`"
        );
    }

    #[test]
    fn a_passphrase_and_a_code_never_show() {
        let request: UnlockRequest =
            serde_json::from_str(r#"{"passphrase":"correct horse"}"#).expect("it fits");
        assert!(!format!("{request:?}").contains("correct"));
        assert_eq!(
            request.passphrase.into_secret(),
            SecretText::new("correct horse")
        );
        let shown = ShownCode {
            account: "a".into(),
            otp: "o".into(),
            code: "755224".into(),
            valid_from: None,
            valid_until: None,
        };
        assert!(!format!("{shown:?}").contains("755224"));
    }

    #[test]
    fn a_request_with_a_field_too_much_is_refused() {
        assert!(serde_json::from_str::<Nothing>(r#"{"passphrase":"x"}"#).is_err());
        assert!(
            serde_json::from_str::<CodeRequest>(r#"{"account":"a","otp":"b","next":false,"c":1}"#)
                .is_err()
        );
    }
}
