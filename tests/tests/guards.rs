//! What changes what the agent may do is a person's to say: nothing that comes of a task can, however far it has gone from
//! it; and every change and every attempt is in the journal, before it is made.

use openkoi_tests::guest::{agency_manifest, built_in, install};
use openkoi_tests::terminal;
use openkoi_tests::{Home, Run, Script, Server, Turn, binary};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The bound that whatever a task starts bears.
const LINEAGE: &str = "--rttime=4611686018427387904:4611686018427387904";

/// What decides.
const DECISIVE: [&str; 3] = ["trust.toml", "consents.toml", "grants.toml"];

/// A home in which there is something to change, and a project that brings things along.
fn home() -> Home {
    let home = Home::new();
    install(
        &home,
        "watchman",
        &agency_manifest("watchman"),
        &built_in("guardian"),
    );
    install(
        &home,
        "other",
        &agency_manifest("other"),
        &built_in("guardian"),
    );
    home.file("AGENTS.md", "Be kind.\n");
    home.file(".openkoi/config.toml", "[budget]\ntask_usd = 0.5\n");
    home.run(["trust", "grant", "deploy", "ask", "--yes"])
        .ends(0);
    home.run(["trust", "workspace", "deny", "AGENTS.md", "--yes"])
        .ends(0);
    home.run(["component", "grant", "other"]).ends(0);
    home
}

/// Every command that changes what the agent may do.
const COMMANDS: [&str; 9] = [
    "trust grant * autonomous --yes",
    "trust allow Bash --yes",
    "trust revoke deploy --yes",
    "trust workspace allow --all --yes",
    "trust workspace allow AGENTS.md --yes",
    "trust workspace deny .openkoi/config.toml --yes",
    "trust workspace forget --yes",
    "component grant watchman",
    "component revoke other",
];

fn decisive(home: &Home) -> Vec<Option<Vec<u8>>> {
    DECISIVE
        .map(|name| fs::read(home.path().join(name)).ok())
        .to_vec()
}

fn audit(home: &Home) -> Vec<Value> {
    let run = home.run(["trust", "audit", "-n", "1000", "--output-format", "json"]);
    let rows = run.ends(0).json();
    let rows = rows.as_array().expect("a list").clone();
    rows.into_iter()
        .filter(|row| row["kind"] == "trusted")
        .collect()
}

/// What a program does that wants to be nobody's child; each leaves its exit code in a file.
const WAYS: [(&str, &str); 4] = [
    ("as a child", "\"$@\" >out 2>&1 </dev/null; echo $? >code"),
    (
        "a session and two parents away, with nothing in its environment",
        "setsid sh -c '(env -i OPENKOI_HOME=\"$OPENKOI_HOME\" \"$@\" >out 2>&1 </dev/null; echo $? >code) & ' sh \"$@\"",
    ),
    (
        "on a terminal of its own making",
        "script -qec \"$(printf ' %s' \"$@\" | sed 's/\\*/\"*\"/')\" /dev/null >out 2>&1 </dev/null; echo $? >code",
    ),
    (
        "on a terminal of its own making, orphaned, with nothing in its environment",
        "setsid sh -c '(env -i OPENKOI_HOME=\"$OPENKOI_HOME\" PATH=\"$PATH\" script -qec \"$0\" /dev/null >out 2>&1 </dev/null; echo $? >code) & ' \"$(printf ' %s' \"$@\" | sed 's/\\*/\"*\"/')\"",
    ),
];

/// Runs a command of openkoi's in this way; with the bound, as something that a task has started.
fn run_in(home: &Home, way: &str, words: &str, of_a_task: bool) -> (i32, String) {
    let place = home.workspace();
    for name in ["code", "out"] {
        drop(fs::remove_file(place.join(name)));
    }
    let mut command = Command::new(if of_a_task { "prlimit" } else { "env" });
    if of_a_task {
        command.args([LINEAGE, "--"]);
    }
    command.args(["sh", "-c", way, "sh"]).arg(binary());
    command.args(words.split(' ')).current_dir(place);
    home.dress(&mut command);
    command.stdin(Stdio::null());
    let status = command.status().expect("it starts");
    assert!(status.success(), "{way}");
    let code = until_there(&place.join("code"));
    let out = fs::read_to_string(place.join("out")).unwrap_or_default();
    (code.trim().parse().expect("a code"), out)
}

