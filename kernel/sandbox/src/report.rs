//! What the helper tells its parent, a line each.

use crate::layer::Missing;
use serde::{Deserialize, Serialize};
use std::os::fd::OwnedFd;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Report {
    /// Nothing was run.
    Missing(Missing),
    /// The program has ended with this code; what it started may still run.
    Code(i32),
    /// It was ended by this signal.
    Signal(i32),
    /// More was used up than may be, and everything was ended.
    Excess(String),
}

/// The helper's end.
pub(crate) struct Reporter(pub(crate) OwnedFd);

impl Reporter {
    pub(crate) fn send(&self, report: &Report) {
        let mut line = serde_json::to_vec(report).unwrap_or_default();
        line.push(b'\n');
        // A parent that is gone needs no report; lines are shorter than what a pipe takes at once.
        rustix::io::write(&self.0, &line).ok();
    }
}
