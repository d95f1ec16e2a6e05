//! Simulation: what would be done is tried on copies, and nothing is done.

use openkoi_tests::server::Usage;
use openkoi_tests::{Home, Script, Server, Turn};
use serde_json::{Value, json};

fn simulate(home: &Home, model: &str, task: &str) -> openkoi_tests::Run {
    home.run([
        "think",
        task,
        "--simulate",
        "-m",
        model,
        "--output-format",
        "json",
    ])
}

fn column<'a>(result: &'a Value, key: &str) -> Vec<&'a Value> {
    let futures = result["futures"].as_array().expect("a list");
    futures.iter().map(|future| &future[key]).collect()
}

/// Writes a file and says so, in every future.
fn writer() -> Script {
    let usage = Usage {
        input: 1_000,
        output: 100,
        cache_read: 0,
        cache_write: 0,
    };
    let write = || {
        Turn::calls(
            "write",
            json!({"path": "greeting.txt", "content": "hello\n"}),
        )
    };
    let mut script = Script::new();
    for _ in 0..3 {
        script = script.then(write().costing(usage));
    }
    script.forever(Turn::says("I wrote greeting.txt.").costing(usage))
}

#[test]
fn three_futures_are_tried_on_copies_and_the_workspace_stays_as_it_is() {
    let server = Server::messages(writer());
    let home = Home::connected(&server);
    home.file("keep.txt", "keep");
    let before = home.tree();
    let run = simulate(
        &home,
        server.model(),
        "Write a friendly greeting for the visitors of our site",
    );
    let result = run.json();
    assert_eq!(home.tree(), before);
    assert_eq!(result["changes"], json!([]));
    assert_eq!(column(&result, "label"), ["A", "B", "C"], "{result}");
    for changes in column(&result, "changes") {
        let diff = changes[0]["diff"].as_str().unwrap_or_default();
        assert!(diff.contains("+hello"), "{result}");
    }
    assert!(
        column(&result, "cost")
            .iter()
            .all(|cost| cost.as_f64() > Some(0.0))
    );
    assert!(
        result["result"]
            .as_str()
            .is_some_and(|text| text.starts_with("Recommended: future "))
    );
    let spent: f64 = column(&result, "cost")
        .iter()
        .filter_map(|cost| cost.as_f64())
        .sum();
    assert!(
        result["total_cost_usd"].as_f64() >= Some(spent),
        "the futures are paid for: {result}"
    );
    assert!(run.told().contains("would"), "{}", run.told());
    let calls = result["receipts"].as_array().expect("a list");
    assert!(
        calls.iter().any(|receipt| receipt["id"] == "B.r1"),
        "{result}"
    );
}

#[test]
fn without_a_model_the_rules_show_the_one_way_they_have() {
    let home = Home::new();
    home.file("keep.txt", "keep");
    let before = home.tree();
    let result = simulate(
        &home,
        "reflex/rules",
        "Create hello.txt with the content \"hello\"",
    )
    .ends(0)
    .json();
    assert_eq!(home.tree(), before);
    assert_eq!(column(&result, "label"), ["A"]);
    assert_eq!(column(&result, "outcome"), ["accepted"]);
}

#[test]
fn a_future_that_fails_says_so_and_the_simulation_too() {
    let script = Script::new().forever(Turn::says("All 12 tests pass, everything is fixed."));
    let server = Server::messages(script);
    let home = Home::connected(&server);
    home.file("Makefile", "test:\n\t@echo '1 failed'; exit 1\n");
    let run = simulate(
        &home,
        server.model(),
        "Make the failing tests of this project pass again, please",
    );
    let result = run.json();
    assert_ne!(result["exit_code"], 0, "{result}");
    assert!(
        column(&result, "outcome")
            .iter()
            .all(|outcome| **outcome != "accepted"),
        "{result}"
    );
}

#[test]
fn a_blocked_task_has_no_futures() {
    let server = Server::messages(writer());
    let home = Home::connected(&server);
    let result = simulate(&home, server.model(), "rm -rf ~").ends(5).json();
    assert_eq!(result["futures"], json!([]));
    assert!(server.turns().is_empty());
}

#[test]
fn what_leads_out_of_the_workspace_is_not_followed() {
    let script = Script::new()
        .then(Turn::calls(
            "shell",
            json!({"command": "echo changed > link.txt; echo changed > inside.txt"}),
        ))
        .forever(Turn::says("Done."));
    let server = Server::messages(script);
    let home = Home::connected(&server);
    home.file("inside.txt", "inside");
    let outside = home.everything().join("outside.txt");
    std::fs::write(&outside, "outside").expect("a file of ours");
    std::os::unix::fs::symlink(&outside, home.workspace().join("link.txt")).expect("a link");
    let run = simulate(
        &home,
        server.model(),
        "Change the words in both of the files that are here",
    );
    assert!(
        run.told().contains("leads out of the directory"),
        "{}",
        run.told()
    );
    assert_eq!(
        std::fs::read_to_string(&outside).unwrap_or_default(),
        "outside"
    );
    assert_eq!(home.read("inside.txt"), "inside");
}
