//! Many processes on one home at once, and its daemon: no setting is lost, no task, no row, nobody is told that something is
//! busy, and there is never a second daemon.

#![expect(clippy::print_stdout, reason = "a campaign prints its figures")]

use openkoi_tests::daemon::config;
use openkoi_tests::guest::{agency_manifest, built_in, install};
use openkoi_tests::worn::{Random, findings, shut, survived};
use openkoi_tests::{Daemon, Home, Run};
use rustix::process::Signal;
use serde_json::json;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const PROCESSES: usize = 16;

/// What one of them does in a turn: by the command line or over HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    /// A task of its own.
    Task,
    /// A task for the daemon.
    Order,
    /// A grant, or its revocation.
    Change,
    /// One more daemon.
    Daemon,
}

/// Tasks and changes for the most part.
const DEEDS: [Deed; 8] = [
    Deed::Task,
    Deed::Change,
    Deed::Order,
    Deed::Change,
    Deed::Task,
    Deed::Daemon,
    Deed::Order,
    Deed::Change,
];

/// Whom they all work with, and what came of it.
struct Crowd {
    home: Home,
    daemon: Daemon,
    tasks: AtomicUsize,
    changes: AtomicUsize,
    refused: AtomicUsize,
    /// Those that were handed in, each with the file that it is to make.
    orders: Mutex<Vec<(String, String)>>,
}

impl Crowd {
    fn gather() -> Self {
        let mut home = Home::in_memory();
        for n in 0..PROCESSES {
            let name = format!("w{n:02}");
            install(&home, &name, &agency_manifest(&name), &built_in("guardian"));
        }
        home.own_file("config.toml", config(""));
        home.set("OPENKOI_MODEL", "reflex/rules");
        shut(&home);
        Self {
            daemon: Daemon::start(&home),
            home,
            tasks: AtomicUsize::new(0),
            changes: AtomicUsize::new(0),
            refused: AtomicUsize::new(0),
            orders: Mutex::default(),
        }
    }

    /// Does one thing after the other until `is_over` says so; whether the component is granted in the end.
    fn work(&self, n: usize, seed: usize, is_over: &(dyn Fn(usize) -> bool + Sync)) -> bool {
        let (name, mut granted) = (format!("w{n:02}"), false);
        for turn in (0..).take_while(|turn| !is_over(*turn)) {
            let case = format!("{name}, turn {turn}");
            let file = format!("{name}-{turn}.txt");
            match DEEDS[(seed + turn) % DEEDS.len()] {
                Deed::Task => {
                    self.tasks.fetch_add(1, Ordering::Relaxed);
                    let words = format!("Create {file} containing koi");
                    self.goes_well(&case, &[&words, "-i", "0", "--quiet"]);
                }
                Deed::Order => {
                    let words = format!("Create {file} containing koi");
                    let order = json!({"description": words, "max_iterations": 1});
                    let id = self.daemon.submit(&order);
                    self.orders.lock().expect("no panic").push((id, file));
                }
                Deed::Change => {
                    granted = !granted;
                    self.changes.fetch_add(1, Ordering::Relaxed);
                    let deed = if granted { "grant" } else { "revoke" };
                    self.goes_well(&case, &["component", deed, &name]);
                }
                Deed::Daemon => self.is_refused(&case),
            }
        }
        granted
    }

    fn goes_well(&self, case: &str, words: &[&str]) {
        let run = self.home.run(words);
        assert!(run.code == 0, "{case}\n{}", run.told());
        nobody_waits(&run, case);
    }

    /// There is a daemon, and whoever starts another is told so.
    fn is_refused(&self, case: &str) {
        self.refused.fetch_add(1, Ordering::Relaxed);
        let run = self.home.run(["daemon", "start"]);
        nobody_waits(&run, case);
        assert_ne!(run.code, 0, "{case}: a second daemon\n{}", run.told());
        for word in ["daemon", "openkoi daemon status"] {
            assert!(run.stderr.contains(word), "{case}\n{}", run.told());
        }
        assert_eq!(self.pid(), Some(self.daemon.pid()), "{case}");
    }

