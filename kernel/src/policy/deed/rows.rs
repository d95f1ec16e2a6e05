//! Programs whose subcommand says how far they reach, and flags that bend them.

use super::services::plain;
use super::{Deed, Reach};
use crate::policy::shell::Part;

const FETCHES: Deed = Deed::new(Reach::Network, "reaches another host");
const SHOWS: Deed = Deed::new(Reach::Others, "others see it");
const SYSTEM: Deed = Deed::new(Reach::Lost, "changes the machine outside of the workspace");
const LOSES: Deed = Deed::new(Reach::Lost, "can't be taken back");

/// A program, the subcommands meant (none: whatever it is told), and what it does then. The first row that fits counts.
type Row = (&'static [&'static str], &'static [&'static str], Deed);

const ROWS: &[Row] = &[
    (&["cargo"], &["publish", "yank", "owner"], SHOWS),
    (&["cargo"], &["login", "logout"], SYSTEM),
    (
        &["cargo"],
        &[
            "add",
            "fetch",
            "update",
            "install",
            "search",
            "info",
            "binstall",
            "audit",
            "generate-lockfile",
            "vendor",
        ],
        FETCHES,
    ),
    (
        &["npm", "pnpm", "yarn", "bun"],
        &[
            "publish",
            "unpublish",
            "deprecate",
            "owner",
            "access",
            "dist-tag",
            "star",
            "team",
        ],
        SHOWS,
    ),
    (
        &["npm", "pnpm", "yarn", "bun"],
        &["login", "logout", "adduser", "token", "profile"],
        SYSTEM,
    ),
    (
        &["npm", "pnpm", "yarn", "bun"],
        &[
            "install",
            "i",
            "ci",
            "add",
            "update",
            "upgrade",
            "up",
            "audit",
            "outdated",
            "view",
            "info",
            "search",
            "create",
            "init",
            "dlx",
            "fund",
            "ping",
            "doctor",
            "dedupe",
            "import",
            "it",
            "install-test",
            "clean-install",
            "isntall",
            "in",
            "ins",
        ],
        FETCHES,
    ),
    (
        &["npx", "bunx", "pnpx"],
        &[
            "create-*", "degit", "vercel", "netlify", "wrangler", "firebase", "surge",
        ],
        SHOWS,
    ),
    (
        &[
            "pip", "pip3", "pipx", "uv", "poetry", "pipenv", "conda", "mamba", "pdm",
        ],
        &["publish", "upload"],
        SHOWS,
    ),
    (
        &[
            "pip", "pip3", "pipx", "uv", "poetry", "pipenv", "conda", "mamba", "pdm",
        ],
        &[
            "install", "download", "add", "update", "upgrade", "sync", "lock", "search", "create",
            "wheel", "index", "tool", "inject", "remove",
        ],
        FETCHES,
    ),
    (&["twine", "flit", "hatch"], &["upload", "publish"], SHOWS),
    (&["go"], &["get", "install", "mod", "work"], FETCHES),
    (
        &["gem", "bundle", "bundler"],
        &["push", "yank", "release"],
        SHOWS,
    ),
    (
        &["gem", "bundle", "bundler"],
        &["install", "update", "add", "fetch", "outdated"],
        FETCHES,
    ),
    (
        &[
            "composer", "mix", "dotnet", "nuget", "stack", "cabal", "opam", "luarocks", "dart",
            "flutter", "swift",
        ],
        &["publish", "push", "upload", "hex.publish"],
        SHOWS,
    ),
    (
        &["composer", "cabal", "opam", "luarocks"],
        &["install", "update", "require", "get"],
        FETCHES,
    ),
    (&["mix"], &["deps.get", "deps.update", "hex.info"], FETCHES),
    (&["dotnet"], &["add", "restore", "tool"], FETCHES),
    (
        &["mvn", "gradle", "./gradlew", "gradlew"],
        &["deploy", "publish", "release:perform", "uploadArchives"],
        SHOWS,
    ),
    (
        &[
            "terraform",
            "tofu",
            "terragrunt",
            "pulumi",
            "cdk",
            "serverless",
            "sls",
            "sam",
        ],
        &[
            "apply",
            "destroy",
            "up",
            "deploy",
            "remove",
            "import",
            "state",
            "taint",
            "workspace",
            "rollback",
        ],
        LOSES,
    ),
    (
        &[
            "terraform",
            "tofu",
            "terragrunt",
            "pulumi",
            "cdk",
            "serverless",
            "sls",
            "sam",
        ],
        &[
            "init",
            "plan",
            "preview",
            "get",
            "providers",
            "refresh",
            "login",
            "diff",
        ],
        FETCHES,
    ),
    (
        &["helm"],
        &[
            "install",
            "upgrade",
            "uninstall",
            "delete",
            "rollback",
            "push",
        ],
        LOSES,
    ),
    (
        &["helm"],
        &["pull", "repo", "search", "list", "status", "get"],
        FETCHES,
    ),
    (
        &[
            "vercel",
            "netlify",
            "flyctl",
            "fly",
            "heroku",
            "firebase",
            "wrangler",
            "railway",
            "surge",
            "render",
            "eb",
            "cap",
            "fab",
            "ansible",
            "ansible-playbook",
            "kamal",
            "dokku",
            "nomad",
            "vault",
            "consul",
        ],
        &[],
        LOSES,
    ),
    (
        &["ssh", "mosh", "rsh", "telnet", "slogin"],
        &[],
        Deed::new(Reach::Lost, "runs commands on another machine"),
    ),
    (
        &[
            "scp", "sftp", "ftp", "lftp", "rclone", "ncftp", "tftp", "rcp", "s3cmd", "gsutil",
            "mc", "croc", "wormhole",
        ],
        &[],
        SHOWS,
    ),
    (
        &[
            "nc",
            "ncat",
            "netcat",
            "socat",
            "openssl",
            "websocat",
            "nmap",
            "ngrok",
            "cloudflared",
            "tailscale",
            "localtunnel",
            "lt",
        ],
        &[],
        SHOWS,
    ),
    (
        &[
            "mail",
            "mailx",
            "sendmail",
            "mutt",
            "msmtp",
            "swaks",
            "osascript",
            "notify-send",
            "wall",
            "write",
            "xmessage",
        ],
        &[],
        SHOWS,
    ),
    (
        &[
            "ping",
            "ping6",
            "dig",
            "host",
            "nslookup",
            "whois",
            "traceroute",
            "tracepath",
            "mtr",
            "drill",
            "fping",
            "rustup",
            "nvm",
            "fnm",
            "volta",
            "pyenv",
            "asdf",
            "mise",
            "sdk",
            "youtube-dl",
            "yt-dlp",
            "nix",
            "nix-shell",
            "nix-env",
        ],
        &[],
        FETCHES,
    ),
    (
        &[
            "apt", "apt-get", "dnf", "yum", "apk", "pacman", "zypper", "brew", "port", "snap",
            "flatpak", "choco", "winget", "scoop", "dpkg", "rpm", "emerge", "pkg",
        ],
        &["list", "search", "show", "info", "policy"],
        FETCHES,
    ),
    (
        &[
            "apt", "apt-get", "dnf", "yum", "apk", "pacman", "zypper", "brew", "port", "snap",
            "flatpak", "choco", "winget", "scoop", "dpkg", "rpm", "emerge", "pkg",
        ],
        &[],
        SYSTEM,
    ),
    (
        &[
            "sudo",
            "doas",
            "su",
            "pkexec",
            "runuser",
            "gosu",
            "su-exec",
            "chroot",
            "nsenter",
            "unshare",
            "setpriv",
            "capsh",
            "systemd-run",
        ],
        &[],
        Deed::new(Reach::Lost, "runs with other rights"),
    ),
    (
        &[
            "shutdown",
            "reboot",
            "halt",
            "poweroff",
            "init",
            "telinit",
            "mount",
            "umount",
            "swapoff",
            "swapon",
            "modprobe",
            "insmod",
            "rmmod",
            "sysctl",
            "iptables",
            "nft",
            "ufw",
            "ip",
            "ifconfig",
            "useradd",
            "userdel",
            "usermod",
            "passwd",
            "chpasswd",
            "groupadd",
            "visudo",
            "crontab",
            "at",
            "batch",
            "loginctl",
            "hostnamectl",
            "timedatectl",
            "efibootmgr",
            "grub-install",
            "update-grub",
            "dmsetup",
            "losetup",
            "defaults",
            "csrutil",
            "diskutil",
            "networksetup",
            "scutil",
            "security",
            "xattr",
            "chattr",
            "setfacl",
            "setcap",
        ],
        &[],
        SYSTEM,
    ),
    (
        &[
            "mkfs",
            "mkfs.*",
            "mke2fs",
            "fdisk",
            "sfdisk",
            "gdisk",
            "parted",
            "wipefs",
            "blkdiscard",
            "shred",
            "srm",
            "mkswap",
            "hdparm",
            "cryptsetup",
            "vgremove",
            "lvremove",
            "pvremove",
            "zpool",
            "zfs",
            "btrfs",
            "badblocks",
        ],
        &[],
        LOSES,
    ),
    (
        &[
            "gpg",
            "gpg2",
            "pass",
            "op",
            "bw",
            "secret-tool",
            "keyctl",
            "ssh-add",
            "ssh-keygen",
            "ssh-copy-id",
            "age",
            "sops",
        ],
        &[],
        Deed::new(Reach::Lost, "handles keys"),
    ),
    (
        &[
            "dropdb",
            "createdb",
            "pg_restore",
            "mysqladmin",
            "mongorestore",
            "rake",
            "alembic",
            "flyway",
            "liquibase",
            "prisma",
        ],
        &["drop", "reset", "db:drop", "db:reset", "downgrade", "clean"],
        LOSES,
    ),
    (
        &["dropdb", "mysqladmin", "pg_restore", "mongorestore"],
        &[],
        LOSES,
    ),
];

