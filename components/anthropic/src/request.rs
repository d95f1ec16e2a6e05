//! From the kernel's request to the HTTP request that asks for it.

use openkoi_sdk::provider::{Failure, Framing, HttpRequest, Request};

use crate::conversation::{Conversation, tools};
use crate::models::{self, Claude, Thinking as Trait};
use crate::schema;
use crate::wire::{Block, BlockBinding, Body, Format, OutputConfig, Thinking, ToolChoice};

/// The version of the API that this component speaks.
const VERSION: (&str, &str) = ("anthropic-version", "2023-06-01");

/// The least that the API takes as a budget for thinking.
const LEAST_BUDGET: u32 = 1024;

pub(crate) fn encode(request: &Request) -> Result<HttpRequest, Failure> {
    let model = models::traits(&request.model);
    let mut conversation = Conversation::of(&request.messages)?;
    let mut tools = tools(&request.tools)?;
    conversation.cache(&mut tools);

    let (tool_choice, plea) = tool_choice(request, &model)?;
    conversation.system.extend(plea.map(Block::text));
    let format = format(request, &model);
    if let (Some(schema), None) = (&request.answer_schema, &format) {
        conversation.system.push(Block::text(in_words(schema)));
    }

    let max_tokens = request
        .max_tokens
        .map_or(model.output, |tokens| tokens.min(model.output).max(1));
    let effort = request
        .effort
        .as_deref()
        .filter(|effort| matches!(*effort, "low" | "medium" | "high"));
    let forced = matches!(tool_choice, Some(ToolChoice::Any | ToolChoice::Tool { .. }));
    let thinking = thinking(&model, &conversation, effort, forced, max_tokens);
    let told = effort.filter(|_| !matches!(model.thinking, Trait::Never | Trait::Budget));
    let temperature = request
        .temperature
        .filter(|_| model.sampling && thinking.is_none());
    let body = Body {
        model: &request.model,
        max_tokens,
        system: conversation.system,
        messages: conversation.messages,
        tools,
        tool_choice,
        thinking,
        output_config: (told.is_some() || format.is_some()).then_some(OutputConfig {
            effort: told,
            format,
        }),
        temperature: temperature.map(|temperature| temperature.clamp(0.0, 1.0)),
        stream: true,
    };
    let body = serde_json::to_vec(&body).map_err(|error| {
        Failure::invalid(format!(
            "The request to Anthropic can't be written as JSON: {error}."
        ))
    })?;
    Ok(http("POST", "/v1/messages", body, Framing::Sse))
}

/// A request with the headers that all of them need.
pub(crate) fn http(method: &str, path: &str, body: Vec<u8>, framing: Framing) -> HttpRequest {
    let mut headers = vec![(VERSION.0.to_owned(), VERSION.1.to_owned())];
    if !body.is_empty() {
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
    }
    HttpRequest {
        method: method.to_owned(),
        path: path.to_owned(),
        headers,
        body,
        framing,
        extra: Vec::new(),
    }
}

/// Which tool the model may or must call, and, for a model that can't be made to, a plea for the system prompt.
fn tool_choice<'a>(
    request: &'a Request,
    model: &Claude,
) -> Result<(Option<ToolChoice<'a>>, Option<String>), Failure> {
    let Some(choice) = request.tool_choice.as_deref() else {
        return Ok((None, None));
    };
    let (choice, plea) = match choice {
        "none" => (ToolChoice::None, None),
        "required" => (
            ToolChoice::Any,
            Some("Answer with a call to one of the tools.".to_owned()),
        ),
        name if request.tools.iter().any(|tool| tool.name == name) => (
            ToolChoice::Tool { name },
            Some(format!("Answer with a call to the tool `{name}`.")),
        ),
        name => {
            return Err(Failure::invalid(format!(
                "The tool {name} must be called but is not among the request's tools."
            )));
        }
    };
    Ok(match plea {
        _ if request.tools.is_empty() => (None, None),
        Some(plea) if model.thinking == Trait::Bound => (Some(ToolChoice::Auto), Some(plea)),
        _ => (Some(choice), None),
    })
}

/// The answer's schema where the API can hold the model to it.
fn format(request: &Request, model: &Claude) -> Option<Format> {
    let schema = request
        .answer_schema
        .as_deref()
        .filter(|_| model.structured)?;
    schema::enforceable(schema).map(|schema| Format { schema })
}

/// The answer's schema where it can't.
fn in_words(schema: &str) -> String {
    format!(
        "Your whole answer is one JSON value that satisfies the JSON schema below: no text before or after it, no code \
         fence.\n\n{schema}"
    )
}

/// What to say about thinking. None where a model thinks the right amount untold or can't.
fn thinking(
    model: &Claude,
    conversation: &Conversation,
    effort: Option<&str>,
    forced: bool,
    max_tokens: u32,
) -> Option<Thinking> {
    let adaptive = |block_binding| Thinking::Adaptive {
        display: "summarized",
        block_binding,
    };
    match model.thinking {
        Trait::Never | Trait::Unknown => None,
        Trait::Budget => {
            let budget_tokens = budget(effort?).min(max_tokens.saturating_sub(LEAST_BUDGET));
            let possible = !forced && budget_tokens >= LEAST_BUDGET && conversation.can_think();
            possible.then_some(Thinking::Enabled { budget_tokens })
        }
        Trait::Adaptive => effort.filter(|_| !forced).map(|_| adaptive(None)),
        Trait::Default if forced => Some(Thinking::Disabled),
        Trait::Default => Some(adaptive(None)),
        Trait::Bound => Some(adaptive(Some(BlockBinding {
            prefix_mismatch_behavior: "drop_block",
        }))),
    }
}

fn budget(effort: &str) -> u32 {
    match effort {
        "low" => 2_048,
        "medium" => 8_192,
        _ => 24_576,
    }
}
