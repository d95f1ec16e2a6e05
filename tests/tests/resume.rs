//! A task that was cut off goes on: under its own id, with nothing bought or done again, and never past what nobody knows.

use openkoi_tests::{Fault, Home, Running, Script, Server, Turn};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// Writes a file, runs a command that takes long, and is done.
fn long(command: &str) -> Script {
    let command = command.to_owned();
    Script::new().reading(move |request| match request.tool_results().len() {
        0 => Turn::calls("write", json!({"path": "a.txt", "content": "one\n"})),
        1 => Turn::calls("shell", json!({"command": command.clone()})),
        _ => Turn::says("Done."),
    })
}

/// Kills the run as soon as this file is there.
fn killed_at(home: &Home, server: &Server, file: &str) {
    let running = home.start(["Do it", "-m", server.model(), "-i", "0"]);
    let place = home.workspace().join(file);
    running.until("the command", |_| place.exists());
    running.signal(Signal::KILL);
    running.end_within(Duration::from_secs(30));
}

/// The newest task, as the list has it.
fn task(home: &Home) -> Value {
    let tasks = home
        .run(["task", "list", "--output-format", "json"])
        .ends(0);
    tasks.json()[0].clone()
}

fn lines(path: &Path) -> usize {
    std::fs::read_to_string(path).map_or(0, |text| text.lines().count())
}

#[test]
fn an_interrupted_task_goes_on_under_its_id_and_buys_nothing_again() {
    let server = Server::messages(
        Script::new()
            .then(Turn::calls(
                "write",
                json!({"path": "a.txt", "content": "one\n"}),
            ))
            .fault(Fault::Silence)
            .then(Turn::says("All done.")),
    );
    let home = Home::connected(&server);
    let running: Running = home.start(["Do it", "-m", server.model(), "-i", "0"]);
    server.until_asked(2);
    running.signal(Signal::INT);
    running.end_within(Duration::from_secs(30)).ends(130);
    let id = task(&home)["task_id"].clone();
    let run = home
        .run(["task", "resume", "--output-format", "json"])
        .ends(0);
    assert_eq!(run.json()["result"], "All done.");
    assert_eq!(run.json()["task_id"], id);
    assert_eq!(run.json()["num_turns"], 2, "{}", run.told());
    let results: Vec<usize> = server
        .turns()
        .iter()
        .map(|request| request.tool_results().len())
        .collect();
    assert_eq!(
        results,
        [0, 1, 1],
        "only what was never answered is asked again"
    );
    let spent = run.json()["usage"]["input_tokens"].clone();
    assert_eq!(spent, 200, "what was spent before counts on");
    home.run(["task", "resume", id.as_str().expect("an id")])
        .ends(2)
        .tells(&["has ended", "task show"]);
}

#[test]
fn a_command_of_which_nobody_knows_stops_the_task_and_a_person_decides() {
    for (flag, times) in [("--done", 1), ("--repeat", 2)] {
        let server = Server::messages(long("echo hit >> hits.txt; sleep 0.4"));
        let home = Home::connected(&server);
        killed_at(&home, &server, "hits.txt");
        std::thread::sleep(Duration::from_millis(600));
        for _again in 0..2 {
            home.run(["task", "resume"]).ends(5).tells(&[
                "nobody knows how it went",
                "echo hit >> hits.txt; sleep 0.4",
                "changed meanwhile: hits.txt",
                "--repeat e2",
                "--done e2",
            ]);
        }
        home.run(["task", "resume", flag, "e7"])
            .ends(2)
            .tells(&["no call e7"]);
        assert_eq!(
            lines(&home.workspace().join("hits.txt")),
            1,
            "never silently"
        );
        home.run(["task", "resume", flag, "e2"]).ends(0);
        assert_eq!(lines(&home.workspace().join("hits.txt")), times, "{flag}");
        let heard = server.turns().last().expect("a request").last_result();
        assert_eq!(
            heard.contains("The user says that it was done"),
            flag == "--done"
        );
    }
}

