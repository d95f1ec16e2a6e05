//! Those that only Linux knows.

use super::Signals;
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

/// Ends this process at once: nothing is flushed or torn down twice after a fork.
pub(crate) fn exit(code: i32) -> ! {
    // SAFETY: it doesn't return and touches no memory of ours.
    unsafe { libc::_exit(code) }
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

impl Signals {
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

/// What this machine has of memory, in bytes.
pub(crate) fn memory() -> Option<u64> {
    let table = std::fs::read_to_string("/proc/meminfo").ok()?;
    let kib = table.lines().find_map(|line| {
        let mut words = line.strip_prefix("MemTotal:")?.split_whitespace();
        words.next()?.parse::<u64>().ok()
    });
    Some(kib? * 1024)
}
