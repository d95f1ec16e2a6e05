//! Reads, writes, moves, deletes and lists.

use super::place::Place;
use super::{Access, FILE_LIMIT, LIST_LIMIT, Root, fault, invalid};
use crate::domain::{Fault, FaultKind, Permit};
use crate::policy;
use crate::port::Entry;
use cap_std::fs::{Dir, Metadata, MetadataExt, OpenOptions, OpenOptionsExt, PermissionsExt};
use openkoi_state::{Replacement, replace};
use rustix::fs::{OFlags, RenameFlags};
use std::io::{self, Read};
use std::path::Path;

/// The whole content of a regular file of at most `limit` bytes.
pub(super) fn read(roots: &[Root], path: &str, limit: usize) -> Result<Vec<u8>, Fault> {
    let place = Place::parse(roots, path, Access::Read)?;
    read_below(&place, &place.open()?, &place.below, limit)
}

/// Reads what is below a root; the place is for the messages.
pub(super) fn read_below(
    place: &Place<'_>,
    dir: &Dir,
    below: &Path,
    limit: usize,
) -> Result<Vec<u8>, Fault> {
    // A pipe would block, and opening a device may do something.
    let failed = |error: io::Error| place.fault("read", &error);
    let looked_at = dir.metadata(if below.as_os_str().is_empty() {
        Path::new(".")
    } else {
        below
    });
    check_regular(place, &looked_at.map_err(failed)?)?;
    let mut options = OpenOptions::new();
    options
        .read(true)
        .custom_flags(OFlags::NONBLOCK.bits().cast_signed());
    let file = dir.open_with(below, &options).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    check_regular(place, &metadata)?;
    let too_large = |size: u64| {
        invalid(format!(
            "can't read {}: it has {size} bytes, more than the limit of {limit}",
            place.path
        ))
    };
    if metadata.len() > limit as u64 {
        return Err(too_large(metadata.len()));
    }
    let mut content = Vec::with_capacity(metadata.len() as usize);
    file.take(limit as u64 + 1)
        .read_to_end(&mut content)
        .map_err(failed)?;
    if content.len() > limit {
        Err(too_large(content.len() as u64))
    } else {
        Ok(content)
    }
}

fn check_regular(place: &Place<'_>, metadata: &Metadata) -> Result<(), Fault> {
    if metadata.is_file() {
        return Ok(());
    }
    let what = if metadata.is_dir() {
        "a directory"
    } else {
        "no regular file"
    };
    Err(invalid(format!(
        "{} is {what}; name a regular file",
        place.path
    )))
}

pub(super) fn write(roots: &[Root], path: &str, content: &[u8]) -> Result<(), Fault> {
    let place = Place::parse(roots, path, Access::Write)?;
    if content.len() > FILE_LIMIT {
        let size = content.len();
        return Err(invalid(format!(
            "can't write {path}: {size} bytes are more than the limit of {FILE_LIMIT}"
        )));
    }
    let (dir, name) = parent(&place, true)?;
    let old = match dir.symlink_metadata(name) {
        Ok(metadata) => Some(check_replaceable(&place, &metadata)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(place.fault("write", &error)),
    };
    let replacement = Replacement {
        name: name.as_ref(),
        content,
        mode: 0o666,
        keep: old,
    };
    replace(&dir, &replacement).map_err(|error| place.fault("write", &error))
}

/// Whether a file may be replaced: its mode.
fn check_replaceable(place: &Place<'_>, metadata: &Metadata) -> Result<u32, Fault> {
    if metadata.is_symlink() {
        return Err(invalid(format!(
            "{} is a symbolic link; write to the file that it leads to",
            place.path
        )));
    }
    check_regular(place, metadata)?;
    if metadata.nlink() > 1 {
        let why = "has another name elsewhere (a hard link), which would change too or come apart";
        return Err(invalid(format!(
            "{} {why}; delete it first or ask the user",
            place.path
        )));
    }
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o200 == 0 {
        return Err(invalid(format!(
            "{} is write-protected; the user can change its mode",
            place.path
        )));
    }
    Ok(mode)
}

/// The directory that a place is in, opened, and the place's name in it.
fn parent<'a>(place: &'a Place<'_>, make: bool) -> Result<(Dir, &'a str), Fault> {
    let name = place.file_name()?;
    let root = if make {
        place.open_or_make()?
    } else {
        place.open()?
    };
    let parent = place.below.parent().unwrap_or(Path::new(""));
    check_guarded(place, &place.below)?;
    if parent.as_os_str().is_empty() {
        return Ok((root, name));
    }
    let made = if make {
        root.create_dir_all(parent)
    } else {
        Ok(())
    };
    // Of something that is in the way, opening it says what it is.
    if let Err(error) = made
        && error.kind() != io::ErrorKind::AlreadyExists
    {
        return Err(place.fault("make the directories above", &error));
    }
    // A link below the root may lead into a guarded folder: the real path counts, and it is the one that is opened.
    let real = root
        .canonicalize(parent)
        .map_err(|error| place.fault("open", &error))?;
    check_guarded(place, &real)?;
    let dir = root
        .open_dir(&real)
        .map_err(|error| place.fault("open", &error))?;
    Ok((dir, name))
}

