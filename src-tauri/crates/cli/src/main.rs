//! The `reentry` command.
fn main() {}
