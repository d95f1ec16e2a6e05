//! What it costs to run a program in the sandbox.

use crate::figure::{Measured, median, ms};
use openkoi_sandbox::{Launch, Limits, Report, Scene};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const ROUNDS: usize = 40;

/// How much longer `true` takes.
pub(crate) fn extra() -> Result<Measured, String> {
    let told = |error: std::io::Error| error.to_string();
    let folder = TempDir::new().map_err(told)?;
    let place = |name: &str| folder.path().join(name);
    std::fs::create_dir(place("work")).map_err(told)?;
    let environment =
        std::env::vars().filter(|(name, _)| ["PATH", "HOME"].contains(&name.as_str()));
    let scene = Scene {
        workspace: place("work").canonicalize().map_err(told)?,
        temp: place("temp"),
        caches: place("caches"),
        readable: Vec::new(),
        hidden: Vec::new(),
        environment: environment.collect::<BTreeMap<_, _>>(),
        limits: Limits::default(),
        proxy: None,
    };
    let (mut plain, mut extra) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let status = Command::new("/bin/true").stdin(Stdio::null()).status();
        let without = begun.elapsed();
        if !status.map_err(told)?.success() {
            return Err("true is not true".into());
        }
        plain.push(without);
        extra.push(confined(&scene)?.saturating_sub(without));
    }
    let breakdown = format!("{} without a sandbox", ms(median(plain.into_iter())));
    Ok(Measured::times(extra, breakdown))
}

fn confined(scene: &Scene) -> Result<Duration, String> {
    let told = |error: std::io::Error| error.to_string();
    let begun = Instant::now();
    let guard = scene.guard().map_err(|missing| missing.to_string())?;
    let plan = scene.plan(&guard, vec!["/bin/true".into()], &scene.workspace);
    let Launch {
        mut command,
        report,
        lifeline,
    } = Launch::by(&openkoi_tests::binary(), &plan).map_err(told)?;
    let mut child = command.stdin(Stdio::null()).spawn().map_err(told)?;
    drop(command);
    let mut line = String::new();
    BufReader::new(File::from(report))
        .read_line(&mut line)
        .map_err(told)?;
    drop(lifeline);
    child.wait().map_err(told)?;
    guard.finish().map_err(told)?;
    let time = begun.elapsed();
    match serde_json::from_str(&line) {
        Ok(Report::Code(0)) => Ok(time),
        _ => Err(line),
    }
}
