//! The Chat Completions API as JSON: requests and streamed chunks.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The body of `POST /chat/completions`.
#[derive(Serialize)]
pub(crate) struct Body<'a> {
    pub(crate) model: &'a str,
    pub(crate) messages: Vec<Message<'a>>,
    pub(crate) stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stream_options: Option<StreamOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reasoning_effort: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reasoning: Option<Reasoning<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) tools: Vec<Tool<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tool_choice: Option<ToolChoice<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) response_format: Option<Format<'a>>,
}

#[derive(Serialize)]
pub(crate) struct StreamOptions {
    pub(crate) include_usage: bool,
}

#[derive(Serialize)]
pub(crate) struct Reasoning<'a> {
    pub(crate) effort: &'a str,
}

#[derive(Serialize)]
pub(crate) struct Message<'a> {
    pub(crate) role: &'static str,
    /// Null in a message that only calls tools.
    pub(crate) content: Option<Content<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reasoning_content: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reasoning: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) tool_calls: Vec<ToolCall<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tool_call_id: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Content<'a> {
    Text(Cow<'a, str>),
    Pieces(Vec<Piece<'a>>),
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Piece<'a> {
    Text { text: &'a str },
    ImageUrl { image_url: ImageUrl },
}

#[derive(Serialize)]
pub(crate) struct ImageUrl {
    pub(crate) url: String,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "function")]
pub(crate) struct ToolCall<'a> {
    pub(crate) id: &'a str,
    pub(crate) function: Called<'a>,
}

#[derive(Serialize)]
pub(crate) struct Called<'a> {
    pub(crate) name: &'a str,
    pub(crate) arguments: &'a str,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "function")]
pub(crate) struct Tool<'a> {
    pub(crate) function: Function<'a>,
}

#[derive(Serialize)]
pub(crate) struct Function<'a> {
    pub(crate) name: &'a str,
    pub(crate) description: &'a str,
    pub(crate) parameters: &'a RawValue,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum ToolChoice<'a> {
    Word(&'a str),
    Function(Forced<'a>),
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "function")]
pub(crate) struct Forced<'a> {
    pub(crate) function: Named<'a>,
}

#[derive(Serialize)]
pub(crate) struct Named<'a> {
    pub(crate) name: &'a str,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Format<'a> {
    JsonObject,
    JsonSchema { json_schema: NamedSchema<'a> },
}

#[derive(Serialize)]
pub(crate) struct NamedSchema<'a> {
    pub(crate) name: &'static str,
    pub(crate) strict: bool,
    pub(crate) schema: &'a RawValue,
}

/// A streamed chunk, or a whole answer from a service that does not stream. What services disagree on stays raw until
/// it is needed.
#[derive(Deserialize)]
pub(crate) struct Chunk<'a> {
    #[serde(borrow)]
    pub(crate) id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) choices: Option<Vec<Choice<'a>>>,
    #[serde(borrow)]
    pub(crate) usage: Option<Usage<'a>>,
    #[serde(borrow)]
    pub(crate) error: Option<&'a RawValue>,
    /// In an error that stands there without the word.
    #[serde(borrow)]
    pub(crate) message: Option<&'a RawValue>,
    /// MiniMax puts its errors here.
    pub(crate) base_resp: Option<BaseResponse>,
}

#[derive(Deserialize)]
pub(crate) struct Choice<'a> {
    #[serde(borrow)]
    pub(crate) delta: Option<Delta<'a>>,
    #[serde(borrow)]
    pub(crate) message: Option<Delta<'a>>,
    pub(crate) finish_reason: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Delta<'a> {
    #[serde(borrow)]
    pub(crate) content: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) reasoning_content: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) reasoning: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) refusal: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) tool_calls: Option<Vec<CallDelta<'a>>>,
}

#[derive(Deserialize)]
pub(crate) struct CallDelta<'a> {
    pub(crate) index: Option<u32>,
    #[serde(borrow)]
    pub(crate) id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) function: Option<FunctionDelta<'a>>,
}

#[derive(Deserialize)]
pub(crate) struct FunctionDelta<'a> {
    #[serde(borrow)]
    pub(crate) name: Option<&'a RawValue>,
    /// A string of JSON, or from some services the JSON itself.
    #[serde(borrow)]
    pub(crate) arguments: Option<&'a RawValue>,
}

#[derive(Deserialize)]
pub(crate) struct BaseResponse {
    #[serde(default)]
    pub(crate) status_code: i64,
}

#[derive(Deserialize)]
pub(crate) struct Usage<'a> {
    pub(crate) prompt_tokens: Option<u64>,
    pub(crate) completion_tokens: Option<u64>,
    pub(crate) total_tokens: Option<u64>,
    pub(crate) prompt_tokens_details: Option<PromptDetails>,
    /// As DeepSeek calls it.
    pub(crate) prompt_cache_hit_tokens: Option<u64>,
    /// As Moonshot calls it.
    pub(crate) cached_tokens: Option<u64>,
    /// What OpenRouter charges, in US dollars.
    #[serde(borrow)]
    pub(crate) cost: Option<&'a RawValue>,
}

#[derive(Deserialize)]
pub(crate) struct PromptDetails {
    pub(crate) cached_tokens: Option<u64>,
    pub(crate) cache_write_tokens: Option<u64>,
}

/// The text of a field: a string, or the texts of a list of pieces. None where it is empty or something else.
pub(crate) fn text(raw: Option<&RawValue>) -> Option<String> {
    #[derive(Deserialize)]
    struct Piece {
        #[serde(default)]
        text: String,
    }
    let raw = raw?.get();
    let text = match raw.as_bytes().first() {
        Some(b'"') => serde_json::from_str(raw).ok()?,
        Some(b'[') => serde_json::from_str::<Vec<Piece>>(raw)
            .ok()?
            .into_iter()
            .map(|piece| piece.text)
            .collect(),
        _ => String::new(),
    };
    Some(text).filter(|text| !text.is_empty())
}
