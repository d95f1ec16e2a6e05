//! On Linux: tried in a child that comes and goes.

use crate::layer::{Layer, Missing};
use crate::{helper, sys};
use rustix::fs::{Mode, OFlags};
use rustix::mount::{FsMountFlags, FsOpenFlags, MountAttrFlags, MountPropagationFlags};
use rustix::process::DumpableBehavior;
use std::ffi::CStr;
use std::os::fd::{AsFd, OwnedFd};

/// The least that is enough: rules for files.
const LEAST_ABI: i64 = 1;

/// What holds, and what is missing.
pub(super) fn look() -> (Vec<String>, Vec<Missing>) {
    let (mut holds, mut missing) = (Vec::new(), Vec::new());
    match sys::landlock_abi() {
        abi if abi >= LEAST_ABI => holds.push(format!("landlock ABI {abi}")),
        _ => missing.push(Missing::new(Layer::Landlock, "this kernel offers none")),
    }
    if sys::knows_filters() {
        holds.push("seccomp".to_owned());
    } else {
        missing.push(Missing::new(Layer::Seccomp, "this kernel offers none"));
    }
    match sys::try_apart(attempt).map(Step::from) {
        Ok(Step::Done) => holds.push("namespaces (user mount pid net ipc uts cgroup)".to_owned()),
        Ok(Step::Proc) => missing.push(Missing::new(
            Layer::Proc,
            "a /proc of its own can't be mounted here",
        )),
        Ok(Step::View) => missing.push(Missing::new(
            Layer::View,
            "mounts can't be made read-only here",
        )),
        Ok(step) => missing.push(Missing::new(Layer::Namespaces, step.reason())),
        Err(error) => missing.push(Missing::new(Layer::Namespaces, error)),
    }
    (holds, missing)
}

/// How far an attempt came: what failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Done,
    Unshare,
    Map,
    Mount,
    Proc,
    View,
}

impl Step {
    fn reason(self) -> &'static str {
        match self {
            Self::Done | Self::Proc | Self::View => "",
            Self::Unshare => "they are refused to this user",
            Self::Map => "the user can't be mapped into one",
            Self::Mount => "nothing can be mounted in one",
        }
    }
}

impl From<u8> for Step {
    fn from(code: u8) -> Self {
        match code {
            0 => Self::Done,
            1 => Self::Unshare,
            2 => Self::Map,
            3 => Self::Mount,
            4 => Self::Proc,
            _ => Self::View,
        }
    }
}

/// Calls nothing but the system: see [`sys::try_apart`].
fn attempt() -> u8 {
    let (user, group) = (
        rustix::process::getuid().as_raw(),
        rustix::process::getgid().as_raw(),
    );
    // A process that lets nobody look into it can't map its own user either; this one holds nothing and ends at once.
    if rustix::process::set_dumpable_behavior(DumpableBehavior::Dumpable).is_err() {
        return Step::Map as u8;
    }
    if sys::unshare(helper::APART).is_err() {
        return Step::Unshare as u8;
    }
    let mut line = Line::default();
    let is_mapped = write(c"/proc/self/setgroups", b"deny")
        && write(c"/proc/self/uid_map", line.of(user))
        && write(c"/proc/self/gid_map", line.of(group));
    if !is_mapped {
        return Step::Map as u8;
    }
    let apart = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
    if rustix::mount::mount_change(c"/", apart).is_err() {
        return Step::Mount as u8;
    }
    if !can_fix_a_mount() {
        return Step::View as u8;
    }
    let code = sys::in_child(|| {
        if own(c"proc").is_ok() {
            0
        } else {
            Step::Proc as u8
        }
    });
    code.unwrap_or(Step::Unshare as u8)
}

/// A file system of its own, made unchangeable: what every view begins with.
fn can_fix_a_mount() -> bool {
    let fixed = u64::from(MountAttrFlags::MOUNT_ATTR_RDONLY.bits());
    own(c"tmpfs").is_ok_and(|mount| sys::mount_attributes(mount.as_fd(), fixed, true).is_ok())
}

/// Only the last step tells: a /proc of which parts are covered can be asked for, but not had.
fn own(kind: &CStr) -> rustix::io::Result<OwnedFd> {
    let context = rustix::mount::fsopen(kind, FsOpenFlags::FSOPEN_CLOEXEC)?;
    rustix::mount::fsconfig_create(&context)?;
    let attributes = MountAttrFlags::MOUNT_ATTR_NOSUID
        | MountAttrFlags::MOUNT_ATTR_NODEV
        | MountAttrFlags::MOUNT_ATTR_NOEXEC;
    rustix::mount::fsmount(&context, FsMountFlags::FSMOUNT_CLOEXEC, attributes)
}

fn write(file: &CStr, text: &[u8]) -> bool {
    let file = rustix::fs::open(file, OFlags::WRONLY | OFlags::CLOEXEC, Mode::empty());
    file.is_ok_and(|file| rustix::io::write(file, text) == Ok(text.len()))
}

/// "<id> <id> 1", made without memory from the heap.
#[derive(Default)]
struct Line {
    bytes: [u8; 32],
    length: usize,
}

impl Line {
    fn of(&mut self, id: u32) -> &[u8] {
        self.length = 0;
        self.number(id);
        self.push(b' ');
        self.number(id);
        self.push(b' ');
        self.push(b'1');
        &self.bytes[..self.length]
    }

    fn number(&mut self, number: u32) {
        if number >= 10 {
            self.number(number / 10);
        }
        let digit = u8::try_from(number % 10).unwrap_or(0);
        self.push(b'0' + digit);
    }

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_map_names_the_user_twice() {
        for (id, line) in [
            (0, "0 0 1"),
            (1000, "1000 1000 1"),
            (u32::MAX, "4294967295 4294967295 1"),
        ] {
            assert_eq!(Line::default().of(id), line.as_bytes());
        }
    }
}
