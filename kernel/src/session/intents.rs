//! What is about to be done is on the disk before it is done: calls of the model, and commands of those who judge.

use super::recorder::Recorder;
use super::toolbox::summary;
use super::truncate;
use crate::domain::{Action, EffectId, EventBody, Intent, Repeat};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// As much of a call as is shown to the person who has to say whether it was made.
const SHOWN: usize = 4 * 1024;

/// Numbers the effects of a task and writes them down.
pub(super) struct Intents {
    recorder: Arc<Recorder>,
    last: AtomicU32,
}

impl Intents {
    pub(super) fn new(recorder: &Arc<Recorder>) -> Self {
        Self {
            recorder: Arc::clone(recorder),
            last: AtomicU32::new(0),
        }
    }

    /// Goes on after the last effect of a task that broke off.
    pub(super) fn resume(&self, last: u32) {
        self.last.store(last, Ordering::Relaxed);
    }

    pub(super) fn next(&self) -> EffectId {
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        EffectId(format!("e{number}"))
    }

    /// Nothing may be done of which this is not true.
    pub(super) async fn write(&self, intent: Intent) -> Result<(), String> {
        self.recorder.record(EventBody::Intended(intent)).await;
        match self.recorder.broken() {
            Some(fault) => Err(format!(
                "nothing can be recorded, so nothing is done: {fault}"
            )),
            None => Ok(()),
        }
    }

    /// A command that nobody but the kernel waits for. Cut off, it is run anew: of those who judge nobody is asked.
    pub(super) async fn command(&self, action: &Action) -> Result<(), String> {
        let intent = Intent {
            id: self.next(),
            call: String::new(),
            tool: action.tool.clone(),
            summary: summary(&action.tool, &action.arguments),
            shown: self.shown(&action.arguments),
            effect: action.effect.clone(),
            input_hash: Intent::hash(&action.arguments),
            repeat: Repeat::Pure,
            key: None,
        };
        self.write(intent).await
    }

    /// All of what a call does, for the person who has to know it.
    pub(super) fn shown(&self, arguments: &Value) -> String {
        let command = arguments.get("command").and_then(Value::as_str);
        let whole = command.map_or_else(|| arguments.to_string(), str::to_owned);
        let whole = self.recorder.redactor.redact(&whole);
        truncate::head(&whole, usize::MAX, SHOWN).to_owned()
    }
}
