//! Earlier generations: each a folder with both files, so that it opens on its own.
//!
//! `backups/g00000012-20261121T131802Z-1a2b3c4d5e6f7081/` is generation 12, saved at that time
//! (UTC), and its `vault.age` has a SHA-256 that begins with the last part.

use crate::disk::{Disk, write_new};
use crate::folder::{Location, UNLOCK_FILE, UNLOCK_LIMIT, VAULT_FILE, VAULT_LIMIT, sha256};
use crate::save::Present;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// How many of the newest are kept.
const LAST: usize = 10;
/// For how many of the latest days with saves the newest is kept.
const DAYS: usize = 7;
/// For how many of the latest months with saves the newest is kept.
const MONTHS: usize = 6;
/// Characters of the hash that the name holds.
const HASH_PREFIX: usize = 16;

/// An earlier generation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Backup {
    /// Its number.
    pub generation: u64,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// The first 16 characters of the hexadecimal SHA-256 of its `vault.age`.
    pub hash: String,
    /// The folder with both files.
    pub folder: PathBuf,
}

impl Backup {
    /// The backup's name: that of its folder.
    #[must_use]
    pub fn name(&self) -> String {
        name(self.generation, self.saved_at, &self.hash)
    }
}

fn name(generation: u64, saved_at: Timestamp, hash: &str) -> String {
    let short = hash.get(..HASH_PREFIX).unwrap_or(hash);
    format!(
        "g{generation:08}-{}-{short}",
        saved_at.strftime("%Y%m%dT%H%M%SZ")
    )
}

fn parse(folder: &Path, name: &str) -> Option<Backup> {
    let mut parts = name.strip_prefix('g')?.split('-');
    let generation = parts.next()?.parse().ok()?;
    let saved_at = time(parts.next()?)?;
    let hash = parts.next()?;
    let fits = parts.next().is_none()
        && hash.len() == HASH_PREFIX
        && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| Backup {
        generation,
        saved_at,
        hash: hash.to_owned(),
        folder: folder.join(name),
    })
}

/// `20261121T131802Z` as a time.
fn time(text: &str) -> Option<Timestamp> {
    let (date, clock) = text.strip_suffix('Z')?.split_once('T')?;
    if date.len() != 8 || clock.len() != 6 || !text.is_ascii() {
        return None;
    }
    let (year, rest) = date.split_at(4);
    let (month, day) = rest.split_at(2);
    let (hour, rest) = clock.split_at(2);
    let (minute, second) = rest.split_at(2);
    format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z")
        .parse()
        .ok()
}

/// All backups, the newest first. A folder that cannot be read holds none.
pub(crate) fn list(disk: &dyn Disk, location: &Location) -> Vec<Backup> {
    let folder = location.backups();
    let mut found: Vec<_> = disk
        .list(&folder)
        .unwrap_or_default()
        .iter()
        .filter_map(|name| parse(&folder, name.to_str()?))
        .collect();
    found.sort();
    found.reverse();
    found
}

/// The `vault.age` with this hash (whole, or its first 16 characters), from the backups.
pub(crate) fn find(disk: &dyn Disk, location: &Location, hash: &str) -> Option<Vec<u8>> {
    let short = hash.get(..HASH_PREFIX)?;
    let backup = list(disk, location)
        .into_iter()
        .find(|backup| backup.hash == short)?;
    let bytes = disk
        .read(&backup.folder.join(VAULT_FILE), VAULT_LIMIT)
        .ok()?;
    sha256(&bytes).starts_with(hash).then_some(bytes)
}

