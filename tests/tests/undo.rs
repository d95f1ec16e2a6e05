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

#[test]
fn a_content_that_was_cleared_away_is_said_to_be_gone_and_its_file_is_left() {
    let (home, _server) = worked();
    let images = home.files().into_iter().map(|(path, _)| path);
    for image in images.filter(|path| path.iter().any(|part| part == "images")) {
        std::fs::remove_file(image).expect("a file of ours");
    }
    for arguments in [&["undo", "--dry-run"][..], &["undo"]] {
        let run = home.run(arguments.iter()).ends(1);
        assert!(
            run.stdout
                .contains("a.txt: left as it is, what it was is not kept"),
            "{}",
            run.told()
        );
    }
    assert_eq!(home.read("a.txt"), "three\n");
}

#[test]
fn a_file_with_other_names_goes_back_alone_and_that_is_said() {
    let server = Server::messages(
        Script::new()
            .then(Turn::calls(
                "shell",
                json!({"command": "printf changed > a.txt"}),
            ))
            .forever(Turn::says("Done.")),
    );
    let home = Home::connected(&server);
    home.file("a.txt", "one\n");
    let other = home.everything().join("other");
    std::fs::hard_link(home.workspace().join("a.txt"), &other).expect("a link");
    home.run(["Tidy up", "-m", server.model(), "-i", "0"]);
    let run = home.run(["undo", "--output-format", "json"]).ends(0).json();
    let note = run["files"][0]["note"].as_str().unwrap_or_default();
    assert!(note.contains("hard links"), "{run}");
    assert_eq!(home.read("a.txt"), "one\n");
    assert_eq!(
        std::fs::read_to_string(other).expect("it is there"),
        "changed"
    );
}

#[test]
fn what_undo_can_not_keep_is_said_before_the_work_and_after() {
    let server = Server::messages(
        Script::new()
            .then(Turn::calls(
                "shell",
                json!({"command": "echo x >> big.bin; echo x >> small.txt"}),
            ))
            .forever(Turn::says("Done.")),
    );
    let home = Home::connected(&server);
    home.own_file("config.toml", "[undo]\nfile_mb = 1\n");
    home.file("big.bin", vec![7; 2 << 20])
        .file("small.txt", "small\n");
    home.run(["Tidy up", "-m", server.model(), "-i", "0"])
        .tells(&["big.bin (2097152 bytes) is not kept for undo"]);
    let run = home.run(["undo"]).ends(1);
    assert!(
        run.stdout
            .contains("big.bin: left as it is, what it was is not kept"),
        "{}",
        run.told()
    );
    assert_eq!(home.read("small.txt"), "small\n");
    // What stood against it can be mended, and the rest taken back again.
    home.run(["undo"]).ends(1);
    home.run(["redo"]);
    assert_eq!(home.read("small.txt"), "small\nx\n");
}

#[test]
fn what_the_user_wrote_after_one_call_was_taken_back_stays() {
    let server = Server::messages(
        Script::new()
            .then(Turn::calls(
                "shell",
                json!({"command": "echo first > a.txt"}),
            ))
            .then(Turn::calls("shell", json!({"command": "true"})))
            .then(Turn::calls(
                "shell",
                json!({"command": "echo last > a.txt"}),
            ))
            .forever(Turn::says("Done.")),
    );
    let home = Home::connected(&server);
    home.file("a.txt", "one\n");
    home.run(["Tidy up", "-m", server.model(), "-i", "0"]);
    home.run(["undo", "--step", "r3"]).ends(0);
    home.file("a.txt", "the user's\n");
    home.run(["undo"]).ends(1);
    assert_eq!(home.read("a.txt"), "the user's\n");
}
