//! A path as a component writes it, checked: which root, and what below it.

use super::{Access, Root, fault, invalid};
use crate::domain::{Fault, FaultKind};
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use std::io;
use std::path::{Path, PathBuf};

const ROOTS: [&str; 3] = ["workspace:", "data:", "temp:"];

/// A checked path: lexically below a root that is granted.
#[derive(Debug)]
pub(super) struct Place<'a> {
    /// As it was written, for messages.
    pub(super) path: &'a str,
    pub(super) root: &'a Root,
    /// Relative, normal components only; empty for the root itself.
    pub(super) below: PathBuf,
}

impl<'a> Place<'a> {
    pub(super) fn parse(roots: &'a [Root], path: &'a str, access: Access) -> Result<Self, Fault> {
        let malformed = |why: &str| invalid(format!("the path {path:?} {why}"));
        let Some((name, below)) = ROOTS
            .iter()
            .find_map(|name| Some((*name, path.strip_prefix(name)?)))
        else {
            return Err(malformed(
                "does not begin with a root; write workspace:, data: or temp: before it",
            ));
        };
        if below.starts_with('/') {
            return Err(malformed("is absolute; write it relative to its root"));
        }
        if below.contains('\0') {
            return Err(malformed("holds a NUL"));
        }
        let mut components = PathBuf::new();
        for component in below.split('/') {
            match component {
                "" | "." => {}
                ".." => return Err(malformed("holds \"..\"; write the path without it")),
                component => components.push(component),
            }
        }
        let root = roots
            .iter()
            .find(|root| root.name == name && root.access >= access);
        let root = root.ok_or_else(|| not_granted(path, name, access))?;
        Ok(Self {
            path,
            root,
            below: components,
        })
    }

    /// The path of something below this root.
    pub(super) fn name(&self, below: &Path) -> String {
        format!("{}{}", self.root.name, below.display())
    }

    /// Opens the root's directory.
    pub(super) fn open(&self) -> Result<Dir, Fault> {
        Dir::open_ambient_dir(&self.root.dir, ambient_authority())
            .map_err(|error| self.fault("open", &error))
    }

    /// Opens the root's directory, which is made if it is missing.
    pub(super) fn open_or_make(&self) -> Result<Dir, Fault> {
        Dir::create_ambient_dir_all(&self.root.dir, ambient_authority())
            .map_err(|error| self.fault("make the directory of", &error))?;
        self.open()
    }

    /// The last component, without which there is nothing to write, move or delete.
    pub(super) fn file_name(&self) -> Result<&str, Fault> {
        let name = self.below.file_name().and_then(|name| name.to_str());
        name.ok_or_else(|| invalid(format!("{:?} is a root; name a file below it", self.path)))
    }

    /// What an error of the system means for this path.
    pub(super) fn fault(&self, verb: &str, error: &io::Error) -> Fault {
        let path = self.path;
        let why = match error.kind() {
            io::ErrorKind::NotFound => {
                return invalid(format!(
                    "can't {verb} {path}: there is no such file or directory"
                ));
            }
            // The sandbox's own error, not the system's.
            io::ErrorKind::PermissionDenied if error.raw_os_error().is_none() => {
                return invalid(format!(
                    "can't {verb} {path}: it leads outside of {}",
                    self.root.name
                ));
            }
            io::ErrorKind::NotADirectory => {
                return invalid(format!(
                    "can't {verb} {path}: a part of it is not a directory"
                ));
            }
            io::ErrorKind::DirectoryNotEmpty => {
                return invalid(format!(
                    "can't {verb} {path}: the directory is not empty; delete what is in it first"
                ));
            }
            _ if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => {
                return invalid(format!(
                    "can't {verb} {path}: its symbolic links go round in a circle"
                ));
            }
            io::ErrorKind::InvalidFilename => {
                return invalid(format!(
                    "can't {verb} {path}: the name is too long for the file system"
                ));
            }
            io::ErrorKind::PermissionDenied => "the user has no right to; change its mode or owner",
            io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only",
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                "the disk is full; free some space"
            }
            _ => {
                return fault(
                    FaultKind::Other("io".into()),
                    format!("can't {verb} {path}: {error}"),
                );
            }
        };
        fault(
            FaultKind::Other("io".into()),
            format!("can't {verb} {path}: {why}"),
        )
    }
}

fn not_granted(path: &str, root: &str, access: Access) -> Fault {
    let access = match access {
        Access::Read => "read",
        Access::Write => "write",
    };
    let message = format!(
        "{path} is not granted for {access}; these lines of the manifest ask for it:\n\
         [[files]]\nroot = \"{root}\"\naccess = \"{access}\""
    );
    fault(FaultKind::Refused, message)
}
