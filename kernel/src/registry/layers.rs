//! Finds components: the folders of the user and of a project.

use super::component::Component;
use super::manifest::{Manifest, Runtime};
use crate::config::{Complaint, ConfigError};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Folders that are looked at in one place; of more, the first.
const FOLDERS: usize = 256;

/// Bytes that a manifest may have.
const MANIFEST: u64 = 64 * 1024;

/// A folder that is no component, or no usable one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusable {
    pub folder: PathBuf,
    /// Why, and what to do.
    pub reason: String,
}

/// The components in the user's folder, and what is broken there.
pub(super) fn dropped_in(folder: &Path) -> (Vec<Component>, Vec<Unusable>) {
    let mut components = Vec::new();
    let mut broken = Vec::new();
    match folders(folder) {
        Ok(folders) => {
            for folder in folders {
                match read(&folder) {
                    Ok(component) => components.push(component),
                    Err(reason) => broken.push(Unusable { folder, reason }),
                }
            }
        }
        Err(error) => broken.push(Unusable {
            folder: folder.to_owned(),
            reason: error.to_string(),
        }),
    }
    (components, broken)
}

/// The folders that a project brings along. Nothing in them is read: they run only once somebody has installed them.
pub(super) fn brought_along(folder: &Path) -> Vec<Unusable> {
    let inert = |folder: PathBuf| Unusable {
        reason: super::advice::inert(&folder),
        folder,
    };
    // An unreadable folder of a project is as good as none.
    folders(folder)
        .unwrap_or_default()
        .into_iter()
        .map(inert)
        .collect()
}

fn read(folder: &Path) -> Result<Component, String> {
    let path = folder.join("component.toml");
    let text = manifest_text(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let manifest = Manifest::parse(&path.display().to_string(), &text)
        .map_err(|complaints: Vec<Complaint>| ConfigError::Invalid(complaints).to_string())?;
    let entry = folder.join(&manifest.entry);
    if !entry.is_file() {
        return Err(format!(
            "{}: there is no such file; `entry` in {} names it",
            entry.display(),
            path.display()
        ));
    }
    if manifest.runtime == Runtime::Wasm {
        is_component(&entry).map_err(|why| format!("{}: {why}", entry.display()))?;
    }
    Ok(Component::dropped_in(manifest, text, folder.to_owned()))
}

/// Looks at the first bytes only; the rest is checked when it is loaded.
fn is_component(entry: &Path) -> Result<(), String> {
    let mut start = [0; 8];
    let read = File::open(entry).and_then(|mut file| file.read_exact(&mut start));
    match (read, &start) {
        (Ok(()), b"\0asm\x0d\0\x01\0") => Ok(()),
        (Ok(()), b"\0asm\x01\0\0\0") => {
            Err("it is a core module, not a component; link it with wasm-component-ld".to_owned())
        }
        (Ok(()), _) => Err("it is no WebAssembly component".to_owned()),
        (Err(error), _) if error.kind() == io::ErrorKind::UnexpectedEof => {
            Err("it is cut off".to_owned())
        }
        (Err(error), _) => Err(error.to_string()),
    }
}

fn manifest_text(path: &Path) -> io::Result<String> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let mut text = String::new();
    File::open(path)?
        .take(MANIFEST + 1)
        .read_to_string(&mut text)?;
    if text.len() as u64 > MANIFEST {
        Err(io::Error::other("it is longer than 64 KiB"))
    } else {
        Ok(text)
    }
}

/// The folders in a folder by name, hidden ones left out. None if there is no such folder.
fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut folders = Vec::new();
    for entry in entries {
        let entry = entry?;
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !is_hidden && entry.path().is_dir() {
            folders.push(entry.path());
        }
    }
    folders.sort();
    folders.truncate(FOLDERS);
    Ok(folders)
}
