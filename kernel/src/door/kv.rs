//! A component's own small store: one file for each key.

use crate::domain::{Fault, FaultKind};
use crate::port::KeyValue;
use async_trait::async_trait;
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use openkoi_state::{Replacement, StateError, is_draft, replace};
use std::io::{self, ErrorKind};
use std::path::PathBuf;

/// A key has 1 to so many bytes.
const KEY_LIMIT: usize = 256;

/// The store of one component. A lock between processes makes the quota hold.
#[derive(Clone)]
pub struct FileStore {
    /// Made by the first write.
    directory: PathBuf,
    /// Bytes of all values together.
    quota: u64,
}

impl FileStore {
    pub fn new(directory: PathBuf, quota: u64) -> Self {
        Self { directory, quota }
    }

    /// Does blocking work on the directory off the caller's thread; none if there is no directory yet.
    async fn away<T: Send + 'static>(
        &self,
        writes: bool,
        work: impl FnOnce(&Dir) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<Option<T>, Fault> {
        let directory = self.directory.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _lock = if writes {
                openkoi_state::private_folder(&directory)?;
                Some(openkoi_state::lock(&directory)?)
            } else {
                None
            };
            match Dir::open_ambient_dir(&directory, ambient_authority()) {
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
                opened => work(&opened?).map(Some),
            }
        });
        let failed = |why: String| {
            let message = format!("the store in {} failed: {why}", self.directory.display());
            fault(FaultKind::Other("io".into()), message)
        };
        match done.await {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(Trouble::Io(error))) => Err(failed(error.to_string())),
            Ok(Err(Trouble::State(error))) => Err(failed(format!("{error}. {}", error.remedy()))),
            Ok(Err(Trouble::Quota { wanted })) => {
                let quota = self.quota;
                let message = format!(
                    "the store would have {wanted} bytes, more than its quota of {quota}; delete a key, or raise the \
                     quota in the manifest:\n[kv]\nquota = \"{} KiB\"",
                    wanted.div_ceil(1024)
                );
                Err(fault(FaultKind::Refused, message))
            }
            Err(error) => Err(failed(error.to_string())),
        }
    }
}

/// Why the work on the directory came to nothing.
enum Trouble {
    Io(io::Error),
    State(StateError),
    Quota { wanted: u64 },
}

impl From<StateError> for Trouble {
    fn from(error: StateError) -> Self {
        Self::State(error)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The file of a key, whatever letters the key is made of.
fn file_name(key: &str) -> Result<String, Fault> {
    if key.is_empty() || key.len() > KEY_LIMIT {
        let why = format!("a key has 1 to {KEY_LIMIT} bytes, this one {}", key.len());
        return Err(fault(FaultKind::Invalid, why));
    }
    Ok(blake3::hash(key.as_bytes()).to_hex().to_string())
}

/// The bytes of all values but one; leftovers of a write that broke off are removed.
fn size_without(dir: &Dir, name: &str) -> io::Result<u64> {
    let mut size = 0;
    for entry in dir.entries()? {
        let entry = entry?;
        if is_draft(&entry.file_name()) {
            dir.remove_file(entry.file_name())?;
        } else if entry.file_name() != name {
            size += entry.metadata()?.len();
        }
    }
    Ok(size)
}

#[async_trait]
impl KeyValue for FileStore {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Fault> {
        let name = file_name(key)?;
        let read = move |dir: &Dir| match dir.symlink_metadata(&name) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            // A pipe in its place would be waited for.
            Ok(metadata) if !metadata.is_file() => {
                let why = format!("{name} is no file; openkoi doctor looks at all of them");
                Err(io::Error::other(why).into())
            }
            found => found
                .and_then(|_| dir.read(&name))
                .map(Some)
                .map_err(Trouble::from),
        };
        Ok(self.away(false, read).await?.flatten())
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), Fault> {
        let (name, value, quota) = (file_name(key)?, value.to_owned(), self.quota);
        let write = move |dir: &Dir| {
            let wanted = size_without(dir, &name)?.saturating_add(value.len() as u64);
            if wanted > quota {
                return Err(Trouble::Quota { wanted });
            }
            Ok(replace(
                dir,
                &Replacement {
                    name: name.as_ref(),
                    content: &value,
                    mode: 0o600,
                    keep: Some(0o600),
                },
            )?)
        };
        self.away(true, write).await.map(|_| ())
    }

    async fn delete(&self, key: &str) -> Result<(), Fault> {
        let name = file_name(key)?;
        if !self.directory.exists() {
            return Ok(());
        }
        let delete = move |dir: &Dir| match dir.remove_file(&name) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            deleted => Ok(deleted?),
        };
        self.away(true, delete).await.map(|_| ())
    }
}

