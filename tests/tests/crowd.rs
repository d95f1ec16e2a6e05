//! Many processes on one home at once: no setting is lost, no row, and nobody is told that something is busy.

#![expect(clippy::print_stdout, reason = "a campaign prints its figures")]

use openkoi_tests::Home;
use openkoi_tests::guest::{agency_manifest, built_in, install};
use openkoi_tests::worn::{Random, findings, shut, survived};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const PROCESSES: usize = 16;

/// Each grants and revokes a component of its own and runs tasks, until `is_over` says so.
fn crowd(is_over: impl Fn(usize) -> bool + Sync) {
    let home = Home::in_memory();
    for n in 0..PROCESSES {
        let name = format!("w{n:02}");
        install(&home, &name, &agency_manifest(&name), &built_in("guardian"));
    }
    shut(&home);
    let (mut random, tasks, changes) =
        (Random::seeded(71), AtomicUsize::new(0), AtomicUsize::new(0));
    let seeds: Vec<usize> = (0..PROCESSES).map(|_| random.below(1 << 20)).collect();
    let granted = std::thread::scope(|scope| {
        let work = |n: usize, seed: usize| {
            let (home, is_over, tasks, changes) = (&home, &is_over, &tasks, &changes);
            move || worker(home, n, seed, &|turn| is_over(turn), tasks, changes)
        };
        let workers: Vec<_> = seeds
            .iter()
            .enumerate()
            .map(|(n, seed)| scope.spawn(work(n, *seed)))
            .collect();
        let ended = workers
            .into_iter()
            .map(|worker| worker.join().expect("it worked"));
        ended.collect::<Vec<bool>>()
    });
    let text = std::fs::read_to_string(home.path().join("grants.toml")).unwrap_or_default();
    for (n, granted) in granted.iter().enumerate() {
        assert_eq!(
            text.contains(&format!("\"w{n:02}\"")),
            *granted,
            "w{n:02}\n{text}"
        );
    }
    let status = home
        .run(["status", "--output-format", "json"])
        .ends(0)
        .json();
    let (tasks, changes) = (tasks.into_inner(), changes.into_inner());
    assert_eq!(status["tasks"].as_u64(), Some(tasks as u64), "{status}");
    let doctor = home.run(["doctor", "--output-format", "json"]);
    assert_eq!(findings(&doctor), Vec::<serde_json::Value>::new());
    let rows = rows(&home);
    println!(
        "{PROCESSES} processes: {tasks} tasks, {rows} rows, {changes} grants and revocations; 0 lost, 0 busy"
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

fn worker(
    home: &Home,
    n: usize,
    seed: usize,
    is_over: &dyn Fn(usize) -> bool,
    tasks: &AtomicUsize,
    changes: &AtomicUsize,
) -> bool {
    let (name, mut granted) = (format!("w{n:02}"), false);
    let mut turn = 0;
    while !is_over(turn) {
        let case = format!("{name}, turn {turn}");
        let run = if (seed + turn).is_multiple_of(3) {
            tasks.fetch_add(1, Ordering::Relaxed);
            let words = format!("Create {name}-{turn}.txt containing koi");
            home.run([&words, "-m", "reflex/rules", "-i", "0", "--quiet"])
        } else {
            granted = !granted;
            changes.fetch_add(1, Ordering::Relaxed);
            home.run(["component", if granted { "grant" } else { "revoke" }, &name])
        };
        survived(&run, &case);
        let told = format!("{}{}", run.stdout, run.stderr).to_lowercase();
        assert!(run.code == 0, "{case}\n{}", run.told());
        assert!(
            !told.contains("busy") && !told.contains("is locked") && !told.contains("has held"),
            "{case}\n{}",
            run.told()
        );
        turn += 1;
    }
    granted
}

#[test]
fn sixteen_processes_on_one_home_lose_nothing() {
    crowd(|turn| turn == 24);
}

#[test]
#[ignore = "nightly: ten minutes"]
fn nightly_sixteen_processes_for_ten_minutes() {
    let end = Instant::now() + Duration::from_secs(600);
    crowd(|_| Instant::now() > end);
}
