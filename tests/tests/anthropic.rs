//! What only the Messages API has: signed thinking, cached input, its headers.

use openkoi_tests::server::Usage;
use openkoi_tests::{Home, Script, Server, Turn};
use serde_json::{Value, json};

fn task(home: &Home, server: &Server) -> Value {
    home.run([
        "Read the note",
        "-m",
        server.model(),
        "-i",
        "0",
        "--output-format",
        "json",
    ])
    .ends(0)
    .json()
}

#[test]
fn signed_thinking_comes_back_untouched_before_its_call() {
    let thoughts = "First the note 📝;\nthen the answer.";
    let script = Script::new().then(
        Turn::calls("read", json!({"path": "note.txt"}))
            .after_thinking(thoughts, "EqQBCgIYAhIM+sig/nature==")
            .with_text("I read it."),
    );
    let server = Server::messages(script);
    let home = Home::connected(&server);
    home.file("note.txt", "hello\n");
    let result = task(&home, &server);
    let turns = server.turns();
    let messages = turns[1].body["messages"]
        .as_array()
        .expect("messages are a list");
    let said = messages
        .iter()
        .find(|message| message["role"] == "assistant")
        .expect("the model has spoken");
    let kinds: Vec<_> = said["content"]
        .as_array()
        .expect("blocks")
        .iter()
        .map(|block| block["type"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(kinds, ["thinking", "text", "tool_use"]);
    assert_eq!(said["content"][0]["thinking"], thoughts);
    assert_eq!(said["content"][0]["signature"], "EqQBCgIYAhIM+sig/nature==");
    assert!(
        !result["result"]
            .as_str()
            .expect("text")
            .contains("First the note"),
        "thoughts are no answer"
    );
}

#[test]
fn cached_input_is_counted_and_priced_apart() {
    let usage = Usage {
        input: 1_000,
        output: 100,
        cache_read: 100_000,
        cache_write: 10_000,
    };
    let server = Server::messages(Script::new().forever(Turn::says("Done.").costing(usage)));
    let home = Home::connected(&server);
    let result = task(&home, &server);
    assert_eq!(
        result["usage"],
        json!({"input_tokens": 1_000, "output_tokens": 100, "cache_read_input_tokens": 100_000, "cache_creation_input_tokens": 10_000})
    );
    let cost = result["total_cost_usd"].as_f64().expect("a number");
    let expected = 0.003 + 0.0015 + 0.03 + 0.0375;
    assert!((cost - expected).abs() < 1e-9, "{cost}, not {expected}");
}

#[test]
fn what_stays_the_same_is_marked_for_the_cache() {
    let server = Server::messages(Script::new().then(Turn::calls("list", json!({}))));
    let home = Home::connected(&server);
    task(&home, &server);
    let turns = server.turns();
    for turn in &turns {
        assert!(
            turn.body
                .to_string()
                .contains("\"cache_control\":{\"type\":\"ephemeral\""),
            "{}",
            turn.body
        );
    }
    assert_eq!(
        turns[0].body["system"], turns[1].body["system"],
        "the prefix is the same"
    );
    assert_eq!(
        turns[0].body["tools"].as_array().map(Vec::len),
        turns[1].body["tools"].as_array().map(Vec::len)
    );
}

#[test]
fn a_request_says_its_version_and_streams() {
    let server = Server::messages(Script::new());
    let home = Home::connected(&server);
    task(&home, &server);
    let request = &server.turns()[0];
    assert_eq!(request.header("anthropic-version"), Some("2023-06-01"));
    assert_eq!(request.body["stream"], true);
    let tools = request.tools();
    for tool in ["read", "write", "edit", "list", "glob", "grep", "shell"] {
        assert!(tools.contains(&tool), "{tool} is not offered: {tools:?}");
    }
}
