//! The streams whatever happens to them: signals, readers that go away, command lines that are wrong.

use openkoi_tests::{Fault, Home, Script, Server, Turn};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

fn results(stdout: &str) -> Vec<Value> {
    let lines = stdout.lines().map(|line| {
        serde_json::from_str::<Value>(line).unwrap_or_else(|why| panic!("not JSON: {why}: {line}"))
    });
    lines.filter(|line| line["type"] == "result").collect()
}

#[test]
fn a_signal_ends_a_run_in_every_format_with_one_result_and_a_closed_task() {
    for signal in [Signal::INT, Signal::TERM] {
        for format in ["text", "json", "stream-json"] {
            let begins = Turn::says("A long beginning without any end to it, ever.");
            let server = Server::messages(Script::new().fault(Fault::Hang(begins)));
            let home = Home::connected(&server);
            let arguments = [
                "Say hello",
                "-m",
                server.model(),
                "-i",
                "0",
                "--output-format",
                format,
            ];
            let running = home.start(arguments);
            running.until("the model to be asked", |_| !server.turns().is_empty());
            std::thread::sleep(Duration::from_millis(200));
            running.signal(signal);
            let run = running.end_within(Duration::from_secs(30)).ends(130);
            assert!(
                run.stderr.contains("interrupted"),
                "{format}: {}",
                run.told()
            );
            if format == "text" {
                assert!(!run.stdout.contains("\"type\""), "{}", run.told());
            } else {
                let results = results(&run.stdout);
                assert_eq!(results.len(), 1, "{format}: {}", run.told());
                assert_eq!(results[0]["subtype"], "interrupted");
            }
            let list = home.run(["task", "list"]).ends(0);
            assert!(list.stdout.contains("interrupted"), "{}", list.told());
        }
    }
}

#[test]
fn a_reader_that_goes_away_ends_neither_the_run_nor_its_record() {
    for format in ["text", "json", "stream-json"] {
        let script = Script::new()
            .then(Turn::calls(
                "write",
                json!({"path": "a.txt", "content": "a\n"}),
            ))
            .forever(Turn::says(&"Many words. ".repeat(20_000)));
        let server = Server::messages(script);
        let home = Home::connected(&server);
        let mut command = home.command([
            "Write a.txt",
            "-m",
            server.model(),
            "-i",
            "0",
            "--output-format",
            format,
        ]);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        let stdout = child.stdout.take().expect("stdout is piped");
        if format == "stream-json" {
            let mut first = String::new();
            BufReader::new(stdout)
                .read_line(&mut first)
                .expect("a line can be read");
            assert!(first.contains("\"init\""), "{first}");
        } else {
            drop(stdout);
        }
        let output = child.wait_with_output().expect("it ends");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{format}: {stderr}");
        assert!(!stderr.contains("panicked"), "{format}: {stderr}");
        let list = home.run(["task", "list"]).ends(0);
        assert!(
            list.stdout.contains("accepted"),
            "{format}: {}",
            list.told()
        );
    }
}

#[test]
fn a_command_line_that_is_wrong_has_one_result_too_where_json_was_asked_for() {
    let home = Home::new();
    for format in ["json", "stream-json"] {
        for wrong in [["--no-such-flag", "x"], ["-i", "many"]] {
            let run = home
                .run(["--output-format", format, wrong[0], wrong[1]])
                .ends(2);
            let results = results(&run.stdout);
            assert_eq!(results.len(), 1, "{}", run.told());
            assert_eq!(
                (&results[0]["subtype"], &results[0]["exit_code"]),
                (&json!("usage"), &json!(2))
            );
        }
    }
    assert_eq!(home.run(["--no-such-flag"]).ends(2).stdout, "");
}

#[test]
fn what_the_executor_says_is_a_message_of_the_stream() {
    let script = Script::new()
        .then(Turn::calls("read", json!({"path": "a.txt"})).with_text("I look."))
        .forever(Turn::says("It is koi."));
    let server = Server::chat(script);
    let home = Home::connected(&server);
    home.file("a.txt", "koi\n");
    let run = home.run([
        "What is in a.txt?",
        "-m",
        server.model(),
        "-i",
        "0",
        "--output-format",
        "stream-json",
    ]);
    let lines = run.ends(0).json_lines();
    let said: Vec<_> = lines
        .iter()
        .filter(|line| line["type"] == "assistant")
        .map(|line| line["message"]["content"][0]["text"].clone())
        .collect();
    assert_eq!(said, ["I look.", "It is koi."]);
    let session = &lines[0]["session_id"];
    let of_session = |line: &&Value| line["type"] != "text" && line["type"] != "retry";
    assert!(
        lines
            .iter()
            .filter(of_session)
            .all(|line| line["session_id"] == *session)
    );
}
