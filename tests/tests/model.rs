//! A task done by a model over the wire, in both dialects: what is sent, counted and kept secret, and which model it is.

use openkoi_tests::server::{KEY, Usage};
use openkoi_tests::{Dialect, Home, Script, Server, Turn};
use serde_json::json;

const BOTH: [Dialect; 2] = [Dialect::Messages, Dialect::Chat];

fn turn_after_turn() -> Script {
    let usage = |input, output| Usage {
        input,
        output,
        cache_read: 0,
        cache_write: 0,
    };
    Script::new()
        .then(
            Turn::calls("read", json!({"path": "answer.txt"}))
                .with_text("I look first.")
                .costing(usage(1000, 100)),
        )
        .then(
            Turn::calls(
                "edit",
                json!({"path": "answer.txt", "old_string": "41", "new_string": "42"}),
            )
            .costing(usage(2000, 200)),
        )
        .then(
            Turn::calls("shell", json!({"command": "cat answer.txt && exit 3"}))
                .costing(usage(3000, 300)),
        )
        .then(Turn::says("It is 42 now.").costing(usage(4000, 400)))
}

#[test]
fn a_task_reads_edits_and_runs_and_the_file_really_changes() {
    for dialect in BOTH {
        let server = Server::start(dialect, turn_after_turn());
        let home = Home::connected(&server);
        home.file("answer.txt", "the answer is 41\n");
        let result = home.once(&server, "Correct the answer").ends(0).json();
        assert_eq!(home.read("answer.txt"), "the answer is 42\n");
        let turns = server.turns();
        assert_eq!(turns.len(), 4, "{dialect:?}");
        assert!(
            turns[1].last_result().contains("1\tthe answer is 41"),
            "{}",
            turns[1].last_result()
        );
        assert!(
            turns[2]
                .last_result()
                .contains("edited answer.txt (1 replacement"),
            "{}",
            turns[2].last_result()
        );
        let ran = turns[3].last_result();
        assert!(
            ran.contains("the answer is 42") && ran.trim_end().ends_with("[exit code 3]"),
            "{ran}"
        );
        assert_eq!(result["result"], "It is 42 now.");
        assert_eq!(
            result["changes"],
            json!([{"path": "answer.txt", "added": 1, "removed": 1}])
        );
        let diff = result["diff"].as_str().expect("a diff is text");
        assert!(
            diff.contains("-the answer is 41") && diff.contains("+the answer is 42"),
            "{diff}"
        );
    }
}

#[test]
fn every_turn_is_counted_and_paid_for() {
    for (dialect, price) in [
        (Dialect::Messages, [3.0, 15.0]),
        (Dialect::Chat, [2.0, 8.0]),
    ] {
        let server = Server::start(dialect, turn_after_turn());
        let home = Home::connected(&server);
        home.file("answer.txt", "the answer is 41\n");
        let result = home.once(&server, "Correct the answer").ends(0).json();
        assert_eq!(result["num_turns"], 4);
        assert_eq!(
            result["usage"]["input_tokens"], 10_000,
            "{}",
            result["usage"]
        );
        assert_eq!(
            result["usage"]["output_tokens"], 1_000,
            "{}",
            result["usage"]
        );
        let cost = result["total_cost_usd"]
            .as_f64()
            .expect("a cost is a number");
        let expected = 10_000.0 * price[0] / 1e6 + 1_000.0 * price[1] / 1e6;
        assert!(
            (cost - expected).abs() < 1e-9,
            "{dialect:?}: {cost}, not {expected}"
        );
    }
}

#[test]
fn the_first_message_holds_the_task_word_for_word() {
    let task = "Correct the answer: \"41\" → 42 \\ ご確認ください";
    for dialect in BOTH {
        let server = Server::start(dialect, Script::new());
        let home = Home::connected(&server);
        home.once(&server, task).ends(0);
        let body = &server.turns()[0].body;
        let messages = body["messages"].as_array().expect("messages are a list");
        let first = messages
            .iter()
            .find(|message| message["role"] == "user")
            .expect("the user speaks");
        let text = first["content"]
            .as_str()
            .or_else(|| first["content"][0]["text"].as_str());
        assert!(text.is_some_and(|text| text.starts_with(task)), "{first}");
    }
}

