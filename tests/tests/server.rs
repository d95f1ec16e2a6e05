//! The scripted service is as strict as it claims: what else would its silence prove?

use openkoi_tests::server::KEY;
use openkoi_tests::{Dialect, Fault, Script, Server, Turn};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;

/// The status and everything after the headers, chunks joined.
fn post(server: &Server, body: &Value) -> (u16, String) {
    let chat = server.base_url().ends_with("/v1");
    let path = if chat {
        "/v1/chat/completions"
    } else {
        "/v1/messages"
    };
    let credential = if chat {
        format!("authorization: Bearer {KEY}")
    } else {
        format!("x-api-key: {KEY}\r\nanthropic-version: 2023-06-01")
    };
    let body = body.to_string();
    let request = format!(
        "POST {path} HTTP/1.1\r\ncontent-type: application/json\r\n{credential}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(server.address()).expect("the server listens");
    stream
        .write_all(request.as_bytes())
        .expect("the server reads");
    let mut answer = Vec::new();
    // A reset is an end here too.
    stream.read_to_end(&mut answer).ok();
    let at = answer
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .map_or(answer.len(), |at| at + 4);
    let head = String::from_utf8_lossy(&answer[..at]).to_lowercase();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .unwrap_or(0);
    let rest = &answer[at..];
    let text = if head.contains("chunked") {
        joined(rest)
    } else {
        rest.to_vec()
    };
    (status, String::from_utf8_lossy(&text).into_owned())
}

fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    while let Some(at) = rest.windows(2).position(|window| window == b"\r\n") {
        let size = std::str::from_utf8(&rest[..at])
            .ok()
            .and_then(|size| usize::from_str_radix(size, 16).ok())
            .unwrap_or(0);
        if size == 0 || rest.len() < at + 4 + size {
            break;
        }
        text.extend_from_slice(&rest[at + 2..at + 2 + size]);
        rest = &rest[at + 4 + size..];
    }
    text
}

fn ask(dialect: Dialect) -> Value {
    let mut body =
        json!({"model": "m", "messages": [{"role": "user", "content": "hello"}], "stream": true});
    match dialect {
        Dialect::Messages => body["max_tokens"] = json!(100),
        Dialect::Chat => body["stream_options"] = json!({"include_usage": true}),
    }
    body
}

