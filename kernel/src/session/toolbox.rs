//! Runs the tool calls of a turn and writes their receipts.

use super::gate::Gate;
use super::intents::Intents;
use super::memory::{Memory, Settled};
use super::recorder::Recorder;
use super::turn::Requested;
use super::{schema, truncate};
use crate::domain::{
    Action, Came, Effect, EffectId, EventBody, Intent, Receipt, ReceiptId, Repeat, ToolCall,
    ToolInfo, ToolOutput, ToolResult, Touched,
};
use crate::port::{Tool, Workspace};
use futures_util::future::join_all;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

/// The end of an output that a receipt keeps.
const RECEIPT: usize = 4 * 1024;

/// What the model hears of a call of which only a person knows that it was made.
const DONE: &str = "This call was under way when OpenKoi was cut off. The user says that it was done; what it printed is lost. \
                    Look at what it changed before you rely on it.";

/// All tools of a task.
pub(super) struct Toolbox {
    pub(super) tools: Vec<Arc<dyn Tool>>,
    pub(super) gate: Gate,
    pub(super) recorder: Arc<Recorder>,
    pub(super) workspace: Arc<dyn Workspace>,
    pub(super) receipts: AtomicU32,
    pub(super) intents: Arc<Intents>,
    /// What calls came to before the task broke off.
    pub(super) memory: Arc<Memory>,
    /// Something from outside has been read: files, output.
    pub(super) tainted: AtomicBool,
}

/// What came of one call.
struct Ran {
    result: ToolResult,
    receipt: Option<Receipt>,
    denied: bool,
    conditions: Vec<String>,
    /// What is to be recorded of it.
    event: Option<EventBody>,
}

impl Ran {
    fn came(&self) -> Came {
        match &self.receipt {
            Some(receipt) => Came::Called(receipt.id.clone()),
            None => Came::Refused {
                call: self.result.id.clone(),
                heard: self.result.content.clone(),
                denied: self.denied,
            },
        }
    }
}

/// What came of a turn's calls.
pub(super) struct RanAll {
    pub(super) results: Vec<ToolResult>,
    pub(super) receipts: Vec<Receipt>,
    pub(super) denied: usize,
    /// What agencies want kept from now on.
    pub(super) conditions: Vec<String>,
    pub(super) came: Vec<Came>,
}

impl Toolbox {
    pub(super) fn infos(&self) -> impl Iterator<Item = &ToolInfo> {
        self.tools.iter().flat_map(|tool| tool.tools())
    }

    /// Runs calls in order; neighbours that only look run in parallel. What the last of them came to is recorded with what
    /// follows at once: the driver's next step.
    pub(super) async fn run(&self, calls: &[Requested]) -> RanAll {
        let mut ran: Vec<Ran> = Vec::with_capacity(calls.len());
        for group in calls.chunk_by(|one, next| self.only_looks(one) && self.only_looks(next)) {
            let mut group = join_all(group.iter().map(|call| self.one(call))).await;
            let events = group.iter_mut().filter_map(|ran| ran.event.take());
            let events = events.collect();
            ran.append(&mut group);
            if ran.len() < calls.len() {
                self.recorder.record_all(events).await;
            } else {
                self.recorder.hold(events);
            }
        }
        let came = ran.iter().map(Ran::came).collect();
        let denied = ran.iter().filter(|ran| ran.denied).count();
        let conditions = ran.iter().flat_map(|ran| ran.conditions.clone()).collect();
        let (results, receipts): (Vec<_>, Vec<_>) =
            ran.into_iter().map(|ran| (ran.result, ran.receipt)).unzip();
        RanAll {
            results,
            receipts: receipts.into_iter().flatten().collect(),
            denied,
            conditions,
            came,
        }
    }

    fn only_looks(&self, requested: &Requested) -> bool {
        match requested {
            Requested::Call(call) => self
                .find(&call.name)
                .is_some_and(|(_, info)| info.effect == Effect::Read),
            Requested::Garbled { .. } => false,
        }
    }

    fn find(&self, name: &str) -> Option<(&Arc<dyn Tool>, &ToolInfo)> {
        self.tools.iter().find_map(|tool| {
            tool.tools()
                .iter()
                .find(|info| info.spec.name == name)
                .map(|info| (tool, info))
        })
    }

    async fn one(&self, requested: &Requested) -> Ran {
        if let Some(settled) = self.memory.settled(requested.id()) {
            return again(requested.id(), settled);
        }
        match self.sound(requested) {
            Ok((tool, info, call)) => self.gated(tool.as_ref(), info, call).await,
            Err(why) => refused(requested.id(), why, false),
        }
    }

