//! The kernel's messages as Chat Completions wants them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use openkoi_sdk::embedder::{Failure, Image, Message as Said, Part, Role, ToolSpec};
use serde_json::value::RawValue;

use crate::settings::Thoughts;
use crate::wire::{Called, Content, Function, ImageUrl, Message, Piece, Tool, ToolCall};

/// All messages. One of the kernel's can become several: each result of a tool is a message of its own.
pub(crate) fn messages(said: &[Said], thoughts: Thoughts) -> Result<Vec<Message<'_>>, Failure> {
    let mut messages = Vec::with_capacity(said.len());
    for message in said {
        messages.extend(message.parts.iter().filter_map(result));
        match &message.role {
            Role::System => messages.extend(spoken("system", &message.parts)),
            Role::Assistant => messages.extend(answer(&message.parts, thoughts)),
            Role::User | Role::Tool | Role::Other(_) => {
                messages.extend(spoken("user", &message.parts))
            }
        }
    }
    if messages.iter().all(|message| message.role == "system") {
        return Err(Failure::invalid(
            "The request has no message besides the system prompt.",
        ));
    }
    Ok(messages)
}

/// Whether an image is among them.
pub(crate) fn shows_image(said: &[Said]) -> bool {
    said.iter()
        .flat_map(|message| &message.parts)
        .any(|part| matches!(part, Part::Image(_)))
}

fn result(part: &Part) -> Option<Message<'_>> {
    let Part::ToolResult(result) = part else {
        return None;
    };
    // The API has no other place for it.
    let content = match result.is_error {
        true => format!("Error: {}", result.content).into(),
        false => result.content.as_str().into(),
    };
    Some(Message {
        tool_call_id: Some(&result.id),
        ..message("tool", Some(Content::Text(content)))
    })
}

fn spoken<'a>(role: &'static str, parts: &'a [Part]) -> Option<Message<'a>> {
    let pieces: Vec<Piece> = parts.iter().filter_map(piece).collect();
    let content = match pieces.as_slice() {
        [] => return None,
        // Plain text is what every service understands.
        _ if pieces
            .iter()
            .all(|piece| matches!(piece, Piece::Text { .. })) =>
        {
            Content::Text(joined(parts).into())
        }
        _ => Content::Pieces(pieces),
    };
    Some(message(role, Some(content)))
}

fn answer(parts: &[Part], thoughts: Thoughts) -> Option<Message<'_>> {
    let tool_calls: Vec<ToolCall> = parts.iter().filter_map(call).collect();
    let mut text = joined(parts);
    let thought: String = parts.iter().filter_map(thought).collect();
    let thought = Some(thought).filter(|thought| !thought.is_empty());
    if let (Thoughts::Tags, Some(thought)) = (thoughts, &thought) {
        text = format!("<think>{thought}</think>\n\n{text}");
    }
    if text.is_empty() && tool_calls.is_empty() {
        return None;
    }
    let content = Some(Content::Text(text.into()))
        .filter(|content| !matches!(content, Content::Text(text) if text.is_empty()));
    let mut message = Message {
        tool_calls,
        ..message("assistant", content)
    };
    match thoughts {
        Thoughts::ReasoningContent => message.reasoning_content = thought,
        Thoughts::Reasoning => message.reasoning = thought,
        Thoughts::Tags | Thoughts::Left => {}
    }
    Some(message)
}

fn message<'a>(role: &'static str, content: Option<Content<'a>>) -> Message<'a> {
    Message {
        role,
        content,
        reasoning_content: None,
        reasoning: None,
        tool_calls: Vec::new(),
        tool_call_id: None,
    }
}

/// A message of the system, in these words.
pub(crate) fn system(words: String) -> Message<'static> {
    message("system", Some(Content::Text(words.into())))
}

fn text(part: &Part) -> Option<&str> {
    match part {
        Part::Text(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

fn joined(parts: &[Part]) -> String {
    parts
        .iter()
        .filter_map(text)
        .collect::<Vec<_>>()
        .join("\n\n")
}

fn thought(part: &Part) -> Option<&str> {
    match part {
        Part::Thinking(thinking) => Some(&thinking.text),
        _ => None,
    }
}

fn piece(part: &Part) -> Option<Piece<'_>> {
    match part {
        Part::Text(_) => text(part).map(|text| Piece::Text { text }),
        Part::Image(Image { media_type, data }) => {
            let url = format!("data:{media_type};base64,{}", STANDARD.encode(data));
            Some(Piece::ImageUrl {
                image_url: ImageUrl { url },
            })
        }
        Part::Thinking(_) | Part::ToolCall(_) | Part::ToolResult(_) | Part::Other(_) => None,
    }
}

fn call(part: &Part) -> Option<ToolCall<'_>> {
    let Part::ToolCall(call) = part else {
        return None;
    };
    let arguments = if call.arguments.trim().is_empty() {
        "{}"
    } else {
        &call.arguments
    };
    Some(ToolCall {
        id: &call.id,
        function: Called {
            name: &call.name,
            arguments,
        },
    })
}

/// The tools on offer.
pub(crate) fn tools(specs: &[ToolSpec]) -> Result<Vec<Tool<'_>>, Failure> {
    specs.iter().map(tool).collect()
}

fn tool(spec: &ToolSpec) -> Result<Tool<'_>, Failure> {
    let parameters = object(&spec.parameters).ok_or_else(|| {
        Failure::invalid(format!(
            "The parameters of the tool {} are not a JSON schema.",
            spec.name
        ))
    })?;
    Ok(Tool {
        function: Function {
            name: &spec.name,
            description: &spec.description,
            parameters,
        },
    })
}

/// The text as a JSON object, untouched.
pub(crate) fn object(text: &str) -> Option<&RawValue> {
    serde_json::from_str::<&RawValue>(text.trim())
        .ok()
        .filter(|value| value.get().starts_with('{'))
}
