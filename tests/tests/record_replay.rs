//! A recorded run can be had again without the service.

use openkoi_tests::{Dialect, Home, Run, Script, Server, Turn};
use serde_json::json;

fn project() -> Home {
    let home = Home::new();
    home.hurried();
    home.file("answer.txt", "the answer is 41\n");
    home
}

fn script() -> Script {
    Script::new()
        .then(Turn::calls("read", json!({"path": "answer.txt"})))
        .then(Turn::calls(
            "edit",
            json!({"path": "answer.txt", "old_string": "41", "new_string": "42"}),
        ))
        .then(Turn::says("It is 42 now."))
}

fn run(home: &Home, model: &str, flag: &str, file: &str) -> Run {
    home.run([
        "Correct the answer",
        "-m",
        model,
        "-i",
        "0",
        flag,
        file,
        "--output-format",
        "json",
    ])
}

#[test]
fn a_replay_gives_the_same_answer_and_diff_with_the_service_gone() {
    for dialect in [Dialect::Messages, Dialect::Chat] {
        let recordings = tempfile::tempdir().expect("a temporary directory can be made");
        let file = recordings.path().join("run.json");
        let file = file.to_str().expect("temporary paths are UTF-8");
        let server = Server::start(dialect, script());
        let (model, environment) = (server.model(), server.environment());
        let mut first = project();
        first.connect(&server);
        let recorded = run(&first, model, "--record", file).ends(0).json();
        drop(server);
        let mut second = project();
        for (name, value) in environment {
            second.set(name, value);
        }
        let replayed = run(&second, model, "--replay", file).ends(0).json();
        for field in ["result", "diff", "changes", "usage", "num_turns"] {
            assert_eq!(recorded[field], replayed[field], "{dialect:?} {field}");
        }
        assert_eq!(second.read("answer.txt"), "the answer is 42\n");
    }
}

#[test]
fn a_replay_of_something_else_says_so() {
    let recordings = tempfile::tempdir().expect("a temporary directory can be made");
    let file = recordings.path().join("run.json");
    let file = file.to_str().expect("temporary paths are UTF-8");
    let server = Server::messages(script());
    let home = {
        let mut home = project();
        home.connect(&server);
        home
    };
    run(&home, server.model(), "--record", file).ends(0);
    let other = home.run([
        "An altogether different task",
        "-m",
        server.model(),
        "-i",
        "0",
        "--replay",
        file,
    ]);
    assert_ne!(other.code, 101, "{}", other.told());
    assert!(other.stderr.contains("record"), "{}", other.told());
}

#[test]
fn a_replay_that_goes_on_longer_than_the_recording_ends_there() {
    let recordings = tempfile::tempdir().expect("a temporary directory can be made");
    let file = recordings.path().join("run.json");
    let server = Server::messages(script());
    let mut home = project();
    home.connect(&server);
    run(
        &home,
        server.model(),
        "--record",
        &file.display().to_string(),
    )
    .ends(0);
    let text = std::fs::read_to_string(&file).expect("it was recorded");
    let (short, _) = text.trim_end().rsplit_once('\n').expect("it has lines");
    std::fs::write(&file, format!("{short}\n")).expect("a file of ours can be written");
    home.file("answer.txt", "the answer is 41\n");
    let replayed = run(
        &home,
        server.model(),
        "--replay",
        &file.display().to_string(),
    );
    assert!(![0, 101].contains(&replayed.code), "{}", replayed.told());
    assert!(replayed.stderr.contains("record"), "{}", replayed.told());
    assert_eq!(server.turns().len(), 3, "the service was asked again");
}

#[test]
fn a_replay_without_a_file_names_it() {
    let home = project();
    let run = home.run([
        "Correct the answer",
        "-m",
        "reflex/rules",
        "--replay",
        "nowhere.json",
    ]);
    assert!(![0, 101].contains(&run.code), "{}", run.told());
    assert!(run.stderr.contains("nowhere.json"), "{}", run.told());
}
