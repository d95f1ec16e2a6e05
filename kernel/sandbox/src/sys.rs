//! The calls to the system that no safe crate has, each as a small safe function.

#![expect(
    unsafe_code,
    reason = "fork, exec, signals and mount attributes have no safe form; each block says why it holds"
)]

use std::ffi::{CString, c_char};
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr;

/// Which side of a fork this is.
pub(crate) enum Forked {
    Child,
    Parent(libc::pid_t),
}

/// Makes a second process. To be called by programs with a single thread alone: the helper is one.
pub(crate) fn fork() -> io::Result<Forked> {
    // SAFETY: the helper has one thread, so that no lock can be held by another one at this moment.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => Ok(Forked::Child),
        child => Ok(Forked::Parent(child)),
    }
}

/// Takes this process into namespaces of its own.
pub(crate) fn unshare(spaces: rustix::thread::UnshareFlags) -> rustix::io::Result<()> {
    // SAFETY: descriptors are not among what is parted, so that no owner of one is misled.
    unsafe { rustix::thread::unshare_unsafe(spaces) }
}

/// Becomes another program. Returns only with the reason why it couldn't.
pub(crate) fn exec(words: &[CString], environment: &[CString]) -> io::Error {
    let Some(program) = words.first() else {
        return io::Error::from_raw_os_error(libc::ENOENT);
    };
    let pointers = |strings: &[CString]| -> Vec<*const c_char> {
        let all = strings.iter().map(|string| string.as_ptr());
        all.chain([ptr::null()]).collect()
    };
    let (words, environment) = (pointers(words), pointers(environment));
    // SAFETY: both lists end with a null pointer, and what they point to lives until the call is over.
    unsafe { libc::execve(program.as_ptr(), words.as_ptr(), environment.as_ptr()) };
    io::Error::last_os_error()
}

/// Ends this process at once: nothing is flushed or torn down twice after a fork.
pub(crate) fn exit(code: i32) -> ! {
    // SAFETY: it doesn't return and touches no memory of ours.
    unsafe { libc::_exit(code) }
}

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

    /// Waits for one of them; None when the time is over.
    pub(crate) fn wait(&self, milliseconds: i64) -> Option<i32> {
        let time = libc::timespec {
            tv_sec: milliseconds / 1000,
            tv_nsec: (milliseconds % 1000) * 1_000_000,
        };
        // SAFETY: set and time are valid for the call; nobody asks for details.
        let signal =
            unsafe { libc::sigtimedwait(&raw const self.0, ptr::null_mut(), &raw const time) };
        (signal > 0).then_some(signal)
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

/// Sends a signal to every process that can be reached: inside a process namespace all but its first.
pub(crate) fn signal_everybody(signal: i32) {
    // SAFETY: no memory is involved. That nobody is left is no error for the caller.
    unsafe { libc::kill(-1, signal) };
}

/// A child that has ended, and how.
pub(crate) struct Ended {
    pub(crate) process: libc::pid_t,
    pub(crate) how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    Code(i32),
    Signal(i32),
}

/// Collects a child that has ended; None when there is none right now, an error when there are no children at all.
pub(crate) fn reap() -> io::Result<Option<Ended>> {
    let mut status = 0;
    // SAFETY: the status is ours to write to.
    match unsafe { libc::waitpid(-1, &raw mut status, libc::WNOHANG) } {
        -1 => Err(io::Error::last_os_error()),
        0 => Ok(None),
        process if libc::WIFSIGNALED(status) => Ok(Some(Ended {
            process,
            how: How::Signal(libc::WTERMSIG(status)),
        })),
        process => Ok(Some(Ended {
            process,
            how: How::Code(libc::WEXITSTATUS(status)),
        })),
    }
}

/// Makes a mount so, and if told all mounts below it.
pub(crate) fn mount_attributes(
    mount: BorrowedFd<'_>,
    set: u64,
    with_all_below: bool,
) -> io::Result<()> {
    let attributes = libc::mount_attr {
        attr_set: set,
        attr_clr: 0,
        propagation: libc::MS_PRIVATE,
        userns_fd: 0,
    };
    let below = if with_all_below {
        libc::AT_RECURSIVE
    } else {
        0
    };
    // SAFETY: path and attributes are valid for the call, and the size is that of the attributes.
    let result = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            mount.as_raw_fd(),
            c"".as_ptr(),
            libc::AT_EMPTY_PATH | below,
            &raw const attributes,
            size_of::<libc::mount_attr>(),
        )
    };
    if result == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// The highest Landlock ABI that this kernel knows; 0 without Landlock.
