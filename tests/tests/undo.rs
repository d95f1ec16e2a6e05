//! What a task changed is taken back and made again, and nobody's own edit is ever lost.

use openkoi_tests::{Home, Script, Server, Turn};
use serde_json::{Value, json};

/// Edits a.txt twice, removes b.txt, makes c/d.txt; the second call is a program's.
fn changes() -> Script {
    Script::new()
        .then(Turn::calls(
            "edit",
            json!({"path": "a.txt", "old_string": "one", "new_string": "two"}),
        ))
        .then(Turn::calls(
            "shell",
            json!({"command": "echo three > a.txt; rm b.txt; mkdir -p c; printf '\\303\\266' > c/d.txt; chmod 600 e.sh"}),
        ))
        .forever(Turn::says("Done."))
}

fn worked() -> (Home, Server) {
    let server = Server::messages(changes());
    let home = Home::connected(&server);
    home.file("a.txt", "one\n")
        .file("b.txt", "b\n")
        .file("e.sh", "#!/bin/sh\n")
        .file("own.txt", "own\n");
    home.run(["Tidy up", "-m", server.model(), "-i", "0"]);
    (home, server)
}

fn rows(result: &Value) -> Vec<(String, bool)> {
    let files = result["files"].as_array().expect("a list");
    let row = |file: &Value| {
        let path = file["path"].as_str().unwrap_or_default();
        (path.to_owned(), file["restored"] == true)
    };
    files.iter().map(row).collect()
}

#[test]
fn undo_takes_back_what_tools_and_commands_changed_and_redo_makes_it_again() {
    let (home, _server) = worked();
    let after = home.tree();
    let dry = home.run(["undo", "--dry-run"]).ends(0);
    assert!(dry.stdout.contains("would be restored"), "{}", dry.told());
    assert_eq!(home.tree(), after, "a dry run changes nothing");
    let undone = home.run(["undo", "--output-format", "json"]).ends(0).json();
    let all = ["a.txt", "b.txt", "c", "c/d.txt", "e.sh"].map(|path| (path.to_owned(), true));
    assert_eq!(rows(&undone), all);
    assert_eq!(home.read("a.txt"), "one\n");
    assert_eq!(home.read("b.txt"), "b\n");
    assert!(!home.workspace().join("c").exists());
    home.run(["undo"]).ends(2).tells(&["nothing to undo"]);
    home.run(["redo"]).ends(0);
    assert_eq!(home.tree(), after);
    home.run(["redo"]).ends(2).tells(&["nothing to redo"]);
}

#[test]
fn a_file_that_somebody_changed_since_is_left_as_it_is() {
    let (home, _server) = worked();
    home.file("a.txt", "my own words\n")
        .file("b.txt", "my own b\n");
    let run = home.run(["undo", "--output-format", "json"]).ends(1);
    let expected = [
        ("a.txt", false),
        ("b.txt", false),
        ("c", true),
        ("c/d.txt", true),
        ("e.sh", true),
    ];
    let expected = expected.map(|(path, restored)| (path.to_owned(), restored));
    assert_eq!(rows(&run.json()), expected);
    assert_eq!(home.read("a.txt"), "my own words\n");
    assert_eq!(home.read("b.txt"), "my own b\n");
    assert_eq!(home.read("own.txt"), "own\n");
}

#[test]
fn one_call_is_taken_back_where_nothing_came_after_it() {
    let (home, _server) = worked();
    let first = home.run(["undo", "--step", "r1"]).ends(1);
    assert!(first.stdout.contains("changed since"), "{}", first.told());
    home.run(["undo", "--step", "r2"]).ends(0);
    assert_eq!(home.read("a.txt"), "two\n");
    home.run(["undo", "--step", "r1"]).ends(0);
    assert_eq!(home.read("a.txt"), "one\n");
}

#[test]
fn a_kept_content_that_was_tampered_with_is_not_restored() {
    let (home, _server) = worked();
    let hash = blake3::hash(b"one\n").to_hex();
    let files = home.files().into_iter().map(|(path, _)| path);
    let kept = files.filter(|path| path.ends_with(hash.as_str()));
    let kept: Vec<_> = kept.collect();
    assert_eq!(kept.len(), 1, "the content is kept once");
    std::fs::write(&kept[0], "evil\n").expect("a file of ours can be written");
    let run = home.run(["undo"]).ends(1);
    assert!(run.stdout.contains("is not kept"), "{}", run.told());
    assert_eq!(home.read("a.txt"), "three\n");
}

#[test]
fn a_link_in_the_way_is_not_followed() {
    let (home, _server) = worked();
    let outside = home.everything().join("outside");
    std::fs::create_dir(&outside).expect("a directory of ours");
    std::fs::remove_dir_all(home.workspace().join("c")).expect("a directory of the task's");
    home.run(["undo", "--output-format", "json"]).ends(0);
    std::os::unix::fs::symlink(&outside, home.workspace().join("c")).expect("a link");
    let run = home.run(["redo"]).ends(1);
    assert!(
        run.stdout.contains("a link or a file stands"),
        "{}",
        run.told()
    );
    assert!(
        !outside.join("d.txt").exists(),
        "it was written through the link"
    );
}

#[test]
fn what_there_is_to_take_back_is_said_in_words() {
    let home = Home::new();
    home.run(["undo"])
        .ends(2)
        .tells(&["nothing to undo in this directory"]);
    let (home, _server) = worked();
    home.run(["undo", "nope"]).ends(2);
    home.run(["undo", "--step", "r9"]).ends(2);
    let id = home
        .run(["task", "list", "-n", "1", "--output-format", "json"])
        .ends(0)
        .json()[0]["task_id"]
        .clone();
    let id = id.as_str().expect("an id is text");
    let diff = home.run(["task", "diff", id]).ends(0).stdout;
    assert!(
        diff.contains("-one") && diff.contains("+three") && diff.contains("--- a/b.txt"),
        "{diff}"
    );
}