    /// A call that its tool can make sense of; or why there is none, in words that the model can act on.
    fn sound<'a>(
        &'a self,
        requested: &'a Requested,
    ) -> Result<(&'a Arc<dyn Tool>, &'a ToolInfo, &'a ToolCall), String> {
        let call = match requested {
            Requested::Call(call) => call,
            Requested::Garbled { why, .. } => {
                return Err(format!("not called: {why}. Send the arguments again."));
            }
        };
        let (tool, info) = self.find(&call.name).ok_or_else(|| {
            let known: Vec<&str> = self.infos().map(|info| info.spec.name.as_str()).collect();
            let known = known.join(", ");
            format!("there is no tool \"{}\"; there are {known}", call.name)
        })?;
        schema::check(&call.arguments, &info.spec.parameters).map_err(|why| {
            let name = &call.name;
            format!("not called: the arguments of {name} do not fit its schema: {why}")
        })?;
        Ok((tool, info, call))
    }

    /// Makes the call if the gate lets it pass: what is intended is on the disk before anything is done.
    async fn gated(&self, tool: &dyn Tool, info: &ToolInfo, call: &ToolCall) -> Ran {
        let open = self.memory.open(&call.id);
        if let Some((_, true)) = open {
            return self.done(info, call).await;
        }
        let action = Action {
            tool: call.name.clone(),
            arguments: call.arguments.clone(),
            effect: info.effect.clone(),
            tainted: self.tainted.load(Ordering::Relaxed),
        };
        let conditions = match self.gate.check(&action).await {
            Ok(conditions) => conditions,
            Err(reason) => return denied(call, reason),
        };
        let id = open.map_or_else(|| self.intents.next(), |(intent, _)| intent.id);
        let call = match self.intend(info, call, id).await {
            Ok(call) => call,
            Err(reason) => return denied(call, reason),
        };
        let (result, receipt) = self.call(tool, info, &call).await;
        called(result, receipt, conditions)
    }

    /// Writes down what is about to be done, and gives a call that takes one its key.
    async fn intend(
        &self,
        info: &ToolInfo,
        call: &ToolCall,
        id: EffectId,
    ) -> Result<ToolCall, String> {
        let mut call = call.clone();
        let repeat = Repeat::of(info);
        let key = (repeat == Repeat::Keyed).then(|| format!("{}-{id}", self.recorder.task()));
        if let Some(key) = &key {
            call.arguments[Repeat::KEY] = key.clone().into();
        }
        if repeat == Repeat::Pure {
            return Ok(call);
        }
        let intent = Intent {
            id,
            call: call.id.clone(),
            tool: call.name.clone(),
            summary: summary(&call.name, &call.arguments),
            shown: self.intents.shown(&call.arguments),
            effect: info.effect.clone(),
            input_hash: Intent::hash(&call.arguments),
            repeat,
            key,
        };
        self.intents.write(intent).await.map(|()| call)
    }

    /// A call of which a person says that it was done, though nobody heard what came of it.
    async fn done(&self, info: &ToolInfo, call: &ToolCall) -> Ran {
        let output = ToolOutput {
            text: DONE.to_owned(),
            is_error: false,
            data: None,
        };
        self.tainted.store(true, Ordering::Relaxed);
        let mut receipt = receipt(
            self.receipt(),
            info,
            call,
            (&output, &output.text),
            Duration::ZERO,
        );
        receipt.files = self.touched().await;
        let result = ToolResult {
            id: call.id.clone(),
            content: output.text,
            is_error: false,
        };
        called(result, receipt, Vec::new())
    }

    fn receipt(&self) -> ReceiptId {
        let number = self.receipts.fetch_add(1, Ordering::Relaxed) + 1;
        ReceiptId(format!("r{number}"))
    }

    async fn call(
        &self,
        tool: &dyn Tool,
        info: &ToolInfo,
        call: &ToolCall,
    ) -> (ToolResult, Receipt) {
        if info.effect != Effect::Read {
            // What others have changed since the last call is not this one's doing.
            self.touched().await;
        }
        let started = self.recorder.clock.elapsed();
        let output = tool
            .call(&call.name, &call.arguments)
            .await
            .unwrap_or_else(|fault| ToolOutput {
                text: fault.message,
                is_error: true,
                data: None,
            });
        let duration = self.recorder.clock.elapsed().saturating_sub(started);
        self.tainted.store(true, Ordering::Relaxed);
        let shown = self.recorder.redactor.redact(&output.text);
        let mut receipt = receipt(self.receipt(), info, call, (&output, &shown), duration);
        if info.effect != Effect::Read {
            receipt.files = self.touched().await;
        }
        let content = self.fit(&receipt.id, output.text).await;
        (
            ToolResult {
                id: call.id.clone(),
                content,
                is_error: output.is_error,
            },
            receipt,
        )
    }

    /// What the last call changed. That it can't be told is told: the call itself has been made.
    async fn touched(&self) -> Vec<Touched> {
        match self.workspace.touched().await {
            Ok(files) => files,
            Err(fault) => {
                let line = format!("what the last call changed is not on its receipt: {fault}");
                let note = EventBody::Note {
                    source: "workspace".into(),
                    level: "warn".into(),
                    line,
                };
                self.recorder.record(note).await;
                Vec::new()
            }
        }
    }

    /// Truncates what is too long for a model and keeps the whole.
    async fn fit(&self, id: &ReceiptId, text: String) -> String {
        if truncate::truncate(&text, "").is_none() {
            return text;
        }
        let place = match self.workspace.keep(&id.0, &text).await {
            Ok(place) => place,
            Err(fault) => format!("no file ({})", fault.message),
        };
        truncate::truncate(&text, &place).map_or(text, |truncated| truncated.text)
    }
}

