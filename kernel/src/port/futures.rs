//! Trying before doing.

use crate::domain::{Candidate, Plan, Spend};
use futures_util::stream::BoxStream;

/// A task that is going to be tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    pub task: String,
    pub plan: Plan,
    pub conditions: Vec<String>,
    /// What all candidates together may spend.
    pub budget: Spend,
}

/// Tries a task in several ways, each on a copy of the workspace: nothing that is done there is done to the workspace.
pub trait Futures: Send + Sync {
    /// The candidates, each as soon as it has come to an end. Dropping the stream ends what still runs.
    fn explore(&self, trial: Trial) -> BoxStream<'static, Candidate>;
}
