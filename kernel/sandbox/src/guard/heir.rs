//! Clears away what stands in for missing paths where the guard was killed with its process, and nobody else would before
//! the next run.

use super::placeholder::clear;
use crate::plan::StandIns;
use rustix::fs::{FlockOperation, flock};
use std::fs::{File, OpenOptions};
use std::io;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

/// How often it is looked whether a process that was killed still holds on to its files, and after what time again.
const PATIENCE: u32 = 1_000;
const AGAIN: Duration = Duration::from_millis(10);

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

    /// Clears away, unless a guard or another helper of this workspace is there to do it. A process that is killed lets go
    /// of its files one after the other: an orphan waits for the last of them.
    pub(crate) fn clear(mut self, is_orphan: bool) {
        let tries = if is_orphan { PATIENCE } else { 1 };
        for _ in 0..tries {
            if flock(&self.list, FlockOperation::NonBlockingLockExclusive).is_ok() {
                clear(&mut self.list, |name| self.workspace.join(name));
                return;
            }
            if is_orphan {
                thread::sleep(AGAIN);
            }
        }
    }
}
