//! Lets agencies and evaluators think: questions and answers, four rounds at most.

use super::questions::Desk;
use super::recorder::Recorder;
use crate::domain::{Answer, Brief, EventBody, Fault, FaultKind, Report, Step, Verdict, Work};
use crate::port::{Agency, Evaluator};
use async_trait::async_trait;

/// How often a step is called before it has to be done.
const ROUNDS: usize = 4;

/// A pure step over a transcript.
#[async_trait]
pub(super) trait Thinker: Sync {
    type Conclusion: Send;

    fn name(&self) -> &str;

    /// How many questions one round may have.
    fn most_questions(&self) -> usize;

    async fn step(&self, answers: &[Answer]) -> Result<Step<Self::Conclusion>, Fault>;
}

/// An agency and its brief.
pub(super) struct Adviser<'a>(pub(super) &'a dyn Agency, pub(super) &'a Brief);

#[async_trait]
impl Thinker for Adviser<'_> {
    type Conclusion = Verdict;

    fn name(&self) -> &str {
        self.0.name()
    }

    fn most_questions(&self) -> usize {
        8
    }

    async fn step(&self, answers: &[Answer]) -> Result<Step<Verdict>, Fault> {
        self.0.advise(self.1, answers).await
    }
}

/// An evaluator and the work before it.
pub(super) struct Judge<'a>(pub(super) &'a dyn Evaluator, pub(super) &'a Work);

#[async_trait]
impl Thinker for Judge<'_> {
    type Conclusion = Report;

    fn name(&self) -> &str {
        self.0.name()
    }

    fn most_questions(&self) -> usize {
        16
    }

    async fn step(&self, answers: &[Answer]) -> Result<Step<Report>, Fault> {
        self.0.judge(self.1, answers).await
    }
}

/// Calls the step until it is done. No questions, too many, or a fifth round are a garbled deliberation.
pub(super) async fn deliberate<T: Thinker>(
    thinker: &T,
    desk: &Desk,
    recorder: &Recorder,
) -> Result<T::Conclusion, Fault> {
    let by = thinker.name();
    let garbled = |why: String| Fault::new(by, FaultKind::Contract, why);
    let mut answers: Vec<Answer> = Vec::new();
    for _round in 0..ROUNDS {
        let questions = match thinker.step(&answers).await? {
            Step::Done(conclusion) => return Ok(conclusion),
            Step::Ask(questions) => questions,
        };
        if questions.is_empty() || questions.len() > thinker.most_questions() {
            return Err(garbled(format!(
                "asked {} questions at once",
                questions.len()
            )));
        }
        let asked = questions.iter().map(|question| EventBody::Asked {
            by: by.into(),
            question: question.clone(),
        });
        recorder.record_all(asked.collect()).await;
        let replies = desk.answer(&questions).await;
        let answered = replies.iter().map(|answer| EventBody::Answered {
            by: by.into(),
            answer: answer.clone(),
        });
        recorder.record_all(answered.collect()).await;
        answers.extend(replies);
    }
    match thinker.step(&answers).await? {
        Step::Done(conclusion) => Ok(conclusion),
        Step::Ask(_) => Err(garbled(format!(
            "still had questions after {ROUNDS} rounds"
        ))),
    }
}
