//! The shapes of the two JSON outputs.

use openkoi_tests::server::KEY;
use openkoi_tests::{Fault, Home, Run, Script, Server, Turn};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::time::Duration;

const SUBTYPES: [(&str, i64); 9] = [
    ("accepted", 0),
    ("failed", 1),
    ("usage", 2),
    ("not-good-enough", 3),
    ("limit", 4),
    ("blocked", 5),
    ("auth", 6),
    ("unreachable", 7),
    ("interrupted", 130),
];

type Check = fn(&Value) -> bool;

const FIELDS: [(&str, Check); 21] = [
    ("subtype", Value::is_string),
    ("is_error", Value::is_boolean),
    ("exit_code", Value::is_i64),
    ("result", Value::is_string),
    ("reason", Value::is_string),
    ("duration_ms", Value::is_u64),
    ("duration_api_ms", Value::is_u64),
    ("num_turns", Value::is_u64),
    ("total_cost_usd", Value::is_number),
    ("usage", Value::is_object),
    ("model_usage", Value::is_array),
    ("iterations", Value::is_array),
    ("scores", Value::is_object),
    ("verdicts", Value::is_array),
    ("findings", Value::is_array),
    ("claims", Value::is_array),
    ("sources", Value::is_array),
    ("verification", Value::is_string),
    ("changes", Value::is_array),
    ("diff", Value::is_string),
    ("task_id", |id| id.is_string() || id.is_null()),
];

const COUNTS: [&str; 4] = [
    "input_tokens",
    "output_tokens",
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
];

/// Asserts that this is a whole result.
#[track_caller]
fn assert_result(what: &str, result: &Value) {
    assert_eq!(result["type"], "result", "{what}");
    for (field, is_right) in FIELDS {
        let value = result.get(field);
        assert!(
            value.is_some_and(is_right),
            "{what}: {field} is {value:?} in {result}"
        );
    }
    assert_eq!(result["task_id"], result["session_id"]);
    for field in COUNTS {
        assert!(
            result["usage"][field].is_u64(),
            "{field}: {}",
            result["usage"]
        );
    }
    assert!(
        ["verified", "partial", "unverified"]
            .contains(&result["verification"].as_str().unwrap_or_default())
    );
    let code = SUBTYPES
        .iter()
        .find(|(word, _)| result["subtype"] == *word)
        .map(|(_, code)| *code);
    assert_eq!(
        code,
        result["exit_code"].as_i64(),
        "{} and {}",
        result["subtype"],
        result["exit_code"]
    );
    assert_eq!(result["is_error"], code != Some(0));
    for iteration in result["iterations"].as_array().into_iter().flatten() {
        assert!(
            iteration["iteration"].is_u64() && iteration["decision"].is_string(),
            "{iteration}"
        );
        assert!(
            iteration["score"].is_number() || iteration["score"].is_null(),
            "{iteration}"
        );
    }
    for share in result["model_usage"].as_array().into_iter().flatten() {
        assert!(
            share["role"].is_string() && share["model"].is_string() && share["calls"].is_u64(),
            "{share}"
        );
    }
}

