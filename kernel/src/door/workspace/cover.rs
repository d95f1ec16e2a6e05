//! Which files of a workspace undo looks after: what a developer sees, and of what ignore files name whatever is small.

use crate::door::files::{Hidden, Walk, is_cache};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// No more files and directories are looked after; of more, the first of the walk.
pub(super) const FILE_COUNT: usize = 50_000;
/// So many more are known by their names, so that none of them is ever taken for new.
const NAME_COUNT: usize = 1_000_000;
/// A longer file that an ignore file names is not looked after.
const IGNORED_FILE: u64 = 1024 * 1024;
/// Nor is a folder that an ignore file names, if there is more in it than this.
const IGNORED_ENTRIES: usize = 256;
const IGNORED_BYTES: u64 = 4 * 1024 * 1024;
/// What programs fill, under whatever ignore file: too large to look through each time.
const FILLED: [&str; 3] = ["target", ".venv", "venv"];

/// What there is at one moment.
#[derive(Debug, Default)]
pub(super) struct Cover {
    /// Path, and whether an ignore file names it.
    pub(super) paths: BTreeMap<PathBuf, bool>,
    /// Files that are not looked after, and folders nothing in which is.
    pub(super) left_out: BTreeSet<PathBuf>,
    /// Of how many there were more than can be looked after.
    pub(super) beyond: usize,
}

impl Cover {
    pub(super) fn of(root: &Path) -> Self {
        let mut cover = Self::default();
        let walk = Walk {
            root,
            below: Path::new(""),
            hidden: Hidden::Shown,
        };
        let mut folders = vec![PathBuf::new()];
        for (path, is_directory) in walk.entries().take(NAME_COUNT) {
            if is_stand_in(root, &path) {
                continue;
            }
            if is_directory {
                folders.push(path.clone());
            }
            if cover.paths.len() < FILE_COUNT {
                cover.paths.insert(path, false);
            } else {
                cover.beyond += 1;
                cover.left_out.insert(path);
            }
        }
        for folder in &folders {
            cover.ignored(root, folder);
        }
        cover
    }

    /// What the walk has passed by in a folder.
    fn ignored(&mut self, root: &Path, folder: &Path) {
        let Ok(entries) = fs::read_dir(root.join(folder)) else {
            self.left_out.insert(folder.to_owned());
            return;
        };
        for entry in entries.filter_map(Result::ok) {
            let path = folder.join(entry.file_name());
            if entry.file_name() == ".git"
                || self.paths.contains_key(&path)
                || self.left_out.contains(&path)
                || is_stand_in(root, &path)
            {
                continue;
            }
            let small = small(root, &path);
            if self.paths.len() + small.len() > FILE_COUNT || small.is_empty() {
                self.left_out.insert(path);
            } else {
                self.paths
                    .extend(small.into_iter().map(|path| (path, true)));
            }
        }
    }

    /// Whether it was there and was not looked after, so that what it was is not known.
    pub(super) fn has_left_out(left_out: &BTreeSet<PathBuf>, path: &Path) -> bool {
        path.ancestors().any(|folder| left_out.contains(folder))
    }
}

/// Whether it is what the sandbox puts into the place of a protected path for as long as programs run: an empty folder, which
/// is nobody's and comes and goes with them.
fn is_stand_in(root: &Path, path: &Path) -> bool {
    [".openkoi", ".agents", ".mcp.json"]
        .iter()
        .any(|name| path == Path::new(name))
        && fs::read_dir(root.join(path)).is_ok_and(|mut entries| entries.next().is_none())
}

/// An ignored file, or all that is in an ignored folder with the folder itself; nothing if that is too much.
fn small(root: &Path, path: &Path) -> Vec<PathBuf> {
    let (mut found, mut bytes) = (Vec::new(), 0);
    let mut waiting = vec![path.to_owned()];
    while let Some(path) = waiting.pop() {
        let whole = root.join(&path);
        let Ok(metadata) = fs::symlink_metadata(&whole) else {
            continue;
        };
        if metadata.is_dir() {
            let name = path.file_name().unwrap_or_default();
            let is_filled = is_cache(&whole) || FILLED.iter().any(|filled| name == *filled);
            let Some(entries) = fs::read_dir(&whole).ok().filter(|_| !is_filled) else {
                return Vec::new();
            };
            let below = entries.filter_map(Result::ok);
            waiting.extend(
                below
                    .map(|entry| path.join(entry.file_name()))
                    .take(IGNORED_ENTRIES + 1),
            );
        } else if metadata.is_file() {
            bytes += metadata.len();
            if metadata.len() > IGNORED_FILE {
                return Vec::new();
            }
        } else if !metadata.is_symlink() {
            continue;
        }
        // A repository in a folder that is ignored is a repository all the same.
        if path.file_name().is_some_and(|name| name == ".git") {
            return Vec::new();
        }
        found.push(path);
        if bytes > IGNORED_BYTES || found.len() + waiting.len() > IGNORED_ENTRIES {
            return Vec::new();
        }
    }
    found
}
