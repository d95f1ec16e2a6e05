//! Files below the granted roots; nothing leads out of them.

mod content;
mod matching;
mod place;
mod walk;

#[cfg(test)]
mod tests;

pub(super) use walk::{Hidden, Walk, is_cache};

use crate::domain::{Fault, FaultKind};
use crate::port::{Entry, Files, Found};
use async_trait::async_trait;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// No file that is read or written whole is longer.
pub const FILE_LIMIT: usize = 16 * 1024 * 1024;
/// No list of entries, paths or lines is longer.
pub const LIST_LIMIT: usize = 10_000;

/// What a grant allows below a root; writing includes reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    Read,
    Write,
}

/// A directory under the name that components call it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// "workspace:", "data:" or "temp:".
    pub name: String,
    /// Made by the first write if it is missing.
    pub dir: PathBuf,
    pub access: Access,
}

/// The files of the roots that one component was granted.
#[derive(Debug, Clone)]
pub struct LocalFiles {
    roots: Arc<[Root]>,
}

impl LocalFiles {
    pub fn new(roots: Vec<Root>) -> Self {
        Self {
            roots: roots.into(),
        }
    }

    /// Does blocking work off the caller's thread; the flag is raised when the caller no longer waits.
    async fn away<T: Send + 'static>(
        &self,
        work: impl FnOnce(&[Root], &AtomicBool) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let abandoned = Abandoned::default();
        let (roots, flag) = (Arc::clone(&self.roots), Arc::clone(&abandoned.0));
        match tokio::task::spawn_blocking(move || work(&roots, &flag)).await {
            Ok(result) => result,
            Err(error) => Err(fault(
                FaultKind::Other("internal".into()),
                format!("file work broke off: {error}"),
            )),
        }
    }
}

/// Raised when it goes out of scope.
#[derive(Default)]
struct Abandoned(Arc<AtomicBool>);

impl Drop for Abandoned {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[async_trait]
impl Files for LocalFiles {
    async fn read(&self, path: &str) -> Result<Vec<u8>, Fault> {
        let path = path.to_owned();
        self.away(move |roots, _| content::read(roots, &path, FILE_LIMIT))
            .await
    }

    async fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Fault> {
        let (path, bytes) = (path.to_owned(), bytes.to_owned());
        self.away(move |roots, _| content::write(roots, &path, &bytes))
            .await
    }

    async fn rename(&self, path: &str, destination: &str) -> Result<(), Fault> {
        let (path, destination) = (path.to_owned(), destination.to_owned());
        self.away(move |roots, _| content::rename(roots, &path, &destination))
            .await
    }

    async fn delete(&self, path: &str) -> Result<(), Fault> {
        let path = path.to_owned();
        self.away(move |roots, _| content::delete(roots, &path))
            .await
    }

    async fn entries(&self, path: &str) -> Result<Vec<Entry>, Fault> {
        let path = path.to_owned();
        self.away(move |roots, _| content::entries(roots, &path))
            .await
    }

    async fn glob(&self, root: &str, pattern: &str) -> Result<Vec<String>, Fault> {
        let (root, pattern) = (root.to_owned(), pattern.to_owned());
        self.away(move |roots, abandoned| {
            let mut found = matching::glob(roots, &root, &pattern, abandoned)?;
            found.truncate(LIST_LIMIT);
            Ok(found)
        })
        .await
    }

    async fn search(
        &self,
        root: &str,
        pattern: &str,
        glob: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Found>, Fault> {
        let (root, pattern) = (root.to_owned(), pattern.to_owned());
        let glob = glob.unwrap_or("**").to_owned();
        let limit = usize::try_from(limit).unwrap_or(LIST_LIMIT).min(LIST_LIMIT);
        self.away(move |roots, abandoned| {
            matching::search(roots, &root, &pattern, &glob, limit, abandoned)
        })
        .await
    }
}

fn fault(kind: FaultKind, message: String) -> Fault {
    Fault::new("files", kind, message)
}

fn invalid(message: String) -> Fault {
    fault(FaultKind::Invalid, message)
}
