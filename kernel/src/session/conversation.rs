//! What the executor has been told and has said.

mod compaction;
mod digest;

#[cfg(test)]
mod tests;

use super::prompt;
use super::toolbox::summary;
use super::turn::Turn;
use crate::domain::{Effect, Message, Part, Plan, Receipt, Role, ToolCall, ToolResult};
pub(super) use compaction::Depth;
use digest::Digest;
use serde_json::Value;

/// What an image counts as: its pixels are what a model reads, not its bytes.
const IMAGE: usize = 6_000;
/// What a part costs beside its text: the names around it.
const AROUND: usize = 24;

/// The messages of one task, oldest first. Only its end grows, so that what stood before it can be cached; it is rewritten
/// only where it has to become smaller.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    messages: Vec<Message>,
    /// Beside each message, what it is when the conversation has to become smaller.
    spans: Vec<Span>,
    /// What is known of turns that are no longer there, and the part of the first user message that tells it.
    digest: Digest,
    place: Option<usize>,
}

/// What one message is, and its size.
#[derive(Debug, Clone, PartialEq)]
struct Span {
    kind: Kind,
    bytes: usize,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    /// Stays as it is: the system prompt, the first message of the user.
    Pinned,
    /// The model's turn.
    Said,
    /// What came of the calls of the turn before.
    Results(Vec<Made>),
    /// What the answer before was found to lack.
    Findings,
}

/// A call that was made, and what its receipt says.
#[derive(Debug, Clone, PartialEq)]
struct Made {
    /// Tool and most telling argument.
    call: String,
    receipt: Option<String>,
    code: Option<i32>,
    is_error: bool,
    /// It changed files, and said so.
    has_written: bool,
    is_left_out: bool,
}

impl Conversation {
    /// The system prompt, then the task word for word as the first part of the first user message.
    pub fn new(system: String, task: String, directive: &str) -> Self {
        let system = Message {
            cache_point: true,
            ..Message::text(Role::System, system)
        };
        let mut first = Message::text(Role::User, task);
        if !directive.is_empty() {
            first.parts.push(Part::Text(prompt::directive(directive)));
        }
        let mut conversation = Self {
            messages: Vec::new(),
            spans: Vec::new(),
            digest: Digest::default(),
            place: None,
        };
        conversation.push(system, Kind::Pinned);
        conversation.push(first, Kind::Pinned);
        conversation
    }

    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// Adds the instructions that go with the task to the first user message.
    pub(super) fn instruct(&mut self, text: String) {
        if let Some(first) = self.messages.get_mut(1) {
            first.parts.push(Part::Text(text));
            self.measure(1);
        }
    }

    /// The size of all messages together.
    pub(super) fn bytes(&self) -> usize {
        self.spans.iter().map(|span| span.bytes).sum()
    }

    /// Adds what was planned and decided to the first user message. Called before the executor has said anything.
    pub(super) fn brief(&mut self, plan: &Plan, conditions: &[String]) {
        if let Some(text) = prompt::brief(plan, conditions)
            && let Some(first) = self.messages.get_mut(1)
        {
            first.parts.push(Part::Text(text));
            self.measure(1);
        }
    }

    /// Adds the form of the answer to the first user message. Called before the executor has said anything.
    pub(super) fn demand(&mut self, schema: &Value) {
        if let Some(first) = self.messages.get_mut(1) {
            first.parts.push(Part::Text(prompt::demand(schema)));
        }
    }

    pub(super) fn said(&mut self, turn: &Turn) {
        if !turn.parts.is_empty() {
            let message = Message {
                role: Role::Assistant,
                parts: turn.parts.clone(),
                cache_point: false,
            };
            self.push(message, Kind::Said);
        }
    }

    /// Adds what came of the last turn's calls, in its order. A call that was not made has no receipt.
    pub(super) fn results(&mut self, results: Vec<ToolResult>, receipts: &[Receipt]) {
        let made = self.made(&results, receipts);
        let parts = results.into_iter().map(Part::ToolResult).collect();
        let message = Message {
            role: Role::Tool,
            parts,
            cache_point: false,
        };
        self.push_cached(message, Kind::Results(made));
    }

    pub(super) fn judged(&mut self, findings: &str) {
        self.push_cached(Message::text(Role::User, findings), Kind::Findings);
    }

    /// Finds the call and the receipt of each result.
    fn made(&self, results: &[ToolResult], receipts: &[Receipt]) -> Vec<Made> {
        let asked: Vec<&ToolCall> = self.messages.last().map(calls).unwrap_or_default();
        let mut receipts = receipts.iter().peekable();
        let made = |result: &ToolResult| {
            let call = asked.iter().find(|call| call.id == result.id);
            let call = call.map_or_else(
                || "a call".to_owned(),
                |call| summary(&call.name, &call.arguments),
            );
            let receipt = receipts.next_if(|receipt| receipt.summary == call);
            Made {
                receipt: receipt.map(|receipt| receipt.id.0.clone()),
                code: receipt.and_then(|receipt| receipt.code),
                is_error: result.is_error,
                has_written: receipt.is_some_and(|receipt| {
                    receipt.effect == Effect::WriteWorkspace && !receipt.is_error
                }),
                is_left_out: false,
                call,
            }
        };
        results.iter().map(made).collect()
    }

    fn push(&mut self, message: Message, kind: Kind) {
        let bytes = size(&message);
        self.messages.push(message);
        self.spans.push(Span { kind, bytes });
    }

    /// Appends a message and moves the moving cache point to it; the one of the system prompt stays.
    fn push_cached(&mut self, message: Message, kind: Kind) {
        for earlier in self.messages.iter_mut().skip(1) {
            earlier.cache_point = false;
        }
        let message = Message {
            cache_point: true,
            ..message
        };
        self.push(message, kind);
    }

    /// Measures a message that has changed.
    fn measure(&mut self, at: usize) {
        self.spans[at].bytes = size(&self.messages[at]);
    }
}

fn calls(message: &Message) -> Vec<&ToolCall> {
    let parts = message.parts.iter();
    parts
        .filter_map(|part| match part {
            Part::ToolCall(call) => Some(call),
            _ => None,
        })
        .collect()
}

/// The bytes of a message as far as a model reads them.
fn size(message: &Message) -> usize {
    let part = |part: &Part| match part {
        Part::Text(text) => text.len(),
        Part::Image { .. } => IMAGE,
        Part::Thinking(thinking) => {
            thinking.text.len() + thinking.signature.as_ref().map_or(0, String::len)
        }
        Part::ToolCall(call) => call.id.len() + call.name.len() + call.arguments.to_string().len(),
        Part::ToolResult(result) => result.id.len() + result.content.len(),
        Part::Other(kind, text) => kind.len() + text.len(),
    };
    let parts = message.parts.iter().map(|each| part(each) + AROUND);
    AROUND + parts.sum::<usize>()
}