fn until_there(path: &Path) -> String {
    let deadline = Instant::now() + Duration::from_secs(60);
    while Instant::now() < deadline {
        match fs::read_to_string(path) {
            Ok(text) if text.ends_with('\n') => return text,
            Ok(_) | Err(_) => thread::sleep(Duration::from_millis(5)),
        }
    }
    panic!("{} was never written", path.display());
}

#[test]
fn nothing_that_comes_of_a_task_changes_anything_and_every_attempt_is_in_the_log() {
    let home = home();
    let (before, rows) = (decisive(&home), audit(&home).len());
    let mut attempts = 0;
    for (how, way) in WAYS {
        for words in COMMANDS {
            let (code, out) = run_in(&home, way, words, true);
            assert_eq!(code, 5, "{how}: {words}\n{out}");
            assert!(out.contains("a task has started"), "{how}: {words}\n{out}");
            attempts += 1;
        }
    }
    assert_eq!(decisive(&home), before);
    let log = audit(&home);
    let refused = log[rows..].iter().filter(|row| row["refused"].is_string());
    assert_eq!(refused.count(), attempts, "{:?}", &log[rows..]);
    home.run(["trust", "audit", "--verify"]).ends(0);
}

/// The other side of the test above: the same commands in the same ways, of nobody's making.
#[test]
fn a_script_of_the_user_s_changes_what_it_says() {
    for (how, way) in WAYS {
        let home = home();
        for words in COMMANDS {
            let (code, out) = run_in(&home, way, words, false);
            assert_eq!(code, 0, "{how}: {words}\n{out}");
        }
    }
}

#[test]
fn every_program_that_a_task_starts_bears_what_it_can_t_shed() {
    let limits = "grep realtime.timeout /proc/self/limits";
    let line = format!("setsid sh -c '(env -i {limits} >far) & wait'; {limits}");
    let script = Script::new()
        .then(Turn::calls("shell", json!({"command": line})))
        .then(Turn::says("Done."));
    let server = Server::messages(script);
    let home = Home::connected(&server);
    home.once(&server, "Look at your limits").ends(0);
    let heard = server.turns()[1].body.to_string();
    let bound = LINEAGE.rsplit(':').next().unwrap_or_default();
    assert!(heard.contains(bound), "{heard}");
    assert!(home.read("far").contains(bound), "{}", home.read("far"));
}

#[test]
fn while_a_task_runs_only_a_terminal_tells_a_person_from_what_it_started() {
    let command = json!({"command": "touch begun; sleep 60"});
    let server = Server::messages(Script::new().forever(Turn::calls("shell", command)));
    let mut home = home();
    home.hurried();
    home.connect(&server);
    let task = home.start(["Wait a little", "-m", server.model(), "-i", "0"]);
    task.until("the command", |_| home.workspace().join("begun").exists());
    let before = decisive(&home);
    for words in COMMANDS {
        let run = home.run(words.split(' ')).ends(5);
        let run = run.tells(&["while task", "terminal"]);
        assert!(run.stderr.contains("was refused"), "{}", run.told());
    }
    // The places where its data could be said to be instead.
    let elsewhere = [("OPENKOI_DATA", home.everything().join("elsewhere"))];
    for (name, value) in elsewhere {
        let mut command = home.command(["trust", "grant", "*", "autonomous", "--yes"]);
        let output = command.env(name, value).output().expect("it runs");
        assert_eq!(output.status.code(), Some(5), "{name}: {output:?}");
    }
    assert_eq!(decisive(&home), before);
    let shown = terminal::run(&home, &["trust", "grant", "deploy", "act"], &[]);
    assert_eq!(shown.code, Some(0), "{}", shown.screen);
    task.signal(rustix::process::Signal::KILL);
    task.end_within(Duration::from_secs(10));
    home.run(["trust", "grant", "deploy", "ask", "--yes"])
        .ends(0);
}

