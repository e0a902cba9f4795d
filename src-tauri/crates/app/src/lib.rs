//! Use-cases, session and error codes that the window and the command line share.

pub mod account;
pub mod case;
mod change;
pub mod clock;
pub mod draft;
pub mod drill;
pub mod edit;
mod error;
pub mod evidence;
pub mod export;
pub mod file;
mod fingerprint;
pub mod folder;
pub mod fresh;
pub mod gather;
mod held;
pub mod intake;
pub mod ipc;
pub mod keychain;
mod known;
pub mod open;
pub mod otp;
mod paper;
pub mod plan;
pub mod preview;
pub mod printer;
pub mod providers;
mod randomness;
pub mod restore;
pub mod sample;
#[cfg(target_os = "linux")]
pub mod screen;
mod sealed;
mod session;
pub mod sheets;
pub mod sweep;
pub mod trash;
pub mod upkeep;
pub mod view;
pub mod words;

pub use error::{AppError, Code};
pub use import::{Format as ImportFormat, shown_lines};
pub use model::{
    Algorithm, Contents, Factor, FactorKind, MailKeeper, OtpType, SheetKind, SheetState, Timestamp,
};
pub use provider::Directory;
pub use randomness::SystemRandomness;
pub use secret::{SecretBytes, SecretText};
pub use session::{
    Clip, Deletion, DrillScans, Errand, Import, Letter, Looking, Read, Reading, RestoreScans,
    Session, Sweep, proof_in,
};
pub use sheet::{CardSize, Paper};
pub use vault::{Location, SystemKeychain, Vault};

/// Drafts and their parts, as front ends show them.
pub mod recovery {
    pub use ::model::{CaseEventKind, CaseState};
    pub use ::provider::Fill;
    pub use ::recovery::{
        Draft, Finding, Level, Next, Plan, PushReadiness, ReadyState, Standing, Step,
    };
}

/// Switches core dumps off for this process and those that it starts. Where the system refuses,
/// it goes on: the limit was lower already.
pub fn forbid_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        let _ = setrlimit(Resource::Core, none);
    }
}
