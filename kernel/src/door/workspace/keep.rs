//! Keeps whole outputs for the user to look at.

use super::fault;
use crate::domain::{Fault, FaultKind};
use std::fs::{DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// More outputs of one name are not expected within a task.
const SAME_NAME_LIMIT: u32 = 10_000;

/// Writes a new file that only the user can read, and says where it is.
pub(super) fn keep(directory: &Path, name: &str, content: &[u8]) -> Result<String, Fault> {
    let failed = |error: std::io::Error| {
        let message = format!(
            "can't keep the output {name:?} in {}: {error}",
            directory.display()
        );
        fault(FaultKind::Other("io".into()), message)
    };
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
        .map_err(failed)?;
    let name = plain(name);
    for number in 1..=SAME_NAME_LIMIT {
        let file_name = if number == 1 {
            format!("{name}.txt")
        } else {
            format!("{name}-{number}.txt")
        };
        let path = directory.join(file_name);
        match OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
        {
            Ok(mut file) => {
                file.write_all(content).map_err(failed)?;
                return Ok(path.display().to_string());
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(error)),
        }
    }
    Err(failed(ErrorKind::AlreadyExists.into()))
}

/// A name that is one harmless component of a path.
pub(super) fn plain(name: &str) -> String {
    let is_plain =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let name: String = name
        .chars()
        .take(100)
        .map(|letter| if is_plain(letter) { letter } else { '_' })
        .collect();
    let name = name.trim_start_matches('.');
    if name.is_empty() {
        "output".into()
    } else {
        name.into()
    }
}
