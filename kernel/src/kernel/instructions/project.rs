//! Files that tell agents how a project wants things done, and the skills that it brings along.

use super::folders::{self, Follow};
use super::text;
use crate::config::Paths;
use crate::mind::InstructionFile;
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

/// The names of such files; in each directory the first that is there is read.
const NAMES: &str = include_str!("../../../../skills/instruction-files.txt");
/// The most bytes of one file that are read.
const ONE: u64 = 64 * 1024;
/// The most bytes of all of a project's files; the nearest ones count first.
const ALL: usize = 256 * 1024;

/// A file that was found, and where it really lies.
pub(super) struct Found {
    real: PathBuf,
    file: InstructionFile,
}

/// The repository around a directory; without one, only the directory.
pub(super) struct Project {
    root: PathBuf,
    place: PathBuf,
}

impl Project {
    /// `place` has no links in it.
    pub(super) fn around(place: &Path) -> Self {
        let is_root = |directory: &&Path| directory.join(".git").symlink_metadata().is_ok();
        let root = place.ancestors().find(is_root).unwrap_or(place);
        Self {
            root: root.to_owned(),
            place: place.to_owned(),
        }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// From the root down to the directory.
    fn directories(&self) -> Vec<&Path> {
        let mut directories: Vec<&Path> = self
            .place
            .ancestors()
            .take_while(|directory| directory.starts_with(&self.root))
            .collect();
        directories.reverse();
        directories
    }

    /// How many skills lie in it. They are counted, not read: nobody has consented to them.
    pub(super) fn skills(&self, paths: &Paths, home: Option<&Path>) -> usize {
        let own = home.and_then(|home| home.join(".agents").canonicalize().ok());
        let mut found = HashSet::new();
        for directory in [&self.root, &self.place] {
            let agents = directory.join(".agents");
            let is_own = own.is_some() && agents.canonicalize().ok() == own;
            let shared = (!is_own).then(|| [agents.join("skills"), agents.join("evaluators")]);
            let brought = paths
                .brought_along(directory)
                .map(|folder| folder.join("skills"));
            for place in shared.into_iter().flatten().chain(brought) {
                let below = folders::below(&place, Follow::Nothing, &mut Vec::new());
                found.extend(below.into_iter().map(|folder| folder.path));
            }
        }
        found.len()
    }

    /// Its files, the nearest last.
    pub(super) fn files(&self, notes: &mut Vec<String>) -> Vec<Found> {
        let mut files: Vec<Found> = self
            .directories()
            .into_iter()
            .filter_map(|directory| self.file(directory, notes))
            .collect();
        let mut left = ALL;
        let is_over = |found: &Found| {
            let size = found.file.text.len();
            let over = size > left;
            left = left.saturating_sub(size);
            over
        };
        if let Some(last) = files.iter().rev().position(is_over) {
            for far in files.drain(..files.len() - last) {
                notes.push(format!(
                    "{} is not used: nearer files have {} KiB already",
                    far.file.path,
                    ALL / 1024
                ));
            }
        }
        files
    }

    fn file(&self, directory: &Path, notes: &mut Vec<String>) -> Option<Found> {
        for name in NAMES.split_whitespace() {
            let path = directory.join(name);
            let Ok(entry) = path.symlink_metadata() else {
                continue;
            };
            let below = path.strip_prefix(&self.root).unwrap_or(&path);
            let called = below.display().to_string();
            if entry.is_dir() {
                notes.push(format!("{called} is not used: it is a directory"));
                continue;
            }
            let real = match path.canonicalize() {
                Ok(real) => real,
                Err(error) => {
                    notes.push(format!("{called} is not used: {}", text::told(&error)));
                    return None;
                }
            };
            if !real.starts_with(&self.root) {
                notes.push(format!("{called} is not used: it leads out of the project"));
                return None;
            }
            return read(&real, called, false, notes);
        }
        None
    }
}

/// The user's own files, for all projects.
pub(super) fn of_user(own: &Path, home: Option<&Path>, notes: &mut Vec<String>) -> Vec<Found> {
    let name = NAMES.split_whitespace().next().unwrap_or_default();
    let mut places = vec![(own.join(name), format!("$OPENKOI_HOME/{name}"))];
    places.extend(home.map(|home| {
        let path = home.join(".agents").join(name);
        (path, format!("~/.agents/{name}"))
    }));
    places
        .into_iter()
        .filter_map(|(path, called)| match path.canonicalize() {
            Ok(real) => read(&real, called, true, notes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                notes.push(format!("{called} is not used: {}", text::told(&error)));
                None
            }
        })
        .collect()
}

/// Files that are reached in two ways are there once, by the first.
pub(super) fn each_once(found: Vec<Found>) -> Vec<InstructionFile> {
    let mut seen = HashSet::new();
    found
        .into_iter()
        .filter(|found| seen.insert(found.real.clone()))
        .map(|found| found.file)
        .collect()
}

fn read(real: &Path, called: String, trusted: bool, notes: &mut Vec<String>) -> Option<Found> {
    let (text, size) = match text::start(real, ONE) {
        Ok(read) => read,
        Err(error) => {
            notes.push(format!("{called} is not used: {}", text::told(&error)));
            return None;
        }
    };
    if size > ONE {
        notes.push(format!(
            "{called}: only the first {} of its {} KiB are used",
            ONE / 1024,
            size.div_ceil(1024)
        ));
    }
    if text.trim().is_empty() {
        return None;
    }
    Some(Found {
        real: real.to_owned(),
        file: InstructionFile {
            path: called,
            text,
            trusted,
        },
    })
}
