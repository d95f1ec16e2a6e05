//! What failed, on what, why, and what to do next.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A file or folder of ours could not be read or written. What was there is as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateError {
    pub path: PathBuf,
    /// "reading", "writing", "creating the directory".
    pub action: &'static str,
    pub cause: Cause,
    pub reason: String,
}

/// Situations that call for different remedies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// No space, or no quota.
    Full,
    ReadOnly,
    /// Owner or mode are against it.
    Denied,
    /// Too many open files.
    Descriptors,
    /// Another process has held the lock for too long.
    Locked,
    /// Something that is no file, or no folder, is in its place.
    InTheWay,
    /// Somebody else could have written it.
    Foreign,
    /// Longer than anything of its kind, or no text.
    NotText,
    Other,
}

impl StateError {
    pub fn new(path: &Path, action: &'static str, error: &io::Error) -> Self {
        Self {
            path: path.to_owned(),
            action,
            cause: cause(error),
            reason: error.to_string(),
        }
    }

    pub(crate) fn because(
        path: &Path,
        action: &'static str,
        cause: Cause,
        reason: impl Into<String>,
    ) -> Self {
        Self {
            path: path.to_owned(),
            action,
            cause,
            reason: reason.into(),
        }
    }

    /// What to do next.
    pub fn remedy(&self) -> String {
        let path = self.path.display();
        match self.cause {
            Cause::Full => format!(
                "Free some space for {path} (df -h), then run the same command again; what was there is as it was."
            ),
            Cause::ReadOnly => {
                format!(
                    "Make {path} writable, or let OPENKOI_HOME or OPENKOI_DATA name another directory."
                )
            }
            Cause::Denied => format!(
                "Check the owner and the permissions: ls -ld '{path}'; openkoi doctor looks at all of them."
            ),
            Cause::Descriptors => {
                "Close other programs or raise the limit (ulimit -n), then run it again.".to_owned()
            }
            Cause::Locked => "Wait until that one ends, or end it.".to_owned(),
            Cause::InTheWay => format!("Move it away: mv '{path}' '{path}.aside'"),
            Cause::Foreign => {
                "openkoi doctor --fix sets owner and mode right where it may.".to_owned()
            }
            Cause::NotText => format!(
                "openkoi doctor says what is damaged; mend it, or keep it aside and begin anew: mv '{path}' '{path}.aside'"
            ),
            Cause::Other => {
                format!("Check the disk, the owner and the permissions of {path}: openkoi doctor")
            }
        }
    }
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, action) = (self.path.display(), self.action);
        write!(f, "{path}: {action} failed: {}", self.reason)
    }
}

impl std::error::Error for StateError {}

fn cause(error: &io::Error) -> Cause {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Cause::Full,
        io::ErrorKind::ReadOnlyFilesystem => Cause::ReadOnly,
        io::ErrorKind::PermissionDenied => Cause::Denied,
        io::ErrorKind::IsADirectory | io::ErrorKind::NotADirectory => Cause::InTheWay,
        io::ErrorKind::InvalidData => Cause::NotText,
        _ => match rustix::io::Errno::from_io_error(error) {
            Some(rustix::io::Errno::MFILE | rustix::io::Errno::NFILE) => Cause::Descriptors,
            Some(rustix::io::Errno::LOOP | rustix::io::Errno::NXIO) => Cause::InTheWay,
            _ => Cause::Other,
        },
    }
}
