//! How the files stood, and which of them stand otherwise now.

mod manifest;

pub(super) use manifest::look;

use super::change::{Content, Version, change};
use super::cover::{Cover, FILE_COUNT};
use super::fault;
use super::images::Images;
use crate::domain::{Fault, FaultKind, FileChange};
use rustix::fs::OFlags;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A longer file is not remembered in memory but kept with the images at once.
const MEMORY_LIMIT: u64 = 1024 * 1024;
/// All contents in memory together.
const MEMORY_TOTAL: u64 = 64 * 1024 * 1024;
/// Of a longer file not even the hash is known.
pub(super) const HASH_LIMIT: u64 = 256 * 1024 * 1024;
/// Files changed so shortly before the snapshot may change again without a new time stamp: they are always read.
const FRESH_SECONDS: i64 = 2;
/// So many files that can't be taken back are named before the work begins.
const NAMED: usize = 5;

/// How much is kept for undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UndoLimits {
    /// Bytes of one file.
    pub file: u64,
    /// Bytes that one task may add to what is kept, besides what is small.
    pub task: u64,
}

impl Default for UndoLimits {
    fn default() -> Self {
        Self {
            file: 64 << 20,
            task: 1 << 30,
        }
    }
}

/// The files of a workspace at one moment.
#[derive(Debug, Clone)]
pub(super) struct Snapshot {
    files: BTreeMap<PathBuf, Remembered>,
    /// What was there and is not remembered.
    left_out: Arc<BTreeSet<PathBuf>>,
    /// How many more files there were than are remembered.
    beyond: usize,
    /// The latest change of any file, in seconds: a clock that the file system itself keeps.
    latest: i64,
    room: Room,
}

/// How much more content is kept.
#[derive(Debug, Clone, Copy)]
struct Room {
    memory: u64,
    limits: UndoLimits,
}

#[derive(Debug, Clone)]
struct Remembered {
    stamp: Stamp,
    version: Arc<Version>,
    /// An ignore file names it: it is taken back, and shown to nobody.
    is_ignored: bool,
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

impl Snapshot {
    pub(super) fn take(root: &Path, images: &Images, limits: UndoLimits) -> Result<Self, Fault> {
        let unreadable = |error: io::Error| {
            let message = format!("can't look at the workspace {}: {error}", root.display());
            fault(FaultKind::Invalid, message)
        };
        fs::read_dir(root).map_err(unreadable)?;
        let cover = Cover::of(root);
        let mut snapshot = Self {
            files: BTreeMap::new(),
            left_out: Arc::new(cover.left_out),
            beyond: cover.beyond,
            latest: 0,
            room: Room {
                memory: MEMORY_TOTAL,
                limits,
            },
        };
        for (path, is_ignored) in cover.paths {
            let whole = root.join(&path);
            // What has gone since it was listed was not there.
            let Some(metadata) = existing(&whole) else {
                continue;
            };
            let version = version(&whole, &metadata, Some((&mut snapshot.room, images)));
            let stamp = Stamp::of(&metadata);
            if !version.is_directory {
                snapshot.latest = snapshot.latest.max(stamp.changed.0);
            }
            let remembered = Remembered {
                stamp,
                version: Arc::new(version),
                is_ignored,
            };
            snapshot.files.insert(path, remembered);
        }
        Ok(snapshot)
    }

