//! The system calls that no program in the sandbox may make.

use crate::layer::{Layer, Missing};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, apply_filter, sock_filter,
};
use std::collections::BTreeMap;

/// Refused whatever the arguments.
const REFUSED: &[i64] = &[
    // Other processes.
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_process_madvise,
    libc::SYS_pidfd_getfd,
    libc::SYS_kcmp,
    // Ways around other filters.
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_userfaultfd,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    // Keys, which no namespace parts.
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    // Namespaces and mounts.
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_move_mount,
    libc::SYS_open_tree,
    OPEN_TREE_ATTR,
    libc::SYS_mount_setattr,
    libc::SYS_open_by_handle_at,
    libc::SYS_name_to_handle_at,
    libc::SYS_fanotify_init,
    // The machine.
    libc::SYS_kexec_load,
    libc::SYS_kexec_file_load,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_acct,
    libc::SYS_quotactl,
    libc::SYS_quotactl_fd,
    libc::SYS_syslog,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_clock_adjtime,
    libc::SYS_adjtimex,
    libc::SYS_vhangup,
    libc::SYS_move_pages,
    libc::SYS_migrate_pages,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_iopl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_ioperm,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_modify_ldt,
];

/// Newer than the table of the crate.
const OPEN_TREE_ATTR: i64 = 467;

/// What makes a namespace when a process is made: time, mount, cgroup, uts, ipc, user, process, network.
const NAMESPACES: [u64; 8] = [
    0x80,
    0x2_0000,
    0x200_0000,
    0x400_0000,
    0x800_0000,
    0x1000_0000,
    0x2000_0000,
    0x4000_0000,
];

/// The old way to whole frames.
const SOCK_PACKET: i32 = 10;

const TIOCSTI: u64 = 0x5412;
const TIOCLINUX: u64 = 0x541C;

/// The whole filter, as programs for the kernel; to be made before it is needed.
pub(crate) struct Filter(Vec<BpfProgram>);

impl Filter {
    pub(crate) fn new() -> Result<Self, Missing> {
        let failed = |error: &dyn std::fmt::Display| Missing::new(Layer::Seccomp, error);
        let arch = TargetArch::try_from(std::env::consts::ARCH).map_err(|error| failed(&error))?;
        let refuse = |rules, errno: i32| -> Result<BpfProgram, Missing> {
            let errno = SeccompAction::Errno(errno.unsigned_abs());
            let filter = SeccompFilter::new(rules, SeccompAction::Allow, errno, arch);
            let filter = filter.map_err(|error| failed(&error))?;
            filter
                .try_into()
                .map_err(|error: seccompiler::BackendError| failed(&error))
        };
        let rules = rules().map_err(|error| failed(&error))?;
        // Its flags are in memory, where no filter can look: libraries fall back to the older call.
        let unknown = BTreeMap::from([(libc::SYS_clone3, Vec::new())]);
        Ok(Self(vec![
            foreign_calls(),
            refuse(rules, libc::EPERM)?,
            refuse(unknown, libc::ENOSYS)?,
        ]))
    }

    /// From here on it holds, for this process and all that it starts.
    pub(crate) fn apply(&self) -> Result<(), Missing> {
        for program in &self.0 {
            apply_filter(program).map_err(|error| Missing::new(Layer::Seccomp, error))?;
        }
        Ok(())
    }
}

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

fn rules() -> Result<Rules, seccompiler::BackendError> {
    let mut rules: Rules = REFUSED.iter().map(|call| (*call, Vec::new())).collect();
    let mut spaces = Vec::new();
    for flag in NAMESPACES {
        spaces.push(all([argument(0, SeccompCmpOp::MaskedEq(flag), flag)])?);
    }
    rules.insert(libc::SYS_clone, spaces);
    let mut controls = Vec::new();
    for request in [TIOCSTI, TIOCLINUX] {
        controls.push(all([argument(1, SeccompCmpOp::Eq, request)])?);
    }
    rules.insert(libc::SYS_ioctl, controls);
    rules.insert(libc::SYS_socket, sockets()?);
    rules.insert(libc::SYS_socketpair, {
        let unix = number(libc::AF_UNIX);
        vec![all([argument(0, SeccompCmpOp::Ne, unix)])?]
    });
    Ok(rules)
}

/// Streams and datagrams of this machine and of the Internet, where the only network is the sandbox's own loopback.
fn sockets() -> Result<Vec<SeccompRule>, seccompiler::BackendError> {
    let (unix, v4, v6) = (libc::AF_UNIX, libc::AF_INET, libc::AF_INET6);
    let family = |family| argument(0, SeccompCmpOp::Ne, number(family));
    let kind = |kind| argument(1, SeccompCmpOp::MaskedEq(0xf), number(kind));
    let is_not = |protocol| argument(2, SeccompCmpOp::Ne, number(protocol));
    Ok(vec![
        all([family(unix), family(v4), family(v6)])?,
        all([kind(libc::SOCK_RAW)])?,
        all([kind(libc::SOCK_RDM)])?,
        all([kind(libc::SOCK_DCCP)])?,
        all([kind(SOCK_PACKET)])?,
        all([
            is_not(0),
            is_not(libc::IPPROTO_TCP),
            is_not(libc::IPPROTO_UDP),
        ])?,
    ])
}

fn number(value: i32) -> u64 {
    u64::from(value.unsigned_abs())
}

fn all<const N: usize>(
    conditions: [Result<SeccompCondition, seccompiler::BackendError>; N],
) -> Result<SeccompRule, seccompiler::BackendError> {
    SeccompRule::new(conditions.into_iter().collect::<Result<_, _>>()?)
}

/// The kernel takes the lower half of these arguments; so does the comparison.
fn argument(
    at: u8,
    operator: SeccompCmpOp,
    value: u64,
) -> Result<SeccompCondition, seccompiler::BackendError> {
    SeccompCondition::new(at, SeccompCmpArgLen::Dword, operator, value)
}

/// Kills whoever calls by the numbers of another machine: on x86-64 the x32 ones, which share the name of ours.
fn foreign_calls() -> BpfProgram {
    let step = |code, jt, jf, k| sock_filter { code, jt, jf, k };
    const LOAD: u16 = 0x20;
    const AT_LEAST: u16 = 0x35;
    const ANSWER: u16 = 0x06;
    if cfg!(target_arch = "x86_64") {
        vec![
            step(LOAD, 0, 0, 0),
            step(AT_LEAST, 0, 1, 0x4000_0000),
            step(ANSWER, 0, 0, libc::SECCOMP_RET_KILL_PROCESS),
            step(ANSWER, 0, 0, libc::SECCOMP_RET_ALLOW),
        ]
    } else {
        vec![step(ANSWER, 0, 0, libc::SECCOMP_RET_ALLOW)]
    }
}
