//! The secret types, and one-time code generation.
//!
//! A secret here has no `Serialize` and no `Display`, and its `Debug` prints `[redacted]`. Who
//! needs the value calls `expose()`; a test keeps the list of files that do.

mod code;
mod credential;
mod randomness;
mod record;
mod text;
mod uri;

pub use code::{Code, CodeError};
pub use credential::OtpCredential;
pub use randomness::{Randomness, RandomnessError};
pub use record::{AccountRecord, RecoveryCode, RecoveryCodeSet};
pub use text::{SecretBytes, SecretText, UnknownFields};