#[test]
fn an_answer_streams_in_both_dialects() {
    let turn = Turn::calls("read", json!({"path": "日本.txt"})).with_text("Let me look 🎏.");
    let messages = Server::messages(Script::new().then(turn.clone()));
    let (status, text) = post(&messages, &ask(Dialect::Messages));
    assert_eq!(status, 200);
    for word in [
        "event: message_start",
        "\"text_delta\"",
        "\"input_json_delta\"",
        "\"stop_reason\":\"tool_use\"",
        "event: message_stop",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    let chat = Server::chat(Script::new().then(turn));
    let (status, text) = post(&chat, &ask(Dialect::Chat));
    assert_eq!(status, 200);
    for word in [
        "\"finish_reason\":\"tool_calls\"",
        "\"prompt_tokens\":100",
        "data: [DONE]\n\n",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
}

#[test]
fn a_fault_is_what_it_says() {
    let half = || Turn::says("An answer that will not be heard to its end by anyone.");
    let rows = [
        (Fault::Status(529), 529, "Overloaded"),
        (Fault::Busy("7"), 429, "rate_limit_error"),
        (Fault::Overflow, 400, "prompt is too long"),
        (Fault::CutAfter(300, half()), 200, "message_start"),
        (Fault::ResetAfter(300, half()), 200, "message_start"),
        (Fault::ErrorEvent("overloaded_error"), 200, "event: error"),
        (Fault::Page, 200, "<html>"),
    ];
    for (fault, status, word) in rows {
        let server = Server::messages(Script::new().fault(fault.clone()));
        let (seen, text) = post(&server, &ask(Dialect::Messages));
        assert_eq!(seen, status, "{fault:?}");
        assert!(text.contains(word), "{fault:?}: {text}");
        assert!(!text.contains("message_stop"), "{fault:?}");
    }
}

/// The body with one change.
fn with(dialect: Dialect, field: &str, value: Value) -> Value {
    let mut body = ask(dialect);
    body[field] = value;
    body
}

/// The request is answered with 400 and this word, and counts as a violation.
fn refused(dialect: Dialect, what: &str, body: &Value, word: &str) {
    let server = Server::start(dialect, Script::new());
    let (status, text) = post(&server, body);
    assert!(
        status == 400 && text.contains(word),
        "{what}: {status} {text}"
    );
    assert_eq!(server.violations().len(), 1, "{what}");
}

#[test]
fn a_malformed_request_is_refused() {
    let refuse = |field, value, word| {
        refused(
            Dialect::Messages,
            field,
            &with(Dialect::Messages, field, value),
            word,
        );
    };
    refuse("max_tokens", Value::Null, "max_tokens");
    refuse("stream_options", json!({}), "Extra inputs");
    let refuse = |field, value, word| {
        refused(
            Dialect::Chat,
            field,
            &with(Dialect::Chat, field, value),
            word,
        );
    };
    refuse("stream_options", Value::Null, "include_usage");
    refuse("tools", json!([]), "too short");
    let mut both = with(Dialect::Chat, "max_tokens", json!(1));
    both["max_completion_tokens"] = json!(1);
    refused(Dialect::Chat, "both limits", &both, "exclude");
}

#[test]
fn a_conversation_that_the_messages_api_refuses_is_refused() {
    let user = json!({"role": "user", "content": "hello"});
    let call = json!({"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "read", "input": {}}]});
    let answer = |id: &str| json!({"type": "tool_result", "tool_use_id": id, "content": "x"});
    let says = |blocks: Value| json!({"role": "user", "content": blocks});
    let text = json!({"type": "text", "text": "x"});
    let empty = json!({"type": "text", "text": ""});
    let unsigned = json!({"role": "assistant", "content": [{"type": "thinking", "thinking": "x"}]});
    let rows = [
        ("two users", json!([user, user]), "alternate"),
        (
            "an empty text",
            json!([says(json!([empty]))]),
            "non-whitespace",
        ),
        (
            "no answer",
            json!([user, call, user]),
            "without `tool_result`",
        ),
        (
            "an unknown id",
            json!([user, call, says(json!([answer("a"), answer("b")]))]),
            "unexpected",
        ),
        (
            "results last",
            json!([user, call, says(json!([text, answer("a")]))]),
            "stand first",
        ),
        (
            "thinking unsigned",
            json!([user, unsigned, user]),
            "signature",
        ),
    ];
    for (what, messages, word) in rows {
        let mut body = with(Dialect::Messages, "messages", messages);
        body["tools"] =
            json!([{"name": "read", "description": "", "input_schema": {"type": "object"}}]);
        refused(Dialect::Messages, what, &body, word);
    }
}

#[test]
fn a_conversation_that_chat_completions_refuses_is_refused() {
    let user = json!({"role": "user", "content": "hello"});
    let call = |arguments: Value| {
        let call = json!({"id": "a", "type": "function", "function": {"name": "read", "arguments": arguments}});
        json!({"role": "assistant", "content": null, "tool_calls": [call]})
    };
    let whole = call(json!("{}"));
    let answer = |id: &str| json!({"role": "tool", "tool_call_id": id, "content": "x"});
    let rows = [
        (
            "no answer",
            json!([user, whole, user]),
            "did not have response",
        ),
        (
            "a result from nowhere",
            json!([user, answer("a")]),
            "preceding message",
        ),
        (
            "an unknown id",
            json!([user, whole, answer("b")]),
            "preceding message",
        ),
        (
            "no text",
            json!([user, call(json!({})), answer("a")]),
            "not of type string",
        ),
        (
            "no JSON",
            json!([user, call(json!("{")), answer("a")]),
            "not a JSON object",
        ),
    ];
    for (what, messages, word) in rows {
        refused(
            Dialect::Chat,
            what,
            &with(Dialect::Chat, "messages", messages),
            word,
        );
    }
}

#[test]
fn a_request_for_a_structured_answer_takes_no_step_of_the_script() {
    let server = Server::messages(Script::new().then(Turn::says("The step.")));
    let schema =
        json!({"type": "object", "properties": {"decision": {"enum": ["block", "approve"]}}});
    let mut aside = with(
        Dialect::Messages,
        "output_config",
        json!({"format": {"type": "json_schema", "schema": schema}}),
    );
    aside["stream"] = json!(false);
    assert!(post(&server, &aside).1.contains("approve"));
    assert!(post(&server, &ask(Dialect::Messages)).1.contains("\"The\""));
    assert_eq!((server.turns().len(), server.asides().len()), (1, 1));
}

#[test]
#[should_panic(expected = "the vendor would have refused this")]
fn a_violation_fails_the_test_that_caused_it() {
    let server = Server::messages(Script::new());
    post(&server, &json!({"model": "m"}));
}
