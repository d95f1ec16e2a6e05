//! A snapshot on the disk: what files were outlives the process that looked at them.
//!
//! Contents are kept once, by hash, beside those of changes; the manifest names them. Both have reached the disk before the
//! first effect. A later task stores only what is not there yet.

use super::{Content, Remembered, Room, Snapshot, Stamp, UndoLimits, Version, existing};
use crate::domain::{Image, Touched, spelled, unspelled};
use crate::door::workspace::images::Images;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::sync::Arc;

#[derive(Serialize, Deserialize)]
struct Manifest {
    left_out: Vec<String>,
    beyond: usize,
    latest: i64,
    /// Bytes in memory, of one file and of the task that may still be kept.
    room: (u64, u64, u64),
    files: Vec<Row>,
}

#[derive(Serialize, Deserialize)]
struct Row {
    path: String,
    is_ignored: bool,
    image: Image,
    /// Size, mode, inode, and both times in seconds and nanoseconds.
    stamp: (u64, u32, u64, (i64, i64), (i64, i64)),
}

impl Snapshot {
    /// Keeps all contents, then the manifest. When this returns, both have reached the disk.
    pub(in crate::door::workspace) fn save(&self, images: &Images, path: &Path) -> io::Result<()> {
        let mut rows = Vec::with_capacity(self.files.len());
        let mut stored = 0;
        for (name, file) in &self.files {
            let image = file.version.image();
            if let (Content::Kept(content), Some(hash)) = (&file.version.content, &image.hash) {
                stored += usize::from(store(images, hash, content)?);
            }
            rows.push(Row {
                path: spelled(name),
                is_ignored: file.is_ignored,
                image,
                stamp: file.stamp.parts(),
            });
        }
        if stored > 0 {
            images.sync()?;
        }
        let (memory, limits) = (self.room.memory, self.room.limits);
        let manifest = Manifest {
            left_out: self.left_out.iter().map(|path| spelled(path)).collect(),
            beyond: self.beyond,
            latest: self.latest,
            room: (memory, limits.file, limits.task),
            files: rows,
        };
        let content = serde_json::to_vec(&manifest)?;
        openkoi_state::write(path, &content).map_err(io::Error::other)
    }

    /// None: there is no manifest that can be read.
    pub(in crate::door::workspace) fn load(images: &Images, path: &Path) -> Option<Self> {
        let manifest: Manifest = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        let mut files = BTreeMap::new();
        for row in manifest.files {
            let remembered = Remembered {
                is_ignored: row.is_ignored,
                stamp: Stamp::from_parts(row.stamp),
                version: Arc::new(version(images, &row.image)),
            };
            files.insert(unspelled(&row.path), remembered);
        }
        let left_out = manifest.left_out.iter().map(|path| unspelled(path));
        let (memory, file, task) = manifest.room;
        Some(Self {
            files,
            left_out: Arc::new(left_out.collect::<BTreeSet<_>>()),
            beyond: manifest.beyond,
            latest: manifest.latest,
            room: Room {
                memory,
                limits: UndoLimits { file, task },
            },
        })
    }

    /// Becomes how things stood after these changes, in their order.
    pub(in crate::door::workspace) fn apply(&mut self, images: &Images, touched: &[Touched]) {
        for file in touched {
            let path = unspelled(&file.path);
            match &file.after {
                Some(image) => {
                    let version = Arc::new(version(images, image));
                    let before = self.files.get(&path);
                    let remembered = Remembered {
                        is_ignored: before.is_some_and(|before| before.is_ignored),
                        stamp: Stamp::unknown(),
                        version,
                    };
                    self.files.insert(path, remembered);
                }
                None => drop(self.files.remove(&path)),
            }
        }
    }
}

impl Stamp {
    fn parts(&self) -> (u64, u32, u64, (i64, i64), (i64, i64)) {
        (
            self.size,
            self.mode,
            self.inode,
            self.modified,
            self.changed,
        )
    }

    fn from_parts(
        (size, mode, inode, modified, changed): (u64, u32, u64, (i64, i64), (i64, i64)),
    ) -> Self {
        Self {
            size,
            mode,
            inode,
            modified,
            changed,
        }
    }

    /// Like none that a file can have, so that the file is read.
    fn unknown() -> Self {
        Self::from_parts((0, 0, 0, (0, 0), (i64::MAX, 0)))
    }
}

/// A file as an image tells of it, with its content where that is kept.
fn version(images: &Images, image: &Image) -> Version {
    let hash = image.hash.as_deref();
    let content = hash.map_or(Content::Unknown, |hash| content(images, hash, image.size));
    Version {
        size: image.size,
        mode: image.mode,
        is_link: image.is_link,
        is_directory: image.is_directory,
        content,
    }
}

fn content(images: &Images, hash: &str, size: u64) -> Content {
    let Ok(parsed) = blake3::Hash::from_hex(hash) else {
        return Content::Unknown;
    };
    if size > super::MEMORY_LIMIT {
        let is_kept = images.path(hash).exists();
        let named = if is_kept {
            Content::Stored
        } else {
            Content::Hashed
        };
        return named(*parsed.as_bytes());
    }
    let mut content = Vec::new();
    match images.copy_out(hash, &mut content) {
        Ok(true) => Content::Kept(content),
        Ok(false) | Err(_) => Content::Hashed(*parsed.as_bytes()),
    }
}

/// A file as it stands, if there is one; a long one by its hash alone.
pub(in crate::door::workspace) fn look(path: &Path) -> Option<Version> {
    let metadata = existing(path)?;
    Some(super::version(path, &metadata, None))
}

/// Whether the content was not there yet. What a power loss cut off is written again.
fn store(images: &Images, hash: &str, content: &[u8]) -> io::Result<bool> {
    let path = images.path(hash);
    if fs::metadata(&path).is_ok_and(|there| there.len() == content.len() as u64) {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    if !folder.exists() {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
    }
    let temporary = folder.join(format!(".{}.partial", uuid::Uuid::now_v7().simple()));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&temporary)?;
    let written = file
        .write_all(content)
        .and_then(|()| fs::rename(&temporary, &path));
    if written.is_err() {
        // The first error is the one to tell; a leftover has a name that says what it is.
        drop(fs::remove_file(&temporary));
    }
    written.map(|()| true)
}

impl Images {
    /// Brings all that was stored to the disk at once: thousands of small files are too many to do it one by one.
    fn sync(&self) -> io::Result<()> {
        let folder = fs::File::open(self.directory())?;
        #[cfg(target_os = "linux")]
        rustix::fs::syncfs(&folder)?;
        #[cfg(not(target_os = "linux"))]
        {
            // All of it is on its way; the disk is asked to have it before it answers.
            rustix::fs::sync();
            folder.sync_all()?;
        }
        Ok(())
    }
}
