//! What belongs to the system: programs, libraries, settings that everybody may read, and harmless devices.

use crate::plan::What;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

const PLACES: [&str; 15] = [
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/etc",
    "/opt",
    "/nix/store",
    "/gnu/store",
    "/snap",
    "/home/linuxbrew/.linuxbrew",
    "/run/current-system",
    "/sys/devices/system/cpu",
];

const DEVICES: [&str; 5] = ["null", "zero", "full", "random", "urandom"];

const LINKS: [(&str, &str); 4] = [
    ("/dev/fd", "/proc/self/fd"),
    ("/dev/stdin", "/proc/self/fd/0"),
    ("/dev/stdout", "/proc/self/fd/1"),
    ("/dev/stderr", "/proc/self/fd/2"),
];

/// How deep settings are looked through for what is not for everybody.
const DEPTH: usize = 4;

/// Looked up once: the system's places don't change while a task runs.
pub(super) fn shown() -> Vec<(PathBuf, What)> {
    static SHOWN: OnceLock<Vec<(PathBuf, What)>> = OnceLock::new();
    SHOWN.get_or_init(look).clone()
}

fn look() -> Vec<(PathBuf, What)> {
    let mut shown = Vec::new();
    for place in PLACES.map(Path::new) {
        let Ok(metadata) = fs::symlink_metadata(place) else {
            continue;
        };
        if !metadata.file_type().is_symlink() {
            shown.push((place.to_owned(), What::ReadOnly));
        } else if let Ok(target) = fs::read_link(place) {
            shown.push((place.to_owned(), What::Link(target)));
        }
    }
    // A user who may read everything runs programs that must not.
    // By its real name, which on macOS is another one.
    if let Ok(settings) = Path::new("/etc").canonicalize() {
        private(&settings, DEPTH, &mut shown);
    }
    for device in DEVICES {
        shown.push((Path::new("/dev").join(device), What::Device));
    }
    for (name, target) in LINKS {
        shown.push((name.into(), What::Link(target.into())));
    }
    shown
}

/// What is not for everybody.
fn private(folder: &Path, depth: usize, found: &mut Vec<(PathBuf, What)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        // Most of what is there are links, which lead to what is looked at by itself.
        if !entry.file_type().is_ok_and(|kind| !kind.is_symlink()) {
            continue;
        }
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        let (is_folder, mode) = (metadata.is_dir(), metadata.permissions().mode());
        let for_all = if is_folder { 0o005 } else { 0o004 };
        if mode & for_all != for_all {
            found.push((entry.path(), What::NothingThere { is_folder }));
        } else if is_folder && depth > 1 {
            private(&entry.path(), depth - 1, found);
        }
    }
}
