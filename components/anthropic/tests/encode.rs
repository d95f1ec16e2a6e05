//! The exact HTTP request for what the kernel asks.

use openkoi_anthropic::Anthropic;
use openkoi_sdk::provider::{
    Dialect, Failure, FailureKind, Framing, HttpRequest, Image, Message, Part, Request, Role,
    Service, Thinking, ToolCall, ToolResult, ToolSpec,
};
use serde_json::{Value, json};

const OLD: &str = "claude-haiku-4-5-20251001";

fn message(role: Role, parts: Vec<Part>) -> Message {
    Message {
        role,
        parts,
        cache_point: false,
    }
}

fn text(text: &str) -> Part {
    Part::Text(text.to_owned())
}

fn call(id: &str) -> Part {
    Part::ToolCall(ToolCall {
        id: id.to_owned(),
        name: "read".to_owned(),
        arguments: "{\"path\": \"a\"}".to_owned(),
    })
}

fn result(id: &str) -> Part {
    Part::ToolResult(ToolResult {
        id: id.to_owned(),
        content: "1\tfish".to_owned(),
        is_error: false,
    })
}

fn thought(signature: Option<&str>) -> Part {
    Part::Thinking(Thinking {
        text: "Hm.".to_owned(),
        signature: signature.map(str::to_owned),
    })
}

fn tool(name: &str) -> ToolSpec {
    let parameters =
        r#"{"type":"object","properties":{"path":{"type":"string"}},"required":["path"]}"#;
    ToolSpec {
        name: name.to_owned(),
        description: "Reads a file.".to_owned(),
        parameters: parameters.to_owned(),
    }
}

/// A request to a model that takes every setting there is, about nothing in particular.
fn request(messages: Vec<Message>) -> Request {
    Request {
        model: OLD.to_owned(),
        messages,
        tools: Vec::new(),
        tool_choice: None,
        max_tokens: None,
        temperature: None,
        effort: None,
        answer_schema: None,
        extra: Vec::new(),
    }
}

fn hello() -> Request {
    request(vec![message(Role::User, vec![text("Hello")])])
}

fn encode(request: Request) -> Result<HttpRequest, Failure> {
    Anthropic::encode(
        Service {
            id: "anthropic".to_owned(),
            settings: Vec::new(),
        },
        request,
    )
}

fn body(request: Request) -> Value {
    serde_json::from_slice(&encode(request).expect("a request").body).expect("JSON")
}

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

#[test]
fn each_model_is_told_about_thinking_what_it_accepts() {
    let adaptive = json!({"type": "adaptive", "display": "summarized"});
    let bound = json!({"type": "adaptive", "display": "summarized", "block_binding": {"prefix_mismatch_behavior": "drop_block"}});
    let none = Value::Null;
    for (model, effort, thinking, told) in [
        ("claude-sonnet-5-5", None, &bound, None),
        ("claude-opus-5-5", Some("high"), &bound, Some("high")),
        ("claude-sonnet-5", None, &adaptive, None),
        ("claude-opus-5", Some("low"), &adaptive, Some("low")),
        ("claude-opus-4-8", None, &none, None),
        (
            "claude-sonnet-4-6",
            Some("medium"),
            &adaptive,
            Some("medium"),
        ),
        (OLD, None, &none, None),
        (
            OLD,
            Some("low"),
            &json!({"type": "enabled", "budget_tokens": 2048}),
            None,
        ),
        (
            OLD,
            Some("high"),
            &json!({"type": "enabled", "budget_tokens": 24576}),
            None,
        ),
        (
            "claude-sonnet-4-5",
            Some("medium"),
            &json!({"type": "enabled", "budget_tokens": 8192}),
            None,
        ),
        ("claude-3-5-haiku-20241022", Some("high"), &none, None),
        ("claude-koi-7", Some("medium"), &none, Some("medium")),
        ("claude-sonnet-5-5", Some("frantic"), &bound, None),
    ] {
        let effort = effort.map(str::to_owned);
        let body = body(Request {
            model: model.to_owned(),
            effort,
            ..hello()
        });
        assert_eq!(&body["thinking"], thinking, "{model}");
        assert_eq!(body["output_config"]["effort"].as_str(), told, "{model}");
    }
}

