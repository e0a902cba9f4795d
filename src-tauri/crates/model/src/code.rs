//! States of recovery codes.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What happened to one recovery code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum CodeState {
    /// Still good, as far as known.
    #[default]
    Unused,
    /// Spent, or found not to work.
    Used {
        /// When, where it is known.
        #[serde(default, rename = "used_at", skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// Known to have been spent when the set was issued.
    Burned,
}

impl CodeState {
    /// Whether the code can still be tried.
    #[must_use]
    pub fn is_left(self) -> bool {
        self == Self::Unused
    }

    /// The name in JSON: `unused`, `used` or `burned`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unused => "unused",
            Self::Used { .. } => "used",
            Self::Burned => "burned",
        }
    }

    /// The state that two copies of a vault agree on: marks never go back, and the earlier date
    /// of use is kept.
    #[must_use]
    pub fn merged(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unused, state) | (state, Self::Unused) => state,
            (Self::Used { at: a }, Self::Used { at: b }) => Self::Used {
                at: match (a, b) {
                    (Some(a), Some(b)) => Some(a.min(b)),
                    (a, b) => a.or(b),
                },
            },
            (Self::Used { at }, Self::Burned) | (Self::Burned, Self::Used { at }) => {
                Self::Used { at }
            }
            (Self::Burned, Self::Burned) => Self::Burned,
        }
    }
}

/// Counts over the current sets of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CodeTotals {
    /// Codes in the set.
    pub total: u32,
    /// Codes that can still be expected to work: unused ones less the burned ones that nobody
    /// can name.
    pub left: u32,
    /// Codes marked as used or burned.
    pub used: u32,
    /// Codes that the service burned at set-up without anybody knowing which.
    pub burned_unknown: u32,
}

impl CodeTotals {
    /// Counts these states.
    #[must_use]
    pub fn count(states: impl IntoIterator<Item = CodeState>, burned_unknown: u32) -> Self {
        let (mut total, mut unused) = (0_u32, 0_u32);
        for state in states {
            total += 1;
            unused += u32::from(state.is_left());
        }
        Self {
            total,
            left: unused.saturating_sub(burned_unknown),
            used: total - unused,
            burned_unknown,
        }
    }

    /// The sum over two sets.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            total: self.total + other.total,
            left: self.left + other.left,
            used: self.used + other.used,
            burned_unknown: self.burned_unknown + other.burned_unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burned_code_nobody_can_name_is_not_left() {
        let totals = CodeTotals::count([CodeState::Unused; 8], 1);
        assert_eq!((totals.total, totals.left, totals.used), (8, 7, 0));
        let totals = CodeTotals::count([CodeState::Burned], 1);
        assert_eq!(totals.left, 0);
    }

    #[test]
    fn marks_never_go_back() {
        let used = CodeState::Used { at: None };
        assert_eq!(CodeState::Unused.merged(used), used);
        assert_eq!(used.merged(CodeState::Unused), used);
        assert_eq!(used.merged(CodeState::Burned), used);
    }
}
