//! What Reentry knows about accounts, without any secret: accounts, recovery code states, the
//! ledger of printed sheets, cases, and the closed vocabulary of losses.
//!
//! Nothing here can hold a secret and nothing does I/O, so crates that must not leak
//! (`recovery`, `health`) depend on this one only.

mod account;
mod case;
mod code;
mod evidence;
mod id;
mod ledger;
mod loss;
mod otp;

pub use account::{Account, Factor, FactorKind};
pub use case::{Case, CaseEvent, CaseEventKind, CaseState};
pub use code::{CodeState, CodeTotals};
pub use evidence::{
    About, AccountFacts, Commits, Ecosystem, Evidence, KeyKind, KeyPrint, MailAddress, MailKeeper,
    Project, ProjectEvidence, Release, Remote, Tag,
};
pub use id::{AccountId, CaseId, CodeSetId, EvidenceId, IdError, OtpId, SheetId, VaultId};
pub use jiff::Timestamp;
pub use ledger::{AccountPrint, Contents, Fingerprints, Sheet, SheetKind, SheetState, sheet_state};
pub use loss::{AccessFact, UnknownAccessFact};
pub use otp::{Algorithm, Digits, OtpParameters, OtpType, ParameterError, Period};