/// What the model hears of a call that was not made.
fn refused(id: &str, content: String, denied: bool) -> Ran {
    Ran {
        result: ToolResult {
            id: id.to_owned(),
            content,
            is_error: true,
        },
        receipt: None,
        denied,
        conditions: Vec::new(),
        event: None,
    }
}

/// A call that was denied.
fn denied(call: &ToolCall, reason: String) -> Ran {
    let event = EventBody::ToolDenied {
        tool: call.name.clone(),
        summary: summary(&call.name, &call.arguments),
        reason: reason.clone(),
        call: call.id.clone(),
    };
    Ran {
        event: Some(event),
        ..refused(&call.id, format!("denied: {reason}"), true)
    }
}

/// A call that was made, and what the model hears of it.
fn called(mut result: ToolResult, receipt: Receipt, conditions: Vec<String>) -> Ran {
    for condition in &conditions {
        let note = format!("\n[From now on, keep this condition: {condition}]");
        result.content.push_str(&note);
    }
    let event = EventBody::ToolCalled {
        receipt: receipt.clone(),
        call: result.id.clone(),
        heard: Some(result.content.clone()),
        conditions: conditions.clone(),
    };
    Ran {
        result,
        receipt: Some(receipt),
        denied: false,
        conditions,
        event: Some(event),
    }
}

/// A call that was settled before the task broke off: it is in the journal.
fn again(id: &str, settled: Settled) -> Ran {
    let ran = match settled {
        Settled::Called {
            receipt,
            heard,
            conditions,
        } => Ran {
            result: ToolResult {
                id: id.to_owned(),
                content: heard,
                is_error: receipt.is_error,
            },
            receipt: Some(*receipt),
            denied: false,
            conditions,
            event: None,
        },
        Settled::Denied(reason) => refused(id, format!("denied: {reason}"), true),
    };
    Ran { event: None, ..ran }
}

fn receipt(
    id: ReceiptId,
    info: &ToolInfo,
    call: &ToolCall,
    (output, shown): (&ToolOutput, &str),
    duration: Duration,
) -> Receipt {
    let code = output
        .data
        .as_ref()
        .and_then(|data| data.get("code"))
        .and_then(Value::as_i64);
    Receipt {
        id,
        tool: call.name.clone(),
        summary: summary(&call.name, &call.arguments),
        effect: info.effect.clone(),
        code: code.and_then(|code| i32::try_from(code).ok()),
        is_error: output.is_error,
        output: truncate::tail(shown, usize::MAX, RECEIPT).to_owned(),
        duration_ms: duration.as_millis() as u64,
        input_hash: Intent::hash(&call.arguments),
        output_hash: blake3::hash(output.text.as_bytes()).to_hex().to_string(),
        files: Vec::new(),
    }
}

/// A call in one line: its most telling argument, or all of them.
pub(super) fn summary(tool: &str, arguments: &Value) -> String {
    let telling = ["command", "path", "pattern", "query", "url"]
        .iter()
        .find_map(|key| arguments.get(key)?.as_str());
    let all = || match arguments.as_object() {
        Some(none) if none.is_empty() => String::new(),
        _ => arguments.to_string(),
    };
    let text = telling.map_or_else(all, str::to_owned);
    let line = text.lines().next().unwrap_or_default();
    let more = if line.len() < text.trim_end().len() {
        " …"
    } else {
        ""
    };
    format!("{tool} {line}{more}").trim_end().to_owned()
}
