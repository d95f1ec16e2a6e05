//! Chat Completions: what it accepts and how it answers.

use super::Received;
use super::exchange::check_key;
use super::messages::pieces;
use super::script::Turn;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::fmt::Write;

/// What the vendor would refuse about a request.
pub(super) fn check(request: &Received) -> Result<(), String> {
    check_key(request)?;
    if request.method == "GET" {
        return ensure(
            request.path == "/v1/models",
            &format!("not found: {}", request.path),
        );
    }
    if request.path == "/v1/embeddings" {
        return check_texts(&request.body);
    }
    ensure(
        request.path == "/v1/chat/completions",
        &format!("not found: {}", request.path),
    )?;
    let body = &request.body;
    ensure(
        body["model"].is_string(),
        "you must provide a model parameter",
    )?;
    ensure(
        body["max_tokens"].is_null() || body["max_completion_tokens"].is_null(),
        "max_tokens and max_completion_tokens exclude each other",
    )?;
    ensure(
        body["stream_options"].is_null() || body["stream"] == true,
        "stream_options is only allowed when stream is enabled",
    )?;
    ensure(
        body["stream"] != true || body["stream_options"]["include_usage"] == true,
        "without stream_options.include_usage nobody can count what this costs",
    )?;
    ensure(
        body["tools"]
            .as_array()
            .is_none_or(|tools| !tools.is_empty()),
        "[] is too short - 'tools'",
    )?;
    ensure(
        body["tool_choice"].is_null() || body["tools"].is_array(),
        "tool_choice is only allowed when tools are specified",
    )?;
    for tool in array(&body["tools"]) {
        ensure(
            tool["type"] == "function" && tool["function"]["name"].is_string(),
            "tools: missing function.name",
        )?;
        ensure(
            tool["function"]["parameters"]["type"] == "object",
            "tools: function.parameters must be of type object",
        )?;
    }
    check_conversation(array(&body["messages"]))
}

fn check_texts(body: &Value) -> Result<(), String> {
    ensure(
        body["model"].is_string(),
        "you must provide a model parameter",
    )?;
    let texts = array(&body["input"]);
    ensure(
        (1..=2048).contains(&texts.len()),
        "'$.input' is invalid: 1 to 2048 texts",
    )?;
    ensure(
        texts
            .iter()
            .all(|text| text.as_str().is_some_and(|text| !text.is_empty())),
        "'$.input' is invalid: texts must not be empty",
    )
}

fn ensure(holds: bool, why: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(why.to_owned()) }
}

fn check_conversation(messages: &[Value]) -> Result<(), String> {
    ensure(!messages.is_empty(), "messages: [] is too short")?;
    let mut pending: HashSet<&str> = HashSet::new();
    for (at, message) in messages.iter().enumerate() {
        let role = message["role"]
            .as_str()
            .ok_or(format!("messages.{at}.role is missing"))?;
        if role == "tool" {
            let id = message["tool_call_id"]
                .as_str()
                .ok_or(format!("messages.{at}.tool_call_id is missing"))?;
            ensure(
                pending.remove(id),
                &format!(
                    "messages.{at}: role 'tool' must be a response to a preceding message with 'tool_calls': {id}"
                ),
            )?;
            ensure(
                message["content"].is_string() || message["content"].is_array(),
                &format!("messages.{at}: content is missing"),
            )?;
            continue;
        }
        ensure(
            pending.is_empty(),
            &format!("messages.{at}: tool_call_ids did not have response messages: {pending:?}"),
        )?;
        let calls = array(&message["tool_calls"]);
        match role {
            "system" | "developer" | "user" => ensure(
                has_content(message),
                &format!("messages.{at}: content is missing"),
            )?,
            "assistant" => ensure(
                has_content(message) || !calls.is_empty(),
                &format!("messages.{at}: neither content nor tool_calls"),
            )?,
            other => return Err(format!("messages.{at}: {other:?} is not a role")),
        }
        ensure(
            message["tool_calls"].is_null() || !calls.is_empty(),
            &format!("messages.{at}: [] is too short - 'tool_calls'"),
        )?;
        for call in calls {
            check_call(at, call)?;
            let id = call["id"]
                .as_str()
                .ok_or(format!("messages.{at}.tool_calls.id is missing"))?;
            ensure(
                pending.insert(id),
                &format!("messages.{at}: duplicate tool call id {id}"),
            )?;
        }
    }
    ensure(
        pending.is_empty(),
        &format!("tool_call_ids did not have response messages: {pending:?}"),
    )
}

