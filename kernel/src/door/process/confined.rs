//! One program in the sandbox, from its start until nothing of it is left.

pub use openkoi_sandbox::{Standing, probe};

use crate::domain::{Fault, FaultKind};
use openkoi_sandbox::{Guard, Launch, Layer, Missing, Plan, Report, Scene};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process_group};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::unix::pipe::Receiver;
use tokio::process::Child;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

/// How long the helper may take to end everything, before it is ended itself.
const PATIENCE: Duration = Duration::from_secs(5);

/// A program that runs, or what is left of it.
pub(super) struct Confined {
    pub(super) child: Child,
    reports: Lines<BufReader<Receiver>>,
    /// Closed: everything inside ends.
    lifeline: Option<OwnedFd>,
    helper: Pid,
    /// Of the helper; tells that it has ended without waiting for it.
    handle: OwnedFd,
    guard: Option<Guard>,
    notes: Vec<String>,
    is_gone: bool,
}

/// How the program itself ended; without a code it was a signal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ending {
    pub(super) code: Option<i32>,
}

impl Confined {
    pub(super) async fn start(
        scene: Scene,
        words: Vec<String>,
        directory: PathBuf,
        without: Vec<Layer>,
    ) -> Result<Self, Fault> {
        Self::start_with(scene, words, directory, BTreeMap::new(), without).await
    }

    /// The same, with variables of its own, which change nothing of what it sees.
    pub(super) async fn start_with(
        scene: Scene,
        words: Vec<String>,
        directory: PathBuf,
        variables: BTreeMap<String, String>,
        without: Vec<Layer>,
    ) -> Result<Self, Fault> {
        crate::door::lineage::mark();
        // Looking through the workspace takes its time.
        let prepared = spawn_blocking(move || {
            let guard = scene.guard()?;
            let mut plan = scene.plan(&guard, words, &directory);
            plan.environment.extend(variables);
            Ok((Plan { without, ..plan }, guard))
        });
        let (plan, guard) = prepared
            .await
            .map_err(|error| lost(&error))?
            .map_err(refused)?;
        let Launch {
            command,
            report,
            lifeline,
        } = Launch::new(&plan).map_err(|error| lost(&error))?;
        let mut command = tokio::process::Command::from(command);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true);
        let child = command.spawn().map_err(|error| lost(&error))?;
        // Our copies of the helper's ends go with it: otherwise nobody would see them close.
        drop(command);
        let helper = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        let helper = helper.ok_or_else(|| lost(&"it has no process id"))?;
        let handle = openkoi_sandbox::ending(helper.as_raw_pid()).map_err(|error| lost(&error))?;
        rustix::io::ioctl_fionbio(&report, true).map_err(|error| lost(&error))?;
        let reports = Receiver::from_owned_fd(report).map_err(|error| lost(&error))?;
        Ok(Self {
            child,
            reports: BufReader::new(reports).lines(),
            lifeline: Some(lifeline),
            helper,
            handle,
            guard: Some(guard),
            notes: Vec::new(),
            is_gone: false,
        })
    }

    /// Waits until the program itself has ended; what it started may go on.
    pub(super) async fn wait(&mut self) -> Result<Ending, Fault> {
        loop {
            let line = self
                .reports
                .next_line()
                .await
                .map_err(|error| lost(&error))?;
            let Some(line) = line else {
                // Ended from outside, before anybody could tell.
                return Ok(Ending { code: None });
            };
            match serde_json::from_str(&line).map_err(|error| lost(&error))? {
                Report::Code(code) => return Ok(Ending { code: Some(code) }),
                Report::Signal(_) => return Ok(Ending { code: None }),
                Report::Missing(missing) => return Err(refused(missing)),
                Report::Excess(what) => self.notes.push(format!("openkoi: ended: {what}")),
            }
        }
    }

    pub(super) fn ask_to_end(&self) {
        // Nobody left is what we want.
        kill_process_group(self.helper, Signal::TERM).ok();
    }

    /// Ends everything inside and waits until it is gone.
    pub(super) async fn end(&mut self) {
        self.lifeline = None;
        if timeout(PATIENCE, self.child.wait()).await.is_err() {
            kill_process_group(self.helper, Signal::KILL).ok();
            // It is killed: there is nothing else to learn of it.
            self.child.wait().await.ok();
        }
        self.is_gone = true;
    }

    /// Looks after the workspace once nobody is there any more; what is to be said of it.
    pub(super) async fn close(mut self) -> Result<Vec<String>, Fault> {
        let mut notes = std::mem::take(&mut self.notes);
        if let Some(guard) = self.guard.take() {
            let kept = spawn_blocking(move || guard.finish()).await;
            let kept = kept.map_err(|error| lost(&error))?;
            let kept = kept.map_err(|error| lost(&error))?;
            notes.extend(kept.iter().map(|kept| format!("openkoi: {kept}")));
        }
        Ok(notes)
    }
}

impl Drop for Confined {
    fn drop(&mut self) {
        self.lifeline = None;
        if self.is_gone {
            return;
        }
        // The guard looks at the workspace when nobody can change it any more: that takes milliseconds.
        let time = Timespec {
            tv_sec: PATIENCE.as_secs().cast_signed(),
            tv_nsec: 0,
        };
        poll(&mut [PollFd::new(&self.handle, PollFlags::IN)], Some(&time)).ok();
        kill_process_group(self.helper, Signal::KILL).ok();
    }
}

fn refused(missing: Missing) -> Fault {
    Fault::new(
        "sandbox",
        FaultKind::Other("sandbox".into()),
        missing.to_string(),
    )
}

fn lost(error: &dyn Display) -> Fault {
    Fault::new(
        "process",
        FaultKind::Other("spawn".into()),
        format!("can't start or follow the command: {error}"),
    )
}
