//! One run of the binary, and what it cost.

use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wait4::Wait4;

/// What one process cost, from its start to its end.
pub(crate) struct Cost {
    pub(crate) begun: Instant,
    pub(crate) elapsed: Duration,
    pub(crate) user: Duration,
    pub(crate) system: Duration,
    /// The most memory that was resident at once, in bytes.
    pub(crate) resident: u64,
}

impl Cost {
    pub(crate) fn cpu(&self) -> Duration {
        self.user + self.system
    }
}

/// Runs a command with nobody at either end, until it succeeds.
///
/// Fails if it ends with another code than 0, or if it waited for programs of its own: their cost can't be told from its.
pub(crate) fn run(mut command: Command) -> Result<Cost, String> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let begun = Instant::now();
    let child = command
        .spawn()
        .map_err(|why| format!("{command:?}: {why}"))?;
    let id = Pid::from_child(&child);
    // Left as it is for a moment: what it was can be read only before it is waited for.
    waitid(
        WaitId::Pid(id),
        WaitIdOptions::EXITED | WaitIdOptions::NOWAIT,
    )
    .map_err(|why| format!("can't wait for it: {why}"))?;
    let elapsed = begun.elapsed();
    let started_programs = waited_for_children(id)?;
    let end = child
        .wait4()
        .map_err(|why| format!("can't wait for it: {why}"))?;
    if !end.status.success() {
        return Err(format!("it ended with {}: {command:?}", end.status));
    }
    if started_programs {
        return Err(format!(
            "it started programs, whose cost is in the figures: {command:?}"
        ));
    }
    Ok(Cost {
        begun,
        elapsed,
        user: end.rusage.utime,
        system: end.rusage.stime,
        resident: end.rusage.maxrss,
    })
}

/// A child that was waited for leaves its page faults: no program runs without one.
fn waited_for_children(id: Pid) -> Result<bool, String> {
    let path = format!("/proc/{}/stat", id.as_raw_nonzero());
    let stat = fs::read_to_string(&path).map_err(|why| format!("{path}: {why}"))?;
    let (_, fields) = stat
        .rsplit_once(')')
        .ok_or_else(|| format!("{path}: no name in {stat:?}"))?;
    let faults = fields.split_whitespace().nth(8);
    faults
        .map(|count| count != "0")
        .ok_or_else(|| format!("{path}: too short: {stat:?}"))
}

/// The most memory that this program had resident, in bytes. A child begins with this as its own.
pub(crate) fn own_peak() -> Result<u64, String> {
    let path = "/proc/self/status";
    let status = fs::read_to_string(path).map_err(|why| format!("{path}: {why}"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let count = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    count
        .map(|count| count * 1024)
        .ok_or_else(|| format!("{path}: no VmHWM"))
}
