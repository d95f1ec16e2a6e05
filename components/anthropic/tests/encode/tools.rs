//! Tools that are forced, answers with a schema.

use crate::bench::*;
use openkoi_sdk::provider::Request;
use serde_json::{Value, json};

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
