//! The kernel's messages as the API wants them: a system prompt apart, then turns of user and assistant that alternate.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use openkoi_sdk::provider::{
    Failure, Image, Message as Said, Part, Role, Thinking, ToolCall, ToolSpec,
};
use serde_json::value::RawValue;

use crate::wire::{Block, CacheControl, Content, ImageSource, Message, Tool};

/// Stands before the signature of reasoning that came encrypted as a whole, so that it goes back as what it was.
pub(crate) const REDACTED: &str = "redacted:";

/// How many places of a request the API caches at most.
const BREAKPOINTS: usize = 4;

/// A request's messages, mapped.
pub(crate) struct Conversation<'a> {
    pub(crate) system: Vec<Block<'a>>,
    pub(crate) messages: Vec<Message<'a>>,
}

impl<'a> Conversation<'a> {
    pub(crate) fn of(said: &'a [Said]) -> Result<Self, Failure> {
        let mut conversation = Self {
            system: Vec::new(),
            messages: Vec::new(),
        };
        for message in said {
            let mut blocks = Vec::new();
            for part in &message.parts {
                blocks.extend(block(part)?);
            }
            if message.cache_point
                && let Some(last) = blocks.iter_mut().rfind(|block| !block.is_reasoning())
            {
                last.cache_point = true;
            }
            match &message.role {
                Role::System => conversation.system.extend(blocks),
                Role::Assistant => conversation.say("assistant", blocks),
                Role::User | Role::Tool | Role::Other(_) => conversation.say("user", blocks),
            }
        }
        if conversation.messages.is_empty() {
            return Err(Failure::invalid(
                "The request to Anthropic has no message besides the system prompt.",
            ));
        }
        Ok(conversation)
    }

    /// Adds to the turn if it has the same speaker, else begins one. Results of tools stand first in a turn.
    fn say(&mut self, role: &'static str, blocks: Vec<Block<'a>>) {
        if blocks.is_empty() {
            return;
        }
        match self.messages.last_mut() {
            Some(turn) if turn.role == role => turn.content.extend(blocks),
            _ => self.messages.push(Message {
                role,
                content: blocks,
            }),
        }
        if let Some(turn) = self.messages.last_mut() {
            turn.content
                .sort_by_key(|block| role == "user" && !block.is_result());
        }
    }

    /// Whether the assistant's turn that waits for results began with reasoning, or there is no such turn. The API
    /// accepts a budget for thinking in no other case.
    pub(crate) fn can_think(&self) -> bool {
        let [.., assistant, user] = self.messages.as_slice() else {
            return true;
        };
        !user.content.first().is_some_and(Block::is_result)
            || assistant.content.first().is_some_and(Block::is_reasoning)
    }

    /// Asks the API to cache what the kernel says will come again: the tools, the system prompt, and the newest of the
    /// marked turns as far as the API's limit allows. A conversation without a mark is not cached, since writing costs.
    pub(crate) fn cache(&mut self, tools: &mut [Tool<'a>]) {
        let turns = self.messages.iter().flat_map(|message| &message.content);
        if !self
            .system
            .iter()
            .chain(turns)
            .any(|block| block.cache_point)
        {
            return;
        }
        let mut left = BREAKPOINTS;
        let ends = [
            tools.last_mut().map(|tool| &mut tool.cache_control),
            self.system.last_mut().map(|block| &mut block.cache_control),
        ];
        for end in ends.into_iter().flatten() {
            *end = Some(CacheControl {});
            left -= 1;
        }
        let turns = self
            .messages
            .iter_mut()
            .rev()
            .flat_map(|message| message.content.iter_mut().rev());
        for block in turns.filter(|block| block.cache_point).take(left) {
            block.cache_control = Some(CacheControl {});
        }
    }
}

impl<'a> Block<'a> {
    pub(crate) fn text(text: impl Into<std::borrow::Cow<'a, str>>) -> Self {
        Content::Text { text: text.into() }.into()
    }

    fn is_result(&self) -> bool {
        matches!(self.content, Content::ToolResult { .. })
    }

    fn is_reasoning(&self) -> bool {
        matches!(
            self.content,
            Content::Thinking { .. } | Content::RedactedThinking { .. }
        )
    }
}

impl<'a> From<Content<'a>> for Block<'a> {
    fn from(content: Content<'a>) -> Self {
        Self {
            content,
            cache_control: None,
            cache_point: false,
        }
    }
}

/// The block for a part, or none: the API refuses blank text, and what it has no word for stays here.
fn block(part: &Part) -> Result<Option<Block<'_>>, Failure> {
    let content = match part {
        Part::Text(text) if text.trim().is_empty() => return Ok(None),
        Part::Text(text) => Content::Text { text: text.into() },
        Part::Image(image) => Content::Image {
            source: source(image)?,
        },
        Part::Thinking(thinking) => return Ok(reasoning(thinking).map(Block::from)),
        Part::ToolCall(call) => Content::ToolUse {
            id: &call.id,
            name: &call.name,
            input: input(call)?,
        },
        Part::ToolResult(result) => Content::ToolResult {
            tool_use_id: &result.id,
            content: &result.content,
            is_error: result.is_error,
        },
        Part::Other(_) => return Ok(None),
    };
    Ok(Some(content.into()))
}

/// Reasoning goes back with its signature; without one it came from elsewhere and the API would refuse it.
fn reasoning(thinking: &Thinking) -> Option<Content<'_>> {
    let signature = thinking.signature.as_deref()?;
    Some(match signature.strip_prefix(REDACTED) {
        Some(data) => Content::RedactedThinking { data },
        None => Content::Thinking {
            thinking: &thinking.text,
            signature,
        },
    })
}

fn source(image: &Image) -> Result<ImageSource<'_>, Failure> {
    match image.media_type.as_str() {
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" => Ok(ImageSource {
            media_type: &image.media_type,
            data: STANDARD.encode(&image.data),
        }),
        other => Err(Failure::invalid(format!(
            "Anthropic takes no images of type {other}. Convert it to PNG, JPEG, GIF or WebP."
        ))),
    }
}

fn input(call: &ToolCall) -> Result<&RawValue, Failure> {
    let text = if call.arguments.trim().is_empty() {
        "{}"
    } else {
        &call.arguments
    };
    object(text).ok_or_else(|| {
        Failure::invalid(format!(
            "The arguments of the call {} to {} are not a JSON object.",
            call.id, call.name
        ))
    })
}

/// The tools on offer.
pub(crate) fn tools(specs: &[ToolSpec]) -> Result<Vec<Tool<'_>>, Failure> {
    specs.iter().map(tool).collect()
}

fn tool(spec: &ToolSpec) -> Result<Tool<'_>, Failure> {
    let input_schema = object(&spec.parameters).ok_or_else(|| {
        Failure::invalid(format!(
            "The parameters of the tool {} are not a JSON schema.",
            spec.name
        ))
    })?;
    Ok(Tool {
        name: &spec.name,
        description: &spec.description,
        input_schema,
        cache_control: None,
    })
}

/// The text as a JSON object, untouched.
fn object(text: &str) -> Option<&RawValue> {
    serde_json::from_str::<&RawValue>(text.trim())
        .ok()
        .filter(|value| value.get().starts_with('{'))
}
