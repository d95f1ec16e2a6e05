//! The Messages API: what it accepts and how it answers.

use super::Received;
use super::exchange::check_key;
use super::script::Turn;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::fmt::Write;

const FIELDS: [&str; 17] = [
    "model",
    "messages",
    "max_tokens",
    "system",
    "tools",
    "tool_choice",
    "temperature",
    "thinking",
    "stream",
    "metadata",
    "stop_sequences",
    "top_p",
    "top_k",
    "output_config",
    "output_format",
    "service_tier",
    "cache_control",
];

/// What the vendor would refuse about a request.
pub(super) fn check(request: &Received) -> Result<(), String> {
    check_key(request)?;
    ensure(
        request.header("anthropic-version").is_some(),
        "anthropic-version: header is required",
    )?;
    ensure(
        request.header("authorization").is_none(),
        "a second credential: authorization",
    )?;
    if request.method == "GET" {
        return ensure(
            request.path.starts_with("/v1/models"),
            &format!("not found: {}", request.path),
        );
    }
    ensure(
        request.path == "/v1/messages",
        &format!("not found: {}", request.path),
    )?;
    ensure(
        request
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("application/json")),
        "content-type must be application/json",
    )?;
    let body = request
        .body
        .as_object()
        .ok_or("the body is not a JSON object")?;
    for name in body.keys() {
        ensure(
            FIELDS.contains(&name.as_str()),
            &format!("{name}: Extra inputs are not permitted"),
        )?;
    }
    ensure(
        body.get("model").is_some_and(Value::is_string),
        "model: Field required",
    )?;
    let max_tokens = request.body["max_tokens"]
        .as_u64()
        .filter(|count| *count > 0)
        .ok_or("max_tokens: Field required")?;
    check_thinking(&request.body, max_tokens)?;
    let tools = check_tools(&request.body)?;
    check_conversation(&request.body, &tools)?;
    let cached = count_cache_points(&request.body);
    ensure(
        cached <= 4,
        &format!("A maximum of 4 blocks with cache_control may be provided. Found {cached}."),
    )
}

fn ensure(holds: bool, why: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(why.to_owned()) }
}

fn check_thinking(body: &Value, max_tokens: u64) -> Result<(), String> {
    if body["thinking"]["type"] != "enabled" {
        return Ok(());
    }
    let budget = body["thinking"]["budget_tokens"]
        .as_u64()
        .ok_or("thinking.enabled.budget_tokens: Field required")?;
    ensure(
        budget >= 1024,
        "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
    )?;
    ensure(
        budget < max_tokens,
        "`max_tokens` must be greater than `thinking.budget_tokens`",
    )?;
    ensure(
        body["temperature"].as_f64().is_none_or(|heat| heat == 1.0),
        "`temperature` may only be set to 1 when thinking is enabled",
    )
}

fn check_tools(body: &Value) -> Result<HashSet<&str>, String> {
    let mut names = HashSet::new();
    for tool in array(&body["tools"]) {
        let name = tool["name"].as_str().ok_or("tools.name: Field required")?;
        ensure(
            is_name(name),
            &format!("tools.name: {name:?} should match '^[a-zA-Z0-9_-]{{1,64}}$'"),
        )?;
        ensure(
            names.insert(name),
            &format!("tools: Tool names must be unique: {name}"),
        )?;
        ensure(
            tool["input_schema"]["type"] == "object",
            &format!("tools.{name}.input_schema.type: Field required"),
        )?;
    }
    Ok(names)
}

fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

fn check_conversation(body: &Value, tools: &HashSet<&str>) -> Result<(), String> {
    let messages = array(&body["messages"]);
    ensure(
        !messages.is_empty(),
        "messages: at least one message is required",
    )?;
    let mut pending: Vec<&str> = Vec::new();
    for (at, message) in messages.iter().enumerate() {
        let expected = if at % 2 == 0 { "user" } else { "assistant" };
        ensure(
            message["role"] == expected,
            &format!("messages.{at}: roles must alternate; this should be {expected}"),
        )?;
        ensure(
            !message["content"].as_str().is_some_and(str::is_empty),
            &format!("messages.{at}: content must not be empty"),
        )?;
        let blocks = array(&message["content"]);
        ensure(
            message["content"].is_string() || !blocks.is_empty(),
            &format!("messages.{at}: content must not be empty"),
        )?;
        if expected == "user" {
            check_results(at, blocks, &pending)?;
            pending.clear();
        }
        for block in blocks {
            check_block(at, expected, block)?;
            if block["type"] == "tool_use" {
                pending.push(block["id"].as_str().unwrap_or_default());
                // A call of a tool that is not offered any more is history, but then tools must be declared at all.
                ensure(
                    !tools.is_empty(),
                    "tools: Field required when the conversation contains tool_use",
                )?;
            }
        }
    }
    ensure(
        messages.len() % 2 == 1,
        "messages: the last one must come from the user",
    )
}

