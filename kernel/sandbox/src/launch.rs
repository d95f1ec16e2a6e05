//! Starting a program in the sandbox: the helper's parent's side.

use crate::plan::Plan;
use crate::sys;
use rustix::fs::{MemfdFlags, SeekFrom};
use rustix::pipe::{PipeFlags, pipe_with};
use std::ffi::OsStr;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// The name under which the binary knows that it is the helper.
pub(crate) const ROLE: &str = "openkoi-sandbox";

/// Where a helper finds what it was handed.
pub(crate) const FIRST_PLACE: i32 = 3;
pub(crate) const PLAN_PLACE: i32 = 3;
pub(crate) const REPORT_PLACE: i32 = 4;
pub(crate) const LIFELINE_PLACE: i32 = 5;

/// A helper that is ready to be started.
pub struct Launch {
    /// Starts the helper. Input, outputs and process group are the caller's; what it prints is the program's.
    pub command: Command,
    /// Says how it went: one [`crate::Report`] a line.
    pub report: OwnedFd,
    /// As long as this is open the sandbox lives.
    pub lifeline: OwnedFd,
}

impl Launch {
    /// Hands the plan over without a word in the arguments, which others could read.
    pub fn new(plan: &Plan) -> io::Result<Self> {
        // The very file that runs here, also where it has been replaced meanwhile.
        Self::by(Path::new("/proc/self/exe"), plan)
    }

    /// The same, by another program that calls [`crate::enter`].
    pub fn by(helper: &Path, plan: &Plan) -> io::Result<Self> {
        let text = rustix::fs::memfd_create("plan", MemfdFlags::CLOEXEC)?;
        let bytes = serde_json::to_vec(plan)?;
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let count = rustix::io::write(&text, rest)?;
            rest = &rest[count..];
        }
        rustix::fs::seek(&text, SeekFrom::Start(0))?;
        let (report, told) = pipe_with(PipeFlags::CLOEXEC)?;
        let (held, lifeline) = pipe_with(PipeFlags::CLOEXEC)?;
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the door's way to start programs"
        )]
        let mut command = Command::new(helper);
        command.arg0(OsStr::new(ROLE)).env_clear().current_dir("/");
        sys::hand_over(&mut command, vec![text, told, held]);
        Ok(Self {
            command,
            report,
            lifeline,
        })
    }
}
