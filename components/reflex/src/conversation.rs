//! The conversation as the rules see it: the task, what came after, and every tool call with its result.

use openkoi_sdk::local_provider::{Message, Part, Request, Role};
use serde_json::Value;

/// What a request says, parsed once at the door.
pub(crate) struct Conversation {
    /// The user's words: the first text of the first user message, and nothing else.
    pub(crate) task: String,
    /// What later user messages say about work that was not good enough. Data, never a task.
    pub(crate) findings: Vec<String>,
    pub(crate) calls: Vec<Recorded>,
    /// Names of the tools that may be called.
    pub(crate) tools: Vec<String>,
    /// "executor" where the request does not say.
    pub(crate) role: String,
    pub(crate) schema: Option<String>,
}

/// A call that was made, and what came back.
pub(crate) struct Recorded {
    pub(crate) name: String,
    pub(crate) arguments: Value,
    pub(crate) output: Output,
}

/// The result of a tool call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Output {
    pub(crate) text: String,
    pub(crate) is_error: bool,
}

impl Conversation {
    pub(crate) fn of(request: &Request) -> Self {
        let mut users = request
            .messages
            .iter()
            .filter(|message| message.role == Role::User);
        let task = users
            .next()
            .and_then(|message| texts(message).next())
            .unwrap_or_default()
            .to_owned();
        let extra = |name: &str| {
            request
                .extra
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone())
        };
        let tools = if request.tool_choice.as_deref() == Some("none") {
            &[][..]
        } else {
            &request.tools[..]
        };
        Self {
            task,
            findings: users
                .map(|message| texts(message).collect::<Vec<_>>().join("\n"))
                .collect(),
            calls: calls(&request.messages),
            tools: tools.iter().map(|tool| tool.name.clone()).collect(),
            role: extra("role").unwrap_or_else(|| "executor".into()),
            schema: request.answer_schema.clone(),
        }
    }
}

fn texts(message: &Message) -> impl Iterator<Item = &str> {
    message.parts.iter().filter_map(|part| match part {
        Part::Text(text) => Some(text.as_str()),
        Part::Image(_)
        | Part::Thinking(_)
        | Part::ToolCall(_)
        | Part::ToolResult(_)
        | Part::Other(_) => None,
    })
}

/// Every call with its result, which stands somewhere after it.
fn calls(messages: &[Message]) -> Vec<Recorded> {
    let parts: Vec<&Part> = messages.iter().flat_map(|message| &message.parts).collect();
    let mut calls = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let Part::ToolCall(call) = part else { continue };
        let result = parts[index..].iter().find_map(|part| match part {
            Part::ToolResult(result) if result.id == call.id => Some(result),
            _ => None,
        });
        calls.push(Recorded {
            name: call.name.clone(),
            arguments: serde_json::from_str(&call.arguments).unwrap_or(Value::Null),
            output: match result {
                Some(result) => Output {
                    text: result.content.clone(),
                    is_error: result.is_error,
                },
                None => Output {
                    text: "the call has no result".into(),
                    is_error: true,
                },
            },
        });
    }
    calls
}
