//! From the kernel's request to the HTTP request that asks for it.

use openkoi_sdk::embedder::{Failure, Framing, HttpRequest, Request};
use serde_json::Value;

use crate::conversation::{messages, object, shows_image, system, tools};
use crate::facts;
use crate::reasoning;
use crate::settings::{Effort, MaxTokens, Schema, Settings};
use crate::wire::{
    Body, Forced, Format, Message, Named, NamedSchema, Reasoning, StreamOptions, ToolChoice,
};

pub(crate) fn encode(
    service: &str,
    settings: &Settings,
    request: &Request,
) -> Result<HttpRequest, Failure> {
    let model = request.model.as_str();
    if shows_image(&request.messages)
        && facts::find(service, model).is_some_and(|fact| !fact.vision)
    {
        return Err(Failure::invalid(format!(
            "The model {model} takes no images. Choose one that does, or describe it."
        )));
    }
    let mut messages = messages(&request.messages, settings.thoughts)?;
    let tools = tools(&request.tools)?;
    let format = format(request, settings);
    if let Some(schema) = &request.answer_schema
        && !matches!(format, Some(Format::JsonSchema { .. }))
    {
        tell(&mut messages, schema);
    }

    let reasons = reasoning::is_openai_reasoning(model);
    let field = settings.max_tokens_field.unwrap_or(if reasons {
        MaxTokens::MaxCompletionTokens
    } else {
        MaxTokens::MaxTokens
    });
    let max_tokens = |named| request.max_tokens.filter(|_| field == named);
    let effort = request
        .effort
        .as_deref()
        .filter(|effort| matches!(*effort, "low" | "medium" | "high"));
    let body = Body {
        model,
        messages,
        stream: true,
        stream_options: settings.stream_options.then_some(StreamOptions {
            include_usage: true,
        }),
        max_tokens: max_tokens(MaxTokens::MaxTokens),
        max_completion_tokens: max_tokens(MaxTokens::MaxCompletionTokens),
        temperature: request
            .temperature
            .filter(|_| settings.temperature && !reasons),
        reasoning_effort: match settings.effort {
            Effort::Field if !tools.is_empty() && reasoning::must_not_think_with_tools(model) => {
                Some("none")
            }
            Effort::Field => effort.filter(|_| reasoning::takes_effort(model)),
            Effort::Object => None,
        },
        reasoning: effort
            .filter(|_| settings.effort == Effort::Object)
            .map(|effort| Reasoning { effort }),
        tool_choice: tool_choice(request)?,
        tools,
        response_format: format,
    };
    let body = serde_json::to_vec(&body).map_err(|error| {
        Failure::invalid(format!(
            "The request for {model} can't be written as JSON: {error}."
        ))
    })?;
    Ok(http("POST", "/chat/completions", body, Framing::Sse))
}

/// A request with the headers that it needs.
pub(crate) fn http(method: &str, path: &str, body: Vec<u8>, framing: Framing) -> HttpRequest {
    let json = ("content-type".to_owned(), "application/json".to_owned());
    let headers = if body.is_empty() {
        Vec::new()
    } else {
        vec![json]
    };
    HttpRequest {
        method: method.to_owned(),
        path: path.to_owned(),
        headers,
        body,
        framing,
        extra: Vec::new(),
    }
}

/// Which tool the model may or must call.
fn tool_choice(request: &Request) -> Result<Option<ToolChoice<'_>>, Failure> {
    let Some(choice) = request.tool_choice.as_deref() else {
        return Ok(None);
    };
    match choice {
        word @ ("none" | "required") => {
            Ok((!request.tools.is_empty()).then_some(ToolChoice::Word(word)))
        }
        name if request.tools.iter().any(|tool| tool.name == name) => {
            Ok(Some(ToolChoice::Function(Forced {
                function: Named { name },
            })))
        }
        name => Err(Failure::invalid(format!(
            "The tool {name} must be called but is not among the request's tools."
        ))),
    }
}

/// What the service is asked to enforce of the answer's shape. JSON mode and tools exclude each other at some services.
fn format<'a>(request: &'a Request, settings: &Settings) -> Option<Format<'a>> {
    let schema = object(request.answer_schema.as_deref()?)?;
    match settings.schema {
        Schema::Json => {
            let strict = serde_json::from_str(schema.get()).is_ok_and(|schema| is_strict(&schema));
            Some(Format::JsonSchema {
                json_schema: NamedSchema {
                    name: "answer",
                    strict,
                    schema,
                },
            })
        }
        Schema::Object if request.tools.is_empty() => Some(Format::JsonObject),
        Schema::Object | Schema::Words => None,
    }
}

/// Puts the answer's schema in words behind the system prompt.
fn tell(messages: &mut Vec<Message>, schema: &str) {
    let first = messages
        .iter()
        .position(|message| message.role != "system")
        .unwrap_or(messages.len());
    let words = format!(
        "Your whole answer is one JSON value that satisfies the JSON schema below: no text before or after it, no code \
         fence.\n\n{schema}"
    );
    messages.insert(first, system(words));
}

/// Whether a schema can be followed to the letter: closed objects whose keys are all required, and no limits.
fn is_strict(schema: &Value) -> bool {
    let Value::Object(keywords) = schema else {
        return false;
    };
    keywords
        .iter()
        .all(|(keyword, value)| match (keyword.as_str(), value) {
            ("type", Value::String(kind)) if kind == "object" => {
                let keys = schema["properties"]
                    .as_object()
                    .into_iter()
                    .flat_map(|properties| properties.keys());
                let required = schema["required"].as_array();
                let all = required.is_some_and(|names| {
                    keys.into_iter()
                        .all(|key| names.iter().any(|name| name == key))
                });
                schema["additionalProperties"] == Value::Bool(false) && all
            }
            (
                "type"
                | "required"
                | "enum"
                | "const"
                | "title"
                | "description"
                | "additionalProperties",
                _,
            ) => true,
            ("properties", Value::Object(properties)) => properties.values().all(is_strict),
            ("anyOf", Value::Array(options)) => options.iter().all(is_strict),
            ("items", items) => is_strict(items),
            _ => false,
        })
}
