//! The evaluator that holds the answer against what really happened: receipts, the diff, and the files as they are.
//!
//! It vetoes deeds that left no trace, statements that the workspace refutes, tasks that were not done, evidence that
//! was tampered with, and broken conditions. What the project's own checks measure is judged by `checks`; what only
//! judgement can tell is left to the rubric. Prose is read by rules for English; of some other languages they know no
//! more than how a change is asked for.

pub mod case;
pub mod claims;
pub mod command;
pub mod constraint;
pub mod diff;
pub mod hollow;
pub mod judge;
pub mod ledger;
pub mod outcome;
pub mod path;
pub mod report;
pub mod sentence;
pub mod tampering;
pub mod task;
pub mod workspace;

use openkoi_sdk::evaluator::{Answer, Failure, Guest, Step, Work};

/// The component.
pub struct Evidence;

impl Guest for Evidence {
    fn judge(work: Work, answers: Vec<Answer>) -> Result<Step, Failure> {
        Ok(judge::judge(&work, &answers))
    }
}

// The names of a component's exports are none that a native linker takes.
#[cfg(target_family = "wasm")]
openkoi_sdk::export_evaluator!(Evidence);