/// All calls of the message before are answered first, and nothing else is.
fn check_results(at: usize, blocks: &[Value], pending: &[&str]) -> Result<(), String> {
    let leading = blocks
        .iter()
        .take_while(|block| block["type"] == "tool_result")
        .count();
    let results: Vec<_> = blocks
        .iter()
        .filter(|block| block["type"] == "tool_result")
        .collect();
    ensure(
        results.len() == leading,
        &format!("messages.{at}: tool_result blocks must stand first"),
    )?;
    let answered: HashSet<_> = results
        .iter()
        .filter_map(|block| block["tool_use_id"].as_str())
        .collect();
    ensure(
        answered.len() == results.len(),
        &format!("messages.{at}: a tool_result answers nothing, or twice"),
    )?;
    for id in pending {
        ensure(
            answered.contains(id),
            &format!(
                "messages.{at}: `tool_use` ids were found without `tool_result` blocks immediately after: {id}"
            ),
        )?;
    }
    for id in &answered {
        ensure(
            pending.contains(id),
            &format!("messages.{at}: unexpected `tool_use_id` found in `tool_result` blocks: {id}"),
        )?;
    }
    Ok(())
}

fn check_block(at: usize, role: &str, block: &Value) -> Result<(), String> {
    let kind = block["type"]
        .as_str()
        .ok_or(format!("messages.{at}.content.type: Field required"))?;
    let text = |field: &str| block[field].as_str().is_some_and(|text| !text.is_empty());
    match (role, kind) {
        (_, "text") => ensure(
            block["text"]
                .as_str()
                .is_some_and(|text| !text.trim().is_empty()),
            &format!("messages.{at}: text content blocks must contain non-whitespace text"),
        ),
        ("assistant", "thinking") => ensure(
            text("signature") && block["thinking"].is_string(),
            &format!("messages.{at}: thinking.signature: Field required"),
        ),
        ("assistant", "redacted_thinking") => {
            ensure(text("data"), "redacted_thinking.data: Field required")
        }
        ("assistant", "tool_use") => {
            ensure(
                text("id") && text("name"),
                &format!("messages.{at}: tool_use.id: Field required"),
            )?;
            ensure(
                block["input"].is_object(),
                &format!("messages.{at}: tool_use.input: Input should be a valid dictionary"),
            )
        }
        ("user", "tool_result") => ensure(
            text("tool_use_id"),
            &format!("messages.{at}: tool_use_id: Field required"),
        ),
        ("user", "image") => ensure(block["source"].is_object(), "image.source: Field required"),
        _ => Err(format!(
            "messages.{at}: a block of type {kind:?} is not possible here"
        )),
    }
}

