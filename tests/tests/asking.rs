//! A person is asked where policy does not decide; everything that is not plainly a yes is a no.

use openkoi_redact::Known;
use openkoi_tests::server::KEY;
use openkoi_tests::terminal::{Reply, Shown, converse};
use openkoi_tests::{Home, Script, Server, Turn};
use serde_json::{Value, json};
use std::fs;

const QUESTION: &str = "[N]o? ";

/// A home in which everything but looking is asked.
fn careful(server: &Server) -> Home {
    let home = Home::connected(server);
    home.run(["trust", "grant", "*", "ask", "--yes"]).ends(0);
    home
}

fn write(path: &str) -> Turn {
    Turn::calls("write", json!({"path": path, "content": "hello\n"}))
}

/// The model writes the file so often, and is done.
fn script(path: &str, times: usize) -> Script {
    (0..times)
        .fold(Script::new(), |script, _| script.then(write(path)))
        .then(Turn::says("Done."))
}

fn asked(home: &Home, server: &Server, replies: &[(&str, Reply)]) -> Shown {
    let model = server.model();
    converse(home, &["Write it", "-m", model, "-i", "0"], &[], replies)
}

fn questions(shown: &Shown) -> usize {
    shown.screen.matches(QUESTION).count()
}

#[test]
fn an_answer_allows_what_it_says_and_everything_else_is_a_no() {
    let rows = [
        ("once", "o\n", true),
        ("yes is once", "yes\n", true),
        ("for the task", "t\n", true),
        ("always", "a\n", true),
        ("no", "n\n", false),
        ("Enter", "\n", false),
        ("the end of the input", "\u{4}", false),
        ("something else", "ok\n", false),
    ];
    for (what, keys, is_yes) in rows {
        let server = Server::messages(script("a.txt", 1));
        let home = careful(&server);
        let shown = asked(&home, &server, &[(QUESTION, Reply::Keys(keys))]);
        let is_there = home.workspace().join("a.txt").exists();
        assert_eq!(is_there, is_yes, "{what}: {}", shown.screen);
        for part in ["a.txt", "+hello", "level ask"] {
            assert!(
                shown.screen.contains(part),
                "{what}: {part}: {}",
                shown.screen
            );
        }
    }
}

#[test]
fn an_interrupted_question_is_a_no() {
    let server = Server::messages(script("a.txt", 1));
    let home = careful(&server);
    let shown = asked(&home, &server, &[(QUESTION, Reply::Interrupt)]);
    assert_eq!(shown.code, Some(130), "{}", shown.screen);
    assert!(!home.workspace().join("a.txt").exists());
}

#[test]
fn once_is_once_and_for_the_task_covers_equal_calls_only() {
    for (keys, expected) in [("o\n", 2), ("t\n", 1)] {
        let server = Server::messages(script("a.txt", 2));
        let home = careful(&server);
        let reply = (QUESTION, Reply::Keys(keys));
        let shown = asked(&home, &server, &[reply, reply]);
        assert_eq!(questions(&shown), expected, "{keys:?}: {}", shown.screen);
    }
    let two = Script::new()
        .then(write("a.txt"))
        .then(write("b.txt"))
        .then(Turn::says("Done."));
    let server = Server::messages(two);
    let home = careful(&server);
    let shown = asked(
        &home,
        &server,
        &[
            (QUESTION, Reply::Keys("t\n")),
            (QUESTION, Reply::Keys("n\n")),
        ],
    );
    assert_eq!(questions(&shown), 2, "{}", shown.screen);
    assert!(!home.workspace().join("b.txt").exists(), "{}", shown.screen);
}

