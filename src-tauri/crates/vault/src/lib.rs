//! The vault folder: age envelope, durable saves, merge, backups, copies, keychain
