//! The models that a task may ask, and the one way to ask them.

use super::memory::Memory;
use super::meter::Meter;
use super::recorder::Recorder;
use super::turn::{Fold, Turn};
use crate::domain::{
    EventBody, Fault, FaultKind, ModelEvent, ModelInfo, ModelRef, ModelRequest, Usage,
};
use crate::port::{Embedder, Provider, Sink};
use std::sync::Arc;
use std::time::Duration;

/// A model that can be asked.
#[derive(Clone)]
pub struct Connected {
    pub provider: Arc<dyn Provider>,
    pub model: ModelInfo,
}

impl Connected {
    pub fn reference(&self) -> ModelRef {
        ModelRef {
            provider: self.provider.id().to_owned(),
            model: self.model.id.clone(),
        }
    }
}

/// Which model plays which role. A role without a model of its own is played by the executor's.
#[derive(Clone)]
pub struct Models {
    pub executor: Connected,
    pub planner: Option<Connected>,
    pub evaluator: Option<Connected>,
    pub small: Option<Connected>,
    /// Or why the one that is named can't be asked.
    pub embedder: Option<Result<Vectors, String>>,
}

/// A model that makes vectors of texts.
#[derive(Clone)]
pub struct Vectors {
    pub embedder: Arc<dyn Embedder>,
    pub model: ModelInfo,
}

impl Vectors {
    pub fn reference(&self) -> ModelRef {
        ModelRef {
            provider: self.embedder.id().to_owned(),
            model: self.model.id.clone(),
        }
    }
}

impl Models {
    pub fn role(&self, role: &str) -> &Connected {
        let own = match role {
            "planner" => self.planner.as_ref(),
            "evaluator" => self.evaluator.as_ref(),
            "small" | "agency" => self.small.as_ref(),
            _ => None,
        };
        own.unwrap_or(&self.executor)
    }

    /// Whether a question that wants judgement can be asked: rules don't judge.
    pub fn can_judge(&self, role: &str) -> bool {
        !self.role(role).provider.is_rule_based()
    }
}

/// Asks models: metered, recorded, and never beyond the budget.
pub(super) struct Caller {
    pub(super) models: Models,
    pub(super) meter: Arc<Meter>,
    pub(super) recorder: Arc<Recorder>,
    /// What was answered before the task broke off.
    pub(super) memory: Arc<Memory>,
}

impl Caller {
    /// Asks the model of a role. `live`: what it says is shown while it says it.
    pub(super) async fn call(
        &self,
        role: &str,
        request: ModelRequest,
        live: bool,
    ) -> Result<Turn, Fault> {
        self.ask(role, self.models.role(role), request, live).await
    }

    /// Asks the model of a role, and the executor's in its place where that one can't be had.
    pub(super) async fn call_or_executor(
        &self,
        role: &str,
        request: ModelRequest,
    ) -> Result<Turn, Fault> {
        let (own, executor) = (self.models.role(role), &self.models.executor);
        let answer = self.ask(role, own, request.clone(), false).await;
        match &answer {
            Err(fault) if is_absence(fault) && own.reference() != executor.reference() => {
                let line = format!(
                    "{} can't be asked as {role}: {} answers in its place",
                    own.reference(),
                    executor.reference()
                );
                let note = EventBody::Note {
                    source: "session".into(),
                    level: "warn".into(),
                    line,
                };
                self.recorder.record(note).await;
                self.ask(role, executor, request, false).await
            }
            _ => answer,
        }
    }

    /// Makes vectors of texts, metered and recorded as every call. The contract's answer names no usage: tokens are
    /// estimated by the bytes, rather too many than too few.
    pub(super) async fn embed(
        &self,
        vectors: &Vectors,
        texts: &[String],
    ) -> Result<Vec<Vec<f32>>, Fault> {
        const BYTES: u64 = 3;
        if let Some(reason) = self.meter.refusal() {
            let kind = FaultKind::Limit("budget".into());
            return Err(Fault::new("budget", kind, reason));
        }
        let started = self.recorder.clock.elapsed();
        let outcome = vectors.embedder.embed(&vectors.model.id, texts).await;
        let duration = self.recorder.clock.elapsed().saturating_sub(started);
        let (role, model) = ("embedder".to_owned(), vectors.reference());
        let event = match &outcome {
            Ok(_) => {
                let bytes: usize = texts.iter().map(String::len).sum();
                let usage = Usage {
                    input: (bytes as u64).div_ceil(BYTES),
                    ..Usage::default()
                };
                let cost = vectors.model.price.map(|price| price.of(&usage));
                self.meter.add(&usage, cost);
                EventBody::ModelCalled {
                    role,
                    model,
                    usage,
                    cost,
                    duration_ms: duration.as_millis() as u64,
                    finish: "embedded".into(),
                    text: String::new(),
                    request: String::new(),
                    said: None,
                }
            }
            Err(fault) => EventBody::ModelFailed {
                role,
                model,
                fault: fault.clone(),
                retry_in_ms: None,
            },
        };
        self.recorder.record(event).await;
        outcome
    }

