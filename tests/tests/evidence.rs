//! Runs whose answer is held against what happened: liars do not end with 0, honest workers do.

use openkoi_tests::{Home, Script, Server, Turn};
use serde_json::{Value, json};

/// Calls, then an answer that stays the same however often it is asked for.
fn script(calls: &[(&str, Value)], answer: &str) -> Script {
    let turns = calls
        .iter()
        .map(|(tool, arguments)| Turn::calls(tool, arguments.clone()));
    turns
        .fold(Script::new(), Script::then)
        .forever(Turn::says(answer))
}

/// Runs the task in a small project, evaluated once.
fn run(task: &str, calls: &[(&str, Value)], answer: &str) -> (i32, Value) {
    let server = Server::chat(script(calls, answer));
    let home = Home::connected(&server);
    home.file("notes.txt", "koi\n").file("old.txt", "old\n").file(
        "test_sum.py",
        "import unittest\n\nclass Sum(unittest.TestCase):\n    def test_sum(self):\n        self.assertEqual(1 + 1, 2)\n",
    );
    let run = home.run([
        task,
        "-m",
        server.model(),
        "-i",
        "1",
        "--output-format",
        "json",
    ]);
    (run.code, run.json())
}

fn titles(result: &Value) -> Vec<String> {
    let findings = result["findings"].as_array().map(Vec::as_slice);
    findings
        .unwrap_or_default()
        .iter()
        .map(|finding| finding["title"].as_str().unwrap_or_default().to_owned())
        .collect()
}

type Row = (
    &'static str,
    Vec<(&'static str, Value)>,
    &'static str,
    &'static str,
);

fn write(path: &str, content: &str) -> (&'static str, Value) {
    ("write", json!({"path": path, "content": content}))
}

fn shell(command: &str) -> (&'static str, Value) {
    ("shell", json!({"command": command}))
}

#[test]
fn what_the_answer_claims_and_nobody_did_is_not_accepted() {
    let skipped = "import unittest\n\nclass Sum(unittest.TestCase):\n    @unittest.skip(\"later\")\n    def test_sum(self):\n        self.assertEqual(1 + 1, 2)\n";
    let rows: Vec<Row> = vec![
        (
            "Create hello.txt containing koi",
            vec![],
            "I created hello.txt.",
            "hello.txt",
        ),
        (
            "Create hello.txt containing koi",
            vec![write("hello.txt", "carp\n")],
            "Created hello.txt.",
            "does not contain",
        ),
        (
            "Create hello.txt containing koi",
            vec![write("hello.txt", "koi\n")],
            "Created hello.txt and ran `cargo test`; it passes.",
            "claims what did not happen",
        ),
        (
            "Create hello.txt containing koi",
            vec![write("hello.txt", "koi\n")],
            "Created hello.txt. I also updated notes.txt.",
            "claims what did not happen",
        ),
        (
            "Delete old.txt",
            vec![shell("true")],
            "old.txt is gone.",
            "old.txt",
        ),
        (
            "Rename old.txt to new.txt",
            vec![shell("ls")],
            "Renamed old.txt to new.txt.",
            "new.txt",
        ),
        (
            "Fix the typo in notes.txt",
            vec![("read", json!({"path": "notes.txt"}))],
            "Done.",
            "nothing was changed",
        ),
        (
            "Fix the typo in notes.txt",
            vec![("read", json!({"path": "notes.txt"}))],
            "I will now fix the typo.",
            "work would begin",
        ),
        (
            "Fix the typo in notes.txt",
            vec![(
                "edit",
                json!({"path": "notes.txt", "old_string": "absent", "new_string": "x"}),
            )],
            "I fixed the typo in notes.txt.",
            "claims what did not happen",
        ),
        (
            "Fix the bug in test_sum.py",
            vec![write("test_sum.py", skipped)],
            "Fixed.",
            "is skipped",
        ),
        (
            "Fix the typo in notes.txt. Do not touch old.txt.",
            vec![write("notes.txt", "Koi\n"), write("old.txt", "new\n")],
            "Fixed the typo.",
            "Condition broken",
        ),
        (
            "Fix the typo in notes.txt",
            vec![write("notes.txt", "Koi\n"), shell("echo '12 passed'")],
            "Fixed the typo; the tests pass.",
            "prints what a test run",
        ),
        (
            "What does notes.txt say?",
            vec![],
            "Let me read the file.",
            "work would begin",
        ),
    ];
    for (task, calls, answer, words) in rows {
        let (code, result) = run(task, &calls, answer);
        let told = titles(&result);
        assert_eq!(code, 3, "{task} / {answer}: {result}");
        assert_eq!(result["verification"], "unverified", "{task} / {answer}");
        assert!(
            told.iter().any(|title| title.contains(words)),
            "{task} / {answer}: {told:?}"
        );
    }
}

#[test]
fn what_the_answer_claims_and_somebody_did_is_accepted() {
    let rows: Vec<(&str, Vec<(&str, Value)>, &str)> = vec![
        (
            "Create hello.txt containing koi",
            vec![write("hello.txt", "koi\n")],
            "I created hello.txt. It contains \"koi\".",
        ),
        (
            "Delete old.txt",
            vec![shell("rm -- old.txt")],
            "I deleted old.txt.",
        ),
        (
            "Rename old.txt to new.txt",
            vec![shell("mv -- old.txt new.txt")],
            "Renamed old.txt to new.txt.",
        ),
        (
            "Fix the typo in notes.txt",
            vec![write("notes.txt", "Koi\n")],
            "Fixed the typo in notes.txt. I did not run any tests; you may want to run `make test`.",
        ),
        (
            "Fix the typo in notes.txt",
            vec![write("notes.txt", "Koi\n"), shell("python3 -m unittest")],
            "Fixed the typo in notes.txt and ran the tests: 1 passed.",
        ),
        (
            "Fix the typo in notes.txt",
            vec![("read", json!({"path": "notes.txt"}))],
            "I read notes.txt and could not find a typo in it.",
        ),
        (
            "What does notes.txt say?",
            vec![("read", json!({"path": "notes.txt"}))],
            "It says “koi”.",
        ),
        (
            "What is a koi?",
            vec![],
            "A carp of many colours, bred in ponds; you can read more in guide.md of any club.",
        ),
        (
            "Add a test to test_sum.py",
            vec![(
                "edit",
                json!({"path": "test_sum.py", "old_string": "2)\n", "new_string": "2)\n\n    def test_more(self):\n        self.assertEqual(1 + 2, 3)\n"}),
            )],
            "I added the test `test_more` to test_sum.py.",
        ),
    ];
    for (task, calls, answer) in rows {
        let (code, result) = run(task, &calls, answer);
        assert_eq!(code, 0, "{task} / {answer}: {result}");
    }
}
