//! A component: its manifest, where it lies, and the digest that grants are bound to.

use super::manifest::Manifest;
use super::{ComponentKind, RegistryError};
use std::fmt;
use std::path::PathBuf;
use std::sync::OnceLock;

/// Whose word counts: a component of a later layer replaces one of an earlier layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    BuiltIn,
    User,
    /// Brought along by a project; never runs.
    Project,
}

impl Layer {
    pub fn word(self) -> &'static str {
        match self {
            Self::BuiltIn => "builtin",
            Self::User => "user",
            Self::Project => "project",
        }
    }
}

/// The blake3 hash of manifest and entry, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest(String);

impl Digest {
    /// The digest of a component. The manifest's length parts the two.
    pub fn of(manifest: &str, entry: &[u8]) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&(manifest.len() as u64).to_le_bytes());
        hasher.update(manifest.as_bytes());
        hasher.update(entry);
        Self(hasher.finalize().to_hex().to_string())
    }

    /// A digest that was written down.
    pub fn parse(text: &str) -> Option<Self> {
        let is_digest =
            text.len() == 64 && text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
        is_digest.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One component that can be run.
#[derive(Debug)]
pub struct Component {
    pub manifest: Manifest,
    pub layer: Layer,
    /// None: it is part of the binary.
    folder: Option<PathBuf>,
    text: String,
    digest: OnceLock<Digest>,
}

impl Component {
    pub(super) fn built_in(manifest: Manifest, text: String, digest: Digest) -> Self {
        Self {
            manifest,
            layer: Layer::BuiltIn,
            folder: None,
            text,
            digest: OnceLock::from(digest),
        }
    }

    pub(super) fn dropped_in(manifest: Manifest, text: String, folder: PathBuf) -> Self {
        Self {
            manifest,
            layer: Layer::User,
            folder: Some(folder),
            text,
            digest: OnceLock::new(),
        }
    }

    pub fn kind(&self) -> ComponentKind {
        self.manifest.kind
    }

    pub fn name(&self) -> &str {
        &self.manifest.name
    }

    /// The file that is run. None: it is part of the binary.
    pub fn entry(&self) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(&self.manifest.entry))
    }

    /// The digest; reads the entry the first time.
    pub fn digest(&self) -> Result<Digest, RegistryError> {
        if let Some(digest) = self.digest.get() {
            return Ok(digest.clone());
        }
        let digest = Digest::of(&self.text, &self.bytes()?);
        Ok(self.digest.get_or_init(|| digest).clone())
    }

    /// The entry's content, which is what the digest was taken of: whoever runs these bytes runs what was granted.
    /// Empty for a component that is part of the binary.
    pub fn read(&self) -> Result<Vec<u8>, RegistryError> {
        let bytes = self.bytes()?;
        if self.folder.is_some() && self.digest()? != Digest::of(&self.text, &bytes) {
            let path = self.entry().unwrap_or_default();
            return Err(RegistryError::Changed { path });
        }
        Ok(bytes)
    }

    fn bytes(&self) -> Result<Vec<u8>, RegistryError> {
        match self.entry() {
            None => Ok(Vec::new()),
            Some(path) => std::fs::read(&path).map_err(|error| RegistryError::Unreadable {
                path,
                reason: error.to_string(),
            }),
        }
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind(), self.name())
    }
}
