//! Facts that prove that an account is the user's own.

use serde::{Deserialize, Serialize};

/// A project that the account publishes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Project {
    /// The name at the registry.
    pub name: String,
    /// Public source repositories that its newest release names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repositories: Vec<String>,
}
