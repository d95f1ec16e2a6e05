//! The helper: OpenKoi's own binary in another role. It goes apart, and stands between the sandbox and its parent.

use crate::filter::Filter;
use crate::guard::Heir;
use crate::launch::{LIFELINE_PLACE, PLAN_PLACE, REPORT_PLACE};
use crate::layer::{Layer, Missing};
use crate::plan::Plan;
use crate::report::{Report, Reporter};
use crate::sys::{self, Forked, Signals};
use crate::{bare, inside};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{
    Pid, PidfdFlags, Signal, getgid, getppid, getuid, pidfd_open, pidfd_send_signal,
};
use rustix::thread::UnshareFlags;
use std::fmt::Display;
use std::fs;
use std::os::fd::OwnedFd;
use std::process::ExitCode;

/// The namespaces of the sandbox.
pub(crate) const APART: UnshareFlags = UnshareFlags::NEWUSER
    .union(UnshareFlags::NEWNS)
    .union(UnshareFlags::NEWPID)
    .union(UnshareFlags::NEWNET)
    .union(UnshareFlags::NEWIPC)
    .union(UnshareFlags::NEWUTS)
    .union(UnshareFlags::NEWCGROUP);

/// Does the helper's whole work, with what was handed over by whoever started it.
pub(crate) fn run() -> ExitCode {
    let Ok(report) = sys::handed_over(REPORT_PLACE).map(Reporter) else {
        // Started by hand: there is nobody to tell, and nothing to do.
        return ExitCode::from(2);
    };
    match apart(report) {
        Ok(()) => ExitCode::SUCCESS,
        Err((report, missing)) => {
            report.send(&Report::Missing(missing));
            ExitCode::FAILURE
        }
    }
}

/// What the helper needs for its work.
struct Prepared {
    plan: Plan,
    filter: Filter,
    signals: Signals,
    lifeline: OwnedFd,
    /// None: there is nothing to clear away, or nothing can be.
    heir: Option<Heir>,
}

fn apart(report: Reporter) -> Result<(), (Reporter, Missing)> {
    let parent = getppid();
    let Prepared {
        plan,
        filter,
        signals,
        lifeline,
        heir,
    } = match prepare() {
        Ok(prepared) => prepared,
        Err(missing) => return Err((report, missing)),
    };
    if plan.is_bare() {
        let ran = bare::run(plan, &filter, &signals, &report, &lifeline);
        clear(heir, parent);
        return ran.map_err(|missing| (report, missing));
    }
    match sys::fork() {
        Ok(Forked::Child) => {
            drop((lifeline, heir));
            inside::run(&plan, &filter, &signals, report)
        }
        Ok(Forked::Parent(first)) => {
            drop(report);
            if stand_by(first, &lifeline) {
                clear(heir, parent);
            }
            Ok(())
        }
        Err(error) => Err((report, Missing::new(Layer::Namespaces, error))),
    }
}

fn prepare() -> Result<Prepared, Missing> {
    let failed = |error: &dyn Display| Missing::new(Layer::Start, error);
    let text = sys::handed_over(PLAN_PLACE).map_err(|error| failed(&error))?;
    let text = std::io::read_to_string(fs::File::from(text)).map_err(|error| failed(&error))?;
    let plan: Plan = serde_json::from_str(&text).map_err(|error| failed(&error))?;
    let lifeline = sys::handed_over(LIFELINE_PLACE).map_err(|error| failed(&error))?;
    let filter = Filter::new()?;
    let ours = [
        libc::SIGCHLD,
        libc::SIGTERM,
        libc::SIGINT,
        libc::SIGHUP,
        libc::SIGQUIT,
    ];
    let signals = Signals::block(&ours).map_err(|error| failed(&error))?;
    // Where it can't be made, the next run clears away.
    let heir = plan.stand_ins.as_ref();
    let heir = heir.and_then(|stand_ins| Heir::new(stand_ins).ok());
    if !plan.is_bare() {
        go_apart()?;
    }
    Ok(Prepared {
        plan,
        filter,
        signals,
        lifeline,
        heir,
    })
}

/// New namespaces, in which we are who we are outside, and nobody else is anybody.
fn go_apart() -> Result<(), Missing> {
    let failed = |what: &str, error: &dyn Display| {
        Missing::new(Layer::Namespaces, format!("{what}: {error}"))
    };
    let (user, group) = (getuid().as_raw(), getgid().as_raw());
    // The mounts come last, in the first process inside: this one keeps the view of outside, and what is a mount to it
    // could not be cleared away.
    sys::unshare(APART.difference(UnshareFlags::NEWNS))
        .map_err(|error| failed("unshare", &error))?;
    let rows = [
        ("/proc/self/setgroups", "deny".to_owned()),
        ("/proc/self/uid_map", format!("{user} {user} 1")),
        ("/proc/self/gid_map", format!("{group} {group} 1")),
    ];
    for (file, line) in rows {
        fs::write(file, line).map_err(|error| failed(file, &error))?;
    }
    Ok(())
}

/// Waits for the first process inside, or for the parent to go: then everything inside ends. Whether it has.
fn stand_by(first: libc::pid_t, lifeline: &OwnedFd) -> bool {
    let Some(first) = Pid::from_raw(first).and_then(|id| pidfd_open(id, PidfdFlags::empty()).ok())
    else {
        return false;
    };
    let ended = PollFd::new(&first, PollFlags::IN);
    if !happens(&mut [ended.clone(), PollFd::new(lifeline, PollFlags::IN)]) {
        return false;
    }
    // One that has ended can't be ended again; with the first go all others.
    pidfd_send_signal(&first, Signal::KILL).ok();
    happens(&mut [ended])
}

/// What stands in for missing paths goes with the last program, where the parent was killed as well.
fn clear(heir: Option<Heir>, parent: Option<Pid>) {
    let is_orphan = parent != getppid() || parent.is_some_and(is_dying);
    heir.into_iter().for_each(|heir| heir.clear(is_orphan));
}

/// Whether a process is on its way out, or gone; by the flags that the kernel tells of it.
fn is_dying(process: Pid) -> bool {
    const EXITING: u32 = 0x4;
    let stat = fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero()));
    // Behind the name, which may hold anything: the state, four numbers, the terminal's group, the flags.
    let stat = stat.unwrap_or_default();
    let flags = stat
        .rsplit_once(')')
        .and_then(|(_, rest)| rest.split_whitespace().nth(6)?.parse().ok());
    flags.is_none_or(|flags: u32| flags & EXITING != 0)
}

/// Waits until one of them has something to tell; false: it can't be waited for.
fn happens(waiting: &mut [PollFd<'_>]) -> bool {
    loop {
        match poll(waiting, None) {
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => return false,
            Ok(_) if waiting.iter().all(|one| one.revents().is_empty()) => {}
            Ok(_) => return true,
        }
    }
}
