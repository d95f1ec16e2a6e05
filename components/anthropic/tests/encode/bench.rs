//! Requests as the kernel makes them, and what becomes of them.

use openkoi_anthropic::Anthropic;
use openkoi_sdk::provider::{
    Dialect, Failure, HttpRequest, Message, Part, Request, Role, Service, Thinking, ToolCall,
    ToolResult, ToolSpec,
};
use serde_json::Value;

pub(crate) const OLD: &str = "claude-haiku-4-5-20251001";

pub(crate) fn message(role: Role, parts: Vec<Part>) -> Message {
    Message {
        role,
        parts,
        cache_point: false,
    }
}

pub(crate) fn text(text: &str) -> Part {
    Part::Text(text.to_owned())
}

pub(crate) fn call(id: &str) -> Part {
    Part::ToolCall(ToolCall {
        id: id.to_owned(),
        name: "read".to_owned(),
        arguments: "{\"path\": \"a\"}".to_owned(),
    })
}

pub(crate) fn result(id: &str) -> Part {
    Part::ToolResult(ToolResult {
        id: id.to_owned(),
        content: "1\tfish".to_owned(),
        is_error: false,
    })
}

pub(crate) fn thought(signature: Option<&str>) -> Part {
    Part::Thinking(Thinking {
        text: "Hm.".to_owned(),
        signature: signature.map(str::to_owned),
    })
}

pub(crate) fn tool(name: &str) -> ToolSpec {
    let parameters =
        r#"{"type":"object","properties":{"path":{"type":"string"}},"required":["path"]}"#;
    ToolSpec {
        name: name.to_owned(),
        description: "Reads a file.".to_owned(),
        parameters: parameters.to_owned(),
    }
}

/// A request to a model that takes every setting there is, about nothing in particular.
pub(crate) fn request(messages: Vec<Message>) -> Request {
    Request {
        model: OLD.to_owned(),
        messages,
        tools: Vec::new(),
        tool_choice: None,
        max_tokens: None,
        temperature: None,
        effort: None,
        answer_schema: None,
        extra: Vec::new(),
    }
}

pub(crate) fn hello() -> Request {
    request(vec![message(Role::User, vec![text("Hello")])])
}

pub(crate) fn encode(request: Request) -> Result<HttpRequest, Failure> {
    Anthropic::encode(
        Service {
            id: "anthropic".to_owned(),
            settings: Vec::new(),
        },
        request,
    )
}

pub(crate) fn body(request: Request) -> Value {
    serde_json::from_slice(&encode(request).expect("a request").body).expect("JSON")
}
