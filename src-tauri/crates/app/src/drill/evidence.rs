//! What scans gave, put together.

use crate::paper::FromPaper;
use model::SheetId;
use secret::SecretText;
use sheet::codes::AccountCode;
use sheet::read::Scan;
use sheet::{Added, Assembly};
use std::collections::BTreeSet;

/// The codes of any number of sheets.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    pub(super) assembly: Assembly,
    /// Vault sheets of which two codes contradict each other.
    pub(super) contradicted: BTreeSet<SheetId>,
    pub(super) lists: Vec<AccountCode>,
    pub(super) uris: Vec<SecretText>,
    pub(super) paper: FromPaper,
}

impl Evidence {
    pub(super) fn take(&mut self, scan: &Scan) {
        self.paper.take(scan);
        for part in &scan.parts {
            if self.assembly.add(part) == Added::Contradicts {
                self.contradicted.insert(part.sheet_id().clone());
            }
        }
        for list in &scan.accounts {
            if !self.lists.contains(list) {
                self.lists.push(list.clone());
            }
        }
        for uri in &scan.uris {
            if !self.uris.contains(uri) {
                self.uris.push(uri.clone());
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.assembly.sheets().next().is_none()
            && self.lists.is_empty()
            && self.uris.is_empty()
            && self.paper.is_empty()
    }
}
