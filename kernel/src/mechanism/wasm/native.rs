//! Native code of components that were not built in, kept so that each is compiled once.
//!
//! `<dir>/native/<engine>/<digest>.cwasm` holds a code and what proves that we wrote it: a keyed hash over engine,
//! digest and code. The key is made once, in a file beside them that only the user can read. Whatever does not prove
//! itself counts as not there.

use blake3::Hash;
use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Codes that are kept for one engine; the oldest go first.
const KEPT: usize = 64;
/// Compiled code is larger than its component, never as much as this.
const CODE_BYTES: u64 = 512 << 20;

pub(super) struct NativeCache {
    root: PathBuf,
    engine: String,
}

impl NativeCache {
    pub(super) fn new(dir: &Path, engine: &str) -> Self {
        Self {
            root: dir.join("native"),
            engine: engine.to_owned(),
        }
    }

    /// The code for a component, if it is there and ours.
    pub(super) fn load(&self, digest: &Hash) -> Option<Vec<u8>> {
        let key = self.key().ok()?;
        let mut content = Vec::new();
        let path = self.path(digest);
        // A pipe in its place would be waited for.
        if !path.metadata().ok()?.is_file() {
            return None;
        }
        let file = File::open(path).ok()?;
        file.take(CODE_BYTES).read_to_end(&mut content).ok()?;
        let (proof, code) = content.split_first_chunk::<32>()?;
        // Hashes compare in constant time.
        (self.proof(&key, digest, code) == Hash::from_bytes(*proof)).then(|| code.to_vec())
    }

    /// Keeps the code. Readers see all of it or nothing.
    pub(super) fn store(&self, digest: &Hash, code: &[u8]) -> io::Result<()> {
        let folder = self.root.join(&self.engine);
        openkoi_state::private_folder(&folder).map_err(io::Error::other)?;
        let key = match self.key() {
            Ok(key) => key,
            Err(_) => self.new_key()?,
        };
        let mut content = self.proof(&key, digest, code).as_bytes().to_vec();
        content.extend_from_slice(code);
        openkoi_state::write(&self.path(digest), &content).map_err(io::Error::other)?;
        self.forget_the_oldest(&folder)
    }

    fn path(&self, digest: &Hash) -> PathBuf {
        self.root
            .join(&self.engine)
            .join(format!("{}.cwasm", digest.to_hex()))
    }

    fn proof(&self, key: &[u8; 32], digest: &Hash, code: &[u8]) -> Hash {
        let mut hasher = blake3::Hasher::new_keyed(key);
        hasher.update(blake3::hash(self.engine.as_bytes()).as_bytes());
        hasher.update(digest.as_bytes());
        hasher.update(code);
        hasher.finalize()
    }

    fn key(&self) -> io::Result<[u8; 32]> {
        let path = self.root.join("key");
        if !path.metadata()?.is_file() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let mut file = File::open(path)?;
        private(&file)?;
        let mut key = [0; 32];
        file.read_exact(&mut key)?;
        Ok(key)
    }

    /// A key that is missing, cut off or readable by others is replaced; what the old one proved is compiled anew.
    fn new_key(&self) -> io::Result<[u8; 32]> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(io::Error::other)?;
        openkoi_state::write(&self.root.join("key"), &key).map_err(io::Error::other)?;
        Ok(key)
    }

    fn forget_the_oldest(&self, folder: &Path) -> io::Result<()> {
        let mut codes = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            codes.push((entry.metadata()?.modified()?, entry.path()));
        }
        codes.sort();
        let surplus = codes.len().saturating_sub(KEPT);
        codes
            .iter()
            .take(surplus)
            .try_for_each(|(_, path)| fs::remove_file(path))
    }
}

