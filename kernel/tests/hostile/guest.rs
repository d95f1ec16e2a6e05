//! Components of every kind, taken by their adapters and called.

use super::workshop;
use openkoi::domain::{
    Brief, Decision, Fault, ModelEvent, ModelRequest, Phase, Spend, Step, Tempo, Work,
};
use openkoi::mechanism::wasm::{
    WasmAgency, WasmDialect, WasmEvaluator, WasmIntegration, WasmLocal, WasmTool,
};
use openkoi::port::{Agency, Dialect, Evaluator, Frame, Integration, Provider, Sink, Tool};
use serde_json::json;
use std::time::Duration;

/// Which adapter is asked to take it.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Agency,
    Evaluator,
    Integration,
    Tool,
    Local,
    Dialect,
}

pub(crate) fn built(kind: Kind, bad: &str) -> Vec<u8> {
    let (good, world) = match kind {
        Kind::Agency => ("agency", "include openkoi:agency/agency@0.1.0;"),
        Kind::Evaluator => ("evaluator", "include openkoi:evaluator/evaluator@0.1.0;"),
        Kind::Integration => (
            "integration",
            "include openkoi:integration/integration@0.1.0;",
        ),
        Kind::Tool => ("tool", "include openkoi:tool/tool@0.1.0;"),
        Kind::Local => ("local", "include openkoi:provider/standalone@0.1.0;"),
        Kind::Dialect => ("dialect", "include openkoi:provider/remote@0.1.0;"),
    };
    workshop::component(good, bad, &[], world)
}

pub(crate) enum Guest {
    Agency(WasmAgency),
    Evaluator(WasmEvaluator),
    Integration(WasmIntegration),
    Tool(WasmTool),
    Local(WasmLocal),
    Dialect(WasmDialect),
}

impl Guest {
    /// Asks it for what its kind does in a task.
    pub(crate) async fn call(&self) -> Result<(), Fault> {
        match self {
            Self::Agency(agency) => {
                let step = agency.advise(&brief(), &[]).await?;
                assert!(
                    matches!(step, Step::Done(verdict) if verdict.decision == Decision::Approve)
                );
            }
            Self::Evaluator(evaluator) => {
                evaluator.judge(&work(), &[]).await?;
            }
            Self::Integration(integration) => {
                integration.invoke("work", &json!({})).await?;
                integration.poll("", &[]).await?;
                integration.receive(&[], b"").await?;
            }
            Self::Tool(tool) => {
                tool.call("work", &json!({})).await?;
            }
            Self::Local(local) => {
                local.known().await?;
                local.stream(&ModelRequest::default(), &mut Nothing).await?;
            }
            Self::Dialect(dialect) => {
                let frame = Frame {
                    name: None,
                    data: "{}".to_owned(),
                };
                dialect.decode(String::new(), &[frame], false).await?;
            }
        }
        Ok(())
    }
}

fn brief() -> Brief {
    Brief {
        tempo: Tempo::Task,
        task: "harm".to_owned(),
        directive: String::new(),
        plan: vec![],
        action: None,
        estimate: Spend::default(),
        budget: Spend::default(),
        tools: vec![],
        facts: vec![],
        model_available: false,
        extra: vec![],
    }
}

pub(crate) fn work() -> Work {
    Work {
        phase: Phase::After,
        task: "harm".to_owned(),
        category: String::new(),
        constraints: vec![],
        answer: "it is done".to_owned(),
        diff: String::new(),
        receipts: vec![],
        baseline: vec![],
        rubric: vec![],
        guidance: String::new(),
        model_available: false,
        extra: vec![],
    }
}

/// Takes what a model says and keeps nothing.
struct Nothing;

impl Sink for Nothing {
    fn event(&mut self, _event: ModelEvent) {}

    fn restart(&mut self, _why: &Fault, _pause: Duration) {}
}
