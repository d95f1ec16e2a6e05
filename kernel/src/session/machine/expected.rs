//! What may be told next: how the thing went that was asked for.

use super::{Next, Told};

/// What the machine waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    Begin,
    Plan,
    Verdict,
    Candidates,
    Answer,
    Form,
    Baseline,
    Results,
    Judgement,
    Nothing,
}

impl Expected {
    pub(super) fn of(next: &Next) -> Self {
        match next {
            Next::Plan => Self::Plan,
            Next::Deliberate(_) => Self::Verdict,
            Next::Explore => Self::Candidates,
            Next::Ask => Self::Answer,
            Next::Shape { .. } => Self::Form,
            Next::TakeBaseline => Self::Baseline,
            Next::RunTools(_) => Self::Results,
            Next::Judge { .. } => Self::Judgement,
            Next::Close(_) => Self::Nothing,
        }
    }

    /// An end may come at any time; everything else answers what was asked for, or nothing can be built on it.
    pub(super) fn check(self, told: &Told) -> Result<(), String> {
        let answers = match told {
            Told::Begin => Self::Begin,
            Told::Planned(_) => Self::Plan,
            Told::Deliberated(..) => Self::Verdict,
            Told::Explored(_) => Self::Candidates,
            Told::Answered(_) => Self::Answer,
            Told::Shaped(_) => Self::Form,
            Told::BaselineTaken(_) => Self::Baseline,
            Told::ToolsRan { .. } => Self::Results,
            Told::Judged { .. } => Self::Judgement,
            Told::OutOfTime | Told::Interrupted | Told::Broken(_) => return Ok(()),
        };
        if answers == self {
            return Ok(());
        }
        Err(format!(
            "the loop went wrong: it waited for {}, and was told {}",
            self.word(),
            answers.word()
        ))
    }

    fn word(self) -> &'static str {
        match self {
            Self::Begin => "its begin",
            Self::Plan => "a plan",
            Self::Verdict => "a verdict",
            Self::Candidates => "candidates",
            Self::Answer => "an answer",
            Self::Form => "an answer in its form",
            Self::Baseline => "a baseline",
            Self::Results => "results of tools",
            Self::Judgement => "a judgement",
            Self::Nothing => "nothing",
        }
    }
}
