//! What is particular about a service: its `[services.settings]`, which `component.toml` explains.

use openkoi_sdk::embedder::Service;

/// The settings as choices. An unknown word counts as left out.
pub(crate) struct Settings<'a> {
    pub(crate) default_model: Option<&'a str>,
    /// None: by the model's name.
    pub(crate) max_tokens_field: Option<MaxTokens>,
    pub(crate) stream_options: bool,
    pub(crate) temperature: bool,
    pub(crate) schema: Schema,
    pub(crate) effort: Effort,
    pub(crate) thoughts: Thoughts,
    pub(crate) context: Option<u64>,
    pub(crate) output: Option<u64>,
    /// Its models cost nothing.
    pub(crate) free: bool,
}

/// What the limit of the answer's length is called.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum MaxTokens {
    MaxTokens,
    MaxCompletionTokens,
}

/// How an answer's schema is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Schema {
    /// As a schema, which the service enforces.
    Json,
    /// In words; the service enforces that it is an object.
    Object,
    /// In words only.
    Words,
}

/// How it is told how hard to think.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// As `reasoning_effort`, to models known to take it.
    Field,
    /// As `reasoning: {effort}`, to all models.
    Object,
}

/// How a model gets its own reasoning back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thoughts {
    /// Not at all.
    Left,
    /// In the field `reasoning_content`.
    ReasoningContent,
    /// In the field `reasoning`.
    Reasoning,
    /// Between tags at the beginning of the text.
    Tags,
}

impl<'a> Settings<'a> {
    pub(crate) fn of(service: &'a Service) -> Self {
        let get = |name: &str| {
            let row = service.settings.iter().find(|(key, _)| key == name);
            row.map(|(_, value)| value.as_str())
                .filter(|value| !value.is_empty())
        };
        let tokens = |name| get(name).and_then(|value| value.parse().ok());
        Self {
            default_model: get("default_model"),
            max_tokens_field: match get("max_tokens_field") {
                Some("max_tokens") => Some(MaxTokens::MaxTokens),
                Some("max_completion_tokens") => Some(MaxTokens::MaxCompletionTokens),
                _ => None,
            },
            stream_options: get("stream_options") != Some("no"),
            temperature: get("temperature") != Some("no"),
            schema: match get("schema") {
                Some("json_schema") => Schema::Json,
                Some("json_object") => Schema::Object,
                _ => Schema::Words,
            },
            effort: if get("effort") == Some("reasoning") {
                Effort::Object
            } else {
                Effort::Field
            },
            thoughts: match get("thoughts") {
                Some("reasoning_content") => Thoughts::ReasoningContent,
                Some("reasoning") => Thoughts::Reasoning,
                Some("tags") => Thoughts::Tags,
                _ => Thoughts::Left,
            },
            context: tokens("context"),
            output: tokens("output"),
            free: get("free") == Some("yes"),
        }
    }
}
