//! Looks after what was kept of tasks: contents that `undo` restores, and whole outputs.

use openkoi_state::StateError;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// One content that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptImage {
    pub hash: String,
    pub path: PathBuf,
    pub size: u64,
    pub modified: SystemTime,
}

/// Everything below the data directory that tasks left there.
#[derive(Debug, Clone)]
pub struct Upkeep {
    images: PathBuf,
    outputs: PathBuf,
}

impl Upkeep {
    pub fn new(data: &Path) -> Self {
        Self {
            images: data.join("images"),
            outputs: data.join("tool-output"),
        }
    }

    pub fn images_folder(&self) -> &Path {
        &self.images
    }

    /// All contents, sorted by their hash.
    pub fn images(&self) -> Vec<KeptImage> {
        let mut found: Vec<KeptImage> = entries(&self.images)
            .filter(|folder| folder.file_name().len() == 2)
            .flat_map(|folder| entries(&folder.path()))
            .filter_map(|entry| image(&entry))
            .collect();
        found.sort_by(|one, other| one.hash.cmp(&other.hash));
        found
    }

    /// Whether a content still is what its name says.
    pub fn is_whole(&self, image: &KeptImage) -> io::Result<bool> {
        let mut hasher = blake3::Hasher::new();
        io::copy(&mut fs::File::open(&image.path)?, &mut hasher)?;
        Ok(hasher.finalize().to_hex().as_str() == image.hash)
    }

    /// Keeps a damaged content under another name, where nobody restores it.
    pub fn set_aside(&self, image: &KeptImage) -> Result<PathBuf, StateError> {
        let folder = self.images.join("corrupt");
        openkoi_state::private_folder(&folder)?;
        let kept = folder.join(&image.hash);
        fs::rename(&image.path, &kept)
            .map_err(|error| StateError::new(&image.path, "moving aside", &error))?;
        Ok(kept)
    }

    pub fn remove(&self, image: &KeptImage) -> io::Result<()> {
        gone(fs::remove_file(&image.path))
    }

    /// The whole outputs of each task, with their bytes: by the task's name, which sorts by time.
    pub fn outputs(&self) -> Vec<(String, u64)> {
        let mut found: Vec<(String, u64)> = entries(&self.outputs)
            .filter(|folder| folder.path().is_dir())
            .map(|folder| {
                let files = entries(&folder.path()).filter_map(|file| file.metadata().ok());
                let name = folder.file_name().to_string_lossy().into_owned();
                (name, files.map(|file| file.len()).sum())
            })
            .collect();
        found.sort();
        found
    }

    pub fn remove_outputs(&self, task: &str) -> io::Result<()> {
        gone(fs::remove_dir_all(self.outputs.join(task)))
    }
}

fn image(entry: &fs::DirEntry) -> Option<KeptImage> {
    let hash = entry.file_name().into_string().ok()?;
    let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let metadata = entry.metadata().ok().filter(fs::Metadata::is_file)?;
    is_hash.then(|| KeptImage {
        path: entry.path(),
        size: metadata.len(),
        modified: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
        hash,
    })
}

fn entries(folder: &Path) -> impl Iterator<Item = fs::DirEntry> + use<> {
    fs::read_dir(folder).into_iter().flatten().flatten()
}

/// Somebody else was quicker.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}
