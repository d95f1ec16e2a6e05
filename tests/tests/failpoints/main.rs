//! Killed before each single call that changes, sends or starts something, a task goes on where it was: no effect is lost,
//! none happens twice, and of each whose outcome nobody knows a person is told.
#![expect(clippy::print_stdout, reason = "a campaign prints its figures")]

mod ledger;

use ledger::Ledger;
use openkoi_tests::faults::Faults;
use openkoi_tests::worn::copied;
use openkoi_tests::{Home, Run, Script, Server, Turn};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

/// More resumptions of one task than these never come to an end.
const RESUMPTIONS: usize = 8;
/// Tasks that wait most of their time are killed side by side.
const SIDE_BY_SIDE: usize = 3;

/// A tool of the user's own: it tells the far side, under the key by which that knows a repetition.
const MANIFEST: &str = r#"kind = "tool"
name = "teller"
version = "0.1.0"
contract = "openkoi:tool@0.1.0"
runtime = "rhai"
entry = "teller.rhai"

[process]
reason = "Tells the far side."

[[actions]]
name = "tell"
effect = "network"
"#;

/// A script whose one tool tells the ledger.
fn teller(ledger: &Ledger) -> String {
    let address = ledger.address;
    format!(
        "fn describe() {{ [#{{name: \"tell\", description: \"Tells.\", effect: \"network\", parameters: #{{type: \"object\", \
         properties: #{{whom: #{{type: \"string\"}}, idempotency_key: #{{type: \"string\"}}}}}}}}] }}\n\
         fn invoke(name, arguments) {{\n    let ran = run(\"curl --noproxy '' -sS -X POST http://{address}/\" + arguments.whom + \
         \"/keyed/\" + arguments.idempotency_key);\n    ran.stdout\n}}\n"
    )
}

/// Files by tools, a command on files, a call with a key and one without.
fn script(ledger: &Ledger, whom: &str) -> Script {
    let post = format!(
        "curl --noproxy '' -sS -X POST http://{}/{whom}/plain",
        ledger.address
    );
    let tell = json!({"whom": whom});
    Script::new().in_whole_events().reading(move |request| {
        let edit = json!({"path": "a.txt", "old_string": "one", "new_string": "one two"});
        match request.tool_results().len() {
            // Nothing has been read yet that could have suggested whom to tell.
            0 => Turn::calls("tell", tell.clone())
                .and_calls("write", json!({"path": "a.txt", "content": "one\n"})),
            2 => Turn::calls("shell", json!({"command": "echo hit >> hits.txt"}))
                .and_calls("edit", edit),
            4 => Turn::calls("shell", json!({"command": post.clone()})),
            _ => Turn::says("Done."),
        }
    })
}

/// What every trial begins with.
struct Bench {
    faults: Faults,
    home: Home,
    ledger: Ledger,
    trials: AtomicUsize,
}

impl Bench {
    fn new() -> Self {
        let (home, ledger) = (Home::new(), Ledger::open());
        let hosts = format!(
            "[retry]\nbase_ms = 10\n\n[sandbox]\nhosts = [\"{}\"]\n",
            ledger.address
        );
        home.own_file("config.toml", hosts);
        home.own_file("components/teller/component.toml", MANIFEST);
        home.own_file("components/teller/teller.rhai", teller(&ledger));
        home.run(["component", "grant", "teller"]).ends(0);
        for rule in ["tell", "Bash(curl:*)"] {
            home.run(["trust", "allow", rule, "--yes"]).ends(0);
        }
        let bench = Self {
            faults: Faults::new(),
            home,
            ledger,
            trials: AtomicUsize::new(0),
        };
        // What is compiled once is kept for all.
        let trial = Trial::new(&bench);
        trial.start(0).0.ends(0);
        trial.check();
        let cache = |home: &Home| home.path().join("cache");
        if cache(&trial.home).is_dir() {
            copied(&cache(&trial.home), &cache(&bench.home));
        }
        bench
    }
}

