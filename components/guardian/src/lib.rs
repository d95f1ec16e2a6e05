//! The guardian: safety, reversibility and blast radius of a task and of each single call.
//!
//! Rules decide. At the tempo `task` a model is asked in one case only: the rules would block out of doubt, and a second
//! reading of the user's words could lift that to a conditional approval. At the tempo `action` one is asked only where the
//! rules see nothing wrong, and the call is still riskier than the threshold.

pub mod action;
pub mod danger;
pub mod path;
pub mod second_reading;
pub mod shell;
pub mod task;
pub mod verdict;

use openkoi_sdk::agency::{Answer, Brief, Failure, Guest, Step, Tempo};

/// The agency itself.
pub struct Guardian;

impl Guest for Guardian {
    fn advise(brief: Brief, answers: Vec<Answer>) -> Result<Step, Failure> {
        match (&brief.tempo, &brief.action) {
            (Tempo::Action, Some(action)) => Ok(action::advise(&brief, action, &answers)),
            (Tempo::Action, None) => Err(Failure::invalid(
                "the guardian was asked about an action, but the brief holds none: fill in `action`",
            )),
            (Tempo::Task, _) => Ok(task::advise(&brief, &answers)),
            (Tempo::Other(_), _) => Ok(Step::Done(verdict::abstain(&brief))),
        }
    }
}

#[cfg(target_arch = "wasm32")]
openkoi_sdk::export_agency!(Guardian);
