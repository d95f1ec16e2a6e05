//! The evaluator that runs the project's own build, tests and lint, before and after the work.

pub mod changed;
pub mod check;
pub mod claims;
pub mod comparison;
pub mod diagnostics;
pub mod findings;
pub mod judge;
pub mod manifest;
pub mod project;
pub mod reading;
pub mod run;
pub mod scores;
pub mod survey;
pub mod task;
pub mod transcript;

use openkoi_sdk::evaluator::{Answer, Failure, Guest, Step, Work};

/// The component.
pub struct Checks;

impl Guest for Checks {
    fn judge(work: Work, answers: Vec<Answer>) -> Result<Step, Failure> {
        judge::judge(&work, &answers)
    }
}

// The names of a component's exports are none that a native linker takes.
#[cfg(target_family = "wasm")]
openkoi_sdk::export_evaluator!(Checks);
