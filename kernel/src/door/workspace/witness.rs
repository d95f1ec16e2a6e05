//! Writes down what a tool is about to write, so that it is known what became of it if the process ends meanwhile.

use super::fault;
use super::images::Images;
use super::snapshot;
use crate::domain::{
    Event, EventBody, Fault, FaultKind, Image, IterationId, TaskId, Touched, spelled,
};
use crate::port::{Entry, Files, Found, Journal};
use async_trait::async_trait;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The mode of a file that is not there yet; it is not compared.
const NEW: u32 = 0o644;

/// Where it is written down.
#[derive(Clone)]
pub struct Ledger {
    pub task: TaskId,
    pub journal: Arc<dyn Journal>,
    /// Milliseconds since 1970, UTC.
    pub now: Arc<dyn Fn() -> i64 + Send + Sync>,
    /// The workspace.
    pub root: PathBuf,
    /// The kernel's own directory.
    pub data: PathBuf,
}

/// Files of which each change in the workspace is foreseen.
pub struct Witness {
    files: Arc<dyn Files>,
    ledger: Ledger,
    images: Images,
}

impl Witness {
    pub fn new(files: Arc<dyn Files>, ledger: Ledger) -> Self {
        let images = Images::new(ledger.data.join("images"));
        Self {
            files,
            ledger,
            images,
        }
    }

    /// Keeps what the files are, and records what they become.
    async fn foresee(&self, changes: Vec<(PathBuf, Option<Image>)>) -> Result<(), Fault> {
        if changes.is_empty() {
            return Ok(());
        }
        let (root, images) = (self.ledger.root.clone(), self.images.clone());
        let files = super::away(move || {
            let touched = changes.into_iter().map(|(path, after)| {
                let before = snapshot::look(&root.join(&path));
                if let Some(before) = &before {
                    images.store(before).map_err(|error| {
                        let path = path.display();
                        let message = format!("can't keep what {path} is: {error}");
                        fault(FaultKind::Other("io".into()), message)
                    })?;
                }
                Ok(Touched {
                    path: spelled(&path),
                    before: before.as_ref().map(super::change::Version::image),
                    after,
                })
            });
            touched.collect::<Result<Vec<_>, Fault>>()
        })
        .await?;
        let event = Event {
            id: 0,
            task: self.ledger.task.clone(),
            iteration: IterationId(0),
            at_ms: (self.ledger.now)(),
            body: EventBody::Foreseen { files },
        };
        let recorded = self.ledger.journal.append(vec![event]).await;
        recorded.map(drop).map_err(|error| {
            let message = format!("nothing can be recorded, so nothing is written: {error}");
            fault(FaultKind::Unavailable, message)
        })
    }

    async fn image(&self, path: &Path) -> Result<Option<Image>, Fault> {
        let whole = self.ledger.root.join(path);
        super::away(move || Ok(snapshot::look(&whole).map(|version| version.image()))).await
    }
}

/// A path of the workspace by its words. What leads out of it is refused by those who open it.
fn below(path: &str) -> Option<PathBuf> {
    let path = Path::new(path.strip_prefix("workspace:")?.trim_start_matches('/'));
    let parts = path.components().filter(|part| *part != Component::CurDir);
    let path: PathBuf = parts.collect();
    let is_plain = path
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    (is_plain && !path.as_os_str().is_empty()).then_some(path)
}

#[async_trait]
impl Files for Witness {
    async fn read(&self, path: &str) -> Result<Vec<u8>, Fault> {
        self.files.read(path).await
    }

    async fn write(&self, path: &str, content: &[u8]) -> Result<(), Fault> {
        if let Some(place) = below(path) {
            let after = Image {
                hash: Some(blake3::hash(content).to_hex().to_string()),
                size: content.len() as u64,
                mode: NEW,
                is_link: false,
                is_directory: false,
            };
            self.foresee(vec![(place, Some(after))]).await?;
        }
        self.files.write(path, content).await
    }

    async fn rename(&self, path: &str, destination: &str) -> Result<(), Fault> {
        let (from, to) = (below(path), below(destination));
        let mut changes = Vec::new();
        if let Some(from) = from {
            let moved = self.image(&from).await?;
            changes.push((from, None));
            changes.extend(to.map(|to| (to, moved)));
        }
        self.foresee(changes).await?;
        self.files.rename(path, destination).await
    }

    async fn delete(&self, path: &str) -> Result<(), Fault> {
        let gone = below(path).map(|path| (path, None));
        self.foresee(gone.into_iter().collect()).await?;
        self.files.delete(path).await
    }

    async fn entries(&self, path: &str) -> Result<Vec<Entry>, Fault> {
        self.files.entries(path).await
    }

    async fn glob(&self, root: &str, pattern: &str) -> Result<Vec<String>, Fault> {
        self.files.glob(root, pattern).await
    }

    async fn search(
        &self,
        root: &str,
        pattern: &str,
        glob: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Found>, Fault> {
        self.files.search(root, pattern, glob, limit).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_below_the_workspace_are_foreseen() {
        let rows = [
            ("workspace:a.txt", Some("a.txt")),
            ("workspace:./src/a.rs", Some("src/a.rs")),
            ("workspace:/src/a.rs", Some("src/a.rs")),
            ("workspace:../a.txt", None),
            ("workspace:a/../b", None),
            ("workspace:", None),
            ("data:a.txt", None),
        ];
        for (path, expected) in rows {
            assert_eq!(below(path).as_deref(), expected.map(Path::new), "{path}");
        }
    }
}
