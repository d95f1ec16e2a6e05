//! A future that was tried on a copy.

use super::{FileChange, Finding, RunOutcome, Usage, Usd, Verification};
use serde::{Deserialize, Serialize};

/// What became of a task that was done in one way, on a copy of the workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// "A", "B", …
    pub label: String,
    /// The way in which it was done.
    pub strategy: String,
    pub outcome: RunOutcome,
    pub verification: Verification,
    pub reason: String,
    pub answer: String,
    pub score: Option<f32>,
    pub usage: Usage,
    pub cost: Usd,
    pub duration_ms: u64,
    /// On the copy.
    pub changes: Vec<FileChange>,
    pub findings: Vec<Finding>,
    /// Calls that were denied.
    pub denied: Vec<String>,
}
