//! Folders that only their owner may enter.

use crate::StateError;
use rustix::fs::{CWD, Mode, chmodat};
use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Creates a folder and those above it with mode 0700 under any umask. One that is there stays as it is.
pub fn private_folder(path: &Path) -> Result<(), StateError> {
    make(path).map_err(|error| StateError::new(path, "creating the directory", &error))
}

fn make(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => return Ok(()),
        Ok(_) => return Err(io::ErrorKind::NotADirectory.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let above = path.parent().filter(|above| !above.as_os_str().is_empty());
    if let Some(above) = above {
        make(above)?;
    }
    match rustix::fs::mkdirat(CWD, path, Mode::RWXU) {
        Ok(()) => {}
        // Another process was quicker.
        Err(rustix::io::Errno::EXIST) => return fs::metadata(path).map(drop),
        Err(error) => return Err(error.into()),
    }
    // A umask can only take away; it shall not lock its owner out.
    chmodat(CWD, path, Mode::RWXU, rustix::fs::AtFlags::empty())?;
    match above {
        Some(above) => sync(&File::open(above)?),
        None => Ok(()),
    }
}

/// Makes the names in a folder durable.
pub(crate) fn sync(folder: &File) -> io::Result<()> {
    match folder.sync_all() {
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