#[test]
fn what_a_killed_command_did_is_shown_and_taken_back_without_resuming() {
    let command =
        "echo two > a.txt; rm own.txt; mkdir d; echo x > d/new.txt; touch ready; sleep 30";
    let server = Server::messages(long(command));
    let home = Home::connected(&server);
    home.file("own.txt", "own words\n");
    killed_at(&home, &server, "ready");
    let id = task(&home)["task_id"].as_str().expect("an id").to_owned();
    let diff = home.run(["task", "diff", &id]).ends(0);
    for line in ["-own words", "+two", "+++ b/d/new.txt"] {
        assert!(diff.stdout.contains(line), "{line}\n{}", diff.told());
    }
    home.run(["undo"]).ends(0);
    assert_eq!(home.read("own.txt"), "own words\n");
    assert!(!home.workspace().join("a.txt").exists());
    assert!(!home.workspace().join("d/new.txt").exists());
    home.run(["task", "resume"])
        .ends(2)
        .tells(&["were taken back", "redo"]);
}

#[test]
fn an_unfinished_task_is_named_as_such_with_the_command_that_goes_on() {
    let server = Server::messages(long("touch ready; sleep 30"));
    let home = Home::connected(&server);
    killed_at(&home, &server, "ready");
    let id = task(&home)["task_id"].as_str().expect("an id").to_owned();
    let command = format!("openkoi task resume {id}");
    assert_eq!(task(&home)["resume"], command.as_str());
    for arguments in [vec!["task", "list"], vec!["task", "show", &id]] {
        let run = home.run(&arguments).ends(0);
        for words in ["unfinished", command.as_str()] {
            assert!(run.stdout.contains(words), "{words}\n{}", run.told());
        }
    }
    let other = Server::messages(Script::new());
    let mut home = home;
    home.connect(&other);
    home.run(["Say hello", "-m", other.model(), "-i", "0"])
        .ends(0)
        .tells(&["was cut off", &command]);
}

#[test]
fn a_task_that_runs_is_not_resumed_beside_it() {
    let server = Server::messages(long("touch ready; sleep 2"));
    let home = Home::connected(&server);
    let running = home.start(["Do it", "-m", server.model(), "-i", "0"]);
    let ready = home.workspace().join("ready");
    running.until("the command", |_| ready.exists());
    let id = task(&home)["task_id"].as_str().expect("an id").to_owned();
    let list = home.run(["task", "list"]).ends(0);
    assert!(list.stdout.contains("running"), "{}", list.told());
    home.run(["task", "resume", &id])
        .ends(1)
        .tells(&["running in another process"]);
    running.end_within(Duration::from_secs(60)).ends(0);
}

#[test]
fn what_somebody_wrote_between_the_kill_and_the_resumption_stays() {
    let server = Server::messages(long("touch ready; sleep 30"));
    let home = Home::connected(&server);
    killed_at(&home, &server, "ready");
    home.file("a.txt", "my own words\n");
    home.run(["task", "resume", "--done", "e2"]).ends(0);
    assert_eq!(home.read("a.txt"), "my own words\n");
}

#[test]
fn where_the_directory_is_gone_or_nothing_is_unfinished_it_says_so() {
    let home = Home::new();
    home.run(["task", "resume"])
        .ends(2)
        .tells(&["there are no tasks yet"]);
    let server = Server::messages(long("touch ready; sleep 30"));
    let home = Home::connected(&server);
    killed_at(&home, &server, "ready");
    let id = task(&home)["task_id"].as_str().expect("an id").to_owned();
    let moved = home.everything().join("moved");
    std::fs::rename(home.workspace(), &moved).expect("a directory can be moved");
    std::fs::create_dir(home.everything().join("elsewhere")).expect("a directory");
    let mut command = home.command(["task", "resume", &id]);
    command.current_dir(home.everything().join("elsewhere"));
    let run = Running::start(command, openkoi_tests::run::Input::Nothing)
        .end_within(Duration::from_secs(60));
    run.ends(2).tells(&["is gone", "put it back"]);
}
