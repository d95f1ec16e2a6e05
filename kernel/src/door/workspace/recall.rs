//! Takes up the workspace of a task that broke off.

use super::images::Images;
use super::{LocalWorkspace, Snapshot, Snapshots, lock, snapshot};
use crate::domain::{Fault, FileChange, Image, Touched, unspelled};
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl LocalWorkspace {
    /// Remembers how things stood when the task began, and after the changes that are on its receipts. False: that was not
    /// kept, since nothing had an effect yet, or since it is gone.
    pub fn recall(&self, touched: &[Touched]) -> bool {
        let Some(first) = Snapshot::load(&self.images, &self.manifest) else {
            return false;
        };
        let mut last = first.clone();
        last.apply(&self.images, touched);
        let first = Arc::new(first);
        *lock(&self.snapshots) = Some(Snapshots { first, last });
        true
    }

    /// What has changed since these changes, and what has changed since the task began. Nothing where the snapshot was not
    /// kept.
    pub fn found(
        root: &Path,
        data: &Path,
        task: &str,
        touched: &[Touched],
    ) -> Result<(Vec<Touched>, Vec<FileChange>), Fault> {
        let images = Images::new(data.join("images"));
        let Some(first) = Snapshot::load(&images, &manifest(data, task)) else {
            return Ok(Default::default());
        };
        let mut last = first.clone();
        last.apply(&images, touched);
        let moved = last.advance(root, &images);
        let found = moved.iter().map(|moved| images.keep(moved));
        Ok((found.collect::<Result<_, _>>()?, first.changes(root)))
    }

    /// A file of a workspace as it stands.
    pub fn look(root: &Path, path: &str) -> Option<Image> {
        let version = snapshot::look(&root.join(unspelled(path)));
        version.map(|version| version.image())
    }

    /// Forgets what only a task that goes on needs.
    pub fn forget(data: &Path, task: &str) {
        // Left behind it would only take space until it is collected.
        drop(std::fs::remove_file(manifest(data, task)));
    }
}

/// Where a task's snapshot is named.
pub(super) fn manifest(data: &Path, task: &str) -> PathBuf {
    data.join("snapshots")
        .join(format!("{}.json", super::keep::plain(task)))
}
