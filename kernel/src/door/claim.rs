//! Who runs a task: one process at a time, and none once it has ended.

use rustix::fs::{FlockOperation, flock};
use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often it is tried, whatever came between.
const TRIES: u32 = 20;
/// How long somebody may take who only looks.
const LOOK: Duration = Duration::from_millis(2);

/// The right to run one task. It ends with the process at the latest, however that ends.
#[derive(Debug)]
pub struct Claim {
    _file: File,
    path: PathBuf,
}

impl Claim {
    /// None: another process has it.
    pub fn take(data: &Path, task: &str) -> io::Result<Option<Self>> {
        let folder = data.join("running");
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)?;
        let path = folder.join(task);
        for _try in 0..TRIES {
            let file = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(false)
                .mode(0o600)
                .open(&path)?;
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) if is_at(&file, &path)? => return Ok(Some(Self { _file: file, path })),
                // The one who had it removed it: it stands for nothing any more.
                Ok(()) => {}
                // Somebody who only looks holds it for a moment.
                Err(rustix::io::Errno::WOULDBLOCK) => std::thread::sleep(LOOK),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(None)
    }

    /// Whether somebody runs the task. Nothing is left behind.
    pub fn is_taken(data: &Path, task: &str) -> bool {
        let Ok(file) = File::open(data.join("running").join(task)) else {
            return false;
        };
        matches!(
            flock(&file, FlockOperation::NonBlockingLockShared),
            Err(rustix::io::Errno::WOULDBLOCK)
        )
    }

    /// A task that somebody runs at this moment.
    pub fn any(data: &Path) -> Option<String> {
        let entries = std::fs::read_dir(data.join("running")).ok()?;
        let names = entries
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok());
        let mut taken = names.filter(|task| Self::is_taken(data, task));
        taken.next()
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // Left behind it would only be an empty file that nobody holds.
        drop(std::fs::remove_file(&self.path));
    }
}

fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    let own = file.metadata()?;
    match std::fs::metadata(path) {
        Ok(there) => Ok((there.dev(), there.ino()) == (own.dev(), own.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_run_by_one_at_a_time() {
        let data = tempfile::tempdir().expect("a directory");
        let take = |task: &str| Claim::take(data.path(), task).expect("a claim or none");
        assert!(!Claim::is_taken(data.path(), "t1"));
        let first = take("t1").expect("nobody else is there");
        assert!(take("t1").is_none());
        assert!(take("t2").is_some());
        assert!(Claim::is_taken(data.path(), "t1"));
        assert_eq!(Claim::any(data.path()).as_deref(), Some("t1"));
        drop(first);
        assert_eq!(Claim::any(data.path()), None);
        assert!(!Claim::is_taken(data.path(), "t1"));
        assert!(take("t1").is_some());
    }

    #[test]
    fn of_many_at_once_one_wins_each_time() {
        let data = tempfile::tempdir().expect("a directory");
        for _round in 0..50 {
            let take = || Claim::take(data.path(), "t1").expect("a claim or none");
            let claims: Vec<_> = std::thread::scope(|scope| {
                let racers: Vec<_> = (0..4).map(|_| scope.spawn(take)).collect();
                let joined = racers
                    .into_iter()
                    .map(|racer| racer.join().expect("a racer"));
                joined.collect()
            });
            assert_eq!(claims.iter().flatten().count(), 1);
        }
    }
}