#[test]
fn a_terminal_that_somebody_else_sits_at_is_none() {
    let home = home();
    let words = ["trust", "grant", "deploy", "act"];
    let shown = terminal::run_beside(&home, &words);
    assert_eq!(shown.code, Some(5), "{}", shown.screen);
    assert!(
        shown.screen.contains("there is no terminal"),
        "{}",
        shown.screen
    );
}

#[test]
fn consents_grants_and_trust_are_rows_of_the_chain_before_they_hold() {
    let home = home();
    for words in COMMANDS {
        home.run(words.split(' ')).ends(0);
    }
    let log = audit(&home);
    let changes: Vec<&str> = log
        .iter()
        .map(|row| row["change"].as_str().unwrap_or_default())
        .collect();
    let place = home.workspace().canonicalize().expect("a place");
    let place = format!("in {}", place.display());
    let expected: [(&str, &str); 13] = [
        ("grant deploy ask", ""),
        ("deny instructions/AGENTS.md as ", &place),
        ("grant agency/other as ", ""),
        ("grant * autonomous", ""),
        ("allow Bash", ""),
        ("revoke deploy", ""),
        ("allow config/.openkoi/config.toml as ", &place),
        ("allow instructions/AGENTS.md as ", &place),
        ("deny config/.openkoi/config.toml as ", &place),
        ("forget every answer", &place),
        ("grant agency/watchman as ", ""),
        ("revoke the grant of agency/other", ""),
        ("", ""),
    ];
    for (change, (begins, ends)) in changes.iter().zip(expected) {
        assert!(
            change.starts_with(begins) && change.ends_with(ends),
            "{begins}: {changes:#?}"
        );
    }
    assert_eq!(changes.len(), expected.len() - 1, "{changes:#?}");
    assert!(log.iter().all(|row| row["refused"].is_null()), "{log:#?}");
    home.run(["trust", "audit", "--verify"]).ends(0);
    let journal = rusqlite::Connection::open(home.journal()).expect("the journal opens");
    journal
        .execute_batch(
            "DROP TRIGGER IF EXISTS events_are_kept; DROP TRIGGER IF EXISTS events_are_final;",
        )
        .expect("it is ours");
    let triggers: Vec<String> = journal
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .and_then(|mut found| found.query_map([], |row| row.get(0))?.collect())
        .expect("it can be read");
    for name in triggers {
        journal
            .execute_batch(&format!("DROP TRIGGER {name}"))
            .expect("it is ours");
    }
    journal
        .execute(
            "UPDATE events SET body = replace(body, 'deny instructions', 'allow instructions') WHERE body LIKE '%deny instructions%'",
            [],
        )
        .expect("it is ours");
    drop(journal);
    let run = home.run(["trust", "audit", "--verify"]).ends(1);
    assert!(run.stdout.contains("edited"), "{}", run.told());
}

#[test]
fn what_the_journal_can_t_tell_of_is_not_changed() {
    let home = home();
    let before = decisive(&home);
    let data = home.path().join("data");
    for file in ["journal.db", "journal.db-wal", "journal.db-shm"] {
        drop(fs::remove_file(data.join(file)));
    }
    fs::create_dir(data.join("journal.db")).expect("a directory in its place");
    for words in COMMANDS {
        let run: Run = home.run(words.split(' '));
        assert_eq!(run.code, 1, "{words}\n{}", run.told());
        assert!(run.stderr.contains("journal"), "{words}\n{}", run.told());
    }
    assert_eq!(decisive(&home), before);
}
