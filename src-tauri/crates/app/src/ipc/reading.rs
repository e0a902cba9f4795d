//! How far the reading of files is: for an import, a drill or a restore.

use import::Progress;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is being done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReadingStep {
    /// It is opened, or its entries are read.
    File,
    /// Folders are looked through.
    Folder,
    /// It is searched for QR codes.
    Picture,
    /// A key is derived from its password.
    Key,
}

impl From<Progress> for ReadingStep {
    fn from(progress: Progress) -> Self {
        match progress {
            Progress::Picture => Self::Picture,
            Progress::Key => Self::Key,
            _ => Self::File,
        }
    }
}

/// How far the reading of files is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadingProgress {
    /// Whether anything is being read.
    pub active: bool,
    /// Which file, counted from 0.
    pub file: u32,
    /// How many there are; 0 while they are opened.
    pub files: u32,
    /// What is being done with it.
    pub step: ReadingStep,
}
