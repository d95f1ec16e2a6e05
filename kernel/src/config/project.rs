//! A project's own config file: it came with somebody's files, so it can only narrow, and can't make anything fail.

use super::document::Checked;
use super::keys::KEYS;
use super::settings::Settings;
use rustix::fs::OFlags;
use std::fs::OpenOptions;
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// A larger file is no config.
const LIMIT: u64 = 64 * 1024;

/// How many notes one file is worth.
const NOTES: usize = 20;

/// Takes what narrows and returns a note for everything else.
pub(super) fn narrow(settings: &mut Settings, folder: &Path) -> Vec<String> {
    let path = folder.join("config.toml");
    let name = ".openkoi/config.toml";
    let text = match regular_file(&path) {
        Ok(Some(text)) => text,
        Ok(None) => return Vec::new(),
        Err(error) => return vec![format!("project config {name} ignored: {error}")],
    };
    let mut file = Checked::read(name, &text, KEYS);
    let mut notes: Vec<String> = file
        .complaints
        .drain(..)
        .map(|complaint| format!("{} (ignored): {}", complaint.at, complaint.message))
        .collect();
    notes.extend(settings.narrow(name, file));
    let more = notes.len().saturating_sub(NOTES);
    notes.truncate(NOTES);
    if more > 0 {
        notes.push(format!("{name}: {more} more of its lines ignored"));
    }
    notes
}

/// The text of a file that is no link, pipe or device. None: there is none.
fn regular_file(path: &Path) -> io::Result<Option<String>> {
    let folder = path.parent().unwrap_or(path);
    match std::fs::symlink_metadata(folder) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return Err(io::Error::other(".openkoi is no directory")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    }
    let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW;
    let file = match OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path)
    {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let metadata = file.metadata()?;
    if !metadata.is_file() || metadata.len() > LIMIT {
        return Err(io::Error::other("it is no file of at most 64 KiB"));
    }
    let mut text = String::new();
    file.take(LIMIT).read_to_string(&mut text)?;
    Ok(Some(text))
}