/// What runs, redirects or decides is nobody's but the user's, also where it is not there yet. What may be changed with
/// good reason was asked before the call.
fn check_guarded(place: &Place<'_>, below: &Path) -> Result<(), Fault> {
    let guarded = policy::protected(&below.to_string_lossy())
        .filter(|guarded| guarded.permit == Permit::Deny && place.root.name == "workspace:");
    let Some(guarded) = guarded else {
        return Ok(());
    };
    Err(fault(
        FaultKind::Refused,
        format!(
            "{} is protected, because {}: only the user writes there; no grant covers it",
            place.path, guarded.why
        ),
    ))
}

pub(super) fn rename(roots: &[Root], path: &str, destination: &str) -> Result<(), Fault> {
    let from = Place::parse(roots, path, Access::Write)?;
    let to = Place::parse(roots, destination, Access::Write)?;
    let (from_dir, from_name) = parent(&from, false)?;
    let metadata = from_dir
        .symlink_metadata(from_name)
        .map_err(|error| from.fault("move", &error))?;
    check_regular(&from, &metadata)?;
    let (to_dir, to_name) = parent(&to, true)?;
    let taken = || {
        invalid(format!(
            "can't move {path} to {destination}: there is something already"
        ))
    };
    match rustix::fs::renameat_with(
        &from_dir,
        from_name,
        &to_dir,
        to_name,
        RenameFlags::NOREPLACE,
    ) {
        Ok(()) => Ok(()),
        Err(rustix::io::Errno::EXIST) => Err(taken()),
        // Another file system: a copy and a deletion do the same, though not in one step.
        Err(rustix::io::Errno::XDEV) => {
            if to_dir.symlink_metadata(to_name).is_ok() {
                return Err(taken());
            }
            let content = read_below(&from, &from_dir, Path::new(from_name), FILE_LIMIT)?;
            let keep = Some(metadata.permissions().mode() & 0o777);
            let replacement = Replacement {
                name: to_name.as_ref(),
                content: &content,
                mode: 0o666,
                keep,
            };
            replace(&to_dir, &replacement).map_err(|error| to.fault("write", &error))?;
            from_dir
                .remove_file(from_name)
                .map_err(|error| from.fault("delete", &error))
        }
        Err(error) => Err(from.fault("move", &error.into())),
    }
}

pub(super) fn delete(roots: &[Root], path: &str) -> Result<(), Fault> {
    let place = Place::parse(roots, path, Access::Write)?;
    let (dir, name) = parent(&place, false)?;
    let failed = |error: io::Error| place.fault("delete", &error);
    let metadata = dir.symlink_metadata(name).map_err(failed)?;
    if metadata.is_dir() {
        return dir.remove_dir(name).map_err(failed);
    }
    check_regular(&place, &metadata)?;
    dir.remove_file(name).map_err(failed)
}

pub(super) fn entries(roots: &[Root], path: &str) -> Result<Vec<Entry>, Fault> {
    let place = Place::parse(roots, path, Access::Read)?;
    let failed = |error: io::Error| place.fault("list", &error);
    let mut dir = place.open()?;
    if !place.below.as_os_str().is_empty() {
        dir = dir.open_dir(&place.below).map_err(failed)?;
    }
    let mut entries = Vec::new();
    for entry in dir.entries().map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        // What has gone meanwhile, or leads out of the root, is not there.
        let Ok(metadata) = dir.metadata(&name) else {
            continue;
        };
        if metadata.is_dir() || metadata.is_file() {
            entries.push(Entry {
                path: place.name(&place.below.join(name)),
                is_directory: metadata.is_dir(),
                size: if metadata.is_dir() { 0 } else { metadata.len() },
            });
        }
    }
    entries.sort_by(|one, other| one.path.cmp(&other.path));
    entries.truncate(LIST_LIMIT);
    Ok(entries)
}
