//! Stories over the real `reentry` command, each in a vault of its own and in a network
//! namespace without interfaces: whatever would open a connection fails here.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a failing step fails the test"
)]

mod bad_input;
mod by_hand;
mod cards;
mod cases;
mod drilling;
mod everything;
mod evidence;
mod founding;
mod hostile;
mod importing;
mod keepassxc;
mod leaving;
mod main_job;
mod own_providers;
mod paper;
mod paper_key;
mod printing;
mod refusals;
mod run;
mod screen;
mod sheets;
mod sweeping;
mod upkeep;
