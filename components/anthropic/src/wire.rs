//! The Messages API as JSON: requests, streamed events, errors and the list of models.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The body of `POST /v1/messages`.
#[derive(Serialize)]
pub(crate) struct Body<'a> {
    pub(crate) model: &'a str,
    pub(crate) max_tokens: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) system: Vec<Block<'a>>,
    pub(crate) messages: Vec<Message<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) tools: Vec<Tool<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tool_choice: Option<ToolChoice<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) thinking: Option<Thinking>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) output_config: Option<OutputConfig<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) temperature: Option<f32>,
    pub(crate) stream: bool,
}

#[derive(Serialize)]
pub(crate) struct Message<'a> {
    pub(crate) role: &'static str,
    pub(crate) content: Vec<Block<'a>>,
}

/// A piece of a message or of the system prompt.
#[derive(Serialize)]
pub(crate) struct Block<'a> {
    #[serde(flatten)]
    pub(crate) content: Content<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cache_control: Option<CacheControl>,
    /// The kernel says that everything up to here will come again.
    #[serde(skip)]
    pub(crate) cache_point: bool,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Content<'a> {
    Text {
        text: Cow<'a, str>,
    },
    Image {
        source: ImageSource<'a>,
    },
    Thinking {
        thinking: &'a str,
        signature: &'a str,
    },
    RedactedThinking {
        data: &'a str,
    },
    ToolUse {
        id: &'a str,
        name: &'a str,
        input: &'a RawValue,
    },
    ToolResult {
        tool_use_id: &'a str,
        content: &'a str,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        is_error: bool,
    },
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "base64")]
pub(crate) struct ImageSource<'a> {
    pub(crate) media_type: &'a str,
    pub(crate) data: String,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "ephemeral")]
pub(crate) struct CacheControl {}

#[derive(Serialize)]
pub(crate) struct Tool<'a> {
    pub(crate) name: &'a str,
    pub(crate) description: &'a str,
    pub(crate) input_schema: &'a RawValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cache_control: Option<CacheControl>,
}

#[derive(Serialize, Clone, Copy, PartialEq)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum ToolChoice<'a> {
    Auto,
    Any,
    None,
    Tool { name: &'a str },
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Thinking {
    Disabled,
    Enabled {
        budget_tokens: u32,
    },
    Adaptive {
        /// "summarized": newer models keep their reasoning to themselves unless asked for it.
        display: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        block_binding: Option<BlockBinding>,
    },
}

/// What becomes of reasoning whose conversation has changed since, as it does when the kernel makes the context smaller.
#[derive(Serialize)]
pub(crate) struct BlockBinding {
    pub(crate) prefix_mismatch_behavior: &'static str,
}

#[derive(Serialize)]
pub(crate) struct OutputConfig<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) effort: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) format: Option<Format>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "json_schema")]
pub(crate) struct Format {
    pub(crate) schema: serde_json::Value,
}

/// A streamed event: the union of all kinds, since a tag inside would have to be read twice.
#[derive(Deserialize)]
pub(crate) struct Event<'a> {
    #[serde(borrow, default, rename = "type")]
    pub(crate) kind: Cow<'a, str>,
    #[serde(default)]
    pub(crate) index: u32,
    #[serde(default, borrow)]
    pub(crate) delta: Option<Delta<'a>>,
    pub(crate) content_block: Option<Start>,
    pub(crate) message: Option<MessageStart>,
    pub(crate) usage: Option<Usage>,
    pub(crate) error: Option<Error>,
}

#[derive(Deserialize)]
pub(crate) struct Delta<'a> {
    #[serde(borrow, default, rename = "type")]
    pub(crate) kind: Cow<'a, str>,
    pub(crate) text: Option<String>,
    pub(crate) thinking: Option<String>,
    pub(crate) signature: Option<String>,
    pub(crate) partial_json: Option<String>,
    pub(crate) stop_reason: Option<String>,
}

/// The beginning of a content block.
#[derive(Deserialize)]
pub(crate) struct Start {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) data: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) thinking: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct MessageStart {
    pub(crate) usage: Option<Usage>,
}

#[derive(Deserialize)]
pub(crate) struct Usage {
    pub(crate) input_tokens: Option<u64>,
    pub(crate) output_tokens: Option<u64>,
    pub(crate) cache_read_input_tokens: Option<u64>,
    pub(crate) cache_creation_input_tokens: Option<u64>,
}

/// The body of a response that is not a success.
#[derive(Deserialize)]
pub(crate) struct ErrorBody {
    pub(crate) error: Error,
}

#[derive(Deserialize)]
pub(crate) struct Error {
    #[serde(default, rename = "type")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) message: String,
}

/// The answer to `GET /v1/models`.
#[derive(Deserialize)]
pub(crate) struct Models {
    pub(crate) data: Vec<ModelInfo>,
}

#[derive(Deserialize)]
pub(crate) struct ModelInfo {
    pub(crate) id: String,
    pub(crate) display_name: Option<String>,
    pub(crate) max_input_tokens: Option<u64>,
    pub(crate) max_tokens: Option<u64>,
    pub(crate) capabilities: Option<Capabilities>,
}

#[derive(Deserialize)]
pub(crate) struct Capabilities {
    pub(crate) image_input: Option<Capability>,
    pub(crate) thinking: Option<Capability>,
}

#[derive(Deserialize)]
pub(crate) struct Capability {
    #[serde(default)]
    pub(crate) supported: bool,
}
