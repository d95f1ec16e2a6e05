//! A run under observation: which programs were started, and which addresses were called, by it and by all below it.

use openkoi_tests::run::Input;
use openkoi_tests::{Home, Run, Running};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// Generous: every process is stopped at each of these calls, on loaded machines.
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) struct Observed {
    pub(crate) run: Run,
    /// Programs that were started.
    pub(crate) started: Vec<Start>,
    /// Addresses beyond this machine's own sockets that were called, as `address:port`.
    pub(crate) called: Vec<String>,
}

/// A program that was started.
pub(crate) struct Start {
    /// Its path, and its first words.
    pub(crate) line: String,
    process: u32,
    /// The processes above it, the nearest first.
    above: Vec<u32>,
}

impl Start {
    /// Whether it was started by what another one became, or in its place.
    pub(crate) fn is_below(&self, other: &Self) -> bool {
        self.process == other.process || self.above.contains(&other.process)
    }
}

pub(crate) fn observed(home: &Home, place: &Path, arguments: &[&str]) -> Observed {
    let log = home.everything().join("trace.log");
    let mut command = Command::new("strace");
    command
        .args([
            "-f",
            "-qq",
            "-s",
            "200",
            "-e",
            "trace=execve,execveat,connect,clone,clone3,fork,vfork",
            "-o",
        ])
        .arg(&log)
        .arg("--pidns-translation")
        .arg("--")
        .arg(openkoi_tests::binary())
        .args(arguments)
        .current_dir(place);
    home.dress(&mut command);
    let run = Running::start(command, Input::Nothing).end_within(PATIENCE);
    let trace = fs::read_to_string(&log).expect("the observer writes what it saw");
    fs::remove_file(&log).expect("ours");
    let parents: BTreeMap<u32, u32> = trace.lines().filter_map(child).collect();
    let (mut started, mut called) = (Vec::new(), Vec::new());
    for line in trace.lines() {
        if line.contains("execve") && !line.contains("ENOENT") {
            started.extend(start(line, &parents));
        }
        if line.contains("connect(") && line.contains("sin") {
            called.extend(address(line));
        }
    }
    Observed {
        run,
        started,
        called,
    }
}

/// `123 clone3(…) = 456`, or the end of it, as 456 below 123. In a sandbox numbers are other ones: there it is
/// `= 2 /* 456 in strace's PID NS */`.
fn child(line: &str) -> Option<(u32, u32)> {
    let is_birth = ["clone", "fork"].iter().any(|word| line.contains(word));
    let (parent, rest) = line.split_once(' ')?;
    let (_, child) = rest.rsplit_once("= ")?;
    let child = child.split_once("/* ").map_or(child, |(_, ours)| ours);
    let child = child.split_whitespace().next()?.parse().ok()?;
    is_birth.then_some((child, parent.parse().ok()?))
}

/// `123 execve("/bin/sh", ["sh", "-c", "line"], …) = 0` as "/bin/sh sh -c line".
fn start(line: &str, parents: &BTreeMap<u32, u32>) -> Option<Start> {
    let (process, _) = line.split_once(' ')?;
    let process = process.parse().ok()?;
    let (_, rest) = line.split_once("execve")?;
    let path = rest.split('"').nth(1)?;
    let words = rest.split_once('[').map(|(_, words)| words)?;
    let words = words.split("], ").next().unwrap_or_default();
    let words = words.replace("\", \"", " ").replace('"', "");
    let above = std::iter::successors(parents.get(&process), |process| parents.get(process));
    Some(Start {
        line: format!("{path} {words}"),
        process,
        above: above.copied().take(1_000).collect(),
    })
}

/// `{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("1.2.3.4")}` as "1.2.3.4:80".
fn address(line: &str) -> Option<String> {
    let port = line.split_once("htons(")?.1.split(')').next()?;
    let host = line
        .split("inet_addr(\"")
        .nth(1)
        .or_else(|| line.split("AF_INET6, \"").nth(1));
    let host = host.and_then(|rest| rest.split('"').next()).unwrap_or("?");
    Some(format!("{host}:{port}"))
}
