//! Finds components: the folders of the user and of a project.

use super::ComponentKind;
use super::component::Component;
use super::manifest::{Manifest, Runtime};
use crate::config::{Complaint, ConfigError};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Folders that are looked at in one place; of more, the first.
const FOLDERS: usize = 256;

/// Bytes that code may have; more is refused when it is loaded.
const CODE: u64 = 32 * 1024 * 1024;

/// Bytes that a manifest may have.
const MANIFEST: u64 = 64 * 1024;

/// A folder that is no component, or no usable one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusable {
    pub folder: PathBuf,
    /// Why, and what to do.
    pub reason: String,
    /// It would have had a say in what may be done: without it nothing is done.
    pub gates: bool,
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
                    Err(reason) => broken.push(Unusable {
                        gates: gates(&folder),
                        folder,
                        reason,
                    }),
                }
            }
        }
        Err(error) => broken.push(Unusable {
            folder: folder.to_owned(),
            reason: error.to_string(),
            gates: true,
        }),
    }
    (components, broken)
}

/// The folders that a project brings along. Nothing in them is read: they run only once somebody has installed them.
pub(super) fn brought_along(folder: &Path) -> Vec<Unusable> {
    let inert = |folder: PathBuf| Unusable {
        reason: super::advice::inert(&folder),
        folder,
        gates: false,
    };
    // A link leads to what is no part of the project.
    let is_folder = |path: &Path| fs::symlink_metadata(path).is_ok_and(|found| found.is_dir());
    if !is_folder(folder) || !folder.parent().is_some_and(is_folder) {
        return Vec::new();
    }
    // An unreadable folder of a project is as good as none.
    folders(folder)
        .unwrap_or_default()
        .into_iter()
        .map(inert)
        .collect()
}

/// Whether a broken component was meant to gate, as far as its manifest can tell; one that can't tell counts.
fn gates(folder: &Path) -> bool {
    let Ok(text) = manifest_text(&folder.join("component.toml")) else {
        return true;
    };
    let kind = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("kind")?.trim().strip_prefix('='));
    kind.is_none_or(|kind| kind.contains("agency") || kind.contains("evaluator"))
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
        is_component(&entry, manifest.kind).map_err(|why| format!("{}: {why}", entry.display()))?;
    }
    Ok(Component::dropped_in(manifest, text, folder.to_owned()))
}

/// Whether a file can be a component of the kind: how it begins, and that it names the kind's contract at all. What it
/// really exports is checked when it is loaded.
fn is_component(entry: &Path, kind: ComponentKind) -> Result<(), String> {
    let mut bytes = Vec::new();
    // A pipe in its place would be waited for.
    let metadata = fs::metadata(entry).map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("it is no file".to_owned());
    }
    File::open(entry)
        .and_then(|file| file.take(CODE).read_to_end(&mut bytes))
        .map_err(|error| error.to_string())?;
    let contract = format!("openkoi:{kind}/");
    let names_contract = || {
        bytes
            .windows(contract.len())
            .any(|window| window == contract.as_bytes())
    };
    match bytes.get(..8) {
        Some(b"\0asm\x0d\0\x01\0") if names_contract() => Ok(()),
        Some(b"\0asm\x0d\0\x01\0") => Err(format!(
            "it is a component of another kind: nothing in it names {}",
            kind.contract()
        )),
        Some(b"\0asm\x01\0\0\0") => {
            Err("it is a core module, not a component; link it with wasm-component-ld".to_owned())
        }
        Some(_) => Err("it is no WebAssembly component".to_owned()),
        None => Err("it is cut off".to_owned()),
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
