//! A run is shown again from the journal, line by line as it was.

use openkoi_tests::{Fault, Home, Script, Server, Turn};
use serde_json::json;

/// Lines of progress that are not in the journal: what a command prints while it runs, and advice for afterwards.
fn is_journalled(line: &&str) -> bool {
    !line.starts_with("            │") && !line.starts_with("next ") && !line.starts_with("note ")
}

#[test]
fn a_replay_prints_what_the_run_printed() {
    let modes: [&[&str]; 4] = [
        &[],
        &["think"],
        &["think", "--verbose"],
        &["think", "--simulate"],
    ];
    for mode in modes {
        let script = Script::new()
            .then(
                Turn::calls("write", json!({"path": "a.txt", "content": "größe\n"}))
                    .with_text("I write. 日本語"),
            )
            .fault(Fault::Status(500))
            .then(Turn::calls("shell", json!({"command": "rm -rf ~"})))
            .then(Turn::calls(
                "shell",
                json!({"command": "cat a.txt; exit 3"}),
            ))
            .forever(Turn::says("Written."));
        let server = Server::messages(script);
        let home = Home::connected(&server);
        let run = home.run([mode, &["Write a.txt", "-m", server.model()]].concat());
        let verbose: &[&str] = if mode.contains(&"--verbose") {
            &["--verbose"]
        } else {
            &[]
        };
        let id = home.run(["task", "list", "-n", "1"]).ends(0).stdout;
        let id = id.split(' ').next().expect("an id stands first");
        let again = home
            .run([&["task", "replay", id], verbose].concat())
            .ends(0);
        let live: Vec<_> = run.stderr.lines().filter(is_journalled).collect();
        let replayed: Vec<_> = again.stdout.lines().collect();
        assert!(live.len() > 3, "{}", run.told());
        // Of futures that run at the same time nobody knows whose call was tried again first.
        let order = |lines: &[&str]| {
            let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            if mode.contains(&"--simulate") {
                lines.sort();
            }
            lines
        };
        assert_eq!(order(&replayed), order(&live), "{mode:?}");
        assert_eq!(again.stderr, "");
    }
}

#[test]
fn a_replay_in_json_ends_with_the_result() {
    let server = Server::chat(Script::new());
    let home = Home::connected(&server);
    let result = home.once(&server, "Say hello").ends(0).json();
    let id = result["task_id"].as_str().expect("an id is text");
    let whole = home.run(["task", "replay", id, "--output-format", "json"]);
    assert_eq!(whole.ends(0).json(), result);
    let lines = home
        .run(["task", "replay", id, "--output-format", "stream-json"])
        .ends(0)
        .json_lines();
    assert_eq!(lines.last(), Some(&result));
    assert_eq!(lines[0]["kind"], "task-started");
}

#[test]
fn what_can_t_be_replayed_is_told_with_a_remedy() {
    let server = Server::chat(Script::new());
    let home = Home::connected(&server);
    home.run(["task", "replay", "01"])
        .ends(2)
        .tells(&["no tasks yet"]);
    home.once(&server, "Say hello").ends(0);
    home.run(["task", "replay", "zz"])
        .ends(2)
        .tells(&["zz", "task list"]);
    for speed in ["0", "-1", "nan", "fast"] {
        let speed = format!("--speed={speed}");
        home.run(["task", "replay", "0", &speed])
            .ends(2)
            .tells(&["speed"]);
    }
}
