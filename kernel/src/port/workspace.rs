//! The directory that a task works in, as the session sees it.

use crate::domain::{Command, Fault, FileChange, Outcome, Touched};
use async_trait::async_trait;

/// Answers the questions of agencies and evaluators, and knows what has changed.
#[async_trait]
pub trait Workspace: Send + Sync {
    /// The text of a file, at most 1 MiB.
    async fn text(&self, path: &str) -> Result<String, Fault>;

    /// The files that match, sorted, ignore files honoured.
    async fn glob(&self, pattern: &str) -> Result<Vec<String>, Fault>;

    async fn run(&self, command: &Command) -> Result<Outcome, Fault>;

    /// Remembers how things stand. Called once, before the first change.
    async fn snapshot(&self) -> Result<(), Fault>;

    /// The files that stand otherwise than at the last call of this, or at the snapshot, sorted by path; nothing if there
    /// was none. What they were and what they are is kept.
    async fn touched(&self) -> Result<Vec<Touched>, Fault>;

    /// Takes what has changed by now for given: it is not the task's doing.
    async fn settle(&self) -> Result<(), Fault>;

    /// What could not be taken back if a call changed it, a line each.
    async fn uncovered(&self) -> Vec<String> {
        Vec::new()
    }

    /// What has changed since the snapshot, sorted by path; nothing if there was none.
    async fn changes(&self) -> Result<Vec<FileChange>, Fault>;

    /// Keeps the whole of an output that was truncated and says where it is.
    async fn keep(&self, name: &str, content: &str) -> Result<String, Fault>;
}
