//! Programs that speak to hosts or rule machines, where a flag or a verb decides.

use super::{Deed, Reach};
use crate::policy::shell::{Part, Word};

const FETCHES: Deed = Deed::new(Reach::Network, "reaches another host");
const SENDS: Deed = Deed::new(Reach::Others, "sends something to another host");
const LOSES: Deed = Deed::new(Reach::Lost, "can't be taken back");
const OUTSIDE: Deed = Deed::new(Reach::Lost, "acts outside of the workspace and the sandbox");
const OURS: Deed = Deed::new(Reach::Ours, "would change what an agent may do");

pub(super) fn deed(name: &str, part: &Part) -> Option<Deed> {
    Some(match name {
        "openkoi" => own(part),
        "curl" => curl(part),
        "wget" | "wget2" | "aria2c" => wget(part),
        "http" | "https" | "xh" => web(part),
        "docker" | "podman" | "nerdctl" => container(part),
        "kubectl" | "oc" => verbs(
            part,
            &[
                "get",
                "describe",
                "logs",
                "explain",
                "top",
                "version",
                "api-resources",
                "diff",
            ],
        ),
        "psql" | "mysql" | "mariadb" | "mongosh" | "mongo" | "redis-cli" | "clickhouse-client"
        | "sqlcmd" | "cqlsh" => database(part),
        "sqlite3" | "duckdb" => local_database(part),
        "aws" | "gcloud" | "az" | "doctl" | "linode-cli" | "oci" => cloud(part),
        "gh" | "glab" | "hub" => forge(part),
        "systemctl" | "service" | "launchctl" => verbs(
            part,
            &[
                "status",
                "list",
                "list-units",
                "is-active",
                "is-enabled",
                "show",
                "cat",
            ],
        ),
        "crontab" if part.text(1) == "-l" && part.words.len() == 2 => Deed::LOOKS,
        "dd" => copied(part),
        "kill" | "pkill" | "killall" if part.words.iter().any(|word| word.text == "-1") => OUTSIDE,
        "rsync" if part.words.iter().any(|word| is_remote(&word.text)) => SENDS,
        _ => return None,
    })
}

fn own(part: &Part) -> Deed {
    let harmless = [
        "status",
        "--version",
        "--help",
        "completion",
        "help",
        "world",
        "mind",
        "reflect",
    ];
    if harmless.contains(&part.text(1)) {
        Deed::RUNS
    } else {
        OURS
    }
}

fn texts(part: &Part) -> impl Iterator<Item = &str> {
    part.words.iter().skip(1).map(|word| word.text.as_str())
}

fn curl(part: &Part) -> Deed {
    let is_loopback = texts(part)
        .filter(|text| !text.starts_with('-'))
        .all(is_loopback_or_plain);
    if is_loopback && texts(part).any(is_loopback_host) {
        return Deed::RUNS;
    }
    let sends = texts(part).any(|text| {
        [
            "--data",
            "--form",
            "--upload",
            "--json",
            "--mail",
            "--request",
            "--config",
            "--proxy",
            "--next",
            "--quote",
            "--url-query",
        ]
        .iter()
        .any(|flag| text.starts_with(flag))
            || (text.starts_with('-')
                && !text.starts_with("--")
                && text.contains(['d', 'F', 'T', 'X', 'K', 'x', 'Q', 'b', 'H', 'u']))
    });
    if sends || part.words.iter().any(Word::may_be_flag) {
        SENDS
    } else {
        FETCHES
    }
}

/// A host that is this machine.
fn is_loopback_host(text: &str) -> bool {
    let rest = text
        .strip_prefix("http://")
        .or_else(|| text.strip_prefix("https://"))
        .unwrap_or(text);
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|host| {
        rest.strip_prefix(host).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with(['/', ':', '?']) && !rest.contains('@')
        })
    })
}

fn is_loopback_or_plain(text: &str) -> bool {
    is_loopback_host(text) || !text.contains(['.', ':', '/', crate::policy::shell::UNKNOWN])
}

fn wget(part: &Part) -> Deed {
    let sends = texts(part).any(|text| {
        text.starts_with("--post") || text.starts_with("--body") || text.starts_with("--method")
    });
    if sends { SENDS } else { FETCHES }
}

fn web(part: &Part) -> Deed {
    let sends = texts(part)
        .any(|text| matches!(text, "POST" | "PUT" | "DELETE" | "PATCH") || text.contains('='));
    if sends { SENDS } else { FETCHES }
}

