//! What is said, and what of it is cached.

use crate::bench::*;
use openkoi_sdk::provider::{Framing, Image, Message, Part, Request, Role, ToolResult};
use serde_json::json;

#[test]
fn the_smallest_request_is_a_streamed_message() {
    let http = encode(hello()).expect("a request");
    assert_eq!(
        (http.method.as_str(), http.path.as_str(), &http.framing),
        ("POST", "/v1/messages", &Framing::Sse)
    );
    let headers = [
        ("anthropic-version", "2023-06-01"),
        ("content-type", "application/json"),
    ];
    assert_eq!(
        http.headers,
        headers.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    assert_eq!(
        String::from_utf8(http.body).expect("text"),
        r#"{"model":"claude-haiku-4-5-20251001","max_tokens":64000,"messages":[{"role":"user","content":[{"type":"text","text":"Hello"}]}],"stream":true}"#
    );
}

#[test]
fn a_conversation_with_tools_alternates_between_user_and_assistant() {
    let body = body(Request {
        tools: vec![tool("read")],
        ..request(vec![
            message(Role::System, vec![text("You are a koi."), text(" ")]),
            message(Role::System, vec![text("Answer briefly.")]),
            message(
                Role::User,
                vec![text("What do a and b say?"), text("Directive: read.")],
            ),
            message(
                Role::Assistant,
                vec![
                    thought(Some("sig")),
                    thought(Some("redacted:enc")),
                    thought(None),
                    text("I read."),
                    call("1"),
                    call("2"),
                ],
            ),
            message(Role::Tool, vec![result("1")]),
            message(
                Role::Tool,
                vec![Part::ToolResult(ToolResult {
                    id: "2".to_owned(),
                    content: "no such file".to_owned(),
                    is_error: true,
                })],
            ),
            message(
                Role::User,
                vec![
                    text("Go on."),
                    Part::Other(("sound".to_owned(), "{}".to_owned())),
                ],
            ),
        ])
    });
    assert_eq!(
        body["system"],
        json!([{"type": "text", "text": "You are a koi."}, {"type": "text", "text": "Answer briefly."}])
    );
    assert_eq!(
        body["messages"],
        json!([
            {"role": "user", "content": [{"type": "text", "text": "What do a and b say?"}, {"type": "text", "text": "Directive: read."}]},
            {"role": "assistant", "content": [
                {"type": "thinking", "thinking": "Hm.", "signature": "sig"},
                {"type": "redacted_thinking", "data": "enc"},
                {"type": "text", "text": "I read."},
                {"type": "tool_use", "id": "1", "name": "read", "input": {"path": "a"}},
                {"type": "tool_use", "id": "2", "name": "read", "input": {"path": "a"}},
            ]},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": "1", "content": "1\tfish"},
                {"type": "tool_result", "tool_use_id": "2", "content": "no such file", "is_error": true},
                {"type": "text", "text": "Go on."},
            ]},
        ])
    );
    assert_eq!(
        body["tools"],
        json!([{"name": "read", "description": "Reads a file.", "input_schema": {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}}])
    );
}

#[test]
fn results_stand_first_in_the_turn_that_brings_them() {
    let body = body(request(vec![
        message(Role::User, vec![text("Read.")]),
        message(Role::Assistant, vec![call("1"), call("2")]),
        message(Role::User, vec![result("1"), text("Hurry.")]),
        message(Role::Tool, vec![result("2")]),
    ]));
    let kinds: Vec<_> = body["messages"][2]["content"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|block| &block["type"])
        .collect();
    assert_eq!(kinds, ["tool_result", "tool_result", "text"]);
}

#[test]
fn an_image_travels_as_base64() {
    let image = Image {
        media_type: "image/png".to_owned(),
        data: vec![0x89, b'P', b'N', b'G'],
    };
    let body = body(request(vec![message(Role::User, vec![Part::Image(image)])]));
    assert_eq!(
        body["messages"][0]["content"][0],
        json!({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw=="}})
    );
}

#[test]
fn what_will_come_again_is_cached_with_at_most_four_marks() {
    let turn = |role, parts, cache_point| Message {
        role,
        parts,
        cache_point,
    };
    let body = body(Request {
        tools: vec![tool("read"), tool("list")],
        ..request(vec![
            turn(Role::System, vec![text("You are a koi.")], true),
            turn(Role::User, vec![text("first")], true),
            turn(Role::Assistant, vec![thought(Some("sig")), call("1")], true),
            turn(Role::Tool, vec![result("1")], true),
            turn(Role::Assistant, vec![call("2")], false),
            turn(Role::Tool, vec![result("2")], true),
        ])
    });
    let mark = json!({"type": "ephemeral"});
    assert_eq!(body["tools"][1]["cache_control"], mark);
    assert_eq!(body["system"][0]["cache_control"], mark);
    assert_eq!(body["messages"][4]["content"][0]["cache_control"], mark);
    assert_eq!(body["messages"][2]["content"][0]["cache_control"], mark);
    assert_eq!(body.to_string().matches("cache_control").count(), 4);
}

#[test]
fn without_a_cache_point_nothing_is_cached() {
    let body = body(Request {
        tools: vec![tool("read")],
        ..hello()
    });
    assert!(!body.to_string().contains("cache_control"));
}
