//! A snapshot on the disk: what files were outlives the process that looked at them.
//!
//! Contents are kept once, by hash, beside those of changes; the manifest names them. Both have reached the disk before the
//! first effect. A later task stores only what is not there yet.

use super::{Content, Remembered, Snapshot, Stamp, Version};
use crate::domain::{Image, Touched};
use crate::door::files::{Replacement, replace};
use crate::door::workspace::images::Images;
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Serialize, Deserialize)]
struct Manifest {
    is_partial: bool,
    latest: i64,
    room: u64,
    files: Vec<Row>,
}

/// A path that is not UTF-8 has no row: nothing could restore it by name.
#[derive(Serialize, Deserialize)]
struct Row {
    path: String,
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
            if let Some(name) = name.to_str() {
                rows.push(Row {
                    path: name.to_owned(),
                    image,
                    stamp: file.stamp.parts(),
                });
            }
        }
        if stored > 0 {
            images.sync()?;
        }
        let manifest = Manifest {
            is_partial: self.is_partial,
            latest: self.latest,
            room: self.room,
            files: rows,
        };
        let content = serde_json::to_vec(&manifest)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let name = path.file_name().and_then(|name| name.to_str());
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
        let new = Replacement {
            name: name.unwrap_or("manifest"),
            content: &content,
            mode: 0o600,
            keep: None,
        };
        replace(&Dir::open_ambient_dir(folder, ambient_authority())?, &new)
    }

    /// None: there is no manifest that can be read.
    pub(in crate::door::workspace) fn load(images: &Images, path: &Path) -> Option<Self> {
        let manifest: Manifest = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        let mut files = BTreeMap::new();
        for row in manifest.files {
            let remembered = Remembered {
                stamp: Stamp::from_parts(row.stamp),
                version: Arc::new(version(images, &row.image)),
            };
            files.insert(PathBuf::from(row.path), remembered);
        }
        Some(Self {
            files,
            is_partial: manifest.is_partial,
            latest: manifest.latest,
            room: manifest.room,
        })
    }

    /// Becomes how things stood after these changes, in their order.
    pub(in crate::door::workspace) fn apply(&mut self, images: &Images, touched: &[Touched]) {
        for file in touched {
            let path = PathBuf::from(&file.path);
            match &file.after {
                Some(image) => {
                    let version = Arc::new(version(images, image));
                    let stamp = Stamp::unknown();
                    self.files.insert(path, Remembered { stamp, version });
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
    let kept = hash.and_then(|hash| images.content(hash));
    let parsed = || blake3::Hash::from_hex(hash?).ok();
    let content = match kept {
        Some(content) => Content::Kept(content),
        None => parsed().map_or(Content::Unknown, |hash| Content::Hashed(*hash.as_bytes())),
    };
    Version {
        size: image.size,
        mode: image.mode,
        is_link: image.is_link,
        content,
    }
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
        #[cfg(target_os = "linux")]
        {
            let folder = fs::File::open(self.directory())?;
            rustix::fs::syncfs(&folder)?;
        }
        #[cfg(not(target_os = "linux"))]
        rustix::fs::sync();
        Ok(())
    }
}
