//! The calls to the system that no safe crate has, each as a small safe function.

#![expect(
    unsafe_code,
    reason = "fork, exec, signals and mount attributes have no safe form; each block says why it holds"
)]

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;

#[cfg(target_os = "linux")]
pub(crate) use linux::*;
#[cfg(target_os = "macos")]
pub(crate) use macos::*;

use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::ptr;

/// The signals that the helper waits for instead of being interrupted.
pub(crate) struct Signals(libc::sigset_t);

impl Signals {
    /// Blocks these signals.
    pub(crate) fn block(signals: &[i32]) -> io::Result<Self> {
        // SAFETY: a zeroed set is valid memory for sigemptyset, which makes it an empty set.
        let mut set: libc::sigset_t = unsafe { std::mem::zeroed() };
        // SAFETY: the set is ours and initialised; the numbers are those of signals.
        unsafe {
            libc::sigemptyset(&raw mut set);
            for signal in signals {
                libc::sigaddset(&raw mut set, *signal);
            }
        }
        // SAFETY: the set is initialised; no old set is asked for.
        match unsafe { libc::sigprocmask(libc::SIG_BLOCK, &raw const set, ptr::null_mut()) } {
            0 => Ok(Self(set)),
            _ => Err(io::Error::last_os_error()),
        }
    }

    /// Waits for one of them, however long it takes.
    pub(crate) fn next(&self) -> Option<i32> {
        let mut signal = 0;
        // SAFETY: the set is initialised, and the number is ours to write to.
        let failed = unsafe { libc::sigwait(&raw const self.0, &raw mut signal) };
        (failed == 0).then_some(signal)
    }
}

/// Gives every signal its default meaning and lets all of them through, as a program expects it.
pub(crate) fn reset_signals() {
    for signal in 1..=64 {
        // SAFETY: SIG_DFL is valid for every signal; the few that can't be set answer with an error, which changes nothing.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
    // SAFETY: a zeroed set is made an empty one before it is used.
    unsafe {
        let mut none: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut none);
        libc::sigprocmask(libc::SIG_SETMASK, &raw const none, ptr::null_mut());
    }
}

/// Puts three descriptors into the places in which a helper looks for them, when `command` starts it.
pub(crate) fn hand_over(command: &mut Command, descriptors: Vec<OwnedFd>) {
    let place = move || {
        // Above the places first, so that none is overwritten before it was moved.
        let mut moved = [0; 8];
        for (at, descriptor) in descriptors.iter().enumerate().take(moved.len()) {
            // SAFETY: the descriptor is open; the copy is closed on exec and belongs to the child alone.
            moved[at] = unsafe { libc::fcntl(descriptor.as_raw_fd(), libc::F_DUPFD_CLOEXEC, 64) };
            if moved[at] < 0 {
                return Err(io::Error::last_os_error());
            }
        }
        for (place, copy) in (crate::launch::FIRST_PLACE..).zip(&moved[..descriptors.len()]) {
            // SAFETY: both are plain numbers; what was at the place belongs to the parent's copy and is closed on exec anyway.
            if unsafe { libc::dup2(*copy, place) } < 0 {
                return Err(io::Error::last_os_error());
            }
        }
        Ok(())
    };
    // SAFETY: between fork and exec the closure only calls fcntl and dup2, which are safe to call there.
    unsafe { command.pre_exec(place) };
}

/// Has `command` become a session of its own, with the signals as a program expects them.
pub(crate) fn stand_alone(command: &mut Command) {
    let alone = || {
        reset_signals();
        // SAFETY: no memory is involved.
        match unsafe { libc::setsid() } {
            -1 => Err(io::Error::last_os_error()),
            _ => Ok(()),
        }
    };
    // SAFETY: between fork and exec the closure only calls signal, sigprocmask and setsid, which are safe to call there.
    unsafe { command.pre_exec(alone) };
}

/// Marks every descriptor but the first three to be closed when a program is started, wherever it came from.
pub(crate) fn keep_descriptors() -> io::Result<()> {
    let listed: Vec<i32> = std::fs::read_dir("/dev/fd")?
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect();
    for place in listed.into_iter().filter(|place| *place > 2) {
        // SAFETY: only a flag is set; the descriptor that the list itself was read from is closed by now, which is an
        // error that changes nothing.
        unsafe { libc::fcntl(place, libc::F_SETFD, libc::FD_CLOEXEC) };
    }
    Ok(())
}

/// Takes a descriptor that was handed over.
pub(crate) fn handed_over(place: i32) -> io::Result<OwnedFd> {
    // SAFETY: the call only asks for flags.
    if unsafe { libc::fcntl(place, libc::F_SETFD, libc::FD_CLOEXEC) } < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: it is open, as just seen, and the helper takes each of its places once.
    Ok(unsafe { OwnedFd::from_raw_fd(place) })
}
