//! A lock between processes. The system lets go of it when its process ends, however that ends.

use crate::replace::place;
use crate::{Cause, StateError};
use rustix::fs::{FlockOperation, Mode, OFlags, flock, fstat, openat, statat};
use rustix::io::Errno;
use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

/// How the name of a lock file ends; it begins with a dot. The file is empty and stays; only holding it means something.
pub const LOCK_SUFFIX: &str = ".lock";

const PAUSE: Duration = Duration::from_millis(5);
/// 30 seconds in pauses.
const PAUSES: u32 = 6_000;

/// While it lives, no other process gets it.
#[derive(Debug)]
#[must_use = "the lock is let go of when this is dropped"]
pub struct Lock {
    _held: File,
}

/// Waits for the lock of a file or folder: `.<name>.lock` beside it.
pub fn lock(path: &Path) -> Result<Lock, StateError> {
    wait(path, PAUSES)
}

pub(crate) fn wait(path: &Path, pauses: u32) -> Result<Lock, StateError> {
    let (dir, _) = place(path)?;
    let file = lock_path(path);
    let name = file.file_name().unwrap_or_default();
    let failed = |error: Errno| StateError::new(&file, "locking", &error.into());
    let flags =
        OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    for _ in 0..=pauses {
        let held = openat(&dir, name, flags, Mode::RUSR | Mode::WUSR).map_err(failed)?;
        match flock(&held, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK | Errno::INTR) => {
                sleep(PAUSE);
                continue;
            }
            Err(error) => return Err(failed(error)),
        }
        let ours = fstat(&held).map_err(failed)?;
        // Whoever tidied up meanwhile has left us a file that nobody else will find.
        let is_there = statat(&dir, name, rustix::fs::AtFlags::SYMLINK_NOFOLLOW)
            .is_ok_and(|found| (found.st_dev, found.st_ino) == (ours.st_dev, ours.st_ino));
        if is_there {
            return Ok(Lock {
                _held: File::from(held),
            });
        }
    }
    let reason = format!(
        "another openkoi process has held {} for {} s",
        file.display(),
        (PAUSE * pauses).as_secs()
    );
    Err(StateError::because(path, "locking", Cause::Locked, reason))
}

fn lock_path(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(LOCK_SUFFIX);
    path.with_file_name(name)
}