/// Keeps what stands in the folder now, before it is replaced; `present` is what was read there.
/// The folder is complete before it gets its name. `None` when another file stands there by now.
pub(crate) fn keep(
    disk: &dyn Disk,
    location: &Location,
    (generation, saved_at): (u64, Timestamp),
    present: &Present,
) -> io::Result<Option<PathBuf>> {
    let backups = location.backups();
    let kept = backups.join(name(generation, saved_at, &present.hash));
    if is_whole(disk, &kept, &present.hash) {
        // A former attempt to save kept it already.
        return Ok(is_whole(disk, &location.folder, &present.hash).then_some(kept));
    }
    disk.make_folder(&backups)?;
    let fresh = backups.join(".new");
    clear_folder(disk, &fresh)?;
    clear_folder(disk, &kept)?;
    disk.make_folder(&fresh)?;
    let copy = fresh.join(VAULT_FILE);
    // A second name is free and is on the disk already: the save that follows gives vault.age
    // a new file, so this one is never written again. Some file systems know no second names.
    if disk.link(&location.vault(), &copy).is_err() {
        write_new(disk, &copy, &present.bytes)?;
    }
    if !is_whole(disk, &fresh, &present.hash) {
        return Ok(None);
    }
    match disk.read(&location.unlock(), UNLOCK_LIMIT) {
        Ok(unlock) => write_new(disk, &fresh.join(UNLOCK_FILE), &unlock)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    disk.sync_folder(&fresh)?;
    disk.rename(&fresh, &kept)?;
    disk.sync_folder(&backups)?;
    Ok(Some(kept))
}

/// Whether a folder holds the `vault.age` with this hash.
fn is_whole(disk: &dyn Disk, folder: &Path, hash: &str) -> bool {
    disk.read(&folder.join(VAULT_FILE), VAULT_LIMIT)
        .is_ok_and(|bytes| sha256(&bytes) == hash)
}

fn clear_folder(disk: &dyn Disk, folder: &Path) -> io::Result<()> {
    match disk.remove_folder(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes what is beyond the last 10, 7 daily and 6 monthly ones. Says how many could not be
/// removed. What has another kind of name is never touched.
pub(crate) fn rotate(disk: &dyn Disk, location: &Location) -> usize {
    let all = list(disk, location);
    let kept = kept(&all);
    all.iter()
        .filter(|backup| !kept.contains(&backup.name()))
        .filter(|backup| disk.remove_folder(&backup.folder).is_err())
        .count()
}

/// The names of those to keep; `all` has the newest first.
fn kept(all: &[Backup]) -> BTreeSet<String> {
    let mut kept: BTreeSet<_> = all.iter().take(LAST).map(Backup::name).collect();
    for (format, most) in [("%Y-%m-%d", DAYS), ("%Y-%m", MONTHS)] {
        let mut seen = BTreeSet::new();
        for backup in all {
            let period = backup.saved_at.strftime(format).to_string();
            if seen.len() == most && !seen.contains(&period) {
                break;
            }
            if seen.insert(period) {
                kept.insert(backup.name());
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn backup(generation: u64, hours: i64) -> Backup {
        let saved_at = Timestamp::from_second(1_700_000_000 + hours * 3600).unwrap();
        Backup {
            generation,
            saved_at,
            hash: format!("{generation:016x}"),
            folder: PathBuf::new(),
        }
    }

    #[test]
    fn a_name_says_generation_time_and_hash() {
        let saved_at: Timestamp = "2026-11-21T13:18:02.5Z".parse().unwrap();
        let name = name(12, saved_at, &"1a2b3c4d".repeat(8));
        assert_eq!(name, "g00000012-20261121T131802Z-1a2b3c4d1a2b3c4d");
        let parsed = parse(Path::new("b"), &name).unwrap();
        assert_eq!(parsed.name(), name);
        assert_eq!(parsed.folder, Path::new("b").join(&name));
    }

    #[test]
    fn other_names_are_no_backups() {
        for name in [
            ".new",
            "g1-x-y",
            "gé-20261121T131802Z-1a2b3c4d1a2b3c4d",
            "notes",
            "g00000001-2026112éT131802Z-1a2b3c4d1a2b3c4d",
            "",
        ] {
            assert_eq!(parse(Path::new(""), name), None, "{name}");
        }
    }

    #[test]
    fn ten_last_seven_daily_and_six_monthly_are_kept() {
        // One save an hour over a year.
        let mut all: Vec<_> = (0..24 * 365)
            .map(|hour| backup(hour, hour.cast_signed()))
            .collect();
        all.reverse();
        let kept = kept(&all);
        assert!(
            all.iter()
                .take(10)
                .all(|backup| kept.contains(&backup.name()))
        );
        let days: BTreeSet<_> = all
            .iter()
            .filter(|backup| kept.contains(&backup.name()))
            .map(|backup| backup.saved_at.strftime("%Y-%m-%d").to_string())
            .collect();
        let months: BTreeSet<_> = days.iter().map(|day| day[..7].to_owned()).collect();
        assert!(days.len() >= 7 && months.len() == 6, "{days:?}");
        assert!(kept.len() <= 10 + 7 + 6);
    }

    proptest! {
        #[test]
        fn the_newest_is_always_kept_and_the_number_is_bounded(hours in proptest::collection::vec(0_i64..100_000, 1..200)) {
            let mut all: Vec<_> = hours.iter().enumerate().map(|(n, hour)| backup(n as u64, *hour)).collect();
            all.sort();
            all.reverse();
            let kept = kept(&all);
            prop_assert!(kept.contains(&all[0].name()));
            prop_assert!(kept.len() <= 23);
        }
    }
}
