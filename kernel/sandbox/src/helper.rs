//! The helper: OpenKoi's own binary in another role. It goes apart, and stands between the sandbox and its parent.

use crate::filter::Filter;
use crate::launch::{LIFELINE_PLACE, PLAN_PLACE, REPORT_PLACE};
use crate::layer::{Layer, Missing};
use crate::plan::Plan;
use crate::report::{Report, Reporter};
use crate::sys::{self, Forked, Signals};
use crate::{bare, inside};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Pid, PidfdFlags, Signal, getgid, getuid, pidfd_open, pidfd_send_signal};
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

fn apart(report: Reporter) -> Result<(), (Reporter, Missing)> {
    let (plan, filter, signals, lifeline) = match prepare() {
        Ok(prepared) => prepared,
        Err(missing) => return Err((report, missing)),
    };
    if plan.is_bare() {
        return bare::run(plan, &filter, &signals, &report, &lifeline)
            .map_err(|missing| (report, missing));
    }
    match sys::fork() {
        Ok(Forked::Child) => {
            drop(lifeline);
            inside::run(&plan, &filter, &signals, report)
        }
        Ok(Forked::Parent(first)) => {
            drop(report);
            stand_by(first, &lifeline);
            Ok(())
        }
        Err(error) => Err((report, Missing::new(Layer::Namespaces, error))),
    }
}

fn prepare() -> Result<(Plan, Filter, Signals, OwnedFd), Missing> {
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
    if !plan.is_bare() {
        go_apart()?;
    }
    Ok((plan, filter, signals, lifeline))
}

/// New namespaces, in which we are who we are outside, and nobody else is anybody.
fn go_apart() -> Result<(), Missing> {
    let failed = |what: &str, error: &dyn Display| {
        Missing::new(Layer::Namespaces, format!("{what}: {error}"))
    };
    let (user, group) = (getuid().as_raw(), getgid().as_raw());
    sys::unshare(APART).map_err(|error| failed("unshare", &error))?;
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

/// Waits for the first process inside, or for the parent to go: then everything inside ends.
fn stand_by(first: libc::pid_t, lifeline: &OwnedFd) {
    let Some(first) = Pid::from_raw(first).and_then(|id| pidfd_open(id, PidfdFlags::empty()).ok())
    else {
        return;
    };
    loop {
        let mut waiting = [
            PollFd::new(&first, PollFlags::IN),
            PollFd::new(lifeline, PollFlags::IN),
        ];
        match poll(&mut waiting, None) {
            Err(rustix::io::Errno::INTR) => continue,
            Err(_) => break,
            Ok(_) if waiting[0].revents().is_empty() && waiting[1].revents().is_empty() => continue,
            Ok(_) => break,
        }
    }
    // One that has ended can't be ended again.
    pidfd_send_signal(&first, Signal::KILL).ok();
}
