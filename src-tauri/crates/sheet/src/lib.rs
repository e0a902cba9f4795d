//! Recovery sheets: what is printed, how it looks, and reading it back.
//!
//! - [`payload`]: the accounts as compact bytes, to be encrypted by the caller.
//! - [`part`], [`codes`], [`line`]: what the QR codes and the printed lines say.
//! - [`key`], [`share`]: the paper key as text, and in shares of which some restore it.
//! - [`Assembly`]: parts of vault sheets put together again.
//! - [`render_account`], [`render_vault`], [`render_key`], [`render_shares`], [`render_card`]: the PDFs; [`layout`] is what they are drawn from.
//! - [`read`]: scans, photographs, PDFs and typed text.
//!
//! `docs/sheet-format.md` describes all of it for somebody who has no Reentry.

mod account;
mod assembly;
mod card;
mod check;
mod closing;
pub mod codes;
mod columns;
mod compose;
pub mod font;
pub mod key;
pub mod labels;
pub mod layout;
pub mod line;
mod paper_key;
pub mod part;
pub mod payload;
mod pdf;
pub mod qr;
pub mod read;
pub mod share;
mod sheet;
mod terminal;
mod vault;

pub use assembly::{Added, Assembly, Collected};
pub use card::{CardEntry, CardSize, LockoutCard};
pub use labels::{CardLabels, CommonLabels, KeyLabels, Labels, ShareLabels};
pub use paper_key::{KeySheet, ShareSheets};
pub use picture::Limits;
pub use sheet::{
    AccountEntry, AccountSheet, Contents, Frame, IndexLine, OpensWith, Packing, Paper, Rendered,
    SheetError, VaultSheet, lay_out_account, lay_out_card, lay_out_key, lay_out_shares,
    lay_out_vault, render_account, render_card, render_key, render_shares, render_vault,
};