    /// Becomes how things stand now, and says what is otherwise, sorted by path.
    pub(super) fn advance(&mut self, root: &Path, images: &Images) -> Vec<Moved> {
        let image = |version: &Option<Arc<Version>>| version.as_deref().map(Version::image);
        let mut room = self.room;
        let mut moved = Vec::new();
        for (path, is_ignored) in self.paths(root) {
            if moved.len() == FILE_COUNT {
                break;
            }
            let spent = room;
            let found = self.moved(root, path, Some((&mut room, images)));
            let Some((mut file, stamp)) = found else {
                continue;
            };
            // What was read again and is the same takes no room.
            if image(&file.before) == image(&file.after) {
                file.after.clone_from(&file.before);
                room = spent;
            }
            moved.push((file, stamp, is_ignored));
        }
        self.room = room;
        for (moved, stamp, is_ignored) in &moved {
            match (&moved.after, stamp) {
                (Some(version), Some(stamp)) => {
                    if !version.is_directory {
                        self.latest = self.latest.max(stamp.changed.0);
                    }
                    let remembered = Remembered {
                        stamp: stamp.clone(),
                        version: Arc::clone(version),
                        is_ignored: *is_ignored,
                    };
                    self.files.insert(moved.path.clone(), remembered);
                }
                _ => {
                    self.files.remove(&moved.path);
                }
            }
        }
        moved
            .into_iter()
            .map(|(moved, ..)| moved)
            .filter(|moved| image(&moved.before) != image(&moved.after))
            .collect()
    }

    /// A file whose stamp is another one or can't be relied on, with its stamp now.
    fn moved(
        &self,
        root: &Path,
        path: PathBuf,
        keeping: Option<(&mut Room, &Images)>,
    ) -> Option<(Moved, Option<Stamp>)> {
        let whole = root.join(&path);
        let before = self.files.get(&path);
        let now = existing(&whole);
        match (before, now) {
            (None, None) => None,
            (Some(before), Some(now)) if self.is_same(before, &now) => None,
            (before, now) => {
                let stamp = now.as_ref().map(Stamp::of);
                let mut after = now.as_ref().map(|now| version(&whole, now, keeping));
                if let (Some(before), Some(after), Some(stamp)) = (before, &mut after, &stamp) {
                    take_over(before, after, stamp);
                }
                let moved = Moved {
                    path,
                    before: before.map(|before| Arc::clone(&before.version)),
                    after: after.map(Arc::new),
                };
                Some((moved, stamp))
            }
        }
    }

    fn is_same(&self, before: &Remembered, now: &Metadata) -> bool {
        if before.version.is_directory && now.is_dir() {
            return before.version.mode == now.mode() & MODE;
        }
        Stamp::of(now) == before.stamp && before.stamp.changed.0 < self.latest - FRESH_SECONDS
    }

    /// All that were there and all that are new. A file that an ignore file names by now is still the file it was, and
    /// one that was not looked after is none that is new.
    fn paths(&self, root: &Path) -> BTreeMap<PathBuf, bool> {
        let mut paths = Cover::of(root).paths;
        paths.retain(|path, _| {
            self.files.contains_key(path) || !Cover::has_left_out(&self.left_out, path)
        });
        let known = |(path, file): (&PathBuf, &Remembered)| (path.clone(), file.is_ignored);
        paths.extend(self.files.iter().map(known));
        paths
    }

    /// What is otherwise now, sorted by path.
    pub(super) fn changes(&self, root: &Path) -> Vec<FileChange> {
        let paths = self.paths(root).into_iter();
        let shown = paths.filter_map(|(path, is_ignored)| (!is_ignored).then_some(path));
        shown
            .filter_map(|path| self.compare(root, path))
            .take(FILE_COUNT)
            .collect()
    }

    fn compare(&self, root: &Path, path: PathBuf) -> Option<FileChange> {
        let (moved, _) = self.moved(root, path, None)?;
        let file = |version: &Option<Arc<Version>>| version.clone().filter(|it| !it.is_directory);
        let (before, after) = (file(&moved.before), file(&moved.after));
        if before.is_none() && after.is_none() {
            return None;
        }
        change(&moved.path, before.as_deref(), after.as_deref())
    }

