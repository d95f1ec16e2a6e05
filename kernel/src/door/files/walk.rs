//! Walks a directory the way a developer sees it: what ignore files name is left out, git's own folder always, and caches
//! unless the walk begins inside.

use ignore::WalkBuilder;
use std::path::{Path, PathBuf};

/// No walk looks at more entries.
const ENTRY_LIMIT: usize = 1_000_000;

/// Folders of caches and of other people's packages, which are nobody's work even where no ignore file names them.
const LEFT_OUT: [&str; 5] = [
    "__pycache__",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    "node_modules",
];

/// What becomes of files and folders whose name begins with a dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::door) enum Hidden {
    Shown,
    LeftOut,
}

/// A walk that follows no links.
pub(in crate::door) struct Walk<'a> {
    /// A real directory.
    pub(in crate::door) root: &'a Path,
    /// Relative to the root: only what is below this. The ignore files above it count all the same.
    pub(in crate::door) below: &'a Path,
    pub(in crate::door) hidden: Hidden,
}

impl Walk<'_> {
    /// The paths of files and links, relative to the root, directory by directory in the order of their names.
    pub(in crate::door) fn paths(&self) -> impl Iterator<Item = PathBuf> + use<> {
        self.entries()
            .filter_map(|(path, is_directory)| (!is_directory).then_some(path))
    }

    /// The same with the directories on the way, each of which is told apart by the flag.
    pub(in crate::door) fn entries(&self) -> impl Iterator<Item = (PathBuf, bool)> + use<> {
        let (root, wanted) = (self.root.to_owned(), self.root.join(self.below));
        let in_git = self.root.ancestors().any(|dir| dir.join(".git").exists());
        let mut builder = WalkBuilder::new(self.root);
        builder
            .follow_links(false)
            .hidden(self.hidden == Hidden::LeftOut)
            // The ignore files above a repository, of a home directory for example, mean something else.
            .parents(in_git)
            .require_git(in_git)
            .git_global(false)
            .sort_by_file_name(std::cmp::Ord::cmp)
            .filter_entry(move |entry| {
                let path = entry.path();
                let on_the_way = wanted.starts_with(path) || path.starts_with(&wanted);
                let is_cache = is_cache(path);
                on_the_way && entry.file_name() != ".git" && (!is_cache || wanted.starts_with(path))
            });
        let entries = builder.build().take(ENTRY_LIMIT);
        // A directory that can't be read has nothing to offer.
        entries.filter_map(Result::ok).filter_map(move |entry| {
            let kind = entry.file_type()?;
            let path = entry.path().strip_prefix(&root).ok()?;
            let is_meant = kind.is_file() || kind.is_symlink() || kind.is_dir();
            (is_meant && !path.as_os_str().is_empty()).then(|| (path.to_owned(), kind.is_dir()))
        })
    }
}

/// Whether this is a folder of what is nobody's work.
pub(in crate::door) fn is_cache(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    LEFT_OUT.iter().any(|cache| name == *cache)
        || (name == "target" && path.join("CACHEDIR.TAG").exists())
}
