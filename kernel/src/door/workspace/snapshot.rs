//! How the files stood, and which of them stand otherwise now.

mod manifest;

use super::change::{Content, Version, change};
use super::fault;
use crate::domain::{Fault, FaultKind, FileChange};
use crate::door::files::{Hidden, Walk};
use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// No more files are remembered; of more, the first of the walk.
const FILE_COUNT: usize = 20_000;
/// Of a longer file only its hash is remembered.
const CONTENT_LIMIT: u64 = 1024 * 1024;
/// All contents together.
const CONTENT_TOTAL: u64 = 64 * 1024 * 1024;
/// Of a longer file not even the hash.
const HASH_LIMIT: u64 = 256 * 1024 * 1024;
/// Files changed so shortly before the snapshot may change again without a new time stamp: they are always read.
const FRESH_SECONDS: i64 = 2;

/// The files of a workspace at one moment.
#[derive(Debug, Clone)]
pub(super) struct Snapshot {
    files: BTreeMap<PathBuf, Remembered>,
    /// There were more files than are remembered.
    is_partial: bool,
    /// The latest change of any file, in seconds: a clock that the file system itself keeps.
    latest: i64,
    /// How much more content is kept.
    room: u64,
}

#[derive(Debug, Clone)]
struct Remembered {
    stamp: Stamp,
    version: Arc<Version>,
}

/// A file that stands otherwise than before.
pub(super) struct Moved {
    pub(super) path: PathBuf,
    pub(super) before: Option<Arc<Version>>,
    pub(super) after: Option<Arc<Version>>,
}

