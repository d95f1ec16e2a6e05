//! Programs whose subcommand says how far they reach.

use super::services::plain;
use super::{Deed, Reach};
use crate::policy::pattern::is_like;
use crate::policy::shell::Part;
use std::collections::HashMap;
use std::sync::LazyLock;

const FETCHES: Deed = Deed::new(Reach::Network, "reaches another host");
const SHOWS: Deed = Deed::new(Reach::Others, "others see it");
const SYSTEM: Deed = Deed::new(Reach::Lost, "changes the machine outside of the workspace");
const LOSES: Deed = Deed::new(Reach::Lost, "can't be taken back");

/// Programs, the subcommands meant (none: whatever they are told), and what they do then. The first row that fits counts.
type Row = (&'static str, &'static str, Deed);

const ROWS: &[Row] = &[
    ("cargo", "publish yank owner", SHOWS),
    ("cargo", "login logout", SYSTEM),
    (
        "cargo",
        "add fetch update install search info binstall audit generate-lockfile vendor",
        FETCHES,
    ),
    (
        "npm pnpm yarn bun",
        "publish unpublish deprecate owner access dist-tag star team",
        SHOWS,
    ),
    (
        "npm pnpm yarn bun",
        "login logout adduser token profile",
        SYSTEM,
    ),
    (
        "npm pnpm yarn bun",
        "install i ci add update upgrade up audit outdated view info search create init dlx fund ping doctor \
         dedupe import it install-test clean-install isntall in ins",
        FETCHES,
    ),
    (
        "npx bunx pnpx",
        "create-* degit vercel netlify wrangler firebase surge",
        SHOWS,
    ),
    (
        "pip pip3 pipx uv poetry pipenv conda mamba pdm",
        "publish upload",
        SHOWS,
    ),
    (
        "pip pip3 pipx uv poetry pipenv conda mamba pdm",
        "install download add update upgrade sync lock search create wheel index tool inject remove",
        FETCHES,
    ),
    ("twine flit hatch", "upload publish", SHOWS),
    ("go", "get install mod work", FETCHES),
    ("gem bundle bundler", "push yank release", SHOWS),
    (
        "gem bundle bundler",
        "install update add fetch outdated",
        FETCHES,
    ),
    (
        "composer mix dotnet nuget stack cabal opam luarocks dart flutter swift",
        "publish push upload hex.publish",
        SHOWS,
    ),
    (
        "composer cabal opam luarocks",
        "install update require get",
        FETCHES,
    ),
    ("mix", "deps.get deps.update hex.info", FETCHES),
    ("dotnet", "add restore tool", FETCHES),
    (
        "mvn gradle ./gradlew gradlew",
        "deploy publish release:perform uploadArchives",
        SHOWS,
    ),
    (
        "terraform tofu terragrunt pulumi cdk serverless sls sam",
        "apply destroy up deploy remove import state taint workspace rollback",
        LOSES,
    ),
    (
        "terraform tofu terragrunt pulumi cdk serverless sls sam",
        "init plan preview get providers refresh login diff",
        FETCHES,
    ),
    (
        "helm",
        "install upgrade uninstall delete rollback push",
        LOSES,
    ),
    ("helm", "pull repo search list status get", FETCHES),
    (
        "vercel netlify flyctl fly heroku firebase wrangler railway surge render eb cap fab ansible \
         ansible-playbook kamal dokku nomad vault consul",
        "",
        LOSES,
    ),
    (
        "ssh mosh rsh telnet slogin",
        "",
        Deed::new(Reach::Lost, "runs commands on another machine"),
    ),
    (
        "scp sftp ftp lftp rclone ncftp tftp rcp s3cmd gsutil mc croc wormhole",
        "",
        SHOWS,
    ),
    (
        "nc ncat netcat socat openssl websocat nmap ngrok cloudflared tailscale localtunnel lt",
        "",
        SHOWS,
    ),
    (
        "mail mailx sendmail mutt msmtp swaks osascript notify-send wall write xmessage",
        "",
        SHOWS,
    ),
    (
        "ping ping6 dig host nslookup whois traceroute tracepath mtr drill fping rustup nvm fnm volta pyenv \
         asdf mise sdk youtube-dl yt-dlp nix nix-shell nix-env",
        "",
        FETCHES,
    ),
    (
        "apt apt-get dnf yum apk pacman zypper brew port snap flatpak choco winget scoop dpkg rpm emerge pkg",
        "list search show info policy",
        FETCHES,
    ),
    (
        "apt apt-get dnf yum apk pacman zypper brew port snap flatpak choco winget scoop dpkg rpm emerge pkg",
        "",
        SYSTEM,
    ),
    (
        "sudo doas su pkexec runuser gosu su-exec chroot nsenter unshare setpriv capsh systemd-run",
        "",
        Deed::new(Reach::Lost, "runs with other rights"),
    ),
    (
        "shutdown reboot halt poweroff init telinit mount umount swapoff swapon modprobe insmod rmmod sysctl \
         iptables nft ufw ip ifconfig useradd userdel usermod passwd chpasswd groupadd visudo crontab at \
         batch loginctl hostnamectl timedatectl efibootmgr grub-install update-grub dmsetup losetup defaults \
         csrutil diskutil networksetup scutil security xattr chattr setfacl setcap",
        "",
        SYSTEM,
    ),
    (
        "mkfs mke2fs fdisk sfdisk gdisk parted wipefs blkdiscard shred srm mkswap hdparm cryptsetup \
         vgremove lvremove pvremove zpool zfs btrfs badblocks",
        "",
        LOSES,
    ),
    (
        "gpg gpg2 pass op bw secret-tool keyctl ssh-add ssh-keygen ssh-copy-id age sops",
        "",
        Deed::new(Reach::Lost, "handles keys"),
    ),
    (
        "dropdb createdb pg_restore mysqladmin mongorestore rake alembic flyway liquibase prisma",
        "drop reset db:drop db:reset downgrade clean",
        LOSES,
    ),
    ("dropdb mysqladmin pg_restore mongorestore", "", LOSES),
];

/// The rows of each program.
static BY_NAME: LazyLock<HashMap<&'static str, Vec<&'static Row>>> = LazyLock::new(|| {
    let mut by_name: HashMap<_, Vec<_>> = HashMap::new();
    for row in ROWS {
        for name in row.0.split_whitespace() {
            by_name.entry(name).or_default().push(row);
        }
    }
    by_name
});

pub(super) fn deed(name: &str, part: &Part) -> Option<Deed> {
    // `mkfs.ext4`
    let stem = name.split('.').next().unwrap_or(name);
    let rows = BY_NAME.get(name).or_else(|| BY_NAME.get(stem));
    let subcommand = plain(part).next();
    let fits = |row: &&&Row| {
        let mut known = row.1.split_whitespace();
        row.1.is_empty()
            || subcommand.is_some_and(|word| known.any(|pattern| is_like(pattern, word)))
    };
    let row = rows.and_then(|rows| rows.iter().find(fits));
    row.map(|row| row.2).or_else(|| bare(name, part))
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
