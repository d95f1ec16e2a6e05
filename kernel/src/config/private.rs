//! Directories and files that only their owner may read.

use super::ConfigError;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// Creates a directory and those above it with mode 0700. One that is there stays as it is.
pub fn create_private_dir(path: &Path) -> Result<(), ConfigError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|error| inaccessible(path, "creating the directory", &error))
}

/// Replaces or creates a file with mode 0600 in one step: after a crash there is the old content or the new.
pub fn write_private(path: &Path, content: &[u8]) -> Result<(), ConfigError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    create_private_dir(folder)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", uuid::Uuid::now_v7()));
    let draft = folder.join(name);
    let written = write_durably(&draft, content).and_then(|()| fs::rename(&draft, path));
    if let Err(error) = written {
        // The draft is litter now; that it stays is no reason to hide the first error.
        drop(fs::remove_file(&draft));
        return Err(inaccessible(path, "writing", &error));
    }
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| inaccessible(folder, "writing", &error))
}

fn write_durably(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

pub(super) fn inaccessible(path: &Path, action: &'static str, error: &io::Error) -> ConfigError {
    ConfigError::Inaccessible {
        path: path.to_owned(),
        action,
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode()
            & 0o777
    }

    #[test]
    fn what_is_written_is_for_its_owner_only_and_replaced_whole() {
        let home = tempfile::tempdir().expect("a temporary directory");
        let file = home.path().join("a/b/grants.toml");
        for content in ["old and longer", "new"] {
            write_private(&file, content.as_bytes()).expect("it can be written");
            assert_eq!(fs::read_to_string(&file).expect("it can be read"), content);
        }
        assert_eq!((mode(&home.path().join("a")), mode(&file)), (0o700, 0o600));
        let left = fs::read_dir(home.path().join("a/b"))
            .expect("a directory")
            .count();
        assert_eq!(left, 1, "no draft is left behind");
    }

    #[test]
    fn a_refused_directory_names_path_action_and_reason() {
        let home = tempfile::tempdir().expect("a temporary directory");
        let file = home.path().join("file");
        fs::write(&file, "").expect("it can be written");
        let error = create_private_dir(&file.join("below")).expect_err("a file is in the way");
        let shown = format!("{error}\n{}", error.remedy());
        for part in ["file/below", "creating the directory", "permissions"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
    }
}
