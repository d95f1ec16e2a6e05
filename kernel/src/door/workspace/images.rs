//! What files were and what they became, each content once, under its hash.

use super::change::{Content, Version};
use super::fault;
use super::snapshot::Moved;
use crate::domain::{Fault, FaultKind, Touched, spelled};
use openkoi_state::StateError;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

/// A long content is copied in pieces of this size.
const PIECE: usize = 256 * 1024;

/// Contents below a directory that only the user can read.
#[derive(Debug, Clone)]
pub(super) struct Images {
    directory: PathBuf,
}

impl Images {
    /// Made by the first content that is kept.
    pub(super) fn new(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// Keeps both sides of a change and says how to find them again.
    pub(super) fn keep(&self, moved: &Moved) -> Result<Touched, Fault> {
        for version in [&moved.before, &moved.after].into_iter().flatten() {
            self.store(version).map_err(|error| {
                let (path, remedy) = (moved.path.display(), error.remedy());
                let message = format!("can't keep what {path} was: {error}. {remedy}");
                fault(FaultKind::Other("io".into()), message)
            })?;
        }
        Ok(Touched {
            path: spelled(&moved.path),
            before: moved.before.as_deref().map(Version::image),
            after: moved.after.as_deref().map(Version::image),
        })
    }

    /// Where a content is, by its hash of 64 digits.
    pub(super) fn path(&self, hash: &str) -> PathBuf {
        self.directory.join(&hash[..2]).join(hash)
    }

    pub(super) fn directory(&self) -> &std::path::Path {
        &self.directory
    }

    pub(super) fn store(&self, version: &Version) -> Result<(), StateError> {
        let (Content::Kept(content), Some(hash)) = (&version.content, version.image().hash) else {
            return Ok(());
        };
        let path = self.path(&hash);
        if path.exists() {
            return Ok(());
        }
        openkoi_state::write(&path, content)
    }

    fn make_folder(&self, hash: &str) -> io::Result<()> {
        let folder = self.directory.join(&hash[..2]);
        openkoi_state::private_folder(&folder).map_err(io::Error::other)
    }

    /// Keeps a content of at most `limit` bytes without holding it in memory. Returns its hash, and how many bytes are
    /// kept that were not.
    pub(super) fn take(
        &self,
        open: impl Fn() -> io::Result<File>,
        limit: u64,
    ) -> io::Result<([u8; 32], u64)> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(open()?.take(limit))?;
        let known = *hasher.finalize().as_bytes();
        if self
            .path(&blake3::Hash::from_bytes(known).to_hex())
            .exists()
        {
            return Ok((known, 0));
        }
        self.make_folder("00")?;
        let name = format!(".{}.partial", uuid::Uuid::now_v7().simple());
        let temporary = self.directory.join(name);
        let kept = self.copy_in(open()?.take(limit), &temporary);
        if kept.is_err() {
            // The first error is the one to tell.
            drop(fs::remove_file(&temporary));
        }
        kept
    }

    fn copy_in(&self, from: impl Read, temporary: &PathBuf) -> io::Result<([u8; 32], u64)> {
        let mut to = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(temporary)?;
        let (hash, size) = copied(from, &mut to)?;
        to.sync_all()?;
        let name = blake3::Hash::from_bytes(hash).to_hex();
        self.make_folder(&name)?;
        let path = self.path(&name);
        fs::rename(temporary, &path)?;
        File::open(path.parent().unwrap_or(&self.directory))?.sync_all()?;
        Ok((hash, size))
    }

    /// Writes a content out; false if it is not kept any more, or is not what it was.
    pub(super) fn copy_out(&self, hash: &str, to: &mut impl Write) -> io::Result<bool> {
        let Some(from) = self.open(hash) else {
            return Ok(false);
        };
        let (copied, _) = copied(from, to)?;
        Ok(blake3::Hash::from_bytes(copied).to_hex().as_str() == hash)
    }

    /// Whether a content is kept and still is what it was.
    pub(super) fn has(&self, hash: &str) -> bool {
        let mut hasher = blake3::Hasher::new();
        self.open(hash)
            .is_some_and(|file| hasher.update_reader(file).is_ok())
            && hasher.finalize().to_hex().as_str() == hash
    }

    fn open(&self, hash: &str) -> Option<File> {
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        File::open(self.path(is_hash.then_some(hash)?)).ok()
    }
}

/// Copies all there is; says its hash and how much it was.
fn copied(mut from: impl Read, to: &mut impl Write) -> io::Result<([u8; 32], u64)> {
    let mut hasher = blake3::Hasher::new();
    let (mut piece, mut size) = (vec![0; PIECE], 0);
    loop {
        match from.read(&mut piece) {
            Ok(0) => return Ok((*hasher.finalize().as_bytes(), size)),
            Ok(length) => {
                hasher.update(&piece[..length]);
                to.write_all(&piece[..length])?;
                size += length as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
