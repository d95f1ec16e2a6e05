//! The exact HTTP request for what the kernel asks, service by service.

use openkoi_compatible::Compatible;
use openkoi_sdk::embedder::{
    Dialect, Failure, FailureKind, Framing, HttpRequest, Image, Message, Part, Request, Role,
    Service, Thinking, ToolCall, ToolResult, ToolSpec,
};
use serde_json::{Value, json};

const CLOSED: &str = r#"{"type":"object","properties":{"score":{"type":"number"}},"required":["score"],"additionalProperties":false}"#;

fn service(id: &str, settings: &[(&str, &str)]) -> Service {
    let settings = settings
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    Service {
        id: id.to_owned(),
        settings,
    }
}

fn plain() -> Service {
    service("my-own", &[])
}

fn message(role: Role, parts: Vec<Part>) -> Message {
    Message {
        role,
        parts,
        cache_point: true,
    }
}

fn text(text: &str) -> Part {
    Part::Text(text.to_owned())
}

fn call(id: &str, arguments: &str) -> Part {
    Part::ToolCall(ToolCall {
        id: id.to_owned(),
        name: "read".to_owned(),
        arguments: arguments.to_owned(),
    })
}

fn result(id: &str, is_error: bool) -> Part {
    Part::ToolResult(ToolResult {
        id: id.to_owned(),
        content: "1\tfish".to_owned(),
        is_error,
    })
}

fn thought(text: &str) -> Part {
    Part::Thinking(Thinking {
        text: text.to_owned(),
        signature: None,
    })
}

fn tool(name: &str) -> ToolSpec {
    let parameters = r#"{"type":"object","properties":{"path":{"type":"string"}}}"#;
    ToolSpec {
        name: name.to_owned(),
        description: "Reads a file.".to_owned(),
        parameters: parameters.to_owned(),
    }
}

