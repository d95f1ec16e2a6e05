//! Who does what: nobody judges their own work where there is another model, and the report says who it was.

use openkoi_tests::server::KEY;
use openkoi_tests::{Home, Script, Server, Turn};
use serde_json::{Value, json};

fn shares(result: &Value, role: &str) -> Vec<String> {
    let shares = result["model_usage"].as_array().expect("a list");
    let of = shares.iter().filter(|share| share["role"] == role);
    of.filter_map(|share| share["model"].as_str().map(str::to_owned))
        .collect()
}

fn writes() -> Script {
    Script::new()
        .then(Turn::calls(
            "write",
            json!({"path": "a.txt", "content": "a\n"}),
        ))
        .forever(Turn::says("I wrote a.txt."))
}

#[test]
fn the_judge_is_another_model_of_the_same_service_where_there_is_one() {
    let server = Server::messages(writes());
    let home = Home::connected(&server);
    let result = home
        .run([
            "Create a.txt containing a",
            "-m",
            server.model(),
            "--output-format",
            "json",
        ])
        .json();
    assert_eq!(shares(&result, "executor"), [server.model()]);
    let judges = shares(&result, "evaluator");
    assert_eq!(judges.len(), 1, "{result}");
    assert_ne!(judges[0], server.model());
}

#[test]
fn the_judge_comes_from_another_connected_service_before_that() {
    let (executor, judge) = (Server::messages(writes()), Server::chat(Script::new()));
    let mut home = Home::connected(&executor);
    home.connect(&judge);
    let result = home
        .run([
            "Create a.txt containing a",
            "-m",
            executor.model(),
            "--output-format",
            "json",
        ])
        .json();
    assert!(
        shares(&result, "evaluator")[0].starts_with("openai/"),
        "{result}"
    );
    assert!(executor.asides().is_empty(), "the executor judged itself");
    assert!(!judge.asides().is_empty());
}

#[test]
fn where_the_judge_can_t_be_had_the_executor_judges_and_the_run_says_so() {
    let server = Server::messages(writes());
    let mut home = Home::connected(&server);
    // Nobody listens there.
    home.set("OPENAI_API_KEY", KEY);
    home.set("OPENAI_BASE_URL", "http://127.0.0.1:9/v1");
    home.hurried();
    let run = home.run([
        "Create a.txt containing a",
        "-m",
        server.model(),
        "--output-format",
        "json",
    ]);
    let result = run.json();
    assert_eq!(shares(&result, "evaluator"), [server.model()], "{result}");
    assert!(
        run.told().contains("answers in its place"),
        "{}",
        run.told()
    );
}

#[test]
fn a_receipt_names_the_files_that_its_call_changed() {
    let script = Script::new()
        .then(Turn::calls(
            "write",
            json!({"path": "a.txt", "content": "new\n"}),
        ))
        .then(Turn::calls(
            "shell",
            json!({"command": "rm b.txt && echo c > c.txt"}),
        ))
        .then(Turn::calls("read", json!({"path": "c.txt"})))
        .then(Turn::says("Done."));
    let server = Server::messages(script);
    let home = Home::connected(&server);
    home.file("a.txt", "old\n").file("b.txt", "b\n");
    let result = home
        .run([
            "Tidy up",
            "-m",
            server.model(),
            "-i",
            "0",
            "--output-format",
            "json",
        ])
        .json();
    let files = |at: usize| -> Vec<(String, bool, bool)> {
        let files = result["receipts"][at]["files"].as_array().cloned();
        let row = |file: &Value| {
            let path = file["path"].as_str().unwrap_or_default().to_owned();
            (path, !file["before"].is_null(), !file["after"].is_null())
        };
        files.unwrap_or_default().iter().map(row).collect()
    };
    assert_eq!(files(0), [("a.txt".to_owned(), true, true)]);
    let removed_and_made = [
        ("b.txt".to_owned(), true, false),
        ("c.txt".to_owned(), false, true),
    ];
    assert_eq!(files(1), removed_and_made);
    assert_eq!(files(2), []);
    let before = result["receipts"][0]["files"][0]["before"]["hash"].as_str();
    assert_eq!(before, Some(blake3::hash(b"old\n").to_hex().as_str()));
}

#[test]
fn a_directive_knows_how_the_last_task_here_ended() {
    let server = Server::messages(Script::new());
    let home = Home::connected(&server);
    let directive = |task: &str| {
        let run = home.run([
            "think",
            task,
            "-m",
            server.model(),
            "--output-format",
            "json",
        ]);
        run.json()["directive"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    assert!(!directive("What is in this directory?").contains("Lately here"));
    let second = directive("What else is there?");
    assert!(
        second.contains("the last, \"What is in this directory?\""),
        "{second}"
    );
}
