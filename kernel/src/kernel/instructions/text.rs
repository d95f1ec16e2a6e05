//! Reads text files of a bounded size.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The most bytes of a SKILL.md.
pub(super) const SKILL: u64 = 256 * 1024;
/// The most bytes of a rubric.
pub(super) const RUBRIC: u64 = 64 * 1024;

/// The text of a file that is no larger than this; None if there is no such file.
pub(super) fn whole(path: &Path, most: u64) -> Result<Option<String>, String> {
    match start(path, most) {
        Ok((_, size)) if size > most => Err(format!("it has more than {} KiB", most / 1024)),
        Ok((text, _)) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(told(&error)),
    }
}

/// At most so many bytes from the start of a file, and the size of all of it. Bytes that are no text are replaced.
pub(super) fn start(path: &Path, most: u64) -> io::Result<(String, u64)> {
    // Looked at before it is opened: opening a pipe waits for somebody who writes.
    let found = path.metadata()?;
    if !found.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    };
    Ok((text, found.len()))
}

/// An error in words that need no path.
pub(super) fn told(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::InvalidInput => error.to_string(),
        kind => kind.to_string(),
    }
}
