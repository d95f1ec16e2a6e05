//! Programs that change the machine: rights, disks, services, users, packages, other processes.

use super::Scene;
use super::program::Call;
use crate::danger::Harm;

/// What each of these does, whatever its arguments.
const ALWAYS: [(Harm, &str, &[&str]); 9] = [
    (
        Harm::Rules,
        "asks for another user's rights",
        &[
            "sudo", "doas", "su", "pkexec", "runuser", "gosu", "setpriv", "sudoedit", "visudo",
        ],
    ),
    (
        Harm::Destroys,
        "writes to disks",
        &[
            "mkfs",
            "mke2fs",
            "mkswap",
            "fdisk",
            "sfdisk",
            "gdisk",
            "sgdisk",
            "cfdisk",
            "parted",
            "wipefs",
            "blkdiscard",
            "hdparm",
            "badblocks",
            "diskutil",
            "format",
            "cryptsetup",
            "lvremove",
            "vgremove",
            "pvremove",
            "zpool",
            "mdadm",
            "losetup",
        ],
    ),
    (
        Harm::Rules,
        "stops or restarts the machine",
        &[
            "shutdown",
            "reboot",
            "halt",
            "poweroff",
            "init",
            "telinit",
            "kexec",
            "systemd-run",
        ],
    ),
    (
        Harm::Rules,
        "changes users",
        &[
            "useradd", "userdel", "usermod", "groupadd", "groupdel", "groupmod", "adduser",
            "deluser", "passwd", "chpasswd", "chsh", "chfn", "gpasswd", "vipw",
        ],
    ),
    (
        Harm::Rules,
        "changes the kernel, its network or its protection",
        &[
            "iptables",
            "ip6tables",
            "nft",
            "ufw",
            "firewall-cmd",
            "setenforce",
            "modprobe",
            "insmod",
            "rmmod",
            "mount",
            "umount",
            "swapoff",
            "swapon",
            "chroot",
            "nsenter",
            "unshare",
            "setcap",
            "pfctl",
            "csrutil",
            "spctl",
            "auditctl",
            "apparmor_parser",
            "aa-disable",
            "aa-teardown",
            "ifconfig",
            "route",
            "tc",
        ],
    ),
    (
        Harm::Rules,
        "runs something later or at every start",
        &[
            "at",
            "batch",
            "launchctl",
            "schtasks",
            "chkconfig",
            "update-rc.d",
            "osascript",
        ],
    ),
    (
        Harm::Rules,
        "ends programs by name",
        &["killall", "pkill", "killall5", "xkill", "taskkill"],
    ),
    (
        Harm::Unreadable,
        "needs a terminal",
        &[
            "vim", "vi", "nvim", "ex", "ed", "emacs", "nano", "view", "gdb", "screen", "tmux",
            "expect",
        ],
    ),
    (
        Harm::Rules,
        "changes the system's registry or shell",
        &[
            "reg",
            "regedit",
            "powershell",
            "pwsh",
            "cmd",
            "wmic",
            "bcdedit",
            "defaults",
        ],
    ),
];

/// Package managers of the system, with what they may be asked.
const PACKAGES: [&str; 18] = [
    "apt", "apt-get", "aptitude", "dpkg", "yum", "dnf", "rpm", "zypper", "pacman", "apk", "brew",
    "port", "snap", "flatpak", "emerge", "choco", "winget", "nix-env",
];

const PACKAGE_READS: [&str; 16] = [
    "list",
    "show",
    "search",
    "info",
    "policy",
    "--version",
    "-v",
    "-l",
    "-s",
    "-q",
    "-qa",
    "query",
    "outdated",
    "deps",
    "doctor",
    "depends",
];

/// Notes what a program would change on this machine.
pub(super) fn judge(scene: &mut Scene, call: &Call) {
    let short = call.quoted();
    let found = ALWAYS
        .iter()
        .find(|(_, _, names)| names.contains(&call.name));
    if let Some((harm, verb, _)) = found {
        return scene.add(*harm, format!("“{short}” {verb}"));
    }
    if call.name.starts_with("mkfs.") || call.name.starts_with("newfs") {
        return scene.add(Harm::Destroys, format!("“{short}” writes to disks"));
    }
    if PACKAGES.contains(&call.name)
        && !PACKAGE_READS.contains(
            &call
                .args
                .first()
                .map_or("--version", |word| word.text.as_str()),
        )
    {
        return scene.add(
            Harm::Rules,
            format!("“{short}” changes the machine's packages"),
        );
    }
    let first = call.operand(0);
    let verb = match call.name {
        "gpg" | "gpg2"
            if call
                .args
                .iter()
                .any(|word| word.text.starts_with("--export-secret")) =>
        {
            return scene.add(Harm::Leaks, format!("“{short}” hands out private keys"));
        }
        "security" | "secret-tool" | "keyring" | "pass" | "op" => {
            return scene.add(
                Harm::Leaks,
                format!("“{short}” asks a store of credentials"),
            );
        }
        "crontab" if !call.has("l", "list") => "changes what runs on a schedule",
        "systemctl" | "service" | "rc-service" if !reads_services(call) => "changes services",
        "sysctl"
            if call.has("wp", "write") || call.args.iter().any(|word| word.text.contains('=')) =>
        {
            "changes the kernel's settings"
        }
        "ip" if call
            .args
            .iter()
            .any(|word| ["set", "add", "del", "delete", "flush"].contains(&word.text.as_str())) =>
        {
            "changes the network"
        }
        "kill" if kills_many(call) => "ends every process it can reach",
        "history" if call.has("cw", "") => "hides what was done",
        "enable" if call.has("f", "") => "loads code into the shell",
        "hostnamectl" | "timedatectl" | "localectl" if !matches!(first, "" | "status" | "show") => {
            "changes the machine's settings"
        }
        "unset" if call.args.iter().any(|word| word.text == "HISTFILE") => "hides what was done",
        "set" if call.args.iter().any(|word| word.text == "history") => "hides what was done",
        "git-filter-repo" | "bfg" => {
            return scene.add(Harm::Loses, format!("“{short}” rewrites history"));
        }
        _ => return hidden_substitution(scene, call),
    };
    scene.add(Harm::Rules, format!("“{short}” {verb}"));
}

fn reads_services(call: &Call) -> bool {
    let words: Vec<&str> = call
        .operands()
        .iter()
        .map(|word| word.text.as_str())
        .collect();
    let reads = [
        "status",
        "is-active",
        "is-enabled",
        "list-units",
        "list-unit-files",
        "show",
        "cat",
        "--version",
    ];
    words.is_empty() || words.iter().any(|word| reads.contains(word))
}

fn kills_many(call: &Call) -> bool {
    let listed = call.has("l", "list");
    let targets = call
        .args
        .iter()
        .skip(usize::from(call.args.len() > 1))
        .map(|word| word.text.as_str());
    !listed
        && (targets
            .into_iter()
            .any(|pid| matches!(pid, "-1" | "1" | "0")))
}

/// The shell evaluates what stands in an index, even where it was quoted.
fn hidden_substitution(scene: &mut Scene, call: &Call) {
    let evaluates = ["[", "[[", "test", "let", "read", "printf", "unset"].contains(&call.name);
    if evaluates
        && call
            .args
            .iter()
            .any(|word| word.text.contains("[$(") || word.text.contains("[`"))
    {
        scene.add(
            Harm::Unreadable,
            format!("“{}” hides a command in an index", call.quoted()),
        );
    }
}
