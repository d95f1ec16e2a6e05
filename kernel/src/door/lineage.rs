//! What every program bears that a task has started, however far it has gone from it.
//!
//! A program can shed its parents, its session, its terminal and its environment. It can't raise a hard limit of its own:
//! only root can. So a process that is about to start programs of a task bounds one that bounds nothing, the time under
//! real-time scheduling, and whatever comes of it bears the bound for good. Services that start programs at somebody's
//! request (a scheduler, a container engine) don't come of it: against those only the sandbox helps.

#[cfg(target_os = "linux")]
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// In microseconds; longer than any machine runs.
#[cfg(target_os = "linux")]
const BOUND: u64 = 1 << 62;

/// This process, and all that it starts from now on, come of a task.
pub fn mark() {
    #[cfg(target_os = "linux")]
    if !is_marked() {
        let bound = Rlimit {
            current: Some(BOUND),
            maximum: Some(BOUND),
        };
        // Lowering one's own limit can't be refused.
        setrlimit(Resource::Rttime, bound).ok();
    }
}

/// Whether this process comes of a task. A lower bound counts too: it may have been lowered since.
pub fn is_marked() -> bool {
    #[cfg(target_os = "linux")]
    let is_bounded = getrlimit(Resource::Rttime).maximum.is_some();
    #[cfg(not(target_os = "linux"))]
    let is_bounded = false;
    is_bounded
}
