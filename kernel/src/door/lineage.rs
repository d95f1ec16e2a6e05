//! What every program bears that a task has started, however far it has gone from it.
//!
//! A program can shed its parents, its session, its terminal and its environment. It can't raise a hard limit of its own:
//! only root can. So a process that is about to start programs of a task bounds one that bounds nothing, and whatever comes
//! of it bears the bound for good: on Linux the time under real-time scheduling, on macOS the memory that is kept from
//! being paged out. Services that start programs at somebody's
//! request (a scheduler, a container engine) don't come of it: against those only the sandbox helps.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

#[cfg(target_os = "linux")]
const MARKED: Resource = Resource::Rttime;
#[cfg(target_os = "macos")]
const MARKED: Resource = Resource::Memlock;

/// In microseconds, longer than any machine runs; in bytes, more than any machine has.
const BOUND: u64 = 1 << 62;

/// This process, and all that it starts from now on, come of a task.
pub fn mark() {
    if !is_marked() {
        let bound = Rlimit {
            current: Some(BOUND),
            maximum: Some(BOUND),
        };
        // Lowering one's own limit can't be refused.
        setrlimit(MARKED, bound).ok();
    }
}

/// Whether this process comes of a task. A lower bound counts too: it may have been lowered since.
pub fn is_marked() -> bool {
    getrlimit(MARKED).maximum.is_some()
}
