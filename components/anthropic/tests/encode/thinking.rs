//! What each model is told about thinking, temperature and length.

use crate::bench::*;
use openkoi_sdk::provider::{Request, Role};
use serde_json::{Value, json};

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
