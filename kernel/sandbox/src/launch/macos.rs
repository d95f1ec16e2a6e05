//! On macOS: the helper starts the program under the system's tool.

use super::Launch;
use crate::plan::Plan;
use crate::seatbelt::{self, TOOL};
use crate::sys;
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

impl Launch {
    /// There is no name for a file that has been replaced meanwhile: what stands in its place is what is started.
    pub fn new(plan: &Plan) -> io::Result<Self> {
        Self::by(&std::env::current_exe()?, plan)
    }

    /// The same, by another program that calls [`crate::enter`].
    pub fn by(helper: &Path, plan: &Plan) -> io::Result<Self> {
        seatbelt::launch(helper, Path::new(TOOL), plan)
    }
}

/// Without a name from its first moment on that anybody could look for.
pub(super) fn nameless_file() -> io::Result<File> {
    tempfile::tempfile()
}

/// A descriptor that can be read from once this process has ended, which is not waited for.
pub fn ending(process: i32) -> io::Result<OwnedFd> {
    sys::ending(process)
}
