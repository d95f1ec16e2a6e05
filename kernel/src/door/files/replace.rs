//! Replaces a file's content in one step: readers see the old or the new.

use cap_std::fs::{Dir, OpenOptions, OpenOptionsExt, Permissions, PermissionsExt};
use std::io::{self, Write};

/// What the file becomes.
pub(in crate::door) struct Replacement<'a> {
    /// In the directory; no path.
    pub(in crate::door) name: &'a str,
    pub(in crate::door) content: &'a [u8],
    /// The mode that a new file asks for, less what the user's umask takes away.
    pub(in crate::door) mode: u32,
    /// The mode that an old file has and keeps.
    pub(in crate::door) keep: Option<u32>,
}

/// Writes beside the file, makes it durable and moves it to its place; on an error nothing has changed.
pub(in crate::door) fn replace(dir: &Dir, replacement: &Replacement<'_>) -> io::Result<()> {
    let temporary = format!(".{}.partial", uuid::Uuid::now_v7().simple());
    let written = write_new(dir, &temporary, replacement)
        .and_then(|()| dir.rename(&temporary, dir, replacement.name));
    if let Err(error) = written {
        // The first error is the one to tell; a leftover has a name that says what it is.
        drop(dir.remove_file(&temporary));
        return Err(error);
    }
    sync_directory(dir)
}

fn write_new(dir: &Dir, name: &str, replacement: &Replacement<'_>) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(replacement.mode);
    let mut file = dir.open_with(name, &options)?;
    if let Some(mode) = replacement.keep {
        file.set_permissions(Permissions::from_mode(mode))?;
    }
    file.write_all(replacement.content)?;
    file.sync_all()
}

/// Makes the new name durable.
fn sync_directory(dir: &Dir) -> io::Result<()> {
    match dir.open(".").and_then(|dir| dir.sync_all()) {
        // Some file systems can't; the file itself is safe.
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
            ) =>
        {
            Ok(())
        }
        synced => synced,
    }
}