struct Trial<'a> {
    bench: &'a Bench,
    home: Home,
    server: Server,
    name: String,
    unknown: usize,
}

impl<'a> Trial<'a> {
    fn new(bench: &'a Bench) -> Self {
        let number = bench.trials.fetch_add(1, Ordering::Relaxed);
        let (name, mut home) = (format!("t{number}"), Home::in_memory());
        copied(&bench.home.path(), &home.path());
        let server = Server::messages(script(&bench.ledger, &name));
        home.connect(&server);
        // The name of the proxy's socket has to be a short one.
        home.set("TMPDIR", "/tmp");
        Self {
            bench,
            home,
            server,
            name,
            unknown: 0,
        }
    }

    /// Runs the task, and kills it before this call; what the calls were.
    fn start(&self, n: usize) -> (Run, Vec<String>) {
        let words = ["Do it all", "-m", self.server.model(), "-i", "0"];
        self.bench.faults.kill(&self.home, &words, n)
    }

    /// The bodies of these events, from a journal that is whole.
    fn events(&self, kind: &str) -> Vec<Value> {
        let path = self.home.path().join("data/journal.db");
        let journal = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
            .expect("the journal opens");
        let whole: String = journal
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .expect("it can be checked");
        assert_eq!(whole, "ok");
        let mut found = journal
            .prepare("SELECT body FROM events WHERE kind = ?1 ORDER BY id")
            .expect("it can be read");
        let bodies = found.query_map([kind], |row| row.get::<_, String>(0));
        bodies
            .expect("it can be read")
            .map(|body| serde_json::from_str(&body.expect("a row")).expect("JSON"))
            .collect()
    }

    /// The effect of which nobody can know how it went.
    fn open(&self) -> Option<Value> {
        let settled: Vec<Value> = ["tool-called", "tool-denied"]
            .iter()
            .flat_map(|kind| self.events(kind))
            .collect();
        let is_settled =
            |intent: &Value| settled.iter().any(|event| event["call"] == intent["call"]);
        let intents = self.events("intended");
        let mut open = intents.into_iter().filter(|intent| !is_settled(intent));
        open.find(|intent| intent["repeat"] == "unknown")
    }

    /// How often this effect has happened.
    fn happened(&self, summary: &str) -> usize {
        if summary.contains("hits.txt") {
            let hits = fs::read_to_string(self.home.workspace().join("hits.txt"));
            return hits.map_or(0, |text| text.lines().count());
        }
        self.bench.ledger.told(&format!("/{}/plain", self.name)).1
    }

    /// Resumes until the task has come to its end; of what nobody knows a person is told, and looks.
    fn resume(&mut self) {
        let mut word: Vec<String> = Vec::new();
        for _again in 0..RESUMPTIONS {
            let (open, is_said) = (self.open(), !word.is_empty());
            let words = ["task", "resume"].map(str::to_owned);
            let run = self.home.run(words.into_iter().chain(word.drain(..)));
            match (run.code, open) {
                (5, Some(open)) => {
                    let (id, summary) = (&open["id"], open["summary"].as_str().unwrap_or_default());
                    let id = id.as_str().expect("an id").to_owned();
                    let is_told = run.stderr.contains(&format!("--repeat {id}"))
                        && run.stderr.contains("nobody knows how it went");
                    assert!(is_told, "{}", run.told());
                    let done = self.happened(summary) > 0;
                    word = vec![if done { "--done" } else { "--repeat" }.into(), id];
                    self.unknown += 1;
                }
                // Without a word about it nothing goes on.
                (0, open) if open.is_none() || is_said => return,
                // Killed after its last word, or before its first.
                (2, None) if self.events("task-closed").len() == 1 => return,
                (2, None) if self.events("task-started").is_empty() => {
                    self.start(0).0.ends(0);
                    return;
                }
                (code, open) => panic!("{code} with {open:?} open\n{}", run.told()),
            }
        }
        panic!("the task never came to its end");
    }

