//! What files were and what they became, each content once, under its hash.

use super::change::{Content, Version};
use super::fault;
use super::snapshot::Moved;
use crate::domain::{Fault, FaultKind, Touched};
use crate::door::files::{Replacement, replace};
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;

/// Contents below a directory that only the user can read.
#[derive(Debug, Clone)]
pub(super) struct Images {
    directory: PathBuf,
}

impl Images {
    /// Made by the first content that is kept.
    pub(super) fn new(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// Keeps both sides of a change and says how to find them again.
    pub(super) fn keep(&self, moved: &Moved) -> Result<Touched, Fault> {
        for version in [&moved.before, &moved.after].into_iter().flatten() {
            self.store(version).map_err(|error| {
                let (path, place) = (moved.path.display(), self.directory.display());
                let message = format!("can't keep what {path} was in {place}: {error}");
                fault(FaultKind::Other("io".into()), message)
            })?;
        }
        Ok(Touched {
            path: moved.path.to_string_lossy().into_owned(),
            before: moved.before.as_deref().map(Version::image),
            after: moved.after.as_deref().map(Version::image),
        })
    }

    /// Where a content is, by its hash of 64 digits.
    pub(super) fn path(&self, hash: &str) -> PathBuf {
        self.directory.join(&hash[..2]).join(hash)
    }

    pub(super) fn directory(&self) -> &std::path::Path {
        &self.directory
    }

    pub(super) fn store(&self, version: &Version) -> io::Result<()> {
        let (Content::Kept(content), Some(hash)) = (&version.content, version.image().hash) else {
            return Ok(());
        };
        let path = self.path(&hash);
        if path.exists() {
            return Ok(());
        }
        let folder = path.parent().unwrap_or(&self.directory);
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
        let dir = Dir::open_ambient_dir(folder, ambient_authority())?;
        let new = Replacement {
            name: &hash,
            content,
            mode: 0o600,
            keep: None,
        };
        replace(&dir, &new)
    }
}
