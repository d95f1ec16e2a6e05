//! On Linux: the helper is the file that runs here, and goes apart by itself.

use super::Launch;
use crate::plan::Plan;
use rustix::fs::MemfdFlags;
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

/// The name under which the binary knows that it is the helper.
pub(crate) const ROLE: &str = "openkoi-sandbox";

impl Launch {
    pub fn new(plan: &Plan) -> io::Result<Self> {
        // The very file that runs here, also where it has been replaced meanwhile.
        Self::by(Path::new("/proc/self/exe"), plan)
    }

    /// The same, by another program that calls [`crate::enter`].
    pub fn by(helper: &Path, plan: &Plan) -> io::Result<Self> {
        Self::handing(helper, ROLE, &serde_json::to_vec(plan)?)
    }
}

/// Of memory, seen by whoever has its descriptor.
pub(super) fn nameless_file() -> io::Result<File> {
    Ok(rustix::fs::memfd_create("plan", MemfdFlags::CLOEXEC)?.into())
}

/// A descriptor that can be read from once this process has ended, which is not waited for.
pub fn ending(process: i32) -> io::Result<OwnedFd> {
    let id = Pid::from_raw(process).ok_or(io::ErrorKind::InvalidInput)?;
    Ok(pidfd_open(id, PidfdFlags::empty())?)
}
