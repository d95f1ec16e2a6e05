//! What files were and what they became, each content once, under its hash.

use super::change::{Content, Version};
use super::fault;
use super::snapshot::Moved;
use crate::domain::{Fault, FaultKind, Touched};
use openkoi_state::StateError;
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
                let (path, remedy) = (moved.path.display(), error.remedy());
                let message = format!("can't keep what {path} was: {error}. {remedy}");
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

    fn store(&self, version: &Version) -> Result<(), StateError> {
        let (Content::Kept(content), Some(hash)) = (&version.content, version.image().hash) else {
            return Ok(());
        };
        let path = self.path(&hash);
        if path.exists() {
            return Ok(());
        }
        openkoi_state::write(&path, content)
    }
}