    /// What could not be taken back if something changed it, a line each. What ignore files name is not told.
    pub(super) fn uncovered(&self) -> Vec<String> {
        let is_lost =
            |(_, file): &(&PathBuf, &Remembered)| !file.is_ignored && !file.version.is_kept();
        let lost: Vec<_> = self.files.iter().filter(is_lost).collect();
        let named = lost.iter().take(NAMED);
        let mut lines: Vec<String> = named
            .map(|(path, file)| {
                let (path, size) = (path.display(), file.version.size);
                format!(
                    "{path} ({size} bytes) is not kept for undo: {}",
                    self.why(size)
                )
            })
            .collect();
        let more = lost.len().saturating_sub(NAMED);
        if more > 0 {
            lines.push(format!("{more} more files are not kept for undo"));
        }
        if self.beyond > 0 {
            lines.push(format!(
                "{} files are not looked after by undo: there are more than {FILE_COUNT}",
                self.beyond
            ));
        }
        lines
    }

    fn why(&self, size: u64) -> String {
        let limits = self.room.limits;
        if size > limits.file {
            format!("undo.file_mb allows {}", limits.file)
        } else if size <= HASH_LIMIT && limits.task < size {
            "what undo.task_mb allows is used up".into()
        } else {
            "it can't be read, or its content can't be written to the data directory".into()
        }
    }
}

/// A file that only became unreadable has the content that it had.
fn take_over(before: &Remembered, after: &mut Version, stamp: &Stamp) {
    let is_same = before.stamp.inode == stamp.inode
        && before.stamp.size == stamp.size
        && before.stamp.modified == stamp.modified;
    if is_same && !after.is_directory && after.content == Content::Unknown {
        after.content = match &before.version.content {
            Content::Kept(content) => Content::Kept(content.clone()),
            Content::Stored(hash) => Content::Stored(*hash),
            Content::Hashed(hash) => Content::Hashed(*hash),
            Content::Unknown => Content::Unknown,
        };
    }
}

/// The bits of a mode that are restored.
pub(super) const MODE: u32 = 0o7777;

/// A file, link or directory, if there is one.
fn existing(path: &Path) -> Option<Metadata> {
    fs::symlink_metadata(path)
        .ok()
        .filter(|metadata| metadata.is_file() || metadata.is_symlink() || metadata.is_dir())
}

/// Looks at a file; content is kept as far as there is room for it. Without room a small one is read all the same.
fn version(path: &Path, metadata: &Metadata, keeping: Option<(&mut Room, &Images)>) -> Version {
    let mut version = Version {
        size: metadata.size(),
        mode: metadata.mode() & MODE,
        is_link: metadata.is_symlink(),
        is_directory: metadata.is_dir(),
        content: Content::Unknown,
    };
    if version.is_directory {
        version.size = 0;
        return version;
    }
    // A file that can't be read is known by its size alone.
    version.content = if version.is_link {
        fs::read_link(path).map_or(Content::Unknown, |target| {
            Content::Kept(target.as_os_str().as_bytes().to_vec())
        })
    } else {
        content(path, version.size, keeping).unwrap_or(Content::Unknown)
    };
    version
}

fn content(path: &Path, size: u64, keeping: Option<(&mut Room, &Images)>) -> io::Result<Content> {
    let memory = keeping
        .as_ref()
        .map_or(MEMORY_LIMIT, |(room, _)| room.memory);
    if size <= MEMORY_LIMIT.min(memory) {
        let content = read(path)?;
        if let Some((room, _)) = keeping {
            room.memory = room.memory.saturating_sub(content.len() as u64);
        }
        return Ok(Content::Kept(content));
    }
    if size > HASH_LIMIT {
        return Ok(Content::Unknown);
    }
    if let Some((room, images)) = keeping
        && size <= room.limits.file.min(room.limits.task)
        && let Ok((hash, added)) = images.take(|| open(path), room.limits.file)
    {
        room.limits.task = room.limits.task.saturating_sub(added);
        return Ok(Content::Stored(hash));
    }
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(open(path)?.take(HASH_LIMIT))?;
    Ok(Content::Hashed(*hasher.finalize().as_bytes()))
}

/// A file that grew meanwhile is cut rather than too long.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    open(path)?.take(MEMORY_LIMIT).read_to_end(&mut content)?;
    Ok(content)
}

/// What has become a link or a pipe meanwhile is not read.
fn open(path: &Path) -> io::Result<File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path)
}
