//! An evaluator that is a component.

use super::bindings::exports::openkoi::evaluator::judge::GuestIndices;
use super::call::Callable;
use super::component::WasmComponent;
use super::contract::EVALUATOR;
use super::convert::{question, work};
use crate::domain::{Answer, Fault, Report, Step, Work};
use crate::port::Evaluator;
use async_trait::async_trait;

pub struct WasmEvaluator {
    guest: Callable,
    judge: GuestIndices,
    takes_baseline: bool,
}

impl WasmEvaluator {
    /// `takes_baseline` is the manifest's `[evaluator] baseline`.
    pub async fn new(component: WasmComponent, takes_baseline: bool) -> Result<Self, Fault> {
        let (guest, judge) = Callable::load(&EVALUATOR, component).await?;
        Ok(Self {
            guest,
            judge,
            takes_baseline,
        })
    }
}

#[async_trait]
impl Evaluator for WasmEvaluator {
    fn name(&self) -> &str {
        &self.guest.host.name
    }

    fn takes_baseline(&self) -> bool {
        self.takes_baseline
    }

    async fn judge(&self, work: &Work, answers: &[Answer]) -> Result<Step<Report>, Fault> {
        let (seen, answers) = (work::work(work), question::answers(answers));
        let mut call = self.guest.open(&self.judge).await?;
        let step = call.api.call_judge(&mut call.store, &seen, &answers).await;
        self.guest.host.sound(work::step(call.settle(step)?))
    }
}
