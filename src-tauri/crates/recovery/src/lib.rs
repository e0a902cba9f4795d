//! Routes back, drafts of recovery requests, and their lint.
//!
//! [`plan`] takes a loss ([`Situation`]) and what is known about services
//! ([`provider::Directory`]) and answers with a [`Plan`]. The crate knows no secret and cannot
//! name one: whoever holds secrets compares the texts through [`ForbiddenText`].

mod calendar;
mod course;
mod detect;
mod draft;
mod fingerprint;
mod haystack;
mod letter;
mod lint;
mod manifest;
mod plan;
mod proof;
mod push;
mod readiness;
mod repository;
mod routes;
mod situation;
mod wording;
mod workflow;

pub use calendar::calendar;
pub use course::{AfterStep, Course, LOOK, SEND, Step, Warning, course, course_knowing};
pub use detect::{DenyKind, Detection, detect};
pub use draft::{Draft, DraftField};
pub use fingerprint::{signing_key, ssh_key};
pub use haystack::{
    Forbidden, ForbiddenKind, ForbiddenText, Haystack, NothingForbidden, SHORTEST_NEEDLE,
};
pub use letter::MAX_MAILTO;
pub use lint::{Finding, Level};
pub use manifest::{MAX_MANIFEST, Manifest, ManifestError, ManifestKind};
pub use plan::{After, Found, Next, OtherCase, Plan, PlanError, RouteOption, plan};
pub use proof::proof;
pub use push::{PushCommands, PushReadiness, PushState, project, push_commands, push_readiness};
pub use readiness::{Prepared, ReadyItem, ReadyState, SheetFact, first_thing, readiness};
pub use repository::{Repository, without_credentials};
pub use routes::{Blocker, Journey, Standing};
pub use situation::{Evidence, Kept, Known, KnownFile, KnownSheet, Situation};
pub use workflow::publishes;
