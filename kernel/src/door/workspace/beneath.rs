//! A folder in which things are looked at, made and taken away by single names: no name leads elsewhere, and no link is
//! followed.

use super::snapshot::{HASH_LIMIT, MODE};
use crate::domain::Image;
use rustix::fs::{AtFlags, FileType, Mode, OFlags, RawMode, RenameFlags, Stat};
use rustix::io::Errno;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;

/// An open folder.
pub(super) struct Folder(OwnedFd);

/// What stands under a name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    /// A file, link or directory, and whether it has other names as well.
    Image(Image, bool),
    /// A pipe, a socket or a device.
    Odd,
}

const FOLDER: OFlags = OFlags::DIRECTORY
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC)
    .union(OFlags::RDONLY);

impl Folder {
    pub(super) fn open(root: &Path) -> io::Result<Self> {
        let flags = OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::RDONLY;
        Ok(Self(rustix::fs::open(root, flags, Mode::empty())?))
    }

    /// The folder further below, step by step; missing ones are made if that is wanted.
    pub(super) fn below(&self, path: &Path, make: bool) -> io::Result<Self> {
        let mut folder = Self(self.0.try_clone()?);
        for name in path {
            let open = || rustix::fs::openat(&folder.0, name, FOLDER, Mode::empty());
            let opened = match open() {
                Err(Errno::NOENT) if make => {
                    step()?;
                    rustix::fs::mkdirat(&folder.0, name, Mode::from_raw_mode(0o777))?;
                    open()
                }
                opened => opened,
            };
            folder = Self(opened?);
        }
        Ok(folder)
    }

    fn stat(&self, name: &OsStr) -> io::Result<Option<Stat>> {
        match rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(stat)),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn look(&self, name: &OsStr) -> io::Result<Found> {
        let Some(stat) = self.stat(name)? else {
            return Ok(Found::Nothing);
        };
        let kind = FileType::from_raw_mode(stat.st_mode);
        let mode = Mode::from_raw_mode(stat.st_mode).as_raw_mode();
        #[allow(clippy::useless_conversion, reason = "it is narrower on macOS")]
        let mode = u32::from(mode) & MODE;
        let mut image = Image {
            hash: None,
            size: u64::try_from(stat.st_size).unwrap_or(0),
            mode,
            is_link: kind == FileType::Symlink,
            is_directory: kind == FileType::Directory,
        };
        match kind {
            FileType::Directory => image.size = 0,
            FileType::Symlink => image.hash = Some(hash(self.link(name)?.as_bytes())?),
            FileType::RegularFile if image.size <= HASH_LIMIT => {
                image.hash = Some(hash(self.file(name)?)?);
            }
            FileType::RegularFile => {}
            _ => return Ok(Found::Odd),
        }
        let has_other_names = !image.is_directory && stat.st_nlink > 1;
        Ok(Found::Image(image, has_other_names))
    }

    pub(super) fn link(&self, name: &OsStr) -> io::Result<OsString> {
        let target = rustix::fs::readlinkat(&self.0, name, Vec::new())?;
        Ok(OsString::from_vec(target.into_bytes()))
    }

    fn file(&self, name: &OsStr) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        Ok(rustix::fs::openat(&self.0, name, flags, Mode::empty())?.into())
    }

    /// A file that was not there, for the user alone.
    pub(super) fn new_file(&self, name: &OsStr) -> io::Result<File> {
        step()?;
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(0o600);
        Ok(rustix::fs::openat(&self.0, name, flags, mode)?.into())
    }

    pub(super) fn new_link(&self, name: &OsStr, target: &OsStr) -> io::Result<()> {
        step()?;
        Ok(rustix::fs::symlinkat(target, &self.0, name)?)
    }

    pub(super) fn new_folder(&self, name: &OsStr) -> io::Result<()> {
        step()?;
        Ok(rustix::fs::mkdirat(&self.0, name, Mode::RWXU)?)
    }

    pub(super) fn set_mode(&self, name: &OsStr, mode: u32) -> io::Result<()> {
        step()?;
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = rustix::fs::openat(&self.0, name, flags, Mode::empty())?;
        Ok(rustix::fs::fchmod(
            &file,
            Mode::from_raw_mode(mode as RawMode),
        )?)
    }

    pub(super) fn remove(&self, name: &OsStr) -> io::Result<()> {
        step()?;
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    pub(super) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        step()?;
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::REMOVEDIR)?)
    }

    /// Gives it another name that nothing has yet.
    pub(super) fn rename(&self, old: &OsStr, new: &OsStr) -> io::Result<()> {
        step()?;
        let renamed = rustix::fs::renameat_with(&self.0, old, &self.0, new, RenameFlags::NOREPLACE);
        match renamed {
            Err(error) if is_unknown(error) && self.stat(new)?.is_none() => {
                Ok(rustix::fs::renameat(&self.0, old, &self.0, new)?)
            }
            renamed => Ok(renamed?),
        }
    }

    /// Both names get what the other had, in one step; false where the file system can't.
    pub(super) fn swap(&self, one: &OsStr, other: &OsStr) -> io::Result<bool> {
        step()?;
        match rustix::fs::renameat_with(&self.0, one, &self.0, other, RenameFlags::EXCHANGE) {
            Err(error) if is_unknown(error) => Ok(false),
            swapped => Ok(swapped.map(|()| true)?),
        }
    }

    /// What has the old name gets the new one, and what had that is gone.
    pub(super) fn replace(&self, old: &OsStr, new: &OsStr) -> io::Result<()> {
        step()?;
        Ok(rustix::fs::renameat(&self.0, old, &self.0, new)?)
    }

    pub(super) fn names(&self) -> io::Result<Vec<OsString>> {
        let mut names = Vec::new();
        for entry in rustix::fs::Dir::read_from(&self.0)? {
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            if name != b"." && name != b".." {
                names.push(OsString::from_vec(name.to_owned()));
            }
        }
        Ok(names)
    }

    /// Makes names durable, on file systems that can.
    pub(super) fn sync(&self) -> io::Result<()> {
        match rustix::fs::fsync(&self.0) {
            Err(Errno::INVAL | Errno::NOTSUP) => Ok(()),
            synced => Ok(synced?),
        }
    }
}

/// Passed before anything is changed: there tests end an undo in the middle, as a kill does.
#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "in tests it fails")]
fn step() -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<u32> = const { std::cell::Cell::new(u32::MAX) };
}

/// After so many changes nothing more is changed by this thread.
#[cfg(test)]
pub(crate) fn end_after(steps: u32) {
    STEPS.set(steps);
}

#[cfg(test)]
fn step() -> io::Result<()> {
    let left = STEPS.get().checked_sub(1);
    STEPS.set(left.unwrap_or(0));
    left.map(drop)
        .ok_or_else(|| io::Error::other("it was ended"))
}

fn is_unknown(error: Errno) -> bool {
    matches!(error, Errno::INVAL | Errno::NOSYS | Errno::NOTSUP)
}

fn hash(content: impl Read) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(content.take(HASH_LIMIT))?;
    Ok(hasher.finalize().to_hex().to_string())
}