#[test]
fn the_key_goes_into_its_header_and_nowhere_else() {
    for dialect in BOTH {
        let server = Server::start(dialect, turn_after_turn());
        let home = Home::connected(&server);
        home.file("answer.txt", "41");
        let record = home.everything().join("record.json");
        let record = record.to_str().expect("temporary paths are UTF-8");
        let run = home.run([
            "think",
            "--verbose",
            "Correct the answer",
            "-m",
            server.model(),
            "--record",
            record,
            "--output-format",
            "stream-json",
        ]);
        assert!(!server.turns().is_empty(), "{}", run.told());
        assert!(
            std::fs::metadata(record).is_ok_and(|file| file.len() > 0),
            "nothing was recorded\n{}",
            run.told()
        );
        assert!(
            !run.stdout.contains(KEY) && !run.stderr.contains(KEY),
            "{}",
            run.told()
        );
        for (path, bytes) in home.files() {
            assert!(
                !bytes
                    .windows(KEY.len())
                    .any(|window| window == KEY.as_bytes()),
                "the key is in {}",
                path.display()
            );
        }
        for request in server.received() {
            let others = request
                .headers
                .iter()
                .filter(|(_, value)| value.contains(KEY))
                .count();
            assert!(
                others == 1
                    && !request.path.contains(KEY)
                    && !request.body.to_string().contains(KEY),
                "{request:?}"
            );
        }
    }
}

#[test]
fn the_key_is_not_in_the_environment_of_commands() {
    let server =
        Server::messages(Script::new().then(Turn::calls("shell", json!({"command": "env"}))));
    let home = Home::connected(&server);
    home.once(&server, "Show the environment").ends(0);
    let seen = server.turns()[1].last_result();
    assert!(seen.contains("PATH=") && !seen.contains(KEY), "{seen}");
}

#[test]
fn an_unknown_model_is_refused_with_the_nearest_one() {
    for (dialect, model, nearest) in [
        (
            Dialect::Messages,
            "anthropic/claude-sonet-4-5-20250929",
            "claude-sonnet-4-5-20250929",
        ),
        (Dialect::Chat, "openai/gpt-4.2", "gpt-4.1"),
    ] {
        let server = Server::start(dialect, Script::new());
        let home = Home::connected(&server);
        home.run(["Say hello", "-m", model])
            .ends(2)
            .tells(&["did you mean", nearest]);
        assert!(server.turns().is_empty());
    }
}

#[test]
fn an_unknown_provider_is_refused_with_the_nearest_one() {
    let home = Home::new();
    home.run(["Say hello", "-m", "antropic/claude-sonnet-4-5"])
        .ends(2)
        .tells(&["anthropic"]);
}

#[test]
fn a_model_without_its_provider_is_looked_up() {
    for dialect in BOTH {
        let server = Server::start(dialect, Script::new());
        let home = Home::connected(&server);
        let (_, id) = server
            .model()
            .split_once('/')
            .expect("a model has a provider");
        let result = home
            .run(["Say hello", "-m", id, "-i", "0", "--output-format", "json"])
            .ends(0)
            .json();
        assert_eq!(result["model"], server.model());
        assert_eq!(server.turns()[0].body["model"], id);
    }
}

#[test]
fn a_model_is_tried_as_given_where_there_is_no_list() {
    let server = Server::chat(Script::new().without_models());
    let mut home = Home::new();
    home.own_file("config.toml", format!("[retry]\nbase_ms = 10\n\n[providers.lab]\nbase_url = \"{}\"\napi_key_env = \"LAB_KEY\"\n", server.base_url()));
    home.set("LAB_KEY", KEY);
    home.run(["Say hello", "-m", "lab/brand-new-1", "-i", "0"])
        .ends(0);
    assert_eq!(server.turns()[0].body["model"], "brand-new-1");
}