fn request(model: &str, messages: Vec<Message>) -> Request {
    Request {
        model: model.to_owned(),
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

fn hello(model: &str) -> Request {
    request(model, vec![message(Role::User, vec![text("Hello")])])
}

fn encode(service: Service, request: Request) -> Result<HttpRequest, Failure> {
    Compatible::encode(service, request)
}

fn body(service: Service, request: Request) -> Value {
    serde_json::from_slice(&encode(service, request).expect("a request").body).expect("JSON")
}

#[test]
fn the_smallest_request_is_a_streamed_message() {
    let http = encode(plain(), hello("m")).expect("a request");
    assert_eq!(
        (http.method.as_str(), http.path.as_str(), &http.framing),
        ("POST", "/chat/completions", &Framing::Sse)
    );
    assert_eq!(
        http.headers,
        vec![("content-type".to_owned(), "application/json".to_owned())]
    );
    assert_eq!(
        String::from_utf8(http.body).expect("text"),
        r#"{"model":"m","messages":[{"role":"user","content":"Hello"}],"stream":true,"stream_options":{"include_usage":true}}"#
    );
}

#[test]
fn a_conversation_with_tools_has_a_message_for_each_result() {
    let messages = vec![
        message(
            Role::System,
            vec![text("You are a koi."), text("Answer briefly.")],
        ),
        message(
            Role::User,
            vec![
                text("What do a and b say?"),
                Part::Other(("sound".to_owned(), "{}".to_owned())),
            ],
        ),
        message(
            Role::Assistant,
            vec![
                thought("Hm."),
                call("1", "{\"path\": \"a\"}"),
                call("2", ""),
            ],
        ),
        message(Role::Tool, vec![result("1", false), result("2", true)]),
        message(Role::Assistant, vec![text("Fish."), thought("So.")]),
        message(Role::Assistant, vec![thought("Nothing said.")]),
        message(Role::User, vec![text("Go on.")]),
    ];
    let body = body(
        plain(),
        Request {
            tools: vec![tool("read")],
            ..request("m", messages)
        },
    );
    assert_eq!(
        body["messages"],
        json!([
            {"role": "system", "content": "You are a koi.\n\nAnswer briefly."},
            {"role": "user", "content": "What do a and b say?"},
            {"role": "assistant", "content": null, "tool_calls": [
                {"type": "function", "id": "1", "function": {"name": "read", "arguments": "{\"path\": \"a\"}"}},
                {"type": "function", "id": "2", "function": {"name": "read", "arguments": "{}"}},
            ]},
            {"role": "tool", "content": "1\tfish", "tool_call_id": "1"},
            {"role": "tool", "content": "Error: 1\tfish", "tool_call_id": "2"},
            {"role": "assistant", "content": "Fish."},
            {"role": "user", "content": "Go on."},
        ])
    );
    assert_eq!(
        body["tools"],
        json!([{"type": "function", "function": {"name": "read", "description": "Reads a file.", "parameters": {"type": "object", "properties": {"path": {"type": "string"}}}}}])
    );
}

#[test]
fn each_service_gets_its_models_reasoning_back_where_it_looks_for_it() {
    for (setting, expected) in [
        ("", json!({"role": "assistant", "content": "Fish."})),
        (
            "reasoning_content",
            json!({"role": "assistant", "content": "Fish.", "reasoning_content": "Hm. So."}),
        ),
        (
            "reasoning",
            json!({"role": "assistant", "content": "Fish.", "reasoning": "Hm. So."}),
        ),
        (
            "tags",
            json!({"role": "assistant", "content": "<think>Hm. So.</think>\n\nFish."}),
        ),
    ] {
        let messages = vec![
            message(Role::User, vec![text("Well?")]),
            message(
                Role::Assistant,
                vec![thought("Hm. "), thought("So."), text("Fish.")],
            ),
        ];
        let body = body(
            service("s", &[("thoughts", setting)]),
            request("m", messages),
        );
        assert_eq!(body["messages"][1], expected, "{setting}");
    }
}

#[test]
fn an_image_travels_as_a_data_url() {
    let image = Part::Image(Image {
        media_type: "image/png".to_owned(),
        data: vec![0x89, b'P', b'N', b'G'],
    });
    let body = body(
        plain(),
        request(
            "m",
            vec![message(Role::User, vec![text("What is it?"), image])],
        ),
    );
    assert_eq!(
        body["messages"][0]["content"],
        json!([{"type": "text", "text": "What is it?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw=="}}])
    );
}

#[test]
fn the_length_has_the_name_that_the_service_or_the_model_knows() {
    for (settings, model, field) in [
        (&[][..], "llama", "max_tokens"),
        (&[], "o3-mini", "max_completion_tokens"),
        (&[], "openai/gpt-5-mini", "max_completion_tokens"),
        (&[], "gpt-5-chat-latest", "max_tokens"),
        (&[], "olmo-2", "max_tokens"),
        (
            &[("max_tokens_field", "max_completion_tokens")],
            "gpt-4.1",
            "max_completion_tokens",
        ),
        (
            &[("max_tokens_field", "max_tokens")],
            "openai/o3",
            "max_tokens",
        ),
    ] {
        let body = body(
            service("s", settings),
            Request {
                max_tokens: Some(99),
                ..hello(model)
            },
        );
        let named: Vec<_> = ["max_tokens", "max_completion_tokens"]
            .into_iter()
            .filter(|name| body[name] == 99)
            .collect();
        assert_eq!(named, [field], "{model}");
    }
}

#[test]
fn the_temperature_is_told_to_models_that_take_one() {
    for (settings, model, told) in [
        (&[][..], "gpt-4.1", Some(0.5)),
        (&[], "o4-mini", None),
        (&[], "gpt-5.5", None),
        (&[("temperature", "no")], "kimi-k2.5", None),
    ] {
        let body = body(
            service("s", settings),
            Request {
                temperature: Some(0.5),
                ..hello(model)
            },
        );
        assert_eq!(body["temperature"].as_f64(), told, "{model}");
    }
}

#[test]
fn the_effort_is_told_where_it_is_understood() {
    let none = Value::Null;
    let object = &[("effort", "reasoning")][..];
    for (settings, model, tools, effort, field, nested) in [
        (&[][..], "o3", true, Some("high"), json!("high"), &none),
        (&[], "gpt-5", true, Some("low"), json!("low"), &none),
        (
            &[],
            "openai/gpt-oss-120b",
            false,
            Some("low"),
            json!("low"),
            &none,
        ),
        (&[], "gpt-4.1", false, Some("low"), none.clone(), &none),
        (&[], "o3", false, Some("frantic"), none.clone(), &none),
        (&[], "gpt-5.4", false, Some("low"), json!("low"), &none),
        (&[], "gpt-5.4", true, Some("low"), json!("none"), &none),
        (&[], "gpt-5.4", true, None, json!("none"), &none),
        (
            object,
            "z-ai/glm",
            true,
            Some("medium"),
            none.clone(),
            &json!({"effort": "medium"}),
        ),
        (object, "openai/gpt-5.4", true, None, none.clone(), &none),
    ] {
        let tools = if tools {
            vec![tool("read")]
        } else {
            Vec::new()
        };
        let request = Request {
            tools,
            effort: effort.map(str::to_owned),
            ..hello(model)
        };
        let body = body(service("s", settings), request);
        assert_eq!(
            (&body["reasoning_effort"], &body["reasoning"]),
            (&field, nested),
            "{model}"
        );
    }
}

#[test]
fn the_choice_of_a_tool_is_told() {
    for (choice, told) in [
        (None, Value::Null),
        (Some("none"), json!("none")),
        (Some("required"), json!("required")),
        (
            Some("read"),
            json!({"type": "function", "function": {"name": "read"}}),
        ),
    ] {
        let tool_choice = choice.map(str::to_owned);
        let body = body(
            plain(),
            Request {
                tools: vec![tool("read")],
                tool_choice,
                ..hello("m")
            },
        );
        assert_eq!(body["tool_choice"], told);
    }
}

#[test]
fn the_schema_of_the_answer_is_enforced_as_far_as_the_service_can() {
    let open = r#"{"type":"object","properties":{"score":{"type":"number","minimum":0}}}"#;
    let named = |strict: bool, schema: &str| {
        let schema: Value = serde_json::from_str(schema).expect("JSON");
        json!({"type": "json_schema", "json_schema": {"name": "answer", "strict": strict, "schema": schema}})
    };
    for (setting, schema, tools, format, in_words) in [
        ("json_schema", CLOSED, true, named(true, CLOSED), false),
        ("json_schema", open, false, named(false, open), false),
        (
            "json_object",
            CLOSED,
            false,
            json!({"type": "json_object"}),
            true,
        ),
        ("json_object", CLOSED, true, Value::Null, true),
        ("", CLOSED, false, Value::Null, true),
    ] {
        let tools = if tools {
            vec![tool("read")]
        } else {
            Vec::new()
        };
        let messages = vec![
            message(Role::System, vec![text("Be a koi.")]),
            message(Role::User, vec![text("Hello")]),
        ];
        let request = Request {
            tools,
            answer_schema: Some(schema.to_owned()),
            ..request("m", messages)
        };
        let body = body(service("s", &[("schema", setting)]), request);
        assert_eq!(body["response_format"], format, "{setting}");
        let words = body["messages"][1]["content"].as_str().expect("text");
        assert_eq!(
            words.ends_with(schema) && words.contains("JSON"),
            in_words,
            "{setting}"
        );
        assert_eq!(
            body["messages"].as_array().map(Vec::len),
            Some(if in_words { 3 } else { 2 })
        );
    }
}

#[test]
fn usage_is_not_asked_of_a_service_that_refuses_to_be_asked() {
    let body = body(service("s", &[("stream_options", "no")]), hello("m"));
    assert_eq!(body["stream_options"], Value::Null);
}

#[test]
fn what_can_not_be_said_is_refused_with_its_name() {
    let image = Part::Image(Image {
        media_type: "image/png".to_owned(),
        data: Vec::new(),
    });
    let tools = vec![tool("read")];
    for (request, named) in [
        (
            request("m", vec![message(Role::System, vec![text("alone")])]),
            "no message",
        ),
        (
            request("o3-mini", vec![message(Role::User, vec![image])]),
            "o3-mini",
        ),
        (
            Request {
                tool_choice: Some("fly".to_owned()),
                tools,
                ..hello("m")
            },
            "fly",
        ),
        (
            Request {
                tools: vec![ToolSpec {
                    parameters: "[]".to_owned(),
                    ..tool("read")
                }],
                ..hello("m")
            },
            "tool read",
        ),
    ] {
        let failure = encode(service("openai", &[]), request).expect_err("a failure");
        assert_eq!(failure.kind, FailureKind::Invalid);
        assert!(failure.message.contains(named), "{}", failure.message);
    }
}