#[test]
fn the_budget_for_thinking_leaves_room_for_the_answer() {
    for (max_tokens, budget) in [
        (4096, Some(3072)),
        (2048, Some(1024)),
        (2047, None),
        (100, None),
    ] {
        let body = body(Request {
            max_tokens: Some(max_tokens),
            effort: Some("high".to_owned()),
            ..hello()
        });
        assert_eq!(
            body["thinking"]["budget_tokens"].as_u64(),
            budget,
            "{max_tokens}"
        );
    }
}

#[test]
fn a_model_that_began_without_thinking_goes_on_without() {
    for (parts, thinks) in [
        (vec![call("1")], false),
        (vec![thought(Some("sig")), call("1")], true),
        (vec![thought(None), call("1")], false),
    ] {
        let messages = vec![
            message(Role::User, vec![text("Read a.")]),
            message(Role::Assistant, parts),
            message(Role::Tool, vec![result("1")]),
        ];
        let body = body(Request {
            tools: vec![tool("read")],
            effort: Some("low".to_owned()),
            ..request(messages)
        });
        assert_eq!(body["thinking"].is_object(), thinks);
    }
}

#[test]
fn the_temperature_is_told_to_models_that_take_one() {
    for (model, effort, given, told) in [
        (OLD, None, 0.5, Some(0.5)),
        (OLD, None, 1.5, Some(1.0)),
        (OLD, Some("high"), 0.5, None),
        ("claude-sonnet-4-6", None, 0.0, Some(0.0)),
        ("claude-opus-4-8", None, 0.5, None),
        ("claude-sonnet-5-5", None, 0.5, None),
        ("claude-koi-7", None, 0.5, None),
    ] {
        let effort = effort.map(str::to_owned);
        let body = body(Request {
            model: model.to_owned(),
            effort,
            temperature: Some(given),
            ..hello()
        });
        assert_eq!(body["temperature"].as_f64(), told, "{model}");
    }
}

#[test]
fn the_length_is_what_was_asked_or_what_the_model_can() {
    for (model, asked, told) in [
        ("claude-sonnet-5-5", None, 128_000),
        (OLD, None, 64_000),
        ("claude-opus-4-20250514", None, 32_000),
        ("claude-koi-7", None, 32_000),
        (OLD, Some(500), 500),
        (OLD, Some(90_000), 64_000),
        (OLD, Some(0), 1),
    ] {
        assert_eq!(
            body(Request {
                model: model.to_owned(),
                max_tokens: asked,
                ..hello()
            })["max_tokens"],
            told,
            "{model}"
        );
    }
}

#[test]
fn a_tool_is_forced_on_models_that_allow_it() {
    let disabled = json!({"type": "disabled"});
    for (model, choice, told, system, thinking) in [
        (OLD, None, Value::Null, &Value::Null, &Value::Null),
        (
            OLD,
            Some("none"),
            json!({"type": "none"}),
            &Value::Null,
            &json!({"type": "enabled", "budget_tokens": 2048}),
        ),
        (
            OLD,
            Some("required"),
            json!({"type": "any"}),
            &Value::Null,
            &Value::Null,
        ),
        (
            OLD,
            Some("read"),
            json!({"type": "tool", "name": "read"}),
            &Value::Null,
            &Value::Null,
        ),
        (
            "claude-opus-4-8",
            Some("read"),
            json!({"type": "tool", "name": "read"}),
            &Value::Null,
            &Value::Null,
        ),
        (
            "claude-sonnet-5",
            Some("read"),
            json!({"type": "tool", "name": "read"}),
            &Value::Null,
            &disabled,
        ),
        (
            "claude-koi-7",
            Some("read"),
            json!({"type": "tool", "name": "read"}),
            &Value::Null,
            &Value::Null,
        ),
    ] {
        let request = Request {
            model: model.to_owned(),
            tools: vec![tool("read")],
            tool_choice: choice.map(str::to_owned),
            ..hello()
        };
        let body = body(Request {
            effort: choice.map(|_| "low".to_owned()),
            ..request
        });
        assert_eq!(
            (&body["tool_choice"], &body["system"], &body["thinking"]),
            (&told, system, thinking),
            "{model} {choice:?}"
        );
    }
}

