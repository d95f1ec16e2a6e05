//! The one record of what happened.

use crate::domain::Event;
use async_trait::async_trait;

/// Why the journal could not be written or read.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the journal {path}: {why}")]
pub struct JournalError {
    pub path: String,
    pub why: String,
}

/// Append-only.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Returns when the events are durable, with the id of the last one.
    async fn append(&self, events: Vec<Event>) -> Result<i64, JournalError>;
}