/// While it stays the same the content does too, save for changes within one tick of the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    size: u64,
    mode: u32,
    inode: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self {
            size: metadata.size(),
            mode: metadata.mode(),
            inode: metadata.ino(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

fn walk(root: &Path) -> impl Iterator<Item = PathBuf> {
    Walk {
        root,
        below: Path::new(""),
        hidden: Hidden::Shown,
    }
    .paths()
}

impl Snapshot {
    pub(super) fn take(root: &Path) -> Result<Self, Fault> {
        let unreadable = |error: io::Error| {
            let message = format!("can't look at the workspace {}: {error}", root.display());
            fault(FaultKind::Invalid, message)
        };
        fs::read_dir(root).map_err(unreadable)?;
        let mut files = BTreeMap::new();
        let mut room = CONTENT_TOTAL;
        let mut paths = walk(root);
        for path in paths.by_ref().take(FILE_COUNT) {
            // What has gone since it was listed was not there.
            let Ok(metadata) = fs::symlink_metadata(root.join(&path)) else {
                continue;
            };
            let version = version(&root.join(&path), &metadata, room);
            if let Content::Kept(content) = &version.content {
                room -= content.len() as u64;
            }
            files.insert(
                path,
                Remembered {
                    stamp: Stamp::of(&metadata),
                    version: Arc::new(version),
                },
            );
        }
        let latest = files
            .values()
            .map(|file| file.stamp.changed.0)
            .max()
            .unwrap_or(0);
        Ok(Self {
            files,
            is_partial: paths.next().is_some(),
            latest,
            room,
        })
    }

    /// Becomes how things stand now, and says what is otherwise, sorted by path.
    pub(super) fn advance(&mut self, root: &Path) -> Vec<Moved> {
        let moved: Vec<(Moved, Option<Stamp>)> = self
            .paths(root)
            .into_iter()
            .filter_map(|path| self.moved(root, path))
            .take(FILE_COUNT)
            .collect();
        for (moved, stamp) in &moved {
            match (&moved.after, stamp) {
                (Some(version), Some(stamp)) => {
                    if let Content::Kept(content) = &version.content {
                        self.room = self.room.saturating_sub(content.len() as u64);
                    }
                    self.latest = self.latest.max(stamp.changed.0);
                    let (stamp, version) = (stamp.clone(), Arc::clone(version));
                    self.files
                        .insert(moved.path.clone(), Remembered { stamp, version });
                }
                _ => {
                    self.files.remove(&moved.path);
                }
            }
        }
        let is_otherwise = |moved: &Moved| moved.before != moved.after;
        moved
            .into_iter()
            .map(|(moved, _)| moved)
            .filter(is_otherwise)
            .collect()
    }

    /// A file whose stamp is another one or can't be relied on, with its stamp now.
    fn moved(&self, root: &Path, path: PathBuf) -> Option<(Moved, Option<Stamp>)> {
        let whole = root.join(&path);
        let before = self.files.get(&path);
        let now = existing(&whole);
        match (before, now) {
            (None, None) => None,
            (None, Some(now)) if !self.is_new(&now) => None,
            (Some(before), Some(now)) if self.is_same(&before.stamp, &now) => None,
            (before, now) => {
                let after = now
                    .as_ref()
                    .map(|now| Arc::new(version(&whole, now, self.room)));
                let moved = Moved {
                    path,
                    before: before.map(|before| Arc::clone(&before.version)),
                    after,
                };
                Some((moved, now.as_ref().map(Stamp::of)))
            }
        }
    }

    /// Of a workspace that was too large an old file is one that was not remembered.
    fn is_new(&self, now: &Metadata) -> bool {
        !self.is_partial || now.ctime() >= self.latest
    }

    fn is_same(&self, stamp: &Stamp, now: &Metadata) -> bool {
        Stamp::of(now) == *stamp && stamp.changed.0 < self.latest - FRESH_SECONDS
    }

    /// All that were there and all that are there. A file that an ignore file names by now is still the file it was.
    fn paths(&self, root: &Path) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = walk(root)
            .filter(|path| !self.files.contains_key(path))
            .collect();
        paths.extend(self.files.keys().cloned());
        paths.sort();
        paths
    }

    /// What is otherwise now, sorted by path.
    pub(super) fn changes(&self, root: &Path) -> Vec<FileChange> {
        self.paths(root)
            .iter()
            .filter_map(|path| self.compare(root, path))
            .take(FILE_COUNT)
            .collect()
    }

    fn compare(&self, root: &Path, path: &Path) -> Option<FileChange> {
        let whole = root.join(path);
        let now = existing(&whole);
        let Some(before) = self.files.get(path) else {
            let now = now.filter(|now| self.is_new(now))?;
            return change(path, None, Some(&version(&whole, &now, CONTENT_LIMIT)));
        };
        let Some(now) = now else {
            return change(path, Some(&before.version), None);
        };
        if self.is_same(&before.stamp, &now) {
            return None;
        }
        change(
            path,
            Some(&before.version),
            Some(&version(&whole, &now, CONTENT_LIMIT)),
        )
    }
}

/// A file as it stands, if there is one.
pub(super) fn look(path: &Path) -> Option<Version> {
    let metadata = existing(path)?;
    Some(version(path, &metadata, CONTENT_LIMIT))
}

/// A file or link, if there is one.
fn existing(path: &Path) -> Option<Metadata> {
    fs::symlink_metadata(path)
        .ok()
        .filter(|metadata| metadata.is_file() || metadata.is_symlink())
}

/// Looks at a file; content is kept if it is no longer than `room`.
fn version(path: &Path, metadata: &Metadata, room: u64) -> Version {
    let mut version = Version {
        size: metadata.size(),
        mode: metadata.mode() & 0o777,
        is_link: metadata.is_symlink(),
        content: Content::Unknown,
    };
    // A file that can't be read is known by its size alone.
    version.content = if version.is_link {
        fs::read_link(path).map_or(Content::Unknown, |target| {
            Content::Kept(target.as_os_str().as_bytes().to_vec())
        })
    } else if version.size <= CONTENT_LIMIT.min(room) {
        read(path).map_or(Content::Unknown, Content::Kept)
    } else if version.size <= HASH_LIMIT {
        hash(path).map_or(Content::Unknown, Content::Hashed)
    } else {
        Content::Unknown
    };
    version
}

/// A file that grew meanwhile is cut rather than too long.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    File::open(path)?
        .take(CONTENT_LIMIT)
        .read_to_end(&mut content)?;
    Ok(content)
}

fn hash(path: &Path) -> io::Result<[u8; 32]> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?.take(HASH_LIMIT))?;
    Ok(*hasher.finalize().as_bytes())
}
