//! What build tools keep between programs in the sandbox: a folder for each workspace.

use rustix::fs::{FlockOperation, flock};
use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// After so long even what was kept aside of a workspace is nobody's business any more.
const LONG: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// That of one workspace.
#[derive(Debug)]
pub(super) struct Cache {
    path: PathBuf,
    pub(super) size: u64,
    used: SystemTime,
}

/// All of them, the one that was used least recently first.
pub(super) fn all(root: &Path) -> Vec<Cache> {
    let folders = fs::read_dir(root).into_iter().flatten().flatten();
    let mut caches: Vec<Cache> = folders
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| Cache {
            size: size(&entry.path()),
            used: used(&entry.path()),
            path: entry.path(),
        })
        .collect();
    caches.sort_by_key(|cache| cache.used);
    caches
}

/// Empties what was used least recently until no more than `most` bytes are kept; how many were. One that a program uses
/// right now stays.
pub(super) fn collect(root: &Path, most: u64) -> Result<usize, String> {
    let caches = all(root);
    let mut kept: u64 = caches.iter().map(|cache| cache.size).sum();
    let mut count = 0;
    for cache in caches {
        if kept <= most {
            break;
        }
        let Some(_held) = hold(&cache.path) else {
            continue;
        };
        let is_old = cache.used.elapsed().is_ok_and(|age| age > LONG);
        // What was taken away from a program lies beside its caches: its user was told where.
        let goes = if is_old {
            cache.path.clone()
        } else {
            cache.path.join("tools")
        };
        remove(&goes).map_err(|error| format!("{}: {error}", goes.display()))?;
        let rest = if is_old { 0 } else { size(&cache.path) };
        kept -= cache.size.saturating_sub(rest);
        count += 1;
    }
    Ok(count)
}

/// No program begins to use it as long as this lives; None: one uses it.
fn hold(cache: &Path) -> Option<Option<File>> {
    match File::open(list(cache)) {
        // No program has ever got so far as to use it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some(None),
        Err(_) => None,
        Ok(file) => flock(&file, FlockOperation::NonBlockingLockExclusive)
            .is_ok()
            .then_some(Some(file)),
    }
}

/// Each program holds it, and writes to it at its end.
fn list(cache: &Path) -> PathBuf {
    cache.join("guard/placeholders")
}

fn used(cache: &Path) -> SystemTime {
    let file = fs::metadata(list(cache)).or_else(|_| fs::metadata(cache));
    file.and_then(|file| file.modified())
        .unwrap_or(SystemTime::UNIX_EPOCH)
}

/// Bytes of all files below, links not followed.
fn size(folder: &Path) -> u64 {
    let mut bytes = 0;
    each(folder, |_, metadata| {
        if !metadata.is_dir() {
            bytes += metadata.len();
        }
    });
    bytes
}

/// Removes a folder in which tools may have locked folders against themselves.
fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            each(folder, |path, metadata| {
                if metadata.is_dir() {
                    // What can't be opened up is told by the removal.
                    fs::set_permissions(path, Permissions::from_mode(0o700)).ok();
                }
            });
            fs::remove_dir_all(folder)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn each(folder: &Path, mut visit: impl FnMut(&Path, &fs::Metadata)) {
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        let Ok(metadata) = fs::symlink_metadata(&path) else {
            continue;
        };
        // Before it is read: it may be opened up by that.
        visit(&path, &metadata);
        if metadata.is_dir() {
            let entries = fs::read_dir(&path).into_iter().flatten().flatten();
            waiting.extend(entries.map(|entry| entry.path()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cache of 1000 bytes that was used so many days ago, with something kept aside.
    fn cache(root: &Path, name: &str, days: u64) -> PathBuf {
        let path = root.join(name);
        for folder in ["tools/go", "guard/refused"] {
            fs::create_dir_all(path.join(folder)).expect("a folder");
        }
        fs::write(path.join("tools/go/built"), [b'x'; 1000]).expect("a file");
        fs::set_permissions(path.join("tools/go"), Permissions::from_mode(0o500)).expect("ours");
        fs::write(path.join("guard/refused/0-hook"), "told").expect("a file");
        let file = File::create(list(&path)).expect("a file");
        #[expect(clippy::disallowed_methods, reason = "a file of the past is made")]
        let then = SystemTime::now() - Duration::from_secs(days * 24 * 60 * 60);
        file.set_modified(then).expect("it is ours");
        path
    }

    #[test]
    fn what_was_used_least_recently_goes_first_and_what_is_in_use_stays() {
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path();
        let old = cache(root, "old", 100);
        let busy = cache(root, "busy", 9);
        let idle = cache(root, "idle", 8);
        let new = cache(root, "new", 1);
        let holder = File::open(list(&busy)).expect("a file");
        flock(&holder, FlockOperation::LockShared).expect("a lock");
        assert!(all(root).iter().map(|cache| cache.size).sum::<u64>() > 4000);
        assert_eq!(collect(root, u64::MAX), Ok(0));
        assert_eq!(
            collect(root, all(root).iter().map(|it| it.size).sum::<u64>() - 1500),
            Ok(2)
        );
        assert!(!old.exists() && !idle.join("tools").exists());
        assert!(idle.join("guard/refused/0-hook").exists());
        assert!(busy.join("tools/go/built").exists() && new.join("tools/go/built").exists());
        assert_eq!(collect(&root.join("none"), 0), Ok(0));
    }
}
