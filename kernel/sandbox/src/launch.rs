//! Starting a program in the sandbox: the helper's parent's side.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(target_os = "macos")]
use macos as system;

#[cfg(target_os = "linux")]
pub(crate) use linux::ROLE;
pub use system::ending;

use crate::sys;
use std::ffi::OsStr;
use std::io::{self, Seek, Write};
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

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
    /// Hands the words over without one of them in the arguments, which others could read.
    pub(crate) fn handing(helper: &Path, role: &str, words: &[u8]) -> io::Result<Self> {
        let mut text = system::nameless_file()?;
        text.write_all(words)?;
        text.rewind()?;
        let (report, told) = io::pipe()?;
        let (held, lifeline) = io::pipe()?;
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the door's way to start programs"
        )]
        let mut command = Command::new(helper);
        command.arg0(OsStr::new(role)).env_clear().current_dir("/");
        let handed = vec![text.into(), told.into(), held.into()];
        sys::hand_over(&mut command, handed);
        Ok(Self {
            command,
            report: report.into(),
            lifeline: lifeline.into(),
        })
    }
}
