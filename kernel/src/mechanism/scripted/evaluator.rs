//! An evaluator of functions: `judge(work, answers)`.

use super::{Functions, json, sound, step};
use crate::domain::{Answer, Fault, Report, Step, Work};
use crate::port::Evaluator;
use async_trait::async_trait;

pub struct ScriptedEvaluator<F> {
    functions: F,
    takes_baseline: bool,
}

impl<F: Functions> ScriptedEvaluator<F> {
    /// `takes_baseline` is the manifest's `[evaluator] baseline`.
    pub fn new(functions: F, takes_baseline: bool) -> Self {
        Self {
            functions,
            takes_baseline,
        }
    }
}

#[async_trait]
impl<F: Functions> Evaluator for ScriptedEvaluator<F> {
    fn name(&self) -> &str {
        self.functions.component()
    }

    fn takes_baseline(&self) -> bool {
        self.takes_baseline
    }

    async fn judge(&self, work: &Work, answers: &[Answer]) -> Result<Step<Report>, Fault> {
        let arguments = vec![json(work), json(&answers)];
        let said = step(&self.functions, "judge", arguments, sound::OF_AN_EVALUATOR).await?;
        if let Step::Done(report) = &said {
            sound::report(report).map_err(|why| self.functions.garbled(why))?;
        }
        Ok(said)
    }
}