fn container(part: &Part) -> Deed {
    match plain(part).next().unwrap_or_default() {
        "ps" | "images" | "logs" | "inspect" | "version" | "info" | "stats" | "top" | "port"
        | "diff" | "history" => Deed::RUNS,
        "pull" | "search" | "login" | "logout" => FETCHES,
        "push" => SENDS,
        "" => Deed::RUNS,
        _ => OUTSIDE,
    }
}

/// Words that are neither flags nor what stands behind the usual ones.
pub(super) fn plain(part: &Part) -> impl Iterator<Item = &str> {
    const TAKE: &[&str] = &[
        "-C",
        "--prefix",
        "-w",
        "--workspace",
        "--manifest-path",
        "--color",
        "-Z",
        "-n",
        "--namespace",
        "--context",
        "--kubeconfig",
        "-R",
        "--repo",
        "--filter",
        "-F",
        "--dir",
        "--cwd",
        "--profile",
        "--region",
        "-H",
        "--host",
        "-f",
        "--file",
        "--project-name",
        "--project",
        "--config",
        "--output",
        "-o",
        "--loglevel",
        "--registry",
        "--log-level",
        "-S",
    ];
    let mut skips = false;
    texts(part).filter(move |text| {
        if skips {
            skips = false;
            return false;
        }
        skips = TAKE.contains(text);
        !text.starts_with(['-', '+'])
    })
}

/// Verbs that only ask; any other changes what runs elsewhere.
fn verbs(part: &Part, asking: &[&str]) -> Deed {
    let mut words = plain(part);
    match words.next() {
        None => Deed::RUNS,
        Some(verb) if asking.contains(&verb) => FETCHES,
        Some(_) => OUTSIDE,
    }
}

fn database(part: &Part) -> Deed {
    let statements = texts(part).chain([part.body.as_str()]);
    if statements
        .map(str::to_ascii_lowercase)
        .any(|text| destroys(&text))
        || part.input == crate::policy::shell::Input::File
    {
        LOSES
    } else {
        SENDS
    }
}

fn local_database(part: &Part) -> Deed {
    // A file in the workspace can be brought back.
    let runs = texts(part)
        .chain([part.body.as_str()])
        .any(|text| text.contains(".shell") || text.contains(".system"));
    if runs { Deed::RUNS.bent() } else { Deed::RUNS }
}

fn destroys(statement: &str) -> bool {
    [
        "drop ",
        "truncate",
        "delete ",
        "alter ",
        "flushall",
        "flushdb",
        "dropdatabase",
        "update ",
        "grant ",
        "revoke ",
    ]
    .iter()
    .any(|word| statement.contains(word))
}

fn cloud(part: &Part) -> Deed {
    let asks = |text: &str| {
        [
            "describe", "list", "get-", "show", "ls", "help", "version", "whoami", "info", "logs",
            "tail",
        ]
        .iter()
        .any(|verb| text.starts_with(verb))
    };
    // The verb is the second or third word.
    if plain(part).take(4).any(asks) {
        FETCHES
    } else {
        OUTSIDE
    }
}

fn forge(part: &Part) -> Deed {
    let mut words = plain(part);
    let (topic, verb) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    match (topic, verb) {
        ("" | "version" | "completion" | "help", _) => Deed::RUNS,
        ("auth", "token" | "login" | "logout" | "refresh" | "setup-git")
        | ("secret" | "ssh-key" | "gpg-key", _) => LOSES,
        ("extension" | "alias" | "codespace", _) => OUTSIDE,
        (_, "delete" | "transfer" | "archive" | "rename") => LOSES,
        ("repo", "clone" | "view" | "list")
        | ("status" | "search", _)
        | (_, "view" | "list" | "status" | "diff" | "checks" | "checkout" | "watch" | "download") => {
            FETCHES
        }
        ("api", _) => {
            let changes = texts(part).any(|text| {
                text.starts_with("-X")
                    || text.starts_with("--method")
                    || text.starts_with("-f")
                    || text.starts_with("-F")
                    || text.starts_with("--field")
                    || text.starts_with("--raw-field")
                    || text.starts_with("--input")
                    || text == "graphql"
            });
            if changes { LOSES } else { FETCHES }
        }
        _ => SENDS,
    }
}

fn copied(part: &Part) -> Deed {
    let to_device = texts(part).any(|text| {
        text.strip_prefix("of=")
            .is_some_and(|path| path.starts_with("/dev/") && path != "/dev/null")
    });
    if to_device { LOSES } else { Deed::RUNS }
}

/// `host:path`, `user@host:path` or an address.
fn is_remote(text: &str) -> bool {
    let before = text.split_once(':').map(|(host, _)| host);
    before.is_some_and(|host| !host.is_empty() && !host.contains('/') && !host.starts_with('-'))
}