fn count_cache_points(value: &Value) -> usize {
    match value {
        Value::Object(fields) => {
            usize::from(fields.contains_key("cache_control"))
                + fields.values().map(count_cache_points).sum::<usize>()
        }
        Value::Array(items) => items.iter().map(count_cache_points).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

pub(super) fn tool_results(body: &Value) -> Vec<(bool, String)> {
    let blocks = array(&body["messages"])
        .iter()
        .flat_map(|message| array(&message["content"]));
    let text = |content: &Value| match content {
        Value::String(text) => text.clone(),
        other => array(other)
            .iter()
            .filter_map(|part| part["text"].as_str())
            .collect(),
    };
    let results = blocks.filter(|block| block["type"] == "tool_result");
    results
        .map(|block| (block["is_error"] == true, text(&block["content"])))
        .collect()
}

/// The blocks of an answer, with ids that no earlier answer of the conversation had.
fn blocks(turn: &Turn, request: &Received) -> Vec<Value> {
    let mut blocks = Vec::new();
    if let Some((text, signature)) = &turn.thinking {
        blocks.push(json!({"type": "thinking", "thinking": text, "signature": signature}));
    }
    if !turn.text.is_empty() {
        blocks.push(json!({"type": "text", "text": turn.text}));
    }
    let asked = array(&request.body["messages"]).len();
    for (index, (name, arguments)) in turn.calls.iter().enumerate() {
        blocks.push(json!({"type": "tool_use", "id": format!("toolu_{asked}_{index}"), "name": name, "arguments": arguments}));
    }
    blocks
}

fn stop_reason(turn: &Turn) -> &str {
    match (turn.stop.as_str(), turn.calls.is_empty()) {
        ("", true) => "end_turn",
        ("", false) => "tool_use",
        (reason, _) => reason,
    }
}

fn usage(turn: &Turn, output: u64) -> Value {
    json!({"input_tokens": turn.usage.input, "output_tokens": output,
        "cache_read_input_tokens": turn.usage.cache_read, "cache_creation_input_tokens": turn.usage.cache_write})
}

pub(super) fn whole(turn: &Turn, request: &Received) -> Value {
    let mut content = blocks(turn, request);
    for block in &mut content {
        if block["type"] == "tool_use" {
            let parsed = block["arguments"]
                .as_str()
                .and_then(|text| serde_json::from_str(text).ok())
                .unwrap_or(json!({}));
            let fields = block.as_object_mut().expect("a block is an object");
            fields.remove("arguments");
            fields.insert("input".to_owned(), parsed);
        }
    }
    json!({"id": "msg_test", "type": "message", "role": "assistant", "model": request.body["model"], "content": content,
        "stop_reason": stop_reason(turn), "stop_sequence": null, "usage": usage(turn, turn.usage.output)})
}

pub(super) fn stream(turn: &Turn, request: &Received) -> Vec<u8> {
    let mut events = Events::default();
    let message = json!({"id": "msg_test", "type": "message", "role": "assistant", "model": request.body["model"],
        "content": [], "stop_reason": null, "stop_sequence": null, "usage": usage(turn, 1)});
    events.push("message_start", json!({"message": message}));
    events.push("ping", json!({}));
    for (index, block) in blocks(turn, request).iter().enumerate() {
        events.block(index, block);
    }
    // The vendor reserves the right to send events that a client does not know.
    events.push("weather_report", json!({"sky": "clear"}));
    let delta = json!({"delta": {"stop_reason": stop_reason(turn), "stop_sequence": null}, "usage": {"output_tokens": turn.usage.output}});
    events.push("message_delta", delta);
    events.push("message_stop", json!({}));
    events.0.into_bytes()
}

#[derive(Default)]
struct Events(String);

impl Events {
    fn push(&mut self, name: &str, mut data: Value) {
        data["type"] = json!(name);
        write!(self.0, "event: {name}\ndata: {data}\n\n").expect("a string takes everything");
    }

    fn delta(&mut self, index: usize, kind: &str, field: &str, text: &str) {
        for piece in pieces(text) {
            self.push(
                "content_block_delta",
                json!({"index": index, "delta": {"type": kind, field: piece}}),
            );
        }
    }

    fn block(&mut self, index: usize, block: &Value) {
        let field = |name: &str| block[name].as_str().unwrap_or_default();
        let empty = match field("type") {
            "thinking" => json!({"type": "thinking", "thinking": "", "signature": ""}),
            "tool_use" => {
                json!({"type": "tool_use", "id": block["id"], "name": block["name"], "input": {}})
            }
            _ => json!({"type": "text", "text": ""}),
        };
        self.push(
            "content_block_start",
            json!({"index": index, "content_block": empty}),
        );
        match field("type") {
            "thinking" => {
                self.delta(index, "thinking_delta", "thinking", field("thinking"));
                let signed = json!({"type": "signature_delta", "signature": field("signature")});
                self.push(
                    "content_block_delta",
                    json!({"index": index, "delta": signed}),
                );
            }
            "tool_use" => self.delta(
                index,
                "input_json_delta",
                "partial_json",
                field("arguments"),
            ),
            _ => self.delta(index, "text_delta", "text", field("text")),
        }
        self.push("content_block_stop", json!({"index": index}));
    }
}

/// The text in pieces of uneven size.
pub(super) fn pieces(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let size = (characters.len() / 5).max(3);
    characters
        .chunks(size)
        .map(|piece| piece.iter().collect())
        .collect()
}
