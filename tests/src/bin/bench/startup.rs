//! How long the smallest commands take, as whole processes.

use crate::figure::{Measured, median, ms};
use crate::process::{Cost, run};
use openkoi_tests::Home;
use std::fs;
use std::path::Path;
use std::thread;
use tempfile::TempDir;

const ROUNDS: usize = 40;
const TASKS: usize = 1_000;
const HANDS: usize = 2;

pub(crate) fn version() -> Result<Measured, String> {
    timed(&Home::new(), "--version")
}

pub(crate) fn status_when_fresh() -> Result<Measured, String> {
    timed(&Home::new(), "status")
}

pub(crate) fn status_after_tasks() -> Result<Measured, String> {
    let home = Home::new();
    let made = made_tasks()?;
    let from = made.path().join("data");
    let to = home.path().join("data");
    fs::create_dir_all(&to).map_err(|why| format!("{}: {why}", to.display()))?;
    for entry in fs::read_dir(&from).map_err(|why| format!("{}: {why}", from.display()))? {
        let entry = entry.map_err(|why| why.to_string())?;
        if entry.path().is_file() {
            let into = to.join(entry.file_name());
            fs::copy(entry.path(), &into).map_err(|why| format!("{}: {why}", into.display()))?;
        }
    }
    let said = home.run(["status"]).ends(0).stdout;
    if !said.contains("1,000, 1,000 accepted") {
        return Err(format!("the journal does not hold {TASKS} tasks: {said}"));
    }
    timed(&home, "status")
}

fn timed(home: &Home, word: &str) -> Result<Measured, String> {
    run(home.command([word]))?;
    let costs: Vec<Cost> = (0..ROUNDS)
        .map(|_| run(home.command([word])))
        .collect::<Result<_, _>>()?;
    let breakdown = format!(
        "{} in the program, {} in the system, the rest waiting for a core or a disk",
        ms(median(costs.iter().map(|cost| cost.user))),
        ms(median(costs.iter().map(|cost| cost.system)))
    );
    Ok(Measured::times(
        costs.iter().map(|cost| cost.elapsed),
        breakdown,
    ))
}

/// A home in memory where there is such a place: a thousand journals synced to a disk take a minute.
fn made_tasks() -> Result<TempDir, String> {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    let made = made.map_err(|why| format!("no temporary directory: {why}"))?;
    let hand = || -> Result<(), String> {
        let mut home = Home::new();
        home.file("README.md", "A file to be read.\n");
        home.set("OPENKOI_HOME", made.path().display().to_string());
        for _ in 0..TASKS / HANDS {
            run(home.command(["Read README.md", "-m", "reflex/rules", "-i", "0", "--quiet"]))?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let hands: Vec<_> = (0..HANDS).map(|_| scope.spawn(hand)).collect();
        hands.into_iter().try_for_each(|hand| {
            hand.join()
                .unwrap_or_else(|_| Err("a thread died".to_owned()))
        })
    })?;
    Ok(made)
}
