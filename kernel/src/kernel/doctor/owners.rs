//! Owners and modes: what is ours is for its owner alone.

use super::{Check, Doctor, FIX};
use crate::config::Paths;
use std::fs::{self, Metadata, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Entries that are looked at below one folder.
const MOST: usize = 100_000;

pub(super) fn checks(doctor: &Doctor) -> Vec<Check> {
    let rows = [("home", doctor.paths.home()), ("data", doctor.paths.data())];
    let all = rows.map(|(area, root)| {
        let mut check = Check::of(area, root);
        if !root.exists() {
            return check.told("not there yet");
        }
        // The data may be below the home, and has its own row.
        let other = (area == "home").then(|| doctor.paths.data());
        let entries = below(root, other);
        for (path, metadata) in &entries {
            look(doctor, &mut check, path, metadata, path == root);
        }
        check.told(super::counted(entries.len(), "entry").replace("entrys", "entries"))
    });
    all.into()
}

/// Config, grants and trust that everybody may write become their owner's, so that they are read at all.
pub(super) fn mend_texts(paths: &Paths) {
    let home = paths.home();
    for path in [
        paths.config_file().to_owned(),
        paths.grants(),
        home.join("trust.toml"),
    ] {
        let ours = rustix::process::geteuid().as_raw();
        let is_open = fs::metadata(&path)
            .is_ok_and(|file| file.is_file() && file.uid() == ours && file.mode() & 0o022 != 0);
        if is_open {
            // What could not be changed is found, and told, like everything else.
            drop(fs::set_permissions(&path, Permissions::from_mode(0o600)));
        }
    }
}

/// Folders and files below a root, and the root, without another root; links are not followed.
fn below(root: &Path, other: Option<&Path>) -> Vec<(PathBuf, Metadata)> {
    let mut found = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(path) = open.pop() {
        if other == Some(path.as_path()) {
            continue;
        }
        let metadata = if path == root {
            fs::metadata(&path)
        } else {
            fs::symlink_metadata(&path)
        };
        let Ok(metadata) = metadata else { continue };
        if metadata.is_dir() {
            let entries = fs::read_dir(&path).into_iter().flatten().flatten();
            open.extend(entries.map(|entry| entry.path()));
        }
        if !metadata.is_symlink() {
            found.push((path, metadata));
        }
        if found.len() == MOST {
            break;
        }
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

fn look(doctor: &Doctor, check: &mut Check, path: &Path, metadata: &Metadata, is_root: bool) {
    let (ours, owner) = (rustix::process::geteuid().as_raw(), metadata.uid());
    if owner != ours {
        let what = format!("it belongs to another user (uid {owner}, not {ours})");
        if doctor.fix && ours == 0 {
            let done = std::os::unix::fs::chown(path, Some(ours), None);
            check.mend(
                path,
                what,
                done.map(|()| format!("it belongs to uid {ours} now"))
                    .map_err(|error| error.to_string()),
            );
        } else {
            check.find(
                path,
                what,
                format!("sudo chown {ours} '{}'", path.display()),
            );
        }
    }
    let mode = metadata.mode() & 0o777;
    let credentials = doctor.paths.credentials();
    let is_secret = path.starts_with(&credentials);
    let (forbidden, wanted) = match (metadata.is_dir(), is_root || is_secret) {
        (true, true) => (0o077, 0o700),
        (false, _) if is_secret => (0o077, 0o600),
        (_, _) => (0o022, mode & !0o022),
    };
    let is_shut = metadata.is_dir() && mode & 0o700 != 0o700 || mode & 0o400 == 0;
    let wanted = if is_shut {
        wanted | if metadata.is_dir() { 0o700 } else { 0o600 }
    } else {
        wanted
    };
    if mode & forbidden == 0 && !is_shut {
        return;
    }
    let who = if is_shut {
        "its owner can't read it"
    } else if mode & forbidden & 0o022 != 0 {
        "others can write it"
    } else {
        "others can look into it"
    };
    let what = format!("{who} (mode {mode:o})");
    if doctor.fix && (owner == ours || ours == 0) {
        let done = fs::set_permissions(path, Permissions::from_mode(wanted));
        check.mend(
            path,
            what,
            done.map(|()| format!("its mode is {wanted:o} now"))
                .map_err(|error| error.to_string()),
        );
    } else {
        check.find(path, what, FIX);
    }
}
