//! The directory that a task works in: its files, its programs, and what has changed.

mod beneath;
mod change;
mod cover;
mod exchange;
mod images;
mod keep;
mod recall;
mod restore;
mod snapshot;
mod upkeep;
mod witness;

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use beneath::end_after;

use super::files::{Access, FILE_LIMIT, LocalFiles, Root};
use crate::domain::{Command, Fault, FaultKind, FileChange, Outcome, TaskId, Touched};
use crate::port::{Files, Processes, Workspace};
use async_trait::async_trait;
use images::Images;
use openkoi_redact::Redactor;
pub use restore::{Conflict, Exchange, Outcome as Restoration, Restorer};
use snapshot::Snapshot;
pub use snapshot::UndoLimits;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
pub use upkeep::{KeptImage, Upkeep};
pub use witness::{Ledger, Witness};

/// No longer text is handed to whoever asks for a file.
const TEXT_LIMIT: usize = 1024 * 1024;
const _: () = assert!(TEXT_LIMIT <= FILE_LIMIT, "what is handed out has been read");

/// A workspace on this machine.
pub struct LocalWorkspace {
    root: PathBuf,
    files: LocalFiles,
    processes: Arc<dyn Processes>,
    /// Where whole outputs are kept.
    outputs: PathBuf,
    images: Images,
    /// Where the first snapshot is kept.
    manifest: PathBuf,
    redactor: Redactor,
    limits: UndoLimits,
    snapshots: Arc<Mutex<Option<Snapshots>>>,
}

/// How things stood when the task began, and how they stood last.
struct Snapshots {
    first: Arc<Snapshot>,
    last: Snapshot,
}

impl LocalWorkspace {
    /// `data` is the kernel's own directory; the outputs of a task are kept below it.
    pub fn new(
        root: PathBuf,
        processes: Arc<dyn Processes>,
        data: &std::path::Path,
        task: &TaskId,
    ) -> Self {
        let files = Root {
            name: "workspace:".into(),
            dir: root.clone(),
            access: Access::Read,
        };
        Self {
            files: LocalFiles::new(vec![files]),
            outputs: data.join("tool-output").join(keep::plain(&task.0)),
            root,
            processes,
            images: Images::new(data.join("images")),
            manifest: recall::manifest(data, &task.0),
            redactor: Redactor::default(),
            limits: UndoLimits::default(),
            snapshots: Arc::default(),
        }
    }

    /// Strikes out of outputs that are kept what this one knows too. What files were is kept byte by byte.
    #[must_use]
    pub fn redacting(self, redactor: Redactor) -> Self {
        Self { redactor, ..self }
    }

    /// The same, keeping more or less for undo.
    #[must_use]
    pub fn with_limits(self, limits: UndoLimits) -> Self {
        Self { limits, ..self }
    }
}

impl LocalWorkspace {
    pub fn root(&self) -> &std::path::Path {
        &self.root
    }
}

#[async_trait]
impl Workspace for LocalWorkspace {
    async fn text(&self, path: &str) -> Result<String, Fault> {
        let content = self.files.read(&format!("workspace:{path}")).await?;
        if content.len() > TEXT_LIMIT {
            let size = content.len();
            return Err(invalid(format!(
                "{path} has {size} bytes, more than the limit of {TEXT_LIMIT} for a text"
            )));
        }
        if content.contains(&0) {
            return Err(invalid(format!("{path} is binary, not text")));
        }
        Ok(String::from_utf8_lossy(&content).into_owned())
    }

    async fn glob(&self, pattern: &str) -> Result<Vec<String>, Fault> {
        let paths = self.files.glob("workspace:", pattern).await?;
        Ok(paths
            .iter()
            .filter_map(|path| path.strip_prefix("workspace:"))
            .map(str::to_owned)
            .collect())
    }

    async fn run(&self, command: &Command) -> Result<Outcome, Fault> {
        self.processes.run(command).await
    }

    async fn snapshot(&self) -> Result<(), Fault> {
        let (root, images, limits) = (self.root.clone(), self.images.clone(), self.limits);
        let manifest = self.manifest.clone();
        let last = away(move || {
            let snapshot = Snapshot::take(&root, &images, limits)?;
            keep_snapshot(&snapshot, &images, &manifest)?;
            Ok(snapshot)
        })
        .await?;
        let first = Arc::new(last.clone());
        *lock(&self.snapshots) = Some(Snapshots { first, last });
        Ok(())
    }

    async fn touched(&self) -> Result<Vec<Touched>, Fault> {
        let (root, images) = (self.root.clone(), self.images.clone());
        let snapshots = Arc::clone(&self.snapshots);
        away(move || {
            let moved = match lock(&snapshots).as_mut() {
                Some(snapshots) => snapshots.last.advance(&root, &images),
                None => return Ok(Vec::new()),
            };
            moved.iter().map(|moved| images.keep(moved)).collect()
        })
        .await
    }

    async fn settle(&self) -> Result<(), Fault> {
        let (root, images) = (self.root.clone(), self.images.clone());
        let snapshots = Arc::clone(&self.snapshots);
        let manifest = self.manifest.clone();
        away(move || {
            if let Some(snapshots) = lock(&snapshots).as_mut()
                && !snapshots.last.advance(&root, &images).is_empty()
            {
                snapshots.first = Arc::new(snapshots.last.clone());
                keep_snapshot(&snapshots.first, &images, &manifest)?;
            }
            Ok(())
        })
        .await
    }

    async fn uncovered(&self) -> Vec<String> {
        let snapshots = lock(&self.snapshots);
        let last = snapshots.as_ref().map(|snapshots| &snapshots.last);
        last.map(Snapshot::uncovered).unwrap_or_default()
    }

    async fn changes(&self) -> Result<Vec<FileChange>, Fault> {
        let before = lock(&self.snapshots)
            .as_ref()
            .map(|snapshots| Arc::clone(&snapshots.first));
        let Some(before) = before else {
            return Ok(Vec::new());
        };
        let root = self.root.clone();
        away(move || Ok(before.changes(&root))).await
    }

    async fn keep(&self, name: &str, content: &str) -> Result<String, Fault> {
        let (outputs, name) = (self.outputs.clone(), name.to_owned());
        let content = self.redactor.redact(content).into_owned();
        away(move || keep::keep(&outputs, &name, content.as_bytes())).await
    }
}

/// Nothing is done whose undoing is not safe.
fn keep_snapshot(
    snapshot: &Snapshot,
    images: &Images,
    manifest: &std::path::Path,
) -> Result<(), Fault> {
    snapshot.save(images, manifest).map_err(|error| {
        let message = format!(
            "can't keep how the workspace stands in {}: {error}",
            manifest.display()
        );
        fault(FaultKind::Other("io".into()), message)
    })
}

fn lock(snapshots: &Mutex<Option<Snapshots>>) -> MutexGuard<'_, Option<Snapshots>> {
    snapshots.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does blocking work off the caller's thread.
async fn away<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| {
        Err(fault(
            FaultKind::Other("internal".into()),
            format!("work broke off: {error}"),
        ))
    })
}

fn fault(kind: FaultKind, message: String) -> Fault {
    Fault::new("workspace", kind, message)
}

fn invalid(message: String) -> Fault {
    fault(FaultKind::Invalid, message)
}