pub(super) fn deed(name: &str, part: &Part) -> Option<Deed> {
    let is_like = |pattern: &str, text: &str| crate::policy::pattern::is_like(pattern, text);
    let mut rows = ROWS
        .iter()
        .filter(|row| row.0.iter().any(|pattern| is_like(pattern, name)));
    rows.find(|row| {
        let Some(subcommand) = plain(part).next() else {
            return row.1.is_empty();
        };
        row.1.is_empty() || row.1.iter().any(|pattern| is_like(pattern, subcommand))
    })
    .map(|row| row.2)
    .or_else(|| bare(name, part))
}

/// Package managers that install when they are told nothing.
fn bare(name: &str, part: &Part) -> Option<Deed> {
    let is_told = part
        .words
        .iter()
        .skip(1)
        .any(|word| !word.text.starts_with('-'));
    let installs = matches!(name, "yarn" | "bundle");
    (installs && !is_told && part.text(1) != "--version").then_some(FETCHES)
}

/// A program, and beginnings of words that make it run or write what its name does not say.
const BENDING: &[(&[&str], &[&str])] = &[
    (
        &["cargo"],
        &[
            "--config",
            "-Z",
            "+",
            "--target-dir",
            "--out-dir",
            "--artifact-dir",
            "--manifest-path",
            "-C",
            "--lockfile-path",
        ],
    ),
    (
        &["npm", "pnpm", "yarn", "npx", "bun"],
        &[
            "--prefix",
            "-C",
            "--cwd",
            "--dir",
            "--script-shell",
            "--node-options",
            "--registry",
            "--userconfig",
            "--globalconfig",
            "--config",
            "--shell",
            "-c",
            "--call",
            "--node-arg",
            "--use-yarnrc",
            "--rcfile",
            "--global",
            "-g",
            "--location",
            "--scripts-prepend",
        ],
    ),
    (
        &["tar", "bsdtar", "gtar"],
        &[
            "--checkpoint",
            "--to-com",
            "-I",
            "--use-com",
            "--info-script",
            "--new-volume",
            "-F",
            "--rsh",
            "--rmt",
            "-P",
            "--absolute",
        ],
    ),
    (&["zip", "unzip"], &["-T", "-TT", "--unzip-command", "-:"]),
    (
        &["go"],
        &[
            "-exec",
            "-toolexec",
            "-overlay",
            "-modfile",
            "--exec",
            "--toolexec",
            "-C",
            "-vettool",
            "-gccgoflags",
            "-ldflags",
            "-o",
        ],
    ),
    (
        &["make", "gmake", "just"],
        &[
            "-f",
            "-C",
            "-I",
            "--file",
            "--makefile",
            "--eval",
            "-E",
            "SHELL=",
            "MAKEFLAGS=",
            ".SHELLFLAGS=",
            "--directory",
            "--shell",
            "-d",
            "--justfile",
        ],
    ),
    (
        &[
            "python", "python3", "node", "ruby", "perl", "php", "lua", "deno",
        ],
        &[
            "-c",
            "-e",
            "-p",
            "-i",
            "-x",
            "-r",
            "--eval",
            "--print",
            "--require",
            "--import",
            "--loader",
            "--inspect",
        ],
    ),
    (
        &["pytest", "py.test"],
        &[
            "-p",
            "-c",
            "--rootdir",
            "--confcutdir",
            "--basetemp",
            "--junit",
            "-o",
            "--override",
            "--pdb",
            "--pastebin",
            "--log-file",
            "--debug",
            "--report-log",
        ],
    ),
    (
        &["man", "less", "more"],
        &["-P", "-H", "--pager", "--html", "-o", "-O", "+"],
    ),
    (
        &["rsync"],
        &["-e", "--rsh", "--rsync-path", "--log-file", "--files-from"],
    ),
    (
        &["vim", "vi", "nvim", "ed", "ex", "emacs"],
        &["-c", "--cmd", "+", "-S", "-u", "-s", "--eval", "-l"],
    ),
    (
        &["gcc", "cc", "g++", "clang"],
        &["-wrapper", "-fplugin", "-specs", "-B", "@"],
    ),
    (
        &[
            "eslint", "prettier", "tsc", "jest", "vitest", "ruff", "black", "mypy",
        ],
        &[
            "--config",
            "-c",
            "--plugin",
            "--rulesdir",
            "--resolve-plugins",
            "--fix-to",
            "-o",
            "--output",
            "--globalSetup",
            "--setupFiles",
            "--outFile",
            "--outDir",
            "--parser",
            "-f",
            "--format",
        ],
    ),
    (
        &["rustc", "rustdoc"],
        &["-C", "--codegen", "-Z", "-o", "--out-dir"],
    ),
    (
        &["curl"],
        &[
            "-o",
            "-O",
            "--output",
            "--remote-name",
            "-K",
            "--config",
            "-x",
            "--proxy",
            "--create-dirs",
            "-J",
            "-D",
            "--dump",
            "--trace",
            "--stderr",
            "-c",
            "--cookie-jar",
            "file:",
            "--libcurl",
            "--engine",
            "--netrc",
            "-n",
            "-s",
            "-S",
            "-f",
            "-L",
            "-q",
        ],
    ),
    (
        &["wget"],
        &[
            "-O",
            "-o",
            "-P",
            "-e",
            "--execute",
            "--use-askpass",
            "--output",
            "--directory",
            "-i",
            "--input",
            "--config",
            "-a",
        ],
    ),
];

pub(super) fn bent(name: &str, part: &Part) -> Deed {
    let rows = BENDING.iter().filter(|row| row.0.contains(&name));
    let is_bent = rows.flat_map(|row| row.1).any(|start| {
        part.words.iter().skip(1).any(|word| {
            let long =
                start.starts_with("--") && word.text.len() > 3 && word.text.starts_with("--");
            // A beginning of a long flag is enough for many programs.
            let flag = word.text.split('=').next().unwrap_or_default();
            word.text.starts_with(start) || (long && start.starts_with(flag))
        })
    });
    if is_bent {
        Deed::LOOKS.bent()
    } else {
        Deed::LOOKS
    }
}