/// Every situation, asked for in this format.
fn situations(format: &str) -> Vec<(&'static str, Run)> {
    let talkative = Server::messages(Script::new().forever(Turn::says("Words, many words.")));
    let refusing = Server::messages(Script::new().whoever_asks(20, &Fault::Status(401)));
    let model = talkative.model();
    let with = |arguments: &[&str]| {
        [arguments, &["--output-format", format]]
            .concat()
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let mut lonely = Home::new();
    lonely.hurried();
    lonely
        .set("ANTHROPIC_API_KEY", KEY)
        .set("ANTHROPIC_BASE_URL", "http://127.0.0.1:1");
    let home = Home::connected(&talkative);
    vec![
        (
            "a run",
            home.run(with(&["Say hello", "-m", model, "-i", "0"])),
        ),
        (
            "a deliberation",
            home.run(with(&["think", "Say hello", "-m", model])),
        ),
        (
            "a simulation",
            home.run(with(&["think", "Say hello", "-m", model, "--simulate"])),
        ),
        (
            "a block",
            home.run(with(&["think", "rm -rf ~", "-m", "reflex/rules"])),
        ),
        (
            "a failure",
            Home::new().run(with(&["Compose a fugue about carp"])),
        ),
        (
            "a refused key",
            Home::connected(&refusing).run(with(&["Say hello", "-m", model])),
        ),
        (
            "an unreachable service",
            lonely.run(with(&["Say hello", "-m", model])),
        ),
        (
            "an unknown model",
            home.run(with(&["Say hello", "-m", "anthropic/claude-sonet"])),
        ),
        ("an empty task", home.run(with(&[""]))),
        (
            "quiet",
            home.run(with(&["--quiet", "Say hello", "-m", model, "-i", "0"])),
        ),
    ]
}

#[test]
fn json_is_one_result_whatever_happens() {
    for (what, run) in situations("json") {
        let result = serde_json::from_str(&run.stdout)
            .unwrap_or_else(|why| panic!("{what}: {why}\n{}", run.told()));
        assert_result(what, &result);
        assert_eq!(
            result["exit_code"].as_i64(),
            Some(i64::from(run.code)),
            "{what}"
        );
        assert!(!run.stdout.contains('\x1b'), "{what}");
    }
}

#[test]
fn stream_json_ends_with_exactly_one_result_whatever_happens() {
    for (what, run) in situations("stream-json") {
        let lines = run.json_lines();
        let results = lines.iter().filter(|line| line["type"] == "result").count();
        assert_eq!(results, 1, "{what}\n{}", run.told());
        assert_result(what, lines.last().expect("there is a line"));
        let known = ["system", "event", "assistant", "text", "retry", "result"];
        assert!(
            lines
                .iter()
                .all(|line| known.contains(&line["type"].as_str().unwrap_or_default())),
            "{what}\n{}",
            run.told()
        );
    }
}

const KINDS: [&str; 11] = [
    "task-started",
    "directive",
    "verdict",
    "deliberated",
    "planned",
    "iteration-started",
    "model-called",
    "tool-called",
    "decided",
    "changed",
    "task-closed",
];

/// The events are those of a deliberated task, in their order.
fn assert_events(lines: &[Value], task: &Value) {
    let events: Vec<_> = lines
        .iter()
        .filter(|line| line["type"] == "event")
        .collect();
    let kinds: Vec<_> = events
        .iter()
        .filter_map(|event| event["kind"].as_str())
        .collect();
    for kind in KINDS {
        assert!(kinds.contains(&kind), "{kind} is not among {kinds:?}");
    }
    assert_eq!(
        (kinds.first(), kinds.last()),
        (Some(&"task-started"), Some(&"task-closed"))
    );
    assert!(
        events
            .iter()
            .all(|event| event["task"] == *task && event["at_ms"].is_i64())
    );
    let ids: Vec<_> = events
        .iter()
        .filter_map(|event| event["id"].as_i64())
        .collect();
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
}

#[test]
fn stream_json_tells_the_story_as_it_happens() {
    let script = Script::new()
        .then(Turn::calls(
            "write",
            json!({"path": "a.txt", "content": "a\n"}),
        ))
        .forever(Turn::says("Written, 日本語."));
    let server = Server::messages(script);
    let home = Home::connected(&server);
    let run = home
        .run([
            "think",
            "Write a.txt",
            "-m",
            server.model(),
            "--output-format",
            "stream-json",
        ])
        .ends(0);
    let lines = run.json_lines();
    let init = &lines[0];
    assert_eq!(
        (&init["type"], &init["subtype"]),
        (&json!("system"), &json!("init"))
    );
    assert_eq!(init["model"], server.model());
    assert_eq!(
        init["cwd"].as_str().map(std::path::Path::new),
        Some(home.workspace())
    );
    assert!(
        init["tools"]
            .as_array()
            .is_some_and(|tools| tools.iter().any(|tool| tool == "read")),
        "{init}"
    );
    assert_events(&lines, &init["task_id"]);
    let spoken: String = lines
        .iter()
        .filter(|line| line["type"] == "text")
        .filter_map(|line| line["text"].as_str())
        .collect();
    assert!(spoken.contains("Written, 日本語."), "{spoken}");
    let fragments = lines.iter().filter(|line| line["type"] == "text").count();
    assert!(fragments > 1, "it is told while it is said");
}

#[test]
fn one_result_comes_even_when_the_run_is_terminated() {
    for format in ["json", "stream-json"] {
        let server = Server::messages(Script::new().fault(Fault::Hang(Turn::says(
            "A long beginning without any end to it, ever.",
        ))));
        let home = Home::connected(&server);
        let running = home.start([
            "Say hello",
            "-m",
            server.model(),
            "-i",
            "0",
            "--output-format",
            format,
        ]);
        running.until("the model to be asked", |_| !server.turns().is_empty());
        std::thread::sleep(Duration::from_millis(200));
        running.signal(Signal::TERM);
        let run = running.end_within(Duration::from_secs(30)).ends(130);
        let lines = run.json_lines();
        let results: Vec<_> = lines
            .iter()
            .filter(|line| line["type"] == "result")
            .collect();
        assert_eq!(results.len(), 1, "{}", run.told());
        assert_result(format, results[0]);
        assert_eq!(results[0]["subtype"], "interrupted");
        assert_eq!(lines.last(), Some(results[0]));
    }
}