fn fault(kind: FaultKind, message: String) -> Fault {
    Fault::new("kv", kind, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use tempfile::TempDir;

    fn store(quota: u64) -> (TempDir, FileStore) {
        let home = tempfile::tempdir().expect("a temporary directory");
        let store = FileStore::new(home.path().join("kv/component"), quota);
        (home, store)
    }

    #[tokio::test]
    async fn what_is_set_is_got_until_it_is_deleted() -> Result<(), Fault> {
        let (_home, store) = store(100);
        assert_eq!(store.get("key").await?, None);
        store.delete("key").await?;
        for (key, value) in [
            ("key", &b"one"[..]),
            ("../key", b"two"),
            ("鯉\0/", b""),
            ("key", b"three"),
        ] {
            store.set(key, value).await?;
            assert_eq!(store.get(key).await?.as_deref(), Some(value), "{key}");
        }
        store.delete("key").await?;
        store.delete("key").await?;
        assert_eq!(store.get("key").await?, None);
        assert_eq!(store.get("../key").await?.as_deref(), Some(&b"two"[..]));
        Ok(())
    }

    #[tokio::test]
    async fn a_key_has_a_length() {
        let (_home, store) = store(100);
        for key in [String::new(), "x".repeat(257)] {
            let results = [
                store.get(&key).await.map(|_| ()),
                store.set(&key, b"").await,
                store.delete(&key).await,
            ];
            assert!(
                results
                    .into_iter()
                    .all(|result| result.is_err_and(|fault| fault.kind == FaultKind::Invalid))
            );
        }
        assert!(store.set(&"x".repeat(256), b"").await.is_ok());
    }

    #[tokio::test]
    async fn the_quota_holds_and_a_refusal_changes_nothing() -> Result<(), Fault> {
        let (_home, store) = store(10);
        store.set("a", b"123456").await?;
        store.set("b", b"1234").await?;
        for (key, value) in [("c", &b"1"[..]), ("a", b"1234567"), ("b", b"12345")] {
            let fault = store.set(key, value).await.expect_err("it is full");
            assert_eq!(fault.kind, FaultKind::Refused);
            assert!(fault.message.contains("[kv]\nquota = \"1 KiB\""), "{fault}");
        }
        assert_eq!(store.get("a").await?.as_deref(), Some(&b"123456"[..]));
        store.set("a", b"654321").await?;
        store.delete("b").await?;
        store.set("c", b"1234").await
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_quota_holds_when_many_write_at_once() {
        let (_home, store) = store(50);
        let write = |number: usize| {
            let store = store.clone();
            async move { store.set(&number.to_string(), &[0; 10]).await.is_ok() }
        };
        let written = futures_util::future::join_all((0..20).map(write)).await;
        assert_eq!(written.into_iter().filter(|written| *written).count(), 5);
    }

    #[tokio::test]
    async fn it_is_the_users_alone_and_leftovers_go() -> Result<(), Fault> {
        let (_home, store) = store(10);
        store.set("a", b"1").await?;
        let mode = |path: PathBuf| {
            fs::metadata(path)
                .expect("it is there")
                .permissions()
                .mode()
                & 0o777
        };
        assert_eq!(mode(store.directory.clone()), 0o700);
        assert_eq!(mode(store.directory.join(file_name("a")?)), 0o600);
        fs::write(store.directory.join(".x.partial"), "12345678901").expect("a leftover");
        store.set("b", b"2").await?;
        assert_eq!(
            fs::read_dir(&store.directory)
                .expect("the directory")
                .count(),
            2
        );
        Ok(())
    }
}