#[test]
fn always_shows_the_rule_that_it_adds_and_holds_for_this_workspace_until_it_is_taken_back() {
    let server = Server::messages(
        script("a.txt", 1)
            .then(write("a.txt"))
            .then(Turn::says("Done.")),
    );
    let home = careful(&server);
    let first = asked(&home, &server, &[(QUESTION, Reply::Keys("a\n"))]);
    assert!(
        first.screen.contains("adds the rule Edit(./a.txt)"),
        "{}",
        first.screen
    );
    let trust = fs::read_to_string(home.path().join("trust.toml")).expect("it is there");
    assert!(trust.contains("allow = \"Edit(./a.txt)\""), "{trust}");
    let again = asked(&home, &server, &[]);
    assert_eq!(questions(&again), 0, "{}", again.screen);
    home.run(["trust", "revoke", "Edit(./a.txt)", "--yes"])
        .ends(0);
    let shown = home
        .run(["trust", "show", "--output-format", "json"])
        .ends(0);
    assert_eq!(shown.json()["rules"], json!([]));
}

#[test]
fn a_command_is_shown_whole_and_with_what_could_hide_in_it() {
    let line = format!("echo {} \u{1b}[2K\u{202e}end", "x".repeat(300));
    let turn = Turn::calls("shell", json!({"command": line}));
    let server = Server::messages(Script::new().then(turn).then(Turn::says("Done.")));
    let home = careful(&server);
    let shown = asked(&home, &server, &[(QUESTION, Reply::Keys("n\n"))]);
    let flat = shown.screen.replace(['\r', '\n'], "");
    let expected = format!("$ echo {} \\u{{1b}}[2K\\u{{202e}}end", "x".repeat(300));
    assert!(flat.contains(&expected), "{}", shown.screen);
}

#[test]
fn without_a_terminal_the_answer_is_no_and_the_end_says_what_would_allow_it() {
    let server = Server::messages(script("a.txt", 1));
    let home = careful(&server);
    let run = home
        .run(["Write it", "-m", server.model(), "-i", "0"])
        .ends(5);
    let run = run.tells(&[
        "nobody was there to allow",
        "openkoi trust allow 'Edit(./a.txt)' --here",
    ]);
    assert!(!home.workspace().join("a.txt").exists(), "{}", run.told());
    let audit = home
        .run(["trust", "audit", "--output-format", "json"])
        .ends(0);
    let kinds: Vec<Value> = audit
        .json()
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| row["kind"].clone())
        .collect();
    assert_eq!(kinds, ["trusted", "ruled", "consented", "tool-denied"]);
}

#[test]
fn what_a_rule_allows_is_not_asked() {
    let server = Server::messages(script("a.txt", 1));
    let home = careful(&server);
    home.run(["trust", "allow", "Edit(./a.txt)", "--here", "--yes"])
        .ends(0);
    home.run(["Write it", "-m", server.model(), "-i", "0"])
        .ends(0);
    assert_eq!(home.read("a.txt"), "hello\n");
}

#[test]
fn a_credential_is_told_by_its_name_is_not_shown_and_is_what_was_approved() {
    let real = Turn::calls(
        "shell",
        json!({"command": "echo <<REDACTED_SECRET_1>> > a.txt"}),
    );
    // It looks the same when the value is hidden.
    let alike = Turn::calls(
        "shell",
        json!({"command": "echo [credential: anthropic] > b.txt"}),
    );
    let script = Script::new()
        .then(Turn::calls("read", json!({"path": "app.env"})))
        .then(real)
        .then(alike)
        .then(Turn::says("Done."));
    let server = Server::messages(script);
    let home = careful(&server);
    home.file("app.env", format!("OURS={KEY}\n"));
    home.may_hold(format!("{KEY}\n"));
    let replies = [
        (QUESTION, Reply::Keys("t\n")),
        (QUESTION, Reply::Keys("n\n")),
    ];
    let shown = asked(&home, &server, &replies);
    let screen = &shown.screen;
    assert!(screen.contains("[credential: anthropic]"), "{screen}");
    assert!(screen.contains("a credential stands there"), "{screen}");
    let mut known = Known::default();
    known.add(KEY);
    assert!(!known.occur_in(screen.as_bytes()), "{screen}");
    assert_eq!(
        questions(&shown),
        2,
        "the approval is for the value itself: {screen}"
    );
    assert_eq!(
        screen.matches("[a]lways").count(),
        1,
        "no rule holds a credential: {screen}"
    );
    assert_eq!(
        home.read("a.txt"),
        format!("{KEY}\n"),
        "what was approved is done"
    );
    assert!(!home.workspace().join("b.txt").exists());
}
