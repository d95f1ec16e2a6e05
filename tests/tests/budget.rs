//! Whatever runs out ends the task with 4, and the reason says what it was.

use openkoi_tests::server::Usage;
use openkoi_tests::{Fault, Home, Script, Server, Turn};
use serde_json::{Value, json};
use std::time::Duration;

/// A model that never comes to an end, at this usage a turn.
fn restless(input: u64, output: u64) -> Script {
    let usage = Usage {
        input,
        output,
        cache_read: 0,
        cache_write: 0,
    };
    let mut script = Script::new();
    for number in 0..400 {
        script = script
            .then(Turn::calls("read", json!({"path": format!("{number}.txt")})).costing(usage));
    }
    script
}

fn assert_limit(result: &Value, words: &[&str]) {
    assert_eq!(result["subtype"], "limit");
    assert_eq!(result["exit_code"], 4);
    let reason = result["reason"]
        .as_str()
        .expect("a reason is text")
        .to_lowercase();
    assert!(
        words.iter().any(|word| reason.contains(word)),
        "{reason:?} should say one of {words:?}"
    );
}

#[test]
fn the_budget_of_tokens_ends_a_task() {
    let server = Server::messages(restless(900, 100));
    let home = Home::connected(&server);
    home.own_file(
        "config.toml",
        "[retry]\nbase_ms = 10\n\n[iteration]\ntoken_budget = 5000\n",
    );
    let result = home
        .run([
            "Read on",
            "-m",
            server.model(),
            "-i",
            "0",
            "--output-format",
            "json",
        ])
        .ends(4)
        .json();
    assert_limit(&result, &["token"]);
    let turns = server.turns().len();
    assert!(
        (5..=6).contains(&turns),
        "{turns} turns of 1,000 tokens in a budget of 5,000"
    );
}

#[test]
fn the_budget_of_money_ends_a_task() {
    let server = Server::messages(restless(100_000, 0));
    let home = Home::connected(&server);
    home.own_file("config.toml", "[iteration]\ntoken_budget = 100000000\n");
    let result = home
        .run([
            "think",
            "Read on",
            "-m",
            server.model(),
            "--budget",
            "1.0",
            "--output-format",
            "json",
        ])
        .ends(4)
        .json();
    assert_limit(&result, &["$", "budget", "cost"]);
    let cost = result["total_cost_usd"].as_f64().expect("a number");
    assert!((1.0..1.7).contains(&cost), "{cost}");
}

#[test]
fn the_time_ends_a_task_even_while_the_model_is_silent() {
    for script in [
        Script::new().fault(Fault::Silence),
        Script::new().then(Turn::calls("shell", json!({"command": "sleep 60"}))),
    ] {
        let server = Server::messages(script);
        let home = Home::connected(&server);
        let run = home
            .run([
                "think",
                "Wait",
                "-m",
                server.model(),
                "--time",
                "3s",
                "--output-format",
                "json",
            ])
            .ends(4);
        assert_limit(&run.json(), &["time", "second", "3 s"]);
        assert!(run.elapsed < Duration::from_secs(20), "{:?}", run.elapsed);
    }
}

#[test]
fn the_number_of_rounds_ends_a_task() {
    let server = Server::messages(restless(1, 1));
    let home = Home::connected(&server);
    home.own_file("config.toml", "[iteration]\nmax_rounds = 25\n");
    let run = home.run([
        "Read on",
        "-m",
        server.model(),
        "-i",
        "0",
        "--output-format",
        "json",
    ]);
    assert_limit(&run.ends(4).json(), &["round", "model call", "turn"]);
    assert_eq!(server.turns().len(), 25);
}

#[test]
fn the_same_call_again_and_again_ends_a_task() {
    let server =
        Server::messages(Script::new().forever(Turn::calls("read", json!({"path": "same.txt"}))));
    let home = Home::connected(&server);
    home.file("same.txt", "same\n");
    let result = home
        .run([
            "Read on",
            "-m",
            server.model(),
            "-i",
            "0",
            "--output-format",
            "json",
        ])
        .ends(4)
        .json();
    assert_limit(&result, &["same", "repeat", "loop"]);
    let turns = server.turns();
    assert!((20..=31).contains(&turns.len()), "{} turns", turns.len());
    let warned = turns.iter().any(|turn| {
        turn.tool_results().len() >= 10 && turn.last_result() != turns[1].last_result()
    });
    assert!(warned, "the model is told that it goes in circles");
}

#[test]
fn what_advisers_and_judges_use_is_counted_too() {
    let server = Server::messages(Script::new().then(Turn::calls(
        "write",
        json!({"path": "a.txt", "content": "a\n"}),
    )));
    let home = Home::connected(&server);
    let result = home
        .run([
            "think",
            "Write a note to a.txt",
            "-m",
            server.model(),
            "--output-format",
            "json",
        ])
        .json();
    let asked = server
        .received()
        .iter()
        .filter(|request| request.method == "POST")
        .count();
    assert!(
        !server.asides().is_empty(),
        "nobody but the executor asked the model: {result}"
    );
    assert_eq!(
        result["usage"]["input_tokens"].as_u64(),
        Some(100 * asked as u64),
        "{asked} requests of 100 tokens each"
    );
    let shares = result["model_usage"].as_array().expect("shares are a list");
    let calls: u64 = shares
        .iter()
        .filter_map(|share| share["calls"].as_u64())
        .sum();
    assert_eq!(calls, asked as u64);
    assert!(shares.len() > 1, "{shares:?}");
}