#[test]
fn a_tool_is_pleaded_for_where_the_model_can_not_be_forced() {
    let plea = json!([{"type": "text", "text": "Answer with a call to the tool `read`."}]);
    let body = body(Request {
        model: "claude-sonnet-5-5".to_owned(),
        tools: vec![tool("read")],
        tool_choice: Some("read".to_owned()),
        ..hello()
    });
    assert_eq!(
        (&body["tool_choice"], &body["system"]),
        (&json!({"type": "auto"}), &plea)
    );
}

#[test]
fn the_schema_of_the_answer_is_enforced_with_its_limits_in_words() {
    let schema = r#"{"$schema":"x","type":"object","properties":{
        "steps":{"type":"array","minItems":1,"items":{"type":"object","properties":{"text":{"type":"string","maxLength":80,"description":"What to do"}},"required":["text"]}},
        "score":{"oneOf":[{"type":"number","minimum":0,"maximum":1},{"type":"null"}]}},"required":["steps"]}"#;
    let body = body(Request {
        answer_schema: Some(schema.to_owned()),
        ..hello()
    });
    assert_eq!(body["system"], Value::Null);
    assert_eq!(
        body["output_config"]["format"],
        json!({"type": "json_schema", "schema": {
            "type": "object",
            "properties": {
                "steps": {
                    "type": "array",
                    "description": "(minItems: 1)",
                    "items": {
                        "type": "object",
                        "properties": {"text": {"type": "string", "description": "What to do (maxLength: 80)"}},
                        "required": ["text"],
                        "additionalProperties": false,
                    },
                },
                "score": {"anyOf": [{"type": "number", "description": "(minimum: 0, maximum: 1)"}, {"type": "null"}]},
            },
            "required": ["steps"],
            "additionalProperties": false,
        }})
    );
}

#[test]
fn a_schema_that_can_not_be_enforced_is_told_in_words() {
    let closed = r#"{"type":"object","properties":{}}"#;
    for (model, schema) in [
        (
            OLD,
            r#"{"type":"object","additionalProperties":{"type":"number"}}"#,
        ),
        (OLD, r#"{"type":"object"}"#),
        (
            OLD,
            r##"{"type":"object","properties":{"child":{"$ref":"#"}}}"##,
        ),
        (OLD, r#"{"type":"array","items":{"not":{"type":"string"}}}"#),
        (OLD, "true"),
        ("claude-sonnet-4-20250514", closed),
    ] {
        let body = body(Request {
            model: model.to_owned(),
            answer_schema: Some(schema.to_owned()),
            ..hello()
        });
        assert_eq!(body["output_config"], Value::Null, "{schema}");
        let told = body["system"][0]["text"].as_str().expect("words");
        assert!(
            told.contains("one JSON value") && told.ends_with(schema),
            "{told}"
        );
    }
}

#[test]
fn what_can_not_be_said_is_refused_with_its_name() {
    let bad_call = Part::ToolCall(ToolCall {
        id: "7".to_owned(),
        name: "read".to_owned(),
        arguments: "[1]".to_owned(),
    });
    let bad_image = Part::Image(Image {
        media_type: "image/tiff".to_owned(),
        data: Vec::new(),
    });
    let said = |part| request(vec![message(Role::User, vec![part])]);
    for (request, named) in [
        (
            request(vec![message(Role::System, vec![text("alone")])]),
            "no message",
        ),
        (said(bad_call), "call 7 to read"),
        (said(bad_image), "image/tiff"),
        (
            Request {
                tool_choice: Some("fly".to_owned()),
                tools: vec![tool("read")],
                ..hello()
            },
            "fly",
        ),
        (
            Request {
                tools: vec![ToolSpec {
                    parameters: "nothing".to_owned(),
                    ..tool("read")
                }],
                ..hello()
            },
            "tool read",
        ),
    ] {
        let failure = encode(request).expect_err("a failure");
        assert_eq!(failure.kind, FailureKind::Invalid);
        assert!(failure.message.contains(named), "{}", failure.message);
    }
}
