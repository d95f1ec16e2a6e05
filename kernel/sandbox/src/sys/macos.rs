//! Those that only macOS knows: who runs, and when somebody has ended.

use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::ptr;

/// The numbers of all processes.
pub(crate) fn process_ids() -> Vec<i32> {
    // SAFETY: without a buffer the call only answers how many there are.
    let count = unsafe { libc::proc_listallpids(ptr::null_mut(), 0) };
    // Some more may have begun when they are asked for.
    let room = usize::try_from(count).unwrap_or(0) + 256;
    let mut ids = vec![0i32; room];
    let bytes = i32::try_from(room * size_of::<i32>()).unwrap_or(0);
    // SAFETY: the buffer is ours and as long as is said.
    let count = unsafe { libc::proc_listallpids(ids.as_mut_ptr().cast(), bytes) };
    ids.truncate(usize::try_from(count).unwrap_or(0));
    ids
}

/// What is known of a process; None where it is gone, or somebody else's.
pub(crate) fn process_facts(id: i32) -> Option<libc::proc_taskallinfo> {
    // SAFETY: the structure holds numbers only, for which zeros are valid.
    let mut facts: libc::proc_taskallinfo = unsafe { std::mem::zeroed() };
    let size = i32::try_from(size_of::<libc::proc_taskallinfo>()).ok()?;
    let buffer = (&raw mut facts).cast();
    // SAFETY: the buffer is ours and as long as is said.
    let filled = unsafe { libc::proc_pidinfo(id, libc::PROC_PIDTASKALLINFO, 0, buffer, size) };
    (filled == size).then_some(facts)
}

/// The memory that a process answers for.
pub(crate) fn footprint(id: i32) -> u64 {
    // SAFETY: the structure holds numbers only, for which zeros are valid.
    let mut usage: libc::rusage_info_v0 = unsafe { std::mem::zeroed() };
    let buffer = (&raw mut usage).cast();
    // SAFETY: the structure is the one of the flavour that is asked for.
    match unsafe { libc::proc_pid_rusage(id, libc::RUSAGE_INFO_V0, buffer) } {
        0 => usage.ri_phys_footprint,
        _ => 0,
    }
}

/// A descriptor that can be read from once this process has ended.
pub(crate) fn ending(id: i32) -> io::Result<OwnedFd> {
    // SAFETY: no memory is involved.
    let queue = unsafe { libc::kqueue() };
    if queue < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: it is open and nobody else's.
    let queue = unsafe { OwnedFd::from_raw_fd(queue) };
    let wanted = libc::kevent {
        ident: usize::try_from(id).unwrap_or(0),
        filter: libc::EVFILT_PROC,
        flags: libc::EV_ADD | libc::EV_CLEAR,
        fflags: libc::NOTE_EXIT,
        data: 0,
        udata: ptr::null_mut(),
    };
    let (place, none) = (queue.as_raw_fd(), ptr::null());
    // SAFETY: one event is handed in, which is valid for the call, and none is asked for.
    let added = unsafe { libc::kevent(place, &raw const wanted, 1, ptr::null_mut(), 0, none) };
    match added {
        0.. => Ok(queue),
        _ => match io::Error::last_os_error() {
            // It has ended already: the end of a pipe whose other end is closed tells the same.
            error if error.raw_os_error() == Some(libc::ESRCH) => Ok(io::pipe()?.0.into()),
            error => Err(error),
        },
    }
}

/// What this machine has of memory, in bytes.
pub(crate) fn memory() -> Option<u64> {
    let ask = |name| {
        // SAFETY: no memory is involved.
        let answer = unsafe { libc::sysconf(name) };
        u64::try_from(answer).ok()
    };
    Some(ask(libc::_SC_PHYS_PAGES)? * ask(libc::_SC_PAGESIZE)?)
}
