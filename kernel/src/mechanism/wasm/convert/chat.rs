//! Requests to models, and what models say.

use super::Garbled;
use crate::domain::{Message, ModelEvent, ModelRequest, Part, Role, Thinking, ToolSpec, Usage};
use crate::mechanism::wasm::bindings::openkoi::types::chat;

pub(in crate::mechanism::wasm) fn request(request: &ModelRequest) -> chat::Request {
    chat::Request {
        model: request.model.clone(),
        messages: request.messages.iter().map(message).collect(),
        tools: request.tools.iter().map(tool_spec).collect(),
        tool_choice: request.tool_choice.clone(),
        max_tokens: request.max_tokens,
        temperature: request.temperature,
        effort: request.effort.clone(),
        answer_schema: request.answer_schema.as_ref().map(ToString::to_string),
        extra: request.extra.clone(),
    }
}

fn message(message: &Message) -> chat::Message {
    chat::Message {
        role: match &message.role {
            Role::System => chat::Role::System,
            Role::User => chat::Role::User,
            Role::Assistant => chat::Role::Assistant,
            Role::Tool => chat::Role::Tool,
            Role::Other(word) => chat::Role::Other(word.clone()),
        },
        parts: message.parts.iter().map(part).collect(),
        cache_point: message.cache_point,
    }
}

fn part(part: &Part) -> chat::Part {
    match part {
        Part::Text(text) => chat::Part::Text(text.clone()),
        Part::Image { media_type, data } => chat::Part::Image(chat::Image {
            media_type: media_type.clone(),
            data: data.clone(),
        }),
        Part::Thinking(thinking) => chat::Part::Thinking(chat::Thinking {
            text: thinking.text.clone(),
            signature: thinking.signature.clone(),
        }),
        Part::ToolCall(call) => chat::Part::ToolCall(chat::ToolCall {
            id: call.id.clone(),
            name: call.name.clone(),
            arguments: call.arguments.to_string(),
        }),
        Part::ToolResult(result) => chat::Part::ToolResult(chat::ToolResult {
            id: result.id.clone(),
            content: result.content.clone(),
            is_error: result.is_error,
        }),
        Part::Other(name, value) => chat::Part::Other((name.clone(), value.clone())),
    }
}

fn tool_spec(spec: &ToolSpec) -> chat::ToolSpec {
    chat::ToolSpec {
        name: spec.name.clone(),
        description: spec.description.clone(),
        parameters: spec.parameters.to_string(),
    }
}

pub(in crate::mechanism::wasm) fn events(events: Vec<chat::Event>) -> Vec<ModelEvent> {
    events.into_iter().map(event).collect()
}

/// The events of a whole answer, which end with why it ended.
pub(in crate::mechanism::wasm) fn answer(
    said: Vec<chat::Event>,
) -> Result<Vec<ModelEvent>, Garbled> {
    let said = events(said);
    match said.last() {
        Some(ModelEvent::Finish(_)) => Ok(said),
        _ => Err(Garbled(
            "an answer's events do not end with `finish`".to_owned(),
        )),
    }
}

fn event(event: chat::Event) -> ModelEvent {
    match event {
        chat::Event::Text(text) => ModelEvent::Text(text),
        chat::Event::Thinking(thinking) => ModelEvent::Thinking(Thinking {
            text: thinking.text,
            signature: thinking.signature,
        }),
        chat::Event::ToolStart(start) => ModelEvent::ToolStart {
            id: start.id,
            name: start.name,
        },
        chat::Event::ToolArguments(arguments) => ModelEvent::ToolArguments {
            id: arguments.id,
            fragment: arguments.fragment,
        },
        chat::Event::ToolEnd(id) => ModelEvent::ToolEnd(id),
        chat::Event::Usage(usage) => ModelEvent::Usage(Usage {
            input: usage.input,
            output: usage.output,
            cache_read: usage.cache_read,
            cache_write: usage.cache_write,
        }),
        chat::Event::Finish(why) => ModelEvent::Finish(why),
        chat::Event::Other((name, value)) => ModelEvent::Other(name, value),
    }
}
