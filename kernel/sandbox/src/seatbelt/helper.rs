//! The helper: OpenKoi's own binary in another role. It stands between the program and its parent, outside of the walls.

use super::family::Family;
use super::start::{self, BEGUN, SAID};
use super::{Order, forward, limits, places};
use crate::launch::{LIFELINE_PLACE, PLAN_PLACE, REPORT_PLACE};
use crate::layer::{Layer, Missing};
use crate::plan::Plan;
use crate::report::{Report, Reporter};
use crate::sys::{self, Signals};
use rustix::process::Signal;
use std::fmt::Display;
use std::fs::File;
use std::io::{PipeReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, ExitCode, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// How often is looked at who is there and what is used up.
const GLANCE: Duration = Duration::from_millis(50);

/// What the helper passes on.
const PASSED_ON: [i32; 4] = [libc::SIGTERM, libc::SIGINT, libc::SIGHUP, libc::SIGQUIT];

/// What the helper waits for, each in a thread of its own.
enum Happening {
    /// Nobody speaks on the pipe of the beginning any more; what was said there.
    Begun(String),
    Ended(ExitStatus),
    Signal(i32),
    /// The parent has closed its end, or is gone.
    Over,
}

/// Does the helper's whole work, with what was handed over by whoever started it.
pub(super) fn run() -> ExitCode {
    let Ok(report) = sys::handed_over(REPORT_PLACE).map(Reporter) else {
        // Started by hand: there is nobody to tell, and nothing to do.
        return ExitCode::from(2);
    };
    match confine(&report) {
        Ok(()) => ExitCode::SUCCESS,
        Err(missing) => {
            report.send(&Report::Missing(missing));
            ExitCode::FAILURE
        }
    }
}

fn confine(report: &Reporter) -> Result<(), Missing> {
    let failed = |error: &dyn Display| Missing::new(Layer::Start, error);
    // Stays open to the end: nothing else may take its place, where the program's errors are handed over.
    let mut handed = sys::handed_over(PLAN_PLACE)
        .map(File::from)
        .map_err(|error| failed(&error))?;
    let mut text = String::new();
    handed
        .read_to_string(&mut text)
        .map_err(|error| failed(&error))?;
    let Order { tool, plan } = serde_json::from_str(&text).map_err(|error| failed(&error))?;
    let lifeline = sys::handed_over(LIFELINE_PLACE).map_err(|error| failed(&error))?;
    sys::keep_descriptors().map_err(|error| failed(&format!("/dev/fd: {error}")))?;
    let signals = Signals::block(&PASSED_ON).map_err(|error| failed(&error))?;
    let port = forward::start(plan.proxy.as_ref())?;
    let plan = places::really(plan, port);
    limits::set(&plan.limits)?;
    let (sender, happens) = channel();
    listen(&sender, move || over(lifeline.into()));
    let (child, said) = start::start(&tool, &plan)?;
    let family = Family::of(child.id().cast_signed());
    listen(&sender, move || begun(said));
    listen(&sender, move || ended(child));
    thread::spawn(move || {
        while let Some(signal) = signals.next() {
            // A helper that has ended passes nothing on.
            sender.send(Happening::Signal(signal)).ok();
        }
    });
    let mut helper = Helper {
        tool,
        plan,
        family,
        report,
        has_begun: false,
        has_ended: false,
    };
    let done = helper.stay(&happens);
    drop(handed);
    done
}

/// Waits for one thing in a thread of its own.
fn listen(sender: &Sender<Happening>, wait: impl FnOnce() -> Happening + Send + 'static) {
    let sender = sender.clone();
    thread::spawn(move || sender.send(wait()).ok());
}

fn over(mut lifeline: File) -> Happening {
    // Nobody writes to it: that it can't be read on is the end, however it comes.
    std::io::copy(&mut lifeline, &mut std::io::sink()).ok();
    Happening::Over
}

fn begun(said: PipeReader) -> Happening {
    let mut bytes = Vec::new();
    // What was said until it broke is all there is.
    said.take(SAID).read_to_end(&mut bytes).ok();
    Happening::Begun(String::from_utf8_lossy(&bytes).into_owned())
}

fn ended(mut child: Child) -> Happening {
    // That a child can't be waited for has no other reason than that it is gone.
    let killed = ExitStatus::from_raw(libc::SIGKILL);
    Happening::Ended(child.wait().unwrap_or(killed))
}

struct Helper<'a> {
    tool: PathBuf,
    plan: Plan,
    family: Family,
    report: &'a Reporter,
    has_begun: bool,
    has_ended: bool,
}

impl Helper<'_> {
    /// Until nobody is left, or the parent goes: then everybody ends.
    fn stay(&mut self, happens: &Receiver<Happening>) -> Result<(), Missing> {
        let mut status = None;
        loop {
            match happens.recv_timeout(GLANCE) {
                Ok(Happening::Begun(said)) if said.ends_with(BEGUN) => self.has_begun = true,
                Ok(Happening::Begun(said)) => {
                    self.family.end();
                    return Err(start::refused(&self.tool, &said));
                }
                // Only now is it known whose end it is.
                Ok(Happening::Ended(ended)) => status = Some(ended),
                // Whoever is asked to end may tidy up.
                Ok(Happening::Signal(signal)) => {
                    if let Some(signal) = Signal::from_named_raw(signal) {
                        self.family.signal(signal);
                    }
                }
                Ok(Happening::Over) | Err(RecvTimeoutError::Disconnected) => {
                    self.family.end();
                    return Ok(());
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            if self.has_begun
                && let Some(ended) = status.take()
            {
                self.tell(ended);
                self.has_ended = true;
            }
            if self.has_ended && self.family.look().is_empty() {
                return Ok(());
            }
            self.limit();
        }
    }

    fn tell(&self, ended: ExitStatus) {
        self.report.send(&match (ended.code(), ended.signal()) {
            (Some(code), _) => Report::Code(code),
            (None, signal) => Report::Signal(signal.unwrap_or(libc::SIGKILL)),
        });
    }

    fn limit(&mut self) {
        if let Some(excess) = self.family.excess(&self.plan.limits) {
            self.report.send(&Report::Excess(excess));
            self.family.signal(Signal::KILL);
        }
    }
}