    /// Everything happened, and once.
    fn check(&self) {
        assert_eq!(self.home.read("a.txt"), "one two\n");
        assert_eq!(self.home.read("hits.txt"), "hit\n");
        assert_eq!(
            self.bench.ledger.told(&format!("/{}/plain", self.name)),
            (1, 1)
        );
        let (keys, _) = self.bench.ledger.told(&format!("/{}/keyed", self.name));
        assert_eq!(keys, 1, "the far side knows it by one key");
        assert_eq!(self.events("task-closed").len(), 1);
        self.home.run(["trust", "audit", "--verify"]).ends(0);
    }
}

/// What a campaign has come to.
#[derive(Default)]
struct Figures {
    points: usize,
    kills: usize,
    unknown: usize,
    kinds: BTreeSet<String>,
}

/// A name without what differs from run to run: long runs of hexadecimal digits.
fn kind(name: &str) -> String {
    let parts = name.split(['/', '.']).map(|part| {
        let is_id = part.len() >= 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_id { "…" } else { part }
    });
    let parts: Vec<&str> = parts.collect();
    parts.join("/")
}

/// The calls before which a campaign kills, from 1: every `step`th, and the first of each kind.
fn points(names: &[String], step: usize) -> Vec<usize> {
    let seed = std::env::var("OPENKOI_SEED").ok();
    let seed: usize = seed.and_then(|seed| seed.parse().ok()).unwrap_or(7);
    println!("seed {seed} (OPENKOI_SEED)");
    let mut kinds = BTreeSet::new();
    let points = names.iter().enumerate().filter(|(at, name)| {
        let is_first = kinds.insert(kind(name));
        is_first || at % step == seed % step
    });
    points.map(|(at, _)| at + 1).collect()
}

/// Kills before every `step`th call.
fn campaign(step: usize) {
    let begun = Instant::now();
    let bench = Bench::new();
    let trial = Trial::new(&bench);
    let (run, names) = trial.start(0);
    run.ends(0);
    trial.check();
    let points = points(&names, step);
    let (next, figures) = (AtomicUsize::new(0), Mutex::new(Figures::default()));
    let lock = || figures.lock().unwrap_or_else(PoisonError::into_inner);
    let work = || {
        loop {
            let Some(point) = points.get(next.fetch_add(1, Ordering::Relaxed)).copied() else {
                return;
            };
            let mut trial = Trial::new(&bench);
            let (run, seen) = trial.start(point);
            let name = seen.last().cloned().unwrap_or_default();
            println!("point {point}: before {}, {}", kind(&name), run.code);
            let is_killed = run.code == 137;
            assert!(is_killed || run.code == 0, "{point} {name}: {}", run.told());
            if is_killed {
                trial.resume();
            }
            trial.check();
            let mut figures = lock();
            figures.points += 1;
            figures.kills += usize::from(is_killed);
            figures.unknown += trial.unknown;
            figures.kinds.insert(kind(&name));
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..SIDE_BY_SIDE).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            worker.join().expect("a point did not hold");
        }
    });
    let figures = lock();
    println!(
        "R1: {} kills at {} of {} fail points of {} kinds, 0 effects lost, 0 done twice, {} unknown outcomes, all told; {:?}",
        figures.kills,
        figures.points,
        names.len(),
        figures.kinds.len(),
        figures.unknown,
        begun.elapsed()
    );
    assert!(figures.points >= 80, "{names:#?}");
    // Which thread comes first differs a little from run to run, and with it how many calls there are.
    assert!(
        figures.kills * 10 >= figures.points * 9,
        "{}",
        figures.kills
    );
}

#[test]
fn a_task_survives_kills_before_its_durable_calls() {
    campaign(6);
}

// Some 460 points: three minutes on two cores that have nothing else to do.
#[test]
#[ignore = "nightly: every call, minutes"]
fn nightly_a_task_survives_a_kill_before_every_durable_call() {
    campaign(1);
}