fn has_content(message: &Value) -> bool {
    message["content"]
        .as_str()
        .is_some_and(|text| !text.is_empty())
        || !array(&message["content"]).is_empty()
}

fn check_call(at: usize, call: &Value) -> Result<(), String> {
    ensure(
        call["type"] == "function",
        &format!("messages.{at}: a tool call's type must be 'function'"),
    )?;
    let arguments = call["function"]["arguments"].as_str().ok_or(format!(
        "messages.{at}: function.arguments is not of type string"
    ))?;
    let parsed: Result<Value, _> = serde_json::from_str(arguments);
    ensure(
        parsed.is_ok_and(|value| value.is_object()),
        &format!("messages.{at}: function.arguments is not a JSON object: {arguments}"),
    )
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

pub(super) fn tool_results(body: &Value) -> Vec<(bool, String)> {
    let results = array(&body["messages"])
        .iter()
        .filter(|message| message["role"] == "tool");
    let text = |content: &Value| match content {
        Value::String(text) => text.clone(),
        other => array(other)
            .iter()
            .filter_map(|part| part["text"].as_str())
            .collect(),
    };
    results
        .map(|message| (false, text(&message["content"])))
        .collect()
}

fn finish_reason(turn: &Turn) -> &str {
    match (turn.stop.as_str(), turn.calls.is_empty()) {
        ("", true) => "stop",
        ("", false) => "tool_calls",
        (reason, _) => reason,
    }
}

fn usage(turn: &Turn) -> Value {
    // Here input includes what the cache gave.
    let prompt = turn.usage.input + turn.usage.cache_read;
    json!({"prompt_tokens": prompt, "completion_tokens": turn.usage.output, "total_tokens": prompt + turn.usage.output,
        "prompt_tokens_details": {"cached_tokens": turn.usage.cache_read}})
}

fn id(request: &Received, index: usize) -> String {
    format!("call_{}_{index}", array(&request.body["messages"]).len())
}

pub(super) fn whole(turn: &Turn, request: &Received) -> Value {
    let call = |(index, (name, arguments)): (usize, &(String, String))| json!({"id": id(request, index), "type": "function", "function": {"name": name, "arguments": arguments}});
    let calls: Vec<Value> = turn.calls.iter().enumerate().map(call).collect();
    let mut message = json!({"role": "assistant", "content": turn.text});
    if !calls.is_empty() {
        message["tool_calls"] = json!(calls);
    }
    json!({"id": "chatcmpl-test", "object": "chat.completion", "created": 1_700_000_000, "model": request.body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": finish_reason(turn)}], "usage": usage(turn)})
}

pub(super) fn stream(turn: &Turn, request: &Received) -> Vec<u8> {
    let mut out = String::from(": keep-alive\n\n");
    let mut push = |choices: Value, usage: Value| {
        let chunk = json!({"id": "chatcmpl-test", "object": "chat.completion.chunk", "created": 1_700_000_000,
            "model": request.body["model"], "choices": choices, "usage": usage});
        write!(out, "data: {chunk}\n\n").expect("a string takes everything");
    };
    let mut delta = |delta: Value, finish: Value| {
        push(
            json!([{"index": 0, "delta": delta, "finish_reason": finish}]),
            Value::Null,
        )
    };
    delta(json!({"role": "assistant", "content": ""}), Value::Null);
    for piece in pieces(&turn.text) {
        delta(json!({"content": piece}), Value::Null);
    }
    for (index, (name, arguments)) in turn.calls.iter().enumerate() {
        let start = json!({"index": index, "id": id(request, index), "type": "function", "function": {"name": name, "arguments": ""}});
        delta(json!({"tool_calls": [start]}), Value::Null);
        for piece in pieces(arguments) {
            delta(
                json!({"tool_calls": [{"index": index, "function": {"arguments": piece}}]}),
                Value::Null,
            );
        }
    }
    delta(json!({}), json!(finish_reason(turn)));
    push(json!([]), usage(turn));
    out.push_str("data: [DONE]\n\n");
    out.into_bytes()
}
