//! Killed right after an effect, the journal holds what was intended: of calls of the model and of the project's checks.

use openkoi_tests::{Home, Script, Server, Turn};
use rusqlite::{Connection, OpenFlags};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

/// A project whose check counts how often it was run, and takes its time.
const MAKEFILE: &str = "test:\n\t@echo hit >> hits.txt; sleep 20\n";

struct Case {
    name: &'static str,
    calls: Vec<(&'static str, Value)>,
    makefile: Option<&'static str>,
    /// The file that tells that it has happened, and how many lines it then has.
    file: &'static str,
    lines: usize,
    /// What the intent has to name, and how often it is made again without asking.
    summary: &'static str,
    repeat: &'static str,
}

fn cases() -> Vec<Case> {
    let write = |path: &str| ("write", json!({"path": path, "content": "x\n"}));
    let shell = |line: &str| ("shell", json!({"command": line}));
    let case = |name, calls, file, summary, repeat| Case {
        name,
        calls,
        makefile: None,
        file,
        lines: 1,
        summary,
        repeat,
    };
    let again = "test:\n\t@echo hit >> hits.txt; test $$(wc -l < hits.txt) -lt 2 || sleep 20\n";
    vec![
        case(
            "a command",
            vec![shell("echo hit >> hits.txt; sleep 20")],
            "hits.txt",
            "shell echo hit",
            "unknown",
        ),
        case(
            "a file that is written",
            vec![write("a.txt"), shell("sleep 20")],
            "a.txt",
            "write a.txt",
            "reconcilable",
        ),
        Case {
            makefile: Some(MAKEFILE),
            ..case(
                "a check before the work",
                vec![write("a.txt")],
                "hits.txt",
                "shell make test",
                "pure",
            )
        },
        Case {
            makefile: Some(again),
            lines: 2,
            ..case(
                "a check after the work",
                vec![write("a.txt")],
                "hits.txt",
                "shell make test",
                "pure",
            )
        },
    ]
}

/// What was intended, by the journal as it was left.
fn intents(home: &Home) -> Vec<Value> {
    let journal = Connection::open_with_flags(home.journal(), OpenFlags::SQLITE_OPEN_READ_WRITE)
        .expect("the journal opens");
    let mut found = journal
        .prepare("SELECT body FROM events WHERE kind = 'intended' ORDER BY id")
        .expect("it can be read");
    let bodies = found
        .query_map([], |row| row.get::<_, String>(0))
        .expect("it can be read");
    bodies
        .map(|body| serde_json::from_str(&body.expect("a row")).expect("JSON"))
        .collect()
}

#[test]
fn killed_right_after_an_effect_the_journal_holds_the_intent() {
    for case in cases() {
        let calls = case
            .calls
            .iter()
            .map(|(tool, arguments)| Turn::calls(tool, arguments.clone()));
        let script = calls.fold(Script::new(), Script::then);
        let server = Server::messages(script.forever(Turn::says("Done.")));
        let home = Home::connected(&server);
        if let Some(makefile) = case.makefile {
            home.file("Makefile", makefile);
        }
        let mut running = home.start(["Do it", "-m", server.model(), "-i", "1"]);
        let deadline = Instant::now() + Duration::from_secs(60);
        let count = || {
            fs::read_to_string(home.workspace().join(case.file))
                .map_or(0, |text| text.lines().count())
        };
        while count() < case.lines {
            assert!(!running.has_ended(), "{}: {}", case.name, running.stderr());
            assert!(
                Instant::now() < deadline,
                "{}: {}",
                case.name,
                running.stderr()
            );
            thread::sleep(Duration::from_micros(200));
        }
        running.signal(Signal::KILL);
        running.end_within(Duration::from_secs(10));
        let intents = intents(&home);
        let named: Vec<&Value> = intents
            .iter()
            .filter(|intent| {
                intent["summary"]
                    .as_str()
                    .is_some_and(|text| text.starts_with(case.summary))
            })
            .collect();
        assert_eq!(named.len(), count(), "{}: {intents:#?}", case.name);
        for intent in &named {
            assert_eq!(intent["repeat"], case.repeat, "{}", case.name);
        }
        let mut ids: Vec<String> = intents
            .iter()
            .map(|intent| intent["id"].to_string())
            .collect();
        ids.dedup();
        assert_eq!(
            ids.len(),
            intents.len(),
            "{}: each has a number of its own",
            case.name
        );
        home.run(["trust", "audit", "--verify"]).ends(0);
    }
}

/// Nobody has to answer for a check: it is run anew, and goes on counting where the task broke off.
#[test]
fn a_check_that_was_cut_off_is_run_anew_and_nobody_is_asked() {
    let once = "test:\n\t@echo hit >> hits.txt; test $$(wc -l < hits.txt) -gt 1 || sleep 20\n";
    let script = Script::new()
        .then(Turn::calls(
            "write",
            json!({"path": "a.txt", "content": "x\n"}),
        ))
        .forever(Turn::says("Done."));
    let server = Server::messages(script);
    let home = Home::connected(&server);
    home.file("Makefile", once);
    let running = home.start(["Do it", "-m", server.model(), "-i", "1"]);
    running.until("the check", |_| home.workspace().join("hits.txt").exists());
    running.signal(Signal::KILL);
    running.end_within(Duration::from_secs(10));
    let before = intents(&home).len();
    home.run(["task", "resume"]).ends(0);
    assert_eq!(home.read("a.txt"), "x\n");
    let intents = intents(&home);
    assert!(intents.len() > before, "{intents:#?}");
    let last = intents.last().expect("there is one")["id"].clone();
    assert_eq!(last, format!("e{}", intents.len()), "{intents:#?}");
}
