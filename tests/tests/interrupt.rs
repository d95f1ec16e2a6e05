//! A run that is told to stop stops: soon, with one result, leaving nothing behind.

use openkoi_tests::{Fault, Home, Running, Script, Server, Turn};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::fs;
use std::time::{Duration, Instant};

/// Promised is one second; two loaded cores get three.
const SOON: Duration = Duration::from_secs(3);

/// Interrupts the run and gives its one result.
fn stop(running: Running, signal: Signal) -> Value {
    let told = Instant::now();
    running.signal(signal);
    let run = running.end_within(Duration::from_secs(30)).ends(130);
    assert!(
        told.elapsed() < SOON,
        "it took {:?}\n{}",
        told.elapsed(),
        run.told()
    );
    let results = run.json();
    assert_eq!(results["type"], "result");
    assert_eq!(results["subtype"], "interrupted");
    assert_eq!(results["exit_code"], 130);
    results
}

fn start(home: &Home, server: &Server) -> Running {
    home.start([
        "Do something long",
        "-m",
        server.model(),
        "-i",
        "0",
        "--output-format",
        "json",
    ])
}

/// The task is closed, and not as anything else.
fn assert_closed(home: &Home, result: &Value) {
    let id = result["task_id"].as_str().expect("an id is text");
    let shown = home.run(["task", "show", id]).ends(0);
    assert!(shown.stdout.contains("interrupted"), "{}", shown.told());
    let list = home.run(["task", "list"]).ends(0);
    assert!(list.stdout.contains("interrupted"), "{}", list.told());
}

#[test]
fn a_hanging_stream_can_be_interrupted() {
    for signal in [Signal::INT, Signal::TERM] {
        for fault in [
            Fault::Hang(Turn::says(
                "Let me think about this for a very long time indeed.",
            )),
            Fault::Silence,
        ] {
            let server = Server::messages(Script::new().fault(fault));
            let home = Home::connected(&server);
            let running = start(&home, &server);
            running.until("the model to be asked", |_| !server.turns().is_empty());
            std::thread::sleep(Duration::from_millis(200));
            let result = stop(running, signal);
            assert_closed(&home, &result);
        }
    }
}

/// Whether a process with this word on its command line lives.
fn lives(word: &str) -> bool {
    let entries = fs::read_dir("/proc").expect("there is a process table");
    let mut lines = entries
        .flatten()
        .filter_map(|entry| fs::read(entry.path().join("cmdline")).ok());
    lines.any(|line| {
        line.split(|byte| *byte == 0)
            .any(|argument| argument == word.as_bytes())
    })
}

#[test]
fn what_a_command_started_ends_with_it() {
    for (signal, seconds) in [(Signal::INT, "61.0723"), (Signal::TERM, "61.0724")] {
        let command = format!("sleep {seconds} & sleep {seconds}; echo never > never.txt");
        let server =
            Server::messages(Script::new().then(Turn::calls("shell", json!({"command": command}))));
        let home = Home::connected(&server);
        let running = start(&home, &server);
        running.until("the command to run", |_| lives(seconds));
        let result = stop(running, signal);
        let deadline = Instant::now() + SOON;
        while lives(seconds) {
            assert!(Instant::now() < deadline, "`sleep {seconds}` lives on");
            std::thread::sleep(Duration::from_millis(20));
        }
        assert_closed(&home, &result);
        assert!(!home.workspace().join("never.txt").exists());
    }
}

#[test]
fn a_pause_before_a_retry_can_be_interrupted() {
    let server = Server::messages(Script::new().fault(Fault::Busy("25")));
    let home = Home::connected(&server);
    let running = start(&home, &server);
    running.until("the model to be asked", |_| !server.turns().is_empty());
    std::thread::sleep(Duration::from_millis(300));
    let result = stop(running, Signal::INT);
    assert_closed(&home, &result);
    assert_eq!(server.turns().len(), 1);
}

#[test]
fn a_deliberation_can_be_interrupted() {
    let server = Server::messages(Script::new().whoever_asks(50, &Fault::Silence));
    let home = Home::connected(&server);
    let running = home.start([
        "think",
        "Add a greeting",
        "-m",
        server.model(),
        "--output-format",
        "json",
    ]);
    server.until_asked(1);
    std::thread::sleep(Duration::from_millis(300));
    stop(running, Signal::INT);
}

#[test]
fn what_was_done_before_the_interrupt_is_told() {
    let script = Script::new()
        .then(Turn::calls(
            "write",
            json!({"path": "done.txt", "content": "done\n"}),
        ))
        .fault(Fault::Silence);
    let server = Server::messages(script);
    let home = Home::connected(&server);
    let running = start(&home, &server);
    running.until("the second turn", |_| server.turns().len() == 2);
    let result = stop(running, Signal::INT);
    assert_eq!(home.read("done.txt"), "done\n");
    assert_eq!(
        result["changes"],
        json!([{"path": "done.txt", "added": 1, "removed": 0}])
    );
    assert!(
        result["usage"]["input_tokens"]
            .as_u64()
            .is_some_and(|tokens| tokens > 0),
        "{}",
        result["usage"]
    );
}

#[test]
fn the_home_is_whole_after_an_interrupt() {
    let server = Server::messages(Script::new().fault(Fault::Silence));
    let home = Home::connected(&server);
    let running = start(&home, &server);
    running.until("the model to be asked", |_| !server.turns().is_empty());
    stop(running, Signal::INT);
    let again = home
        .run([
            "Say hello",
            "-m",
            server.model(),
            "-i",
            "0",
            "--output-format",
            "json",
        ])
        .ends(0);
    assert_eq!(again.json()["result"], "Done.");
}
