//! One module for each group of commands: arguments in, a use-case of `app` called, a result
//! out. Nothing is decided here.

pub mod accounts;
pub mod case;
pub mod draft;
pub mod drill;
pub mod evidence;
pub mod export;
pub mod import;
pub mod key;
pub mod sheets;
pub mod sweep;
pub mod trash;
pub mod vault;
