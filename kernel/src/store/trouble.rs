//! What SQLite's errors mean to people.

use crate::port::JournalError;
use rusqlite::{Error, ErrorCode};
use std::path::Path;

/// Whether the file itself is broken, not the way to it.
pub(super) fn is_corrupt(error: &Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    )
}

/// The error as people meet it: the path, the reason, and what to do where something can be done.
pub(super) fn journal_error(path: &Path, error: &Error) -> JournalError {
    let why = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => {
            "the disk is full. Free some space and run it again".to_owned()
        }
        Some(ErrorCode::ReadOnly) => {
            "it can't be written. Check its permissions and those of its directory".to_owned()
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            "it can't be opened. Check its permissions and those of its directory".to_owned()
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            let seconds = super::schema::PATIENCE.as_secs();
            format!(
                "another process has held it for {seconds} s. Wait until that one ends, or end it"
            )
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            format!("it is damaged ({error}). The next task moves it aside and begins a new one")
        }
        _ => error.to_string(),
    };
    because(path, why)
}

pub(super) fn because(path: &Path, why: impl Into<String>) -> JournalError {
    JournalError {
        path: path.display().to_string(),
        why: why.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::ffi;

    #[test]
    fn each_trouble_names_the_path_and_says_what_to_do() {
        for (code, expected) in [
            (ffi::SQLITE_FULL, "the disk is full. Free some space"),
            (
                ffi::SQLITE_READONLY,
                "it can't be written. Check its permissions",
            ),
            (
                ffi::SQLITE_CANTOPEN,
                "it can't be opened. Check its permissions",
            ),
            (
                ffi::SQLITE_PERM,
                "it can't be opened. Check its permissions",
            ),
            (
                ffi::SQLITE_BUSY,
                "another process has held it for 30 s. Wait",
            ),
            (ffi::SQLITE_CORRUPT, "it is damaged"),
            (ffi::SQLITE_IOERR, "disk I/O error"),
        ] {
            let error = journal_error(
                Path::new("/d/journal.db"),
                &Error::SqliteFailure(ffi::Error::new(code), None),
            );
            let shown = error.to_string();
            assert!(
                shown.starts_with("the journal /d/journal.db: ") && shown.contains(expected),
                "{shown}"
            );
        }
    }
}
