//! Reads a text that decides something.

use crate::{Cause, StateError};
use rustix::fs::OFlags;
use std::fs::{Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

/// No state in text is longer.
pub const LIMIT: u64 = 16 << 20;

/// The text of a file of ours. None: there is none. A pipe or device is never waited for, and a file that somebody else
/// could have written, who could not have replaced it anyway, is not believed.
pub fn read(path: &Path) -> Result<Option<String>, StateError> {
    let failed = |error: io::Error| StateError::new(path, "reading", &error);
    let refused = |cause, reason: String| StateError::because(path, "reading", cause, reason);
    let mut options = OpenOptions::new();
    options.read(true);
    options.custom_flags((OFlags::NONBLOCK | OFlags::CLOEXEC).bits().cast_signed());
    let file = match options.open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return match path.symlink_metadata() {
                Ok(_) => {
                    let reason = "it is a link that leads nowhere".to_owned();
                    Err(refused(Cause::InTheWay, reason))
                }
                Err(_) => Ok(None),
            };
        }
        Err(error) => return Err(failed(error)),
    };
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() {
        let reason = format!("it is {}, no file", what(&metadata));
        return Err(refused(Cause::InTheWay, reason));
    }
    if let Some(reason) = foreign(path, &metadata) {
        return Err(refused(Cause::Foreign, reason));
    }
    if metadata.len() > LIMIT {
        let reason = format!("it has {} bytes, more than {LIMIT}", metadata.len());
        return Err(refused(Cause::NotText, reason));
    }
    let mut bytes = Vec::new();
    file.take(LIMIT).read_to_end(&mut bytes).map_err(failed)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let reason = format!("it is no UTF-8 text, from byte {at} on");
            Err(refused(Cause::NotText, reason))
        }
    }
}

/// Why a file is not believed: it can be written by those who can't write its folder.
fn foreign(path: &Path, file: &Metadata) -> Option<String> {
    let us = rustix::process::geteuid().as_raw();
    let folder = path.canonicalize().ok();
    let folder = folder.as_deref().and_then(Path::parent)?.metadata().ok()?;
    let shown = path.display();
    if ![us, 0, folder.uid()].contains(&file.uid()) {
        return Some(format!(
            "it belongs to another user (uid {}), so it is not believed; run: sudo chown {us} '{shown}'",
            file.uid()
        ));
    }
    (file.mode() & 0o002 != 0).then(|| {
        format!(
            "everybody can write it (mode {:o}), so it is not believed; look at what it says, then run: chmod 600 '{shown}'",
            file.mode() & 0o777
        )
    })
}

pub(crate) fn what(metadata: &Metadata) -> &'static str {
    let kind = metadata.file_type();
    if kind.is_dir() {
        "a directory"
    } else if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}
