//! What still holds around a program where there are no namespaces: its rights, limits, files, calls and its end.
//!
//! Used only where a person allowed it: see [`Plan::without`]. The program sees this machine as the user does, but for
//! what Landlock and the filter refuse where the kernel has them.

use crate::filter::Filter;
use crate::inside;
use crate::layer::{Layer, Missing};
use crate::plan::{Plan, Shown, What};
use crate::report::{Report, Reporter};
use crate::sys::{self, How, Signals};
use crate::{privilege, rules};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, getpid, pidfd_open, pidfd_send_signal};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::fs;
use std::os::fd::OwnedFd;
use std::path::Path;

/// How often the parent is looked for.
const GLANCE_MS: i64 = 20;
/// How often what is left is looked for and ended.
const ROUNDS: usize = 500;

/// Variables that lead to a proxy, which is not there without a network of its own.
const PROXIES: [&str; 7] = [
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "http_proxy",
    "https_proxy",
    "ALL_PROXY",
    "NO_PROXY",
    "no_proxy",
];

/// Starts the program, outlives it, and ends what is left when the parent goes.
pub(crate) fn run(
    mut plan: Plan,
    filter: &Filter,
    signals: &Signals,
    report: &Reporter,
    lifeline: &OwnedFd,
) -> Result<(), Missing> {
    let failed = |error: &dyn Display| Missing::new(Layer::Start, error);
    as_it_is_outside(&mut plan);
    // Whoever loses its parent becomes our child, and so nobody gets away.
    rustix::process::set_child_subreaper(Some(getpid())).map_err(|error| failed(&error))?;
    rustix::process::chdir(&plan.directory).map_err(|error| failed(&error))?;
    let program = inside::start(&plan, report, || restrict(&plan, filter))?;
    loop {
        match signals.wait(GLANCE_MS) {
            Some(libc::SIGCHLD) | None => {}
            // Whoever is asked to end may tidy up.
            Some(signal) => signal_descendants(Signal::from_named_raw(signal)),
        }
        if reaped(program, report) {
            return Ok(());
        }
        if is_over(lifeline) {
            end();
            return Ok(());
        }
    }
}

/// Collects whoever has ended; whether nobody is left.
fn reaped(program: libc::pid_t, report: &Reporter) -> bool {
    loop {
        match sys::reap() {
            Ok(Some(ended)) if ended.process == program => report.send(&match ended.how {
                How::Code(code) => Report::Code(code),
                How::Signal(signal) => Report::Signal(signal),
            }),
            Ok(Some(_)) => {}
            Ok(None) => return false,
            Err(_nobody) => return true,
        }
    }
}

/// Paths and variables that mean something inside alone.
fn as_it_is_outside(plan: &mut Plan) {
    for shown in &mut plan.view {
        if let What::WritableFrom(source) = &shown.what {
            if shown.path == Path::new("/tmp") {
                let temp = source.display().to_string();
                plan.environment.insert("TMPDIR".into(), temp);
            }
            *shown = Shown {
                path: source.clone(),
                what: What::Writable,
            };
        }
    }
    for name in PROXIES {
        plan.environment.remove(name);
    }
}

/// What holds for the program and all that it starts.
fn restrict(plan: &Plan, filter: &Filter) -> Result<(), Missing> {
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(|error| Missing::new(Layer::Start, error))?;
    let mut limits = plan.limits;
    // The kernel counts all of the user's.
    limits.processes = limits.processes.saturating_add(tasks_of_the_user());
    privilege::limit(&limits)?;
    // A plain user has no rights to drop, and may not say so either.
    privilege::drop_all().or_else(|_| privilege::gain_nothing())?;
    if !plan.without.contains(&Layer::Landlock) {
        rules::restrict(plan)?;
    }
    if !plan.without.contains(&Layer::Seccomp) {
        filter.apply()?;
    }
    Ok(())
}

/// What the kernel counts for the limit of processes.
pub(crate) fn tasks_of_the_user() -> u64 {
    use std::os::unix::fs::MetadataExt;
    let user = rustix::process::getuid().as_raw();
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let own = all.filter(|entry| entry.metadata().is_ok_and(|it| it.uid() == user));
    let tasks = own.filter_map(|entry| fs::read_dir(entry.path().join("task")).ok());
    tasks.map(|tasks| tasks.count() as u64).sum()
}

/// The parent has closed its end, or is gone.
fn is_over(lifeline: &OwnedFd) -> bool {
    let now = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    let mut waiting = [PollFd::new(lifeline, PollFlags::IN)];
    poll(&mut waiting, Some(&now)).is_ok_and(|count| count > 0)
}

/// Ends all that is left, however often it makes new ones.
fn end() {
    for _ in 0..ROUNDS {
        signal_descendants(Some(Signal::KILL));
        loop {
            match sys::reap() {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(_nobody) => return,
            }
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}

fn signal_descendants(signal: Option<Signal>) {
    let Some(signal) = signal else { return };
    let own = getpid().as_raw_nonzero().get();
    let of = parents();
    let mut found = BTreeSet::from([own]);
    // Parents may have higher numbers than their children: until nothing is added.
    loop {
        let before = found.len();
        let children = of.iter().filter(|(_, parent)| found.contains(*parent));
        let children: Vec<i32> = children.map(|(child, _)| *child).collect();
        found.extend(children);
        if found.len() == before {
            break;
        }
    }
    for process in found.into_iter().filter(|process| *process != own) {
        let Some(handle) =
            Pid::from_raw(process).and_then(|id| pidfd_open(id, PidfdFlags::empty()).ok())
        else {
            continue;
        };
        // Still who it was when it was counted, now that its number can't be given to somebody else.
        if parent(process).is_some_and(|now| of.get(&process) == Some(&now) || now == own) {
            // One that has ended can't be ended again.
            pidfd_send_signal(&handle, signal).ok();
        }
    }
}

/// Every process, with its parent.
fn parents() -> BTreeMap<i32, i32> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = all.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    ids.filter_map(|id| Some((id, parent(id)?))).collect()
}

fn parent(process: i32) -> Option<i32> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name before it may hold anything.
    let fields = text.rsplit(')').next()?;
    fields.split_whitespace().nth(1)?.parse().ok()
}
