//! A disk that fails on purpose.

use crate::disk::{Disk, Lock, Output, SystemDisk};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// What goes wrong, at or from one call on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// That call fails.
    Error(io::ErrorKind),
    /// That call, if it writes, writes half and then says that it cannot go on.
    ShortWrite,
    /// From that call on nothing works: the process is as good as dead.
    Death,
    /// From that call on nothing reaches the disk for sure.
    EverySync,
    /// From that call on the disk is full.
    EveryWrite,
}

#[derive(Debug, Default)]
struct State {
    calls: usize,
    plan: Option<(usize, Fault)>,
    /// The rest of a short write fails as well.
    cut: bool,
    /// A file that somebody else puts in place of another just before a file gets a second name.
    swap: Option<(PathBuf, PathBuf)>,
    /// What was done, in order.
    log: Vec<Done>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    Write,
    Sync,
    Other,
}

/// Something that was done to the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Done {
    Wrote(PathBuf),
    Synced(PathBuf),
    Renamed(PathBuf, PathBuf),
}

/// What becomes of one call.
enum Verdict {
    Go,
    Half,
    Fail(io::Error),
}

impl State {
    fn judge(&mut self, call: Call) -> Verdict {
        let now = self.calls;
        self.calls += 1;
        let Some((at, fault)) = self.plan else {
            return Verdict::Go;
        };
        if call == Call::Write && std::mem::take(&mut self.cut) {
            return Verdict::Fail(io::ErrorKind::StorageFull.into());
        }
        match fault {
            Fault::Error(kind) if now == at => Verdict::Fail(kind.into()),
            Fault::ShortWrite if now == at && call == Call::Write => {
                self.cut = true;
                Verdict::Half
            }
            Fault::Death if now >= at => Verdict::Fail(io::Error::other("dead")),
            Fault::EverySync if now >= at && call == Call::Sync => {
                Verdict::Fail(io::Error::other("not on the disk"))
            }
            Fault::EveryWrite if now >= at && call == Call::Write => {
                Verdict::Fail(io::ErrorKind::StorageFull.into())
            }
            _ => Verdict::Go,
        }
    }
}

/// The real file system, until the plan says otherwise.
#[derive(Debug, Clone, Default)]
pub(crate) struct FaultyDisk {
    state: Arc<Mutex<State>>,
}

impl FaultyDisk {
    pub(crate) fn plan(&self, at: usize, fault: Fault) {
        *self.state.lock().unwrap() = State {
            plan: Some((at, fault)),
            ..State::default()
        };
    }

    pub(crate) fn mend(&self) {
        *self.state.lock().unwrap() = State::default();
    }

    pub(crate) fn calls(&self) -> usize {
        self.state.lock().unwrap().calls
    }

    /// Somebody else replaces `to` by `from` in the middle of the next save.
    pub(crate) fn swap(&self, from: PathBuf, to: PathBuf) {
        self.state.lock().unwrap().swap = Some((from, to));
    }

    /// What was done since the last plan or mending.
    pub(crate) fn log(&self) -> Vec<Done> {
        self.state.lock().unwrap().log.clone()
    }

    fn note(&self, done: Done) {
        self.state.lock().unwrap().log.push(done);
    }

    fn pass(&self, call: Call) -> io::Result<()> {
        match self.state.lock().unwrap().judge(call) {
            Verdict::Fail(error) => Err(error),
            Verdict::Go | Verdict::Half => Ok(()),
        }
    }
}

struct FaultyFile {
    file: Box<dyn Output>,
    path: PathBuf,
    disk: FaultyDisk,
}

impl Output for FaultyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.disk.note(Done::Wrote(self.path.clone()));
        let verdict = self.disk.state.lock().unwrap().judge(Call::Write);
        match verdict {
            Verdict::Go => self.file.write(bytes),
            Verdict::Half => self.file.write(&bytes[..bytes.len() / 2]),
            Verdict::Fail(error) => Err(error),
        }
    }
    fn sync(&mut self) -> io::Result<()> {
        self.disk.pass(Call::Sync)?;
        self.disk.note(Done::Synced(self.path.clone()));
        self.file.sync()
    }
}

impl Disk for FaultyDisk {
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        self.pass(Call::Other)?;
        SystemDisk.read(path, limit)
    }
    fn create(&self, path: &Path) -> io::Result<Box<dyn Output>> {
        self.pass(Call::Other)?;
        Ok(Box::new(FaultyFile {
            file: SystemDisk.create(path)?,
            path: path.to_path_buf(),
            disk: self.clone(),
        }))
    }
    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.pass(Call::Other)?;
        if let Some((from, to)) = self.state.lock().unwrap().swap.take() {
            SystemDisk.rename(&from, &to)?;
        }
        SystemDisk.link(from, to)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.pass(Call::Other)?;
        self.note(Done::Renamed(from.to_path_buf(), to.to_path_buf()));
        SystemDisk.rename(from, to)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.pass(Call::Other)?;
        SystemDisk.remove(path)
    }
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.pass(Call::Other)?;
        SystemDisk.remove_folder(path)
    }
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.pass(Call::Other)?;
        SystemDisk.make_folder(path)
    }
    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.pass(Call::Sync)?;
        self.note(Done::Synced(path.to_path_buf()));
        SystemDisk.sync_folder(path)
    }
    fn list(&self, path: &Path) -> io::Result<Vec<OsString>> {
        self.pass(Call::Other)?;
        SystemDisk.list(path)
    }
    fn lock(&self, path: &Path) -> io::Result<Option<Lock>> {
        self.pass(Call::Other)?;
        SystemDisk.lock(path)
    }
}
