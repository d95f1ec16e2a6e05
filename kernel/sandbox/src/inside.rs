//! The first process of the sandbox: builds it from within, starts the program, outlives it and ends what is left.

use crate::filter::Filter;
use crate::layer::{Layer, Missing};
use crate::plan::Plan;
use crate::report::{Report, Reporter};
use crate::sys::{self, Forked, How, Signals};
use crate::watch::Watch;
use crate::{forward, privilege, rules, view, watch};
use rustix::process::{DumpableBehavior, Signal};
use rustix::thread::UnshareFlags;
use std::ffi::CString;
use std::io;

/// How often the limits for all processes together are looked at.
const GLANCE_MS: i64 = 100;

/// Runs as the first process of the namespaces, with every right in them and none outside.
pub(crate) fn run(plan: &Plan, filter: &Filter, signals: &Signals, report: Reporter) -> ! {
    let begun =
        prepare(plan, filter).and_then(|forwards| Ok((start(plan, &report, || Ok(()))?, forwards)));
    match begun {
        Ok((program, forwards)) => stay(plan, program, forwards, signals, &report),
        Err(missing) => {
            report.send(&Report::Missing(missing));
            sys::exit(1)
        }
    }
}

/// Returns the process that forwards, where there is one.
fn prepare(plan: &Plan, filter: &Filter) -> Result<Option<libc::pid_t>, Missing> {
    let dies_with_parent = || {
        rustix::process::set_parent_process_death_signal(Some(Signal::KILL))
            .map_err(|error| Missing::new(Layer::Namespaces, error))
    };
    dies_with_parent()?;
    sys::unshare(UnshareFlags::NEWNS)
        .map_err(|error| Missing::new(Layer::Namespaces, format!("unshare: {error}")))?;
    let forwarder = forward::prepare(plan.proxy.as_ref())?;
    view::enter(plan)?;
    // Nobody inside may look into this process or trace it.
    rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable)
        .map_err(|error| Missing::new(Layer::Capabilities, error))?;
    let forwards = forwarder.start()?;
    privilege::limit(&plan.limits)?;
    privilege::drop_all()?;
    dies_with_parent()?;
    if !plan.without.contains(&Layer::Landlock) {
        rules::restrict(plan)?;
    }
    if !plan.without.contains(&Layer::Seccomp) {
        filter.apply()?;
    }
    Ok(forwards)
}

/// Starts the program in a session of its own, after what is still to be done by it alone.
pub(crate) fn start(
    plan: &Plan,
    report: &Reporter,
    before: impl FnOnce() -> Result<(), Missing>,
) -> Result<libc::pid_t, Missing> {
    let failed = |why: &dyn std::fmt::Display| Missing::new(Layer::Start, why);
    let text = |text: String| CString::new(text).map_err(|error| failed(&error));
    let words = plan.words.iter().cloned().map(text);
    let words = words.collect::<Result<Vec<_>, _>>()?;
    let pairs = plan.environment.iter();
    let environment = pairs.map(|(name, value)| text(format!("{name}={value}")));
    let environment = environment.collect::<Result<Vec<_>, _>>()?;
    match sys::fork().map_err(|error| failed(&error))? {
        Forked::Parent(program) => Ok(program),
        Forked::Child => {
            let missing = match before() {
                Err(missing) => missing,
                Ok(()) => {
                    let error = become_program(&words, &environment);
                    let what = plan.words.first().map_or("", String::as_str);
                    failed(&format!("{what}: {error}"))
                }
            };
            report.send(&Report::Missing(missing));
            sys::exit(127)
        }
    }
}

fn become_program(words: &[CString], environment: &[CString]) -> io::Error {
    if let Err(error) = rustix::process::setsid() {
        return error.into();
    }
    if let Err(error) = sys::close_on_exec_from(3) {
        return error;
    }
    sys::reset_signals();
    sys::exec(words, environment)
}

/// Collects whoever ends until nobody is left but who forwards; what is left when the parent goes is gone with it.
fn stay(
    plan: &Plan,
    program: libc::pid_t,
    forwards: Option<libc::pid_t>,
    signals: &Signals,
    report: &Reporter,
) -> ! {
    let mut watch = Watch::new(plan.limits);
    loop {
        match signals.wait(GLANCE_MS) {
            Some(libc::SIGCHLD) | None => {}
            // Whoever is asked to end may tidy up.
            Some(signal) => sys::signal_everybody(signal),
        }
        loop {
            match sys::reap() {
                Ok(Some(ended)) if ended.process == program => {
                    report.send(&match ended.how {
                        How::Code(code) => Report::Code(code),
                        How::Signal(signal) => Report::Signal(signal),
                    });
                }
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(_nobody) => sys::exit(0),
            }
        }
        if forwards.is_some_and(watch::is_nobody_but) {
            // With it goes the way out, which nobody is there to take.
            sys::exit(0);
        }
        if let Some(excess) = watch.excess() {
            report.send(&Report::Excess(excess));
            sys::signal_everybody(libc::SIGKILL);
        }
    }
}
