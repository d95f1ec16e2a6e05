//! Where a person works: the repository around a directory, and what tells it from others.

use super::collected::Collected;
use crate::config::Paths;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The repository around a directory; without one, only the directory. A repository within another is one of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    root: PathBuf,
    place: PathBuf,
    /// Device and number of the root: another directory at the same path is another workspace.
    identity: String,
    /// The user's own folders, which are no project's even where somebody works in them.
    own: Vec<PathBuf>,
}

impl Workspace {
    /// `place` has no links in it.
    pub fn around(place: &Path) -> Self {
        let is_root = |directory: &&Path| directory.join(".git").symlink_metadata().is_ok();
        let root = place.ancestors().find(is_root).unwrap_or(place);
        let identity = root
            .metadata()
            .map(|found| format!("{}:{}", found.dev(), found.ino()))
            .unwrap_or_default();
        Self {
            root: root.to_owned(),
            place: place.to_owned(),
            identity,
            own: Vec::new(),
        }
    }

    /// Leaves out what belongs to the user: their own folders, wherever they lie.
    #[must_use]
    pub fn of_user(self, paths: &Paths, home: Option<&Path>) -> Self {
        let agents = home.map(|home| home.join(".agents"));
        let own = [Some(paths.home().to_owned()), agents];
        let own = own.into_iter().flatten();
        Self {
            own: own.filter_map(|path| path.canonicalize().ok()).collect(),
            ..self
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn place(&self) -> &Path {
        &self.place
    }

    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// What lies in it, as it is now.
    pub fn collect(&self) -> Collected {
        Collected::of(self)
    }

    /// From the root down to the directory.
    pub(super) fn directories(&self) -> Vec<PathBuf> {
        let inside = |directory: &&Path| directory.starts_with(&self.root);
        let mut directories: Vec<PathBuf> = self
            .place
            .ancestors()
            .take_while(inside)
            .map(|directory| self.below(directory))
            .collect();
        directories.reverse();
        directories
    }

    /// The root and the directory, below the root; once where they are the same.
    pub(super) fn ends(&self) -> Vec<PathBuf> {
        let mut ends = vec![PathBuf::new(), self.below(&self.place)];
        ends.dedup();
        ends
    }

    /// Whether a folder below the root is the user's own.
    pub(super) fn is_own(&self, below: &Path) -> bool {
        let real = self.root.join(below).canonicalize();
        real.is_ok_and(|real| self.own.contains(&real))
    }

    fn below(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.root).unwrap_or(path).to_owned()
    }
}