    /// Of the daemon that the home knows.
    fn pid(&self) -> Option<u64> {
        let run = self
            .home
            .run(["daemon", "status", "--output-format", "json"]);
        run.json()["pid"].as_u64()
    }

    /// Waits for what was handed in, and ends the daemon; how many tasks that were.
    fn settle(&self) -> usize {
        let orders = self.orders.lock().expect("no panic");
        for (id, file) in orders.iter() {
            let task = self.daemon.until(id, "complete");
            assert_eq!(task["subtype"], "accepted", "{task}");
            assert_eq!(self.home.read(file).trim(), "koi", "{task}");
        }
        self.daemon.signal(Signal::TERM);
        orders.len()
    }
}

/// Nothing is broken, and nobody was told that somebody else was faster.
fn nobody_waits(run: &Run, case: &str) {
    survived(run, case);
    let told = format!("{}{}", run.stdout, run.stderr).to_lowercase();
    let is_heard = ["busy", "is locked", "has held"]
        .iter()
        .any(|word| told.contains(word));
    assert!(!is_heard, "{case}\n{}", run.told());
}

/// Each grants and revokes a component of its own, runs tasks and hands some in, until `is_over` says so.
fn crowd(is_over: impl Fn(usize) -> bool + Sync) {
    let crowd = Crowd::gather();
    let mut random = Random::seeded(71);
    let seeds: Vec<usize> = (0..PROCESSES).map(|_| random.below(1 << 20)).collect();
    let granted = std::thread::scope(|scope| {
        let (crowd, is_over) = (&crowd, &is_over);
        let each = seeds.iter().enumerate();
        let workers: Vec<_> = each
            .map(|(n, seed)| scope.spawn(move || crowd.work(n, *seed, is_over)))
            .collect();
        let ended = workers
            .into_iter()
            .map(|worker| worker.join().expect("it worked"));
        ended.collect::<Vec<bool>>()
    });
    let orders = crowd.settle();
    let Crowd {
        home,
        daemon,
        tasks,
        changes,
        refused,
        ..
    } = crowd;
    let ended = daemon.end();
    nobody_waits(&ended, "the daemon");
    assert_eq!(ended.code, 0, "{}", ended.told());
    let text = std::fs::read_to_string(home.path().join("grants.toml")).unwrap_or_default();
    for (n, granted) in granted.iter().enumerate() {
        let is_there = text.contains(&format!("\"w{n:02}\""));
        assert_eq!(is_there, *granted, "w{n:02}\n{text}");
    }
    let status = home
        .run(["status", "--output-format", "json"])
        .ends(0)
        .json();
    let [tasks, changes, refused] = [tasks, changes, refused].map(AtomicUsize::into_inner);
    assert_eq!(
        status["tasks"].as_u64(),
        Some((tasks + orders) as u64),
        "{status}"
    );
    let doctor = home.run(["doctor", "--output-format", "json"]);
    assert_eq!(findings(&doctor), Vec::<serde_json::Value>::new());
    let rows = rows(&home);
    println!(
        "{PROCESSES} processes and a daemon: {tasks} tasks, {orders} over HTTP, {rows} rows, {changes} grants and \
         revocations, {refused} more daemons refused; 0 lost, 0 busy, 1 daemon"
    );
    assert!(
        refused > 0 && orders > 0,
        "{refused} daemons, {orders} orders"
    );
    assert!(rows + changes >= 2_000, "only {} writes", rows + changes);
}

/// Rows of the journal, each of which has to follow from the one before.
fn rows(home: &Home) -> usize {
    let run = home.run(["trust", "audit", "--verify", "--output-format", "json"]);
    let value = run.ends(0).json();
    let rows = value["rows"].as_u64().unwrap_or_else(|| panic!("{value}"));
    usize::try_from(rows).expect("a number")
}

#[test]
fn sixteen_processes_and_a_daemon_on_one_home_lose_nothing() {
    crowd(|turn| turn == 16);
}

#[test]
#[ignore = "nightly: ten minutes"]
fn nightly_sixteen_processes_and_a_daemon_for_ten_minutes() {
    let end = Instant::now() + Duration::from_secs(600);
    crowd(|_| Instant::now() > end);
}
