//! The limits that the kernel keeps for each process; those for all together the family's head counts.

use super::processes;
use crate::layer::{Layer, Missing};
use crate::plan::Limits;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// More open files this system gives to nobody by default.
const OPEN_FILES: u64 = 10_240;

/// Of memory that is never paged out.
const LOCKED: u64 = 8 << 20;

/// Sets them for this process, and so for all that it starts.
pub(super) fn set(limits: &Limits) -> Result<(), Missing> {
    // The kernel counts all of the user's.
    let processes = limits.processes.saturating_add(processes::of_the_user());
    let rows = [
        (Resource::Core, 0),
        (Resource::Fsize, limits.file),
        (Resource::Nofile, limits.open_files.min(OPEN_FILES)),
        (Resource::Nproc, processes),
        (Resource::Data, limits.memory),
        (Resource::Memlock, LOCKED),
    ];
    for (resource, wanted) in rows {
        let hard = getrlimit(resource).maximum;
        let value = Some(hard.map_or(wanted, |hard| hard.min(wanted)));
        let limit = Rlimit {
            current: value,
            maximum: value,
        };
        setrlimit(resource, limit)
            .map_err(|error| Missing::new(Layer::Limits, format!("{resource:?}: {error}")))?;
    }
    Ok(())
}
