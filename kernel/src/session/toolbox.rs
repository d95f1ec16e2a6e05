//! Runs the tool calls of a turn and writes their receipts.

use super::gate::Gate;
use super::recorder::Recorder;
use super::turn::Requested;
use super::{schema, truncate};
use crate::domain::{
    Action, Effect, EventBody, Receipt, ReceiptId, ToolCall, ToolInfo, ToolOutput, ToolResult,
    Touched,
};
use crate::port::{Tool, Workspace};
use futures_util::future::join_all;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

/// The end of an output that a receipt keeps.
const RECEIPT: usize = 4 * 1024;

/// All tools of a task.
pub(super) struct Toolbox {
    pub(super) tools: Vec<Arc<dyn Tool>>,
    pub(super) gate: Gate,
    pub(super) recorder: Arc<Recorder>,
    pub(super) workspace: Arc<dyn Workspace>,
    pub(super) receipts: AtomicU32,
    /// Something from outside has been read: files, output.
    pub(super) tainted: AtomicBool,
}

/// What came of one call.
struct Ran {
    result: ToolResult,
    receipt: Option<Receipt>,
    denied: bool,
    conditions: Vec<String>,
}

/// What came of a turn's calls.
pub(super) struct RanAll {
    pub(super) results: Vec<ToolResult>,
    pub(super) receipts: Vec<Receipt>,
    pub(super) denied: usize,
    /// What agencies want kept from now on.
    pub(super) conditions: Vec<String>,
}

impl Toolbox {
    pub(super) fn infos(&self) -> impl Iterator<Item = &ToolInfo> {
        self.tools.iter().flat_map(|tool| tool.tools())
    }

    /// Runs calls in order; neighbours that only look run in parallel.
    pub(super) async fn run(&self, calls: &[Requested]) -> RanAll {
        let mut ran = Vec::with_capacity(calls.len());
        for group in calls.chunk_by(|one, next| self.only_looks(one) && self.only_looks(next)) {
            ran.extend(join_all(group.iter().map(|call| self.one(call))).await);
        }
        let denied = ran.iter().filter(|ran| ran.denied).count();
        let conditions = ran.iter().flat_map(|ran| ran.conditions.clone()).collect();
        let (results, receipts): (Vec<_>, Vec<_>) =
            ran.into_iter().map(|ran| (ran.result, ran.receipt)).unzip();
        RanAll {
            results,
            receipts: receipts.into_iter().flatten().collect(),
            denied,
            conditions,
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

    /// Makes the call if the gate lets it pass, and records which of the two it was.
    async fn gated(&self, tool: &dyn Tool, info: &ToolInfo, call: &ToolCall) -> Ran {
        let action = Action {
            tool: call.name.clone(),
            arguments: call.arguments.clone(),
            effect: info.effect.clone(),
            tainted: self.tainted.load(Ordering::Relaxed),
        };
        let conditions = match self.gate.check(&action).await {
            Ok(conditions) => conditions,
            Err(reason) => {
                let denied = EventBody::ToolDenied {
                    tool: call.name.clone(),
                    summary: summary(&call.name, &call.arguments),
                    reason: reason.clone(),
                };
                self.recorder.record(denied).await;
                return refused(&call.id, format!("denied: {reason}"), true);
            }
        };
        let (mut result, receipt) = self.call(tool, info, call).await;
        for condition in &conditions {
            let note = format!("\n[From now on, keep this condition: {condition}]");
            result.content.push_str(&note);
        }
        let called = EventBody::ToolCalled {
            receipt: receipt.clone(),
        };
        self.recorder.record(called).await;
        Ran {
            result,
            receipt: Some(receipt),
            denied: false,
            conditions,
        }
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
        let id = ReceiptId(format!(
            "r{}",
            self.receipts.fetch_add(1, Ordering::Relaxed) + 1
        ));
        let shown = self.recorder.redactor.redact(&output.text);
        let mut receipt = receipt(id, info, call, (&output, &shown), duration);
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
    }
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
        input_hash: blake3::hash(call.arguments.to_string().as_bytes())
            .to_hex()
            .to_string(),
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
