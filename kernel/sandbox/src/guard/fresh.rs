//! A repository that is made at the root of a workspace: it grows in a folder of ours, and moves in once it was looked at.
//!
//! Nobody outside ever sees it before: a prompt or an editor that runs git whenever it finds a repository would obey
//! what a program has put into its settings.

use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

/// Where it grows, and where it belongs.
#[derive(Debug, Clone)]
pub(super) struct Fresh {
    pub(super) grows: PathBuf,
    pub(super) belongs: PathBuf,
}

impl Fresh {
    /// In `state`, which is ours alone.
    pub(super) fn new(workspace: &Path, state: &Path) -> Self {
        Self {
            grows: state.join("fresh-git"),
            belongs: workspace.join(".git"),
        }
    }

    /// Makes room for it, unless there is something in its place already. What is left of one that nobody looked after is
    /// of no use: `is_first` says that no other program is at it.
    pub(super) fn begin(&self, is_first: bool) -> io::Result<bool> {
        if is_first && fs::symlink_metadata(&self.grows).is_ok() {
            fs::remove_dir_all(&self.grows)?;
        }
        if !is_empty_folder(&self.belongs) {
            return Ok(false);
        }
        match fs::create_dir(&self.grows) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(true),
        }
    }

    /// Whether a program has made a repository of it.
    pub(super) fn is_repository(&self) -> bool {
        ["HEAD", "objects", "refs"]
            .iter()
            .all(|name| fs::symlink_metadata(self.grows.join(name)).is_ok())
    }

    pub(super) fn is_empty(&self) -> bool {
        fs::symlink_metadata(&self.grows).is_err() || is_empty_folder(&self.grows)
    }

    /// Under the name that people know.
    pub(super) fn named(&self, path: &Path) -> PathBuf {
        match path.strip_prefix(&self.grows) {
            Ok(below) if below.as_os_str().is_empty() => self.belongs.clone(),
            Ok(below) => self.belongs.join(below),
            Err(_) => path.to_owned(),
        }
    }

    /// Takes the place that was kept for it, as a whole.
    pub(super) fn move_in(&self) -> io::Result<()> {
        match fs::rename(&self.grows, &self.belongs) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {}
            done => return done,
        }
        // Beside its place, under a name that git doesn't know.
        let beside = self.belongs.with_file_name(".git-is-being-made");
        let copied = copy(&self.grows, &beside).and_then(|()| fs::rename(&beside, &self.belongs));
        if copied.is_err() {
            fs::remove_dir_all(&beside).ok();
        }
        copied?;
        fs::remove_dir_all(&self.grows)
    }

    /// Whatever is there is nobody's.
    pub(super) fn clear(&self) {
        // It is looked for again before the next program.
        fs::remove_dir_all(&self.grows).ok();
    }
}

fn is_empty_folder(path: &Path) -> bool {
    let is_folder = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir());
    is_folder && fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

/// Files, folders and links as they are; of anything else git makes nothing.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, target) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            copy(&entry.path(), &target)?;
        } else if kind.is_symlink() {
            symlink(fs::read_link(entry.path())?, &target)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), &target)?;
        }
    }
    let mode = fs::symlink_metadata(from)?.permissions().mode();
    fs::set_permissions(to, fs::Permissions::from_mode(mode))
}
