//! Finds the folders that hold a SKILL.md, in places of the user's own.

use std::fs;
use std::path::{Path, PathBuf};

/// So deep below a place is looked.
const DEPTH: usize = 5;
/// So many directories are looked into.
const MOST: usize = 2_000;

/// A folder with a SKILL.md in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folder {
    pub(super) path: PathBuf,
    /// Below the place where it was found.
    pub(super) relative: PathBuf,
}

/// All of them below a place, sorted; none where there is no such place.
pub(super) fn below(place: &Path, notes: &mut Vec<String>) -> Vec<Folder> {
    let mut search = Search {
        place,
        seen: 0,
        found: Vec::new(),
    };
    search.look(place, 1);
    if search.seen > MOST {
        notes.push(format!(
            "{}: only the first {MOST} directories were searched for skills",
            place.display()
        ));
    }
    search.found
}

struct Search<'a> {
    place: &'a Path,
    seen: usize,
    found: Vec<Folder>,
}

impl Search<'_> {
    fn look(&mut self, directory: &Path, depth: usize) {
        // A place that is not there, or not for us, holds no skills.
        let Ok(entries) = fs::read_dir(directory) else {
            return;
        };
        let mut below: Vec<PathBuf> = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| is_directory(path))
            .collect();
        below.sort();
        for path in below {
            self.seen += 1;
            if self.seen > MOST {
                return;
            }
            if path.join("SKILL.md").symlink_metadata().is_ok() {
                let relative = path.strip_prefix(self.place).unwrap_or(&path).to_owned();
                self.found.push(Folder { path, relative });
            } else if depth < DEPTH {
                self.look(&path, depth + 1);
            }
        }
    }
}

fn is_directory(path: &Path) -> bool {
    let hidden = path
        .file_name()
        .is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
    // Links are followed: people keep their skills elsewhere.
    !hidden && path.metadata().is_ok_and(|found| found.is_dir())
}
