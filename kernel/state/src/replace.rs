//! Replaces a file's content in one step: readers see the old or the new.

use crate::folder::{private_folder, sync};
use crate::{Cause, StateError};
use rustix::fd::AsFd;
use rustix::fs::{AtFlags, Mode, OFlags, RawMode, openat, renameat, unlinkat};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How the name of a file that is being written ends; it begins with a dot.
pub const DRAFT_SUFFIX: &str = ".partial";

/// What a file becomes.
pub struct Replacement<'a> {
    /// In the directory; no path.
    pub name: &'a OsStr,
    pub content: &'a [u8],
    /// The mode that a new file asks for, less what the user's umask takes away.
    pub mode: u32,
    /// The exact mode; over `mode`.
    pub keep: Option<u32>,
}

/// Whether a file of this name is, or was, being written.
pub fn is_draft(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.') && name.ends_with(DRAFT_SUFFIX)
}

/// Writes beside the file, makes it durable and moves it to its place; on an error nothing has changed.
pub fn replace(dir: impl AsFd, replacement: &Replacement<'_>) -> io::Result<()> {
    let dir = dir.as_fd();
    let draft = draft();
    let written = write_new(dir, draft.as_ref(), replacement)
        .and_then(|()| Ok(renameat(dir, &draft, dir, replacement.name)?));
    if let Err(error) = written {
        // The first error is the one to tell; a leftover has a name that says what it is.
        unlinkat(dir, &draft, AtFlags::empty()).ok();
        return Err(error);
    }
    sync_names(dir)
}

/// Replaces or creates a file of ours, mode 0600, and the folders that it needs. A link is followed: what it leads to is
/// replaced, and it goes on leading there.
pub fn write(path: &Path, content: &[u8]) -> Result<(), StateError> {
    let path = &real(path)?;
    let (dir, name) = place(path)?;
    let replacement = Replacement {
        name,
        content,
        mode: 0o600,
        keep: Some(0o600),
    };
    replace(&dir, &replacement).map_err(|error| StateError::new(path, "writing", &error))
}

/// Writes a file of ours that must not be there yet. False: there is one, and it stays.
pub fn create(path: &Path, content: &[u8]) -> Result<bool, StateError> {
    let (dir, name) = place(path)?;
    let failed = |error: &io::Error| StateError::new(path, "writing", error);
    let new = Replacement {
        name,
        content,
        mode: 0o600,
        keep: Some(0o600),
    };
    let draft = draft();
    let named = write_new(dir.as_fd(), draft.as_ref(), &new).map(|()| {
        // Unlike a rename, a second name never takes the place of what is there.
        rustix::fs::linkat(&dir, &draft, &dir, name, AtFlags::empty())
    });
    // A leftover has a name that says what it is.
    unlinkat(&dir, &draft, AtFlags::empty()).ok();
    match named {
        Ok(Ok(())) => sync(&dir).map(|()| true).map_err(|error| failed(&error)),
        Ok(Err(rustix::io::Errno::EXIST)) => Ok(false),
        Ok(Err(error)) => Err(failed(&error.into())),
        Err(error) => Err(failed(&error)),
    }
}

fn draft() -> String {
    format!(".{}{DRAFT_SUFFIX}", uuid::Uuid::now_v7().simple())
}

fn write_new(
    dir: rustix::fd::BorrowedFd<'_>,
    name: &OsStr,
    replacement: &Replacement<'_>,
) -> io::Result<()> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mode = Mode::from_raw_mode(replacement.mode as RawMode);
    let mut file = File::from(openat(dir, name, flags, mode)?);
    if let Some(mode) = replacement.keep {
        rustix::fs::fchmod(&file, Mode::from_raw_mode(mode as RawMode))?;
    }
    file.write_all(replacement.content)?;
    file.sync_all()
}

fn sync_names(dir: rustix::fd::BorrowedFd<'_>) -> io::Result<()> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    // A handle for paths alone can't be synced.
    sync(&File::from(openat(dir, ".", flags, Mode::empty())?))
}

/// The folder of a file, which is made if need be, and the file's name.
pub(crate) fn place(path: &Path) -> Result<(File, &OsStr), StateError> {
    let name = path
        .file_name()
        .ok_or_else(|| StateError::because(path, "writing", Cause::InTheWay, "it names no file"))?;
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    private_folder(folder)?;
    let dir = File::open(folder).map_err(|error| StateError::new(path, "writing", &error))?;
    Ok((dir, name))
}

/// Where a path leads to if it is a link; there has to be a file or nothing.
pub(crate) fn real(path: &Path) -> Result<PathBuf, StateError> {
    let in_the_way = |reason: String| {
        Err(StateError::because(
            path,
            "writing",
            Cause::InTheWay,
            reason,
        ))
    };
    let is_link = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata.is_symlink(),
        Err(_) => return Ok(path.to_owned()),
    };
    match fs::metadata(path) {
        Err(error) => in_the_way(format!("it is a link that leads nowhere: {error}")),
        Ok(metadata) if !metadata.is_file() => {
            in_the_way(format!("it is {}, no file", crate::read::what(&metadata)))
        }
        Ok(_) if is_link => path
            .canonicalize()
            .map_err(|error| StateError::new(path, "writing", &error)),
        Ok(_) => Ok(path.to_owned()),
    }
}