    async fn ask(
        &self,
        role: &str,
        connected: &Connected,
        mut request: ModelRequest,
        live: bool,
    ) -> Result<Turn, Fault> {
        let model = connected.reference();
        let asked = if live { String::new() } else { hash(&request) };
        if let Some(answer) = self.memory.answer(role, &asked) {
            self.meter.add(&answer.turn.usage, answer.cost);
            return Ok(answer.turn);
        }
        if let Some(reason) = self.meter.refusal() {
            return Err(Fault::new(
                "budget",
                FaultKind::Limit("budget".into()),
                reason,
            ));
        }
        request.model.clone_from(&connected.model.id);
        request.extra.push(("role".into(), role.into()));
        let started = self.recorder.clock.elapsed();
        let mut sink = Live {
            fold: Fold::default(),
            recorder: &self.recorder,
            live,
            restarts: Vec::new(),
        };
        let outcome = connected.provider.stream(&request, &mut sink).await;
        let Live { fold, restarts, .. } = sink;
        let duration = self.recorder.clock.elapsed().saturating_sub(started);
        let failed = |fault: Fault, pause: Option<Duration>| EventBody::ModelFailed {
            role: role.into(),
            model: model.clone(),
            fault,
            retry_in_ms: pause.map(|pause| pause.as_millis() as u64),
        };
        let mut events: Vec<EventBody> = restarts
            .into_iter()
            .map(|(fault, pause)| failed(fault, Some(pause)))
            .collect();
        let turn = outcome.and_then(|()| fold.finish(connected.provider.id()));
        match &turn {
            Ok(turn) => {
                let cost = connected.model.price.map(|price| price.of(&turn.usage));
                self.meter.add(&turn.usage, cost);
                events.push(EventBody::ModelCalled {
                    role: role.into(),
                    model: model.clone(),
                    usage: turn.usage.clone(),
                    cost,
                    duration_ms: duration.as_millis() as u64,
                    finish: turn.finish.clone(),
                    text: turn.text(),
                    request: asked,
                    said: Some(turn.said()),
                });
            }
            Err(fault) => events.push(failed(fault.clone(), None)),
        }
        if live {
            // The driver records the turn's milestone at once: one commit for both.
            self.recorder.hold(events);
        } else {
            self.recorder.record_all(events).await;
        }
        turn
    }
}

/// By what a question is known again: all of it but the model that is asked and how long its answer may be.
fn hash(request: &ModelRequest) -> String {
    let mut hasher = blake3::Hasher::new();
    let parts = (
        &request.messages,
        &request.tools,
        &request.tool_choice,
        &request.answer_schema,
    );
    // A request of plain types always has a JSON form; without one it would only not be known again.
    match serde_json::to_writer(&mut hasher, &parts) {
        Ok(()) => hasher.finalize().to_hex().to_string(),
        Err(_unwritable) => String::from("unknown"),
    }
}

/// Whether another model may well answer where this one did not.
fn is_absence(fault: &Fault) -> bool {
    fault.is_transient()
        || matches!(
            fault.kind,
            FaultKind::Auth | FaultKind::Refused | FaultKind::Invalid
        )
}

/// Folds what the model says, and shows it.
struct Live<'a> {
    fold: Fold,
    recorder: &'a Recorder,
    live: bool,
    restarts: Vec<(Fault, Duration)>,
}

impl Sink for Live<'_> {
    fn event(&mut self, event: ModelEvent) {
        if self.live
            && let ModelEvent::Text(text) = &event
        {
            self.recorder.observer.text(text);
        }
        self.fold.event(event);
    }

    fn restart(&mut self, why: &Fault, pause: Duration) {
        self.fold = Fold::default();
        self.restarts.push((why.clone(), pause));
        self.recorder.observer.restart(why, pause);
    }
}
