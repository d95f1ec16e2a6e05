//! Everything that is known of the work, read once.

use openkoi_sdk::evaluator::Work;

use crate::diff::Diff;
use crate::ledger::Ledger;
use crate::sentence::{Sentence, sentences};
use crate::task::Task;
use crate::workspace::Workspace;

/// Of a longer answer the beginning and the end are read.
const ANSWER: usize = 256 * 1024;

/// The work, and where to look.
pub struct Case<'a> {
    /// What was asked for.
    pub task: Task<'a>,
    /// What the executor says, in lower case.
    pub lower: String,
    /// Its sentences.
    pub sentences: Vec<Sentence<'a>>,
    /// What has changed.
    pub diff: Diff<'a>,
    /// What really ran.
    pub ledger: Ledger<'a>,
    /// The files as they are.
    pub workspace: &'a Workspace<'a>,
    /// The user's and the agencies' conditions.
    pub constraints: &'a [String],
    /// It says that something it wanted to do was not allowed: such a call leaves no receipt.
    pub was_denied: bool,
    /// It admits that the task, or some of it, is not done.
    pub admits: bool,
}

impl<'a> Case<'a> {
    /// Reads the work. `answer` is the work's own, with plain apostrophes.
    pub fn of(work: &'a Work, answer: &'a str, workspace: &'a Workspace<'a>) -> Self {
        let lower = answer.to_lowercase();
        let denials = [
            "was denied",
            "were denied",
            "been denied",
            "was refused",
            "were refused",
            "not permitted",
            "was blocked",
            "were blocked",
            "not allowed",
        ];
        Self {
            task: Task::of(&work.task),
            sentences: shortened(answer).into_iter().flat_map(sentences).collect(),
            diff: Diff::of(&work.diff),
            ledger: Ledger::of(&work.receipts),
            workspace,
            constraints: &work.constraints,
            was_denied: denials.iter().any(|words| lower.contains(words)),
            admits: crate::outcome::admits(&lower),
            lower,
        }
    }

    /// The task asks for a change of files; where its words don't tell, what was changed does.
    pub fn is_change(&self) -> bool {
        match self.task.kind {
            crate::task::Kind::Change => true,
            crate::task::Kind::Question => false,
            crate::task::Kind::Other => !self.diff.is_empty(),
        }
    }
}

fn shortened(answer: &str) -> Vec<&str> {
    if answer.len() <= ANSWER {
        return vec![answer];
    }
    let mut late = answer.len() - ANSWER / 2;
    while !answer.is_char_boundary(late) {
        late += 1;
    }
    vec![crate::sentence::clip(answer, ANSWER / 2), &answer[late..]]
}
