//! What only Chat Completions has: usage at the end of the stream, cached input within input, its credential.

use openkoi_tests::server::{KEY, Usage};
use openkoi_tests::{Home, Script, Server, Turn};
use serde_json::json;

#[test]
fn usage_is_asked_for_and_cached_input_is_counted_apart() {
    let usage = Usage {
        input: 1_000,
        output: 100,
        cache_read: 50_000,
        cache_write: 0,
    };
    let server = Server::chat(Script::new().forever(Turn::says("Done.").costing(usage)));
    let home = Home::connected(&server);
    let result = home
        .run([
            "Say hello",
            "-m",
            server.model(),
            "-i",
            "0",
            "--output-format",
            "json",
        ])
        .ends(0)
        .json();
    assert_eq!(
        result["usage"],
        json!({"input_tokens": 1_000, "output_tokens": 100, "cache_read_input_tokens": 50_000, "cache_creation_input_tokens": 0})
    );
    let request = &server.turns()[0];
    assert_eq!(request.body["stream_options"]["include_usage"], true);
    assert_eq!(
        request.header("authorization"),
        Some(format!("Bearer {KEY}").as_str())
    );
}

#[test]
fn a_service_of_the_user_s_own_is_reached_by_its_config_entry() {
    let server = Server::chat(Script::new());
    let mut home = Home::new();
    home.own_file(
        "config.toml",
        format!(
            "[providers.lab]\nbase_url = \"{}\"\napi_key_env = \"LAB_KEY\"\n",
            server.base_url()
        ),
    );
    home.set("LAB_KEY", KEY);
    let result = home
        .run([
            "Say hello",
            "-m",
            "lab/gpt-4.1",
            "-i",
            "0",
            "--output-format",
            "json",
        ])
        .ends(0)
        .json();
    assert_eq!(result["model"], "lab/gpt-4.1");
    assert_eq!(server.turns().len(), 1);
}

#[test]
fn calls_go_back_as_the_model_made_them() {
    let script = Script::new()
        .then(Turn::calls("read", json!({"path": "a.txt"})).and_calls("list", json!({})));
    let server = Server::chat(script);
    let home = Home::connected(&server);
    home.file("a.txt", "apple\n");
    home.run(["Look", "-m", server.model(), "-i", "0"]).ends(0);
    let turns = server.turns();
    let messages = turns[1].body["messages"]
        .as_array()
        .expect("messages are a list");
    let said = messages
        .iter()
        .find(|message| message["role"] == "assistant")
        .expect("the model has spoken");
    let names: Vec<_> = said["tool_calls"]
        .as_array()
        .expect("calls")
        .iter()
        .map(|call| call["function"]["name"].as_str())
        .collect();
    assert_eq!(names, [Some("read"), Some("list")]);
}