/// How many codes there are below a folder of caches, and those that no load would take, each with the reason. `engine`: the
/// one whose codes fit.
pub fn unfit_codes(dir: &Path, engine: Option<&str>) -> (usize, Vec<(PathBuf, &'static str)>) {
    let root = dir.join("native");
    let (mut count, mut unfit) = (0, Vec::new());
    let below = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    for folder in below(&root).filter(|entry| entry.path().is_dir()) {
        let name = folder.file_name().to_string_lossy().into_owned();
        let cache = NativeCache::new(dir, &name);
        for code in below(&folder.path()).map(|entry| entry.path()) {
            let is_code = code.extension().is_some_and(|ending| ending == "cwasm");
            if !is_code {
                continue;
            }
            count += 1;
            let digest = code
                .file_stem()
                .and_then(|stem| Hash::from_hex(stem.as_encoded_bytes()).ok());
            if engine.is_some_and(|engine| engine != name) {
                unfit.push((code, "it was compiled for another version of this program"));
            } else if digest.and_then(|digest| cache.load(&digest)).is_none() {
                unfit.push((
                    code,
                    "nothing proves that we wrote it: it is compiled again",
                ));
            }
        }
    }
    (count, unfit)
}

/// Whether only the user can read and write the file.
fn private(file: &File) -> io::Result<()> {
    let metadata = file.metadata()?;
    let is_ours = metadata.uid() == rustix::process::geteuid().as_raw();
    if metadata.is_file() && is_ours && metadata.mode() & 0o077 == 0 {
        Ok(())
    } else {
        Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "the cache's key is open to others",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest() -> Hash {
        blake3::hash(b"a component")
    }

    #[test]
    fn code_comes_back_only_for_its_component_and_its_engine() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let cache = NativeCache::new(dir.path(), "engine");
        assert_eq!(cache.load(&digest()), None);
        cache.store(&digest(), b"code")?;
        assert_eq!(cache.load(&digest()), Some(b"code".to_vec()));
        let other = blake3::hash(b"another component");
        fs::copy(cache.path(&digest()), cache.path(&other))?;
        assert_eq!(cache.load(&other), None);
        let other_engine = NativeCache::new(dir.path(), "other");
        fs::rename(
            dir.path().join("native/engine"),
            dir.path().join("native/other"),
        )?;
        assert_eq!(other_engine.load(&digest()), None);
        Ok(())
    }

    #[test]
    fn a_changed_byte_or_a_foreign_key_means_not_there() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let cache = NativeCache::new(dir.path(), "engine");
        cache.store(&digest(), b"code")?;
        let whole = fs::read(cache.path(&digest()))?;
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            fs::write(cache.path(&digest()), &changed)?;
            assert_eq!(cache.load(&digest()), None, "byte {at}");
        }
        fs::write(cache.path(&digest()), &whole)?;
        fs::write(dir.path().join("native/key"), [0; 32])?;
        assert_eq!(cache.load(&digest()), None);
        Ok(())
    }

    #[test]
    fn files_are_private_and_a_key_that_others_can_read_is_replaced() -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir()?;
        let cache = NativeCache::new(dir.path(), "engine");
        cache.store(&digest(), b"code")?;
        let key = dir.path().join("native/key");
        let mode = |path: &Path| fs::metadata(path).map(|metadata| metadata.mode() & 0o777);
        assert_eq!(
            (
                mode(&key)?,
                mode(&cache.path(&digest()))?,
                mode(&dir.path().join("native"))?
            ),
            (0o600, 0o600, 0o700)
        );
        let old = fs::read(&key)?;
        fs::set_permissions(&key, fs::Permissions::from_mode(0o644))?;
        assert_eq!(cache.load(&digest()), None);
        cache.store(&digest(), b"code")?;
        assert_ne!(fs::read(&key)?, old);
        assert_eq!(cache.load(&digest()), Some(b"code".to_vec()));
        Ok(())
    }

    #[test]
    fn only_so_many_codes_are_kept() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let cache = NativeCache::new(dir.path(), "engine");
        for number in 0..KEPT + 3 {
            cache.store(&blake3::hash(&number.to_le_bytes()), b"code")?;
        }
        assert_eq!(
            fs::read_dir(dir.path().join("native/engine"))?.count(),
            KEPT
        );
        Ok(())
    }
}
