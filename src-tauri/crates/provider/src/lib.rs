//! What is known about each service: the provider files, their checks, and the recognition of a
//! service from issuers, file names and codes.
//!
//! The files stand in `src-tauri/providers`, one TOML file each; the build checks and embeds
//! them. The user's own folder can add files or replace one ([`Directory::add`]).

mod check;
mod directory;
mod file;
mod recognise;

pub use check::{FileProblem, MAX_URL, read};
pub use directory::{Directory, ProviderSummary, STALE_AFTER_DAYS};
pub use file::{
    AfterItem, CodesForm, CodesRule, Condition, Each, Field, FieldType, Fill, Form, Incident,
    Instance, Mail, NextItem, PLACES, Pattern, Provider, Route, RouteKind, SCHEMA, Sentence, Start,
    Trigger, TwoFactor, Verified, Visibility,
};
pub use recognise::{FileOwner, Owner};
