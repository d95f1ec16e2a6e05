//! Clears away what stands in for missing paths where the guard was killed with its process, and nobody else would before
//! the next run.

use super::placeholder::clear;
use crate::plan::StandIns;
use rustix::fs::{FlockOperation, flock};
use std::fs::{File, OpenOptions};
use std::io;
use std::path::PathBuf;

/// In the hands of the helper, which sees what is outside and ends after all that run inside.
pub(crate) struct Heir {
    workspace: PathBuf,
    /// Locked together with the guards of this workspace, as long as this lives.
    list: File,
}

impl Heir {
    pub(crate) fn new(stand_ins: &StandIns) -> io::Result<Self> {
        let list = OpenOptions::new()
            .read(true)
            .append(true)
            .open(&stand_ins.list)?;
        flock(&list, FlockOperation::NonBlockingLockShared)?;
        Ok(Self {
            workspace: stand_ins.workspace.clone(),
            list,
        })
    }

    /// Clears away, unless a guard or another helper of this workspace is there to do it.
    pub(crate) fn clear(mut self) {
        if flock(&self.list, FlockOperation::NonBlockingLockExclusive).is_ok() {
            clear(&mut self.list, |name| self.workspace.join(name));
        }
    }
}
