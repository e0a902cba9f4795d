//! What the end-to-end tests share: fresh folders, the programs that were built, a window under
//! a virtual display, and the WebDriver client that drives it.
//!
//! Everything here is for tests: what goes wrong panics with a sentence that says what to do.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod cost;
mod desktop;
mod home;
mod network;
mod program;
mod sample;
mod webdriver;
mod window;

pub use cost::{TICKS, memory, processor_time};
pub use home::Home;
pub use network::only_loopback;
pub use program::{artifacts, cli, window_program};
pub use sample::{
    PASSPHRASE, fixture, home_holding, home_with_accounts, json_of, oathtool, reentry,
    with_accounts,
};
pub use webdriver::{Element, WebDriver, WebDriverError};
pub use window::{ENTER, TAB, Theme, Window};
