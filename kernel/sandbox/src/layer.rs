//! The layers, and what is said where one is missing.

use serde::{Deserialize, Serialize};

/// One wall of the sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layer {
    /// User, mount, process, network and other namespaces.
    Namespaces,
    /// The file system of its own.
    View,
    Proc,
    Capabilities,
    Limits,
    Landlock,
    Seccomp,
    /// The walls of macOS, which its own tool sets up.
    Seatbelt,
    /// The way to the allowed hosts.
    Proxy,
    /// Starting the program itself.
    Start,
}

impl Layer {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Namespaces => "namespaces",
            Self::View => "file view",
            Self::Proc => "proc",
            Self::Capabilities => "capabilities",
            Self::Limits => "limits",
            Self::Landlock => "landlock",
            Self::Seccomp => "seccomp",
            Self::Seatbelt => "sandbox-exec",
            Self::Proxy => "proxy",
            Self::Start => "start",
        }
    }

    /// What helps.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Namespaces => {
                "allow user namespaces for unprivileged users: sysctl user.max_user_namespaces above 0, \
                 kernel.apparmor_restrict_unprivileged_userns=0 or a profile for openkoi; in a container, a seccomp \
                 profile that lets unshare pass"
            }
            Self::Proc => "in a container, run it with an unmasked /proc (systempaths=unconfined)",
            Self::Landlock => {
                "use Linux 5.13 or newer with landlock among the LSMs (lsm=landlock,… on the kernel's command line)"
            }
            Self::Seccomp => "use a kernel with CONFIG_SECCOMP_FILTER",
            Self::Seatbelt => {
                "see that /usr/bin/sandbox-exec is there, and don't start OpenKoi inside of another sandbox"
            }
            Self::View => "use Linux 5.12 or newer; check that the named path can be read",
            Self::Capabilities | Self::Limits => "use Linux 5.13 or newer",
            Self::Proxy => "see sandbox.hosts in the config",
            Self::Start => "see: openkoi status",
        }
    }
}

/// Why a program was not run: a layer could not be set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("the sandbox can't be set up, so nothing was run: {}: {reason}; {}", layer.word(), layer.remedy())]
pub struct Missing {
    pub layer: Layer,
    pub reason: String,
}

impl Missing {
    pub fn new(layer: Layer, reason: impl ToString) -> Self {
        Self {
            layer,
            reason: reason.to_string(),
        }
    }
}
