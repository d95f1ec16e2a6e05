//! What stands in the place of protected paths that are missing, for as long as programs run.

use rustix::fs::{FlockOperation, flock};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Relative to the workspace; with what is in a file, None for a folder. Folders wherever it goes: git takes no notice of
/// an empty one, and so nobody commits it by "everything".
const ROWS: [(&str, Option<&str>); 4] = [
    (".openkoi", None),
    (".agents", None),
    (".git", None),
    (".mcp.json", None),
];

/// Below a `.git` folder that is a repository. A common folder that is the same one changes nothing.
const GIT_ROWS: [(&str, Option<&str>); 2] = [(".git/hooks", None), (".git/commondir", Some(".\n"))];

/// Those of one workspace, shared by all programs that run in it: the last one clears away.
pub(super) struct Placeholders {
    workspace: PathBuf,
    /// Where the list is.
    pub(super) place: PathBuf,
    /// Locked as long as a program needs them; holds what was made, a line each. An absolute path is an empty file
    /// outside of the workspace.
    list: File,
    /// Nobody else had any when these were made.
    pub(super) is_first: bool,
}

impl Placeholders {
    pub(super) fn make(workspace: &Path, state: &Path) -> io::Result<Self> {
        fs::create_dir_all(state)?;
        let place = state.join("placeholders");
        let list = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(&place)?;
        let is_first = flock(&list, FlockOperation::NonBlockingLockExclusive).is_ok();
        flock(&list, FlockOperation::LockShared)?;
        let mut placeholders = Self {
            workspace: workspace.to_owned(),
            place,
            list,
            is_first,
        };
        let is_repository = workspace.join(".git/HEAD").exists()
            && fs::symlink_metadata(workspace.join(".git")).is_ok_and(|metadata| metadata.is_dir());
        for (name, content) in ROWS {
            placeholders.stand_in(name, content)?;
        }
        if is_repository {
            for (name, content) in GIT_ROWS {
                placeholders.stand_in(name, content)?;
            }
        }
        Ok(placeholders)
    }

    /// The same for an empty file elsewhere.
    pub(super) fn stand_in_beyond(&mut self, path: &Path) -> io::Result<()> {
        let Some(name) = path.to_str().filter(|name| !name.contains('\n')) else {
            return Err(io::Error::from(io::ErrorKind::InvalidFilename));
        };
        self.stand_in(name, Some(""))
    }

    fn stand_in(&mut self, name: &str, content: Option<&str>) -> io::Result<()> {
        let path = self.workspace.join(name);
        let made = match content {
            None => fs::create_dir(&path),
            Some(content) => OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(&path)
                .and_then(|mut file| file.write_all(content.as_bytes())),
        };
        match made {
            // Listed after it is made: a crash in between leaves an empty folder, never removes somebody's.
            Ok(()) => self.list.write_all(format!("{name}\n").as_bytes()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            // Where we can't put anything, nor can whoever runs as we.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
                ) =>
            {
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Whether no other program runs; none begins as long as these are there.
    pub(super) fn are_the_last(&self) -> bool {
        flock(&self.list, FlockOperation::NonBlockingLockExclusive).is_ok()
    }

    /// Clears away what still is as it was made, unless another program runs.
    pub(super) fn remove(&mut self) {
        if self.are_the_last() {
            clear(&mut self.list, |name| self.workspace.join(name));
        }
    }
}

/// Clears away what the list names and what still is as it was made; `place` tells where a name is.
pub(super) fn clear(list: &mut File, place: impl Fn(&str) -> PathBuf) {
    let mut names = String::new();
    let read = list.rewind().and_then(|()| list.read_to_string(&mut names));
    if read.is_err() {
        return;
    }
    let beyond = names
        .lines()
        .filter(|line| line.starts_with('/'))
        .map(|name| (name, Some("")));
    for (name, content) in GIT_ROWS.into_iter().chain(ROWS).chain(beyond) {
        if !names.lines().any(|line| line == name) {
            continue;
        }
        let path = place(name);
        // What has been filled or removed meanwhile is its owner's.
        match content {
            None => fs::remove_dir(&path).ok(),
            Some(content) if fs::read(&path).is_ok_and(|bytes| bytes == content.as_bytes()) => {
                fs::remove_file(&path).ok()
            }
            Some(_) => None,
        };
    }
    // A list that stays too long is read again next time.
    list.set_len(0).ok();
}
