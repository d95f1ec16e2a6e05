//! Tool calls: how their results reach the model, and what becomes of those that make no sense.

use openkoi_tests::{Dialect, Home, Script, Server, Turn};
use serde_json::{Value, json};

const BOTH: [Dialect; 2] = [Dialect::Messages, Dialect::Chat];

#[test]
fn calls_of_one_turn_are_all_answered_in_their_order() {
    for dialect in BOTH {
        let read = |path: &str| json!({"path": path});
        let turn = Turn::calls("read", read("a.txt"))
            .and_calls("read", read("missing.txt"))
            .and_calls("read", read("b.txt"));
        let server = Server::start(dialect, Script::new().then(turn));
        let home = Home::connected(&server);
        home.file("a.txt", "apple\n").file("b.txt", "berry\n");
        home.once(&server, "Read both").ends(0);
        let results = server.turns()[1].tool_results();
        assert_eq!(results.len(), 3);
        assert!(
            results[0].1.contains("apple") && results[2].1.contains("berry"),
            "{results:?}"
        );
        assert!(results[1].1.contains("missing.txt"), "{results:?}");
        assert!(
            dialect == Dialect::Chat || results[1].0 && !results[0].0,
            "{results:?}"
        );
    }
}

#[test]
fn a_call_that_makes_no_sense_is_answered_and_not_made() {
    let rows: [(&str, Turn, &str); 6] = [
        (
            "broken JSON",
            Turn::calls_with_text("write", "{\"path\": \"never.txt\", \"content\": "),
            "JSON",
        ),
        (
            "no object",
            Turn::calls_with_text("write", "[1, 2]"),
            "object",
        ),
        (
            "a missing argument",
            Turn::calls("write", json!({"path": "never.txt"})),
            "content",
        ),
        (
            "a wrong type",
            Turn::calls("write", json!({"path": "never.txt", "content": 5})),
            "content",
        ),
        (
            "no such tool",
            Turn::calls("wrote", json!({"path": "never.txt", "content": ""})),
            "wrote",
        ),
        (
            "beyond the workspace",
            Turn::calls("write", json!({"path": "../never.txt", "content": ""})),
            "..",
        ),
    ];
    for dialect in BOTH {
        for (what, turn, word) in &rows {
            let server = Server::start(dialect, Script::new().then(turn.clone()));
            let home = Home::connected(&server);
            home.once(&server, "Write a file").ends(0);
            let (is_error, told) = server.turns()[1]
                .tool_results()
                .pop()
                .expect("it is answered");
            assert!(is_error || dialect == Dialect::Chat, "{what}: {told}");
            assert!(told.contains(word), "{dialect:?} {what}: {told}");
            let written = home
                .files()
                .into_iter()
                .any(|(path, _)| path.ends_with("never.txt"));
            assert!(!written, "{dialect:?} {what}");
        }
    }
}

#[test]
fn a_huge_output_is_shortened_and_kept_whole_in_a_file_that_is_named() {
    for (command, line) in [
        ("seq 1 30000", "15000"),
        ("head -c 200000 /dev/zero | tr '\\0' x; echo", ""),
    ] {
        let server =
            Server::messages(Script::new().then(Turn::calls("shell", json!({"command": command}))));
        let home = Home::connected(&server);
        home.once(&server, "Count").ends(0);
        let told = server.turns()[1].last_result();
        assert!(
            told.len() <= 50 * 1024 && told.lines().count() <= 2000,
            "{} bytes, {} lines",
            told.len(),
            told.lines().count()
        );
        assert!(told.contains("[exit code 0]"), "the end is kept");
        let is_whole =
            |bytes: &[u8]| bytes.len() > 100_000 && String::from_utf8_lossy(bytes).contains(line);
        let named = home.files().into_iter().any(|(path, bytes)| {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            told.contains(&name) && is_whole(&bytes)
        });
        assert!(
            named,
            "no kept file is named in it: {}",
            &told[told.len() - 300..]
        );
    }
}

#[test]
fn a_result_of_another_tool_reaches_the_model_as_agreed() {
    let rows: [(&str, Value, &[&str]); 7] = [
        (
            "read",
            json!({"path": "src/a.txt", "offset": 2, "limit": 1}),
            &["2\ttwo", "[lines 2-2 of 3]"],
        ),
        ("read", json!({"path": "empty.txt"}), &["[empty file]"]),
        (
            "write",
            json!({"path": "new/deep.txt", "content": "x\ny\n"}),
            &["wrote new/deep.txt (2 lines)"],
        ),
        ("list", json!({}), &["src/", "empty.txt"]),
        ("glob", json!({"pattern": "**/*.txt"}), &["src/a.txt"]),
        ("grep", json!({"pattern": "t[hw]o"}), &["src/a.txt:2: two"]),
        ("grep", json!({"pattern": "absent"}), &["[no matches]"]),
    ];
    for (tool, arguments, expected) in rows {
        let server = Server::messages(Script::new().then(Turn::calls(tool, arguments.clone())));
        let home = Home::connected(&server);
        home.file("src/a.txt", "one\ntwo\nthree\n")
            .file("empty.txt", "");
        home.once(&server, "Look around").ends(0);
        let told = server.turns()[1].last_result();
        for words in expected {
            assert!(
                told.contains(words),
                "{tool} {arguments}: {told:?} without {words:?}"
            );
        }
    }
}

#[test]
fn a_failed_command_is_an_error_to_the_model_and_not_to_the_run() {
    let script = Script::new().then(Turn::calls(
        "shell",
        json!({"command": "echo out; echo err >&2; exit 7"}),
    ));
    let server = Server::messages(script);
    let home = Home::connected(&server);
    home.once(&server, "Try it").ends(0);
    let (is_error, told) = server.turns()[1]
        .tool_results()
        .pop()
        .expect("it is answered");
    assert!(is_error);
    assert!(
        told.contains("out") && told.contains("err") && told.trim_end().ends_with("[exit code 7]"),
        "{told}"
    );
}