pub(crate) fn landlock_abi() -> i64 {
    const VERSION: u32 = 1;
    // SAFETY: with this flag the call takes no attributes and answers with a number.
    let abi = unsafe {
        libc::syscall(
            libc::SYS_landlock_create_ruleset,
            ptr::null::<libc::c_void>(),
            0usize,
            VERSION,
        )
    };
    abi.max(0)
}

/// Whether the kernel knows system call filters.
pub(crate) fn knows_filters() -> bool {
    let action = libc::SECCOMP_RET_KILL_PROCESS;
    // SAFETY: the call reads one number through a pointer that is valid for it.
    let answer = unsafe {
        libc::syscall(
            libc::SYS_seccomp,
            libc::SECCOMP_GET_ACTION_AVAIL,
            0,
            &raw const action,
        )
    };
    answer == 0
}

/// Switches on the loopback of this network namespace.
pub(crate) fn loopback_up(socket: BorrowedFd<'_>) -> io::Result<()> {
    // SAFETY: a request of zeros is a valid one: no name, no flags.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    request.ifr_name[0] = b'l'.cast_signed();
    request.ifr_name[1] = b'o'.cast_signed();
    request.ifr_ifru.ifru_flags = (libc::IFF_UP | libc::IFF_RUNNING) as i16;
    // SAFETY: the request is initialised and is what this control takes.
    match unsafe {
        libc::ioctl(
            socket.as_raw_fd(),
            libc::SIOCSIFFLAGS as _,
            &raw mut request,
        )
    } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Marks every descriptor from this one on to be closed when a program is started.
pub(crate) fn close_on_exec_from(first: u32) -> io::Result<()> {
    // SAFETY: no memory is involved; descriptors are marked, not closed.
    let result = unsafe {
        libc::syscall(
            libc::SYS_close_range,
            first,
            u32::MAX,
            libc::CLOSE_RANGE_CLOEXEC,
        )
    };
    if result == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// Makes a child that tries `attempt` and says by its exit code how far it came. It is not waited for, so that its cost
/// is not counted as ours; `attempt` may do nothing but call the system, since other threads may hold locks.
pub(crate) fn try_apart(attempt: fn() -> u8) -> io::Result<u8> {
    let (reader, writer) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
    // SAFETY: the child calls nothing but the system, allocates nothing and ends by _exit.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => {
            let answer = [attempt()];
            // A parent that is gone needs no answer.
            rustix::io::write(&writer, &answer).ok();
            exit(0)
        }
        _ => {
            drop(writer);
            let mut answer = [0];
            match rustix::io::read(&reader, &mut answer)? {
                1 => Ok(answer[0]),
                _ => Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
            }
        }
    }
}

/// Puts three descriptors into the places in which a helper looks for them, when `command` starts it.
#[cfg(target_os = "linux")]
pub(crate) fn hand_over(
    command: &mut std::process::Command,
    descriptors: Vec<std::os::fd::OwnedFd>,
) {
    use std::os::unix::process::CommandExt;
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

/// Takes a descriptor that was handed over.
pub(crate) fn handed_over(place: i32) -> io::Result<std::os::fd::OwnedFd> {
    use std::os::fd::FromRawFd;
    // SAFETY: the call only asks for flags.
    if unsafe { libc::fcntl(place, libc::F_SETFD, libc::FD_CLOEXEC) } < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: it is open, as just seen, and the helper takes each of its places once.
    Ok(unsafe { std::os::fd::OwnedFd::from_raw_fd(place) })
}

/// Runs `work` in a child and returns its code. To be used where there is one thread.
pub(crate) fn in_child(work: impl FnOnce() -> u8) -> io::Result<u8> {
    // SAFETY: as for `try_apart`: the child calls nothing but the system and ends by _exit.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => exit(work().into()),
        child => {
            let mut status = 0;
            // SAFETY: the status is ours to write to.
            if unsafe { libc::waitpid(child, &raw mut status, 0) } != child
                || !libc::WIFEXITED(status)
            {
                return Err(io::Error::other("it did not end by itself"));
            }
            Ok(u8::try_from(libc::WEXITSTATUS(status)).unwrap_or(u8::MAX))
        }
    }
}
