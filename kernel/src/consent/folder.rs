//! Reads what may be hostile: one name at a time below an open directory. No link is followed, nothing is waited for.

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags};
use rustix::io::Errno;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path};

/// More names in one directory are not looked at.
const NAMES: usize = 2_000;

/// A directory that is open; what is below it is reached by its descriptor.
pub(super) struct Folder(OwnedFd);

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    File,
    Folder,
    Link,
    /// A pipe, a socket, a device.
    Other,
}

/// A file's bytes, and whether it can be run.
pub(super) struct Bytes {
    pub(super) bytes: Vec<u8>,
    /// Of the whole file.
    pub(super) size: u64,
    pub(super) executable: bool,
}

impl Folder {
    /// Opens a directory whose path has no links in it.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        rustix::fs::open(path, flags, Mode::empty())
            .map(Self)
            .map_err(told)
    }

    /// What a name stands for. None: there is nothing of this name.
    pub(super) fn sort(&self, name: &OsStr) -> Result<Option<Sort>, String> {
        match rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(found) => Ok(Some(sort(FileType::from_raw_mode(found.st_mode)))),
            Err(Errno::NOENT | Errno::NOTDIR) => Ok(None),
            Err(error) => Err(told(error)),
        }
    }

    /// A directory below. None: there is nothing of this name.
    pub(super) fn folder(&self, name: &OsStr) -> Result<Option<Self>, String> {
        match self.sort(name)? {
            None => return Ok(None),
            Some(Sort::Folder) => {}
            Some(Sort::Link) => return Err("it is a link".into()),
            Some(Sort::File | Sort::Other) => return Err("it is no directory".into()),
        }
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        rustix::fs::openat(&self.0, name, flags, Mode::empty())
            .map(|fd| Some(Self(fd)))
            .map_err(told)
    }

    /// A regular file of at most so many bytes. None: there is nothing of this name.
    pub(super) fn file(&self, name: &OsStr, most: u64) -> Result<Option<Bytes>, String> {
        match self.start(name, most)? {
            Some(bytes) if bytes.size > most => Err(larger(most)),
            found => Ok(found),
        }
    }

    /// At most so many bytes from the start of a regular file. None: there is nothing of this name.
    pub(super) fn start(&self, name: &OsStr, most: u64) -> Result<Option<Bytes>, String> {
        match self.sort(name)? {
            None => return Ok(None),
            Some(Sort::File) => {}
            Some(Sort::Link) => return Err("it is a link".into()),
            Some(Sort::Folder) => return Err("it is a directory".into()),
            Some(Sort::Other) => return Err("it is no file".into()),
        }
        let flags =
            OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let file = rustix::fs::openat(&self.0, name, flags, Mode::empty()).map_err(told)?;
        // Between the look and the opening another may have taken its place.
        let found = rustix::fs::fstat(&file).map_err(told)?;
        if sort(FileType::from_raw_mode(found.st_mode)) != Sort::File {
            return Err("it is no file".into());
        }
        let mut bytes = Vec::new();
        File::from(file)
            .take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| error.kind().to_string())?;
        let size = u64::try_from(found.st_size).unwrap_or_default();
        let size = size.max(bytes.len() as u64);
        bytes.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(Some(Bytes {
            bytes,
            size,
            executable: found.st_mode & 0o111 != 0,
        }))
    }

    /// The names in it, sorted; of very many, the first that the system told.
    pub(super) fn names(&self) -> Result<(Vec<OsString>, bool), String> {
        let mut names = Vec::new();
        let mut are_all = true;
        for entry in Dir::read_from(&self.0).map_err(told)? {
            let entry = entry.map_err(told)?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes());
            if name == "." || name == ".." {
                continue;
            }
            if names.len() == NAMES {
                are_all = false;
                break;
            }
            names.push(name.to_owned());
        }
        names.sort();
        Ok((names, are_all))
    }

    /// A directory at a path below, each part of it a directory. None: a part is missing.
    pub(super) fn at(&self, below: &Path) -> Result<Option<Self>, String> {
        let mut here = None;
        for part in below.components() {
            let Component::Normal(name) = part else {
                return Err("its path leads elsewhere".into());
            };
            match here.as_ref().unwrap_or(self).folder(name)? {
                Some(folder) => here = Some(folder),
                None => return Ok(None),
            }
        }
        match here {
            Some(folder) => Ok(Some(folder)),
            None => self.again().map(Some),
        }
    }

    fn again(&self) -> Result<Self, String> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        rustix::fs::openat(&self.0, ".", flags, Mode::empty())
            .map(Self)
            .map_err(told)
    }
}

/// Why a file is not taken that has more bytes than this.
pub(super) fn larger(most: u64) -> String {
    format!("it has more than {} KiB", most / 1024)
}

fn sort(kind: FileType) -> Sort {
    match kind {
        FileType::RegularFile => Sort::File,
        FileType::Directory => Sort::Folder,
        FileType::Symlink => Sort::Link,
        FileType::Fifo
        | FileType::Socket
        | FileType::CharacterDevice
        | FileType::BlockDevice
        | FileType::Unknown => Sort::Other,
    }
}

fn told(error: Errno) -> String {
    match error {
        Errno::LOOP => "it is a link".into(),
        error => std::io::Error::from(error).kind().to_string(),
    }
}
