//! Programs by which others see something, or that change what runs elsewhere.

use super::Scene;
use super::program::Call;
use crate::danger::Harm;

/// Program and what its arguments must begin with, to be seen by others or not to be taken back.
const PUBLISHING: [(&str, &[&str]); 22] = [
    (
        "npm",
        &[
            "publish",
            "pub",
            "unpublish",
            "deprecate",
            "owner",
            "access",
            "dist-tag",
            "token",
            "adduser",
            "login",
            "team",
            "hook",
            "star",
        ],
    ),
    ("pnpm", &["publish", "login"]),
    (
        "yarn",
        &[
            "publish",
            "npm publish",
            "npm login",
            "npm tag",
            "login",
            "owner",
            "tag",
        ],
    ),
    ("bun", &["publish"]),
    ("lerna", &["publish"]),
    (
        "cargo",
        &[
            "publish",
            "yank",
            "owner",
            "login",
            "release",
            "workspaces publish",
        ],
    ),
    ("gem", &["push", "yank", "owner", "signin"]),
    ("twine", &["upload", "register"]),
    ("poetry", &["publish"]),
    ("uv", &["publish"]),
    ("flit", &["publish"]),
    ("hatch", &["publish"]),
    ("pdm", &["publish"]),
    ("mvn", &["deploy", "release:"]),
    ("gradle", &["publish", "uploadarchives"]),
    ("gradlew", &["publish", "uploadarchives"]),
    ("dotnet", &["nuget push", "nuget delete"]),
    ("mix", &["hex.publish"]),
    (
        "docker",
        &[
            "push",
            "login",
            "image push",
            "buildx imagetools",
            "trust",
            "swarm",
            "stack deploy",
            "service",
        ],
    ),
    ("podman", &["push", "login", "image push"]),
    (
        "helm",
        &[
            "push",
            "install",
            "upgrade",
            "uninstall",
            "delete",
            "rollback",
        ],
    ),
    ("vsce", &["publish", "unpublish"]),
];

/// Programs that act elsewhere; only what is listed looks without changing.
const REMOTE: [(&str, &[&str]); 22] = [
    (
        "kubectl",
        &[
            "get",
            "describe",
            "logs",
            "explain",
            "version",
            "config view",
            "api-resources",
            "top",
            "diff",
        ],
    ),
    ("oc", &["get", "describe", "logs", "explain", "version"]),
    (
        "terraform",
        &[
            "plan",
            "validate",
            "fmt",
            "show",
            "version",
            "init",
            "output",
            "graph",
            "providers",
        ],
    ),
    (
        "tofu",
        &[
            "plan", "validate", "fmt", "show", "version", "init", "output",
        ],
    ),
    ("pulumi", &["preview", "version", "stack ls", "whoami"]),
    ("aws", &["--version", "help"]),
    ("gcloud", &["--version", "version", "help"]),
    ("az", &["--version", "version", "--help"]),
    ("gsutil", &["ls", "version", "du"]),
    ("heroku", &["--version", "logs", "apps:info"]),
    ("vercel", &["--version", "dev", "build"]),
    ("netlify", &["--version", "dev", "build", "status"]),
    ("fly", &["version", "status", "logs"]),
    ("flyctl", &["version", "status", "logs"]),
    ("wrangler", &["dev", "--version"]),
    ("firebase", &["--version", "emulators:start", "serve"]),
    (
        "ansible-playbook",
        &["--version", "--syntax-check", "--check"],
    ),
    ("ansible", &["--version"]),
    ("doctl", &["version"]),
    ("railway", &["--version", "status"]),
    ("serverless", &["--version", "offline", "print"]),
    (
        "glab",
        &[
            "--version",
            "mr view",
            "mr list",
            "mr diff",
            "issue view",
            "issue list",
            "ci status",
        ],
    ),
];

/// What `gh` may be asked without anybody else seeing it.
const GITHUB_READS: [&str; 16] = [
    "--version",
    "pr view",
    "pr list",
    "pr diff",
    "pr checks",
    "pr status",
    "issue view",
    "issue list",
    "issue status",
    "repo view",
    "run list",
    "run view",
    "release list",
    "release view",
    "search",
    "status",
];

/// Notes what others would see.
pub(super) fn judge(scene: &mut Scene, call: &Call) {
    let said: Vec<String> = call
        .args
        .iter()
        .map(|word| word.text.to_ascii_lowercase())
        .collect();
    let plain: Vec<&str> = said
        .iter()
        .map(String::as_str)
        .filter(|word| !word.starts_with(['-', '+']))
        .collect();
    let line = plain.join(" ");
    let begins = |starts: &&str| {
        said.first().is_some_and(|first| first == *starts)
            || line == **starts
            || line.starts_with(&format!("{starts} "))
            || (starts.ends_with([':', 'h'])
                && call.name.starts_with(['m', 'g'])
                && line.starts_with(*starts))
    };
    let publishes = PUBLISHING.iter().any(|(name, starts)| {
        *name == call.name && (starts.iter().any(&begins) || later(call.name, starts, &plain))
    });
    if publishes {
        return scene.add(
            Harm::Publishes,
            format!(
                "“{}” can't be taken back or is seen by others",
                call.quoted()
            ),
        );
    }
    let changes = REMOTE.iter().any(|(name, reads)| {
        *name == call.name && !call.args.is_empty() && !reads.iter().any(&begins)
    });
    let github = matches!(call.name, "gh" | "hub")
        && !call.args.is_empty()
        && !GITHUB_READS.iter().any(begins);
    if changes || github {
        return scene.add(
            Harm::Publishes,
            format!("“{}” changes something elsewhere", call.quoted()),
        );
    }
    let script = plain
        .iter()
        .find(|word| !matches!(**word, "run" | "run-script"));
    let runs_release = script.is_some_and(|name| matches!(*name, "deploy" | "publish" | "release"));
    if matches!(call.name, "npm" | "pnpm" | "yarn" | "bun") && runs_release {
        return scene.add(
            Harm::Publishes,
            format!("“{}” is seen by others", call.quoted()),
        );
    }
    containers(scene, call, &line);
    databases(scene, call);
    elsewhere(scene, call, &plain);
}

/// Build tools take their tasks in any order.
fn later(name: &str, starts: &[&str], words: &[&str]) -> bool {
    let in_any_order = matches!(
        name,
        "mvn" | "gradle" | "gradlew" | "npm" | "cargo" | "pnpm" | "yarn" | "docker" | "helm"
    );
    let runs_script = matches!(
        words.first(),
        Some(
            &("run" | "test" | "exec" | "build" | "install" | "add" | "compose" | "b" | "t" | "r")
        )
    );
    in_any_order
        && !runs_script
        && words.iter().skip(1).any(|word| {
            starts.contains(word)
                || word
                    .rsplit(':')
                    .next()
                    .is_some_and(|task| name.starts_with("gradle") && task.starts_with("publish"))
        })
        && (name.starts_with("gradle") || name == "mvn" || words.len() <= 3)
}

fn containers(scene: &mut Scene, call: &Call, line: &str) {
    if !matches!(
        call.name,
        "docker" | "podman" | "docker-compose" | "nerdctl"
    ) {
        return;
    }
    let words = || call.args.iter().map(|word| word.text.as_str());
    let removes_volumes = [
        "system prune",
        "volume rm",
        "volume prune",
        "image prune",
        "container prune",
        "builder prune",
    ]
    .iter()
    .any(|start| line.starts_with(start));
    let down = line.contains("down") && words().any(|word| word == "-v" || word == "--volumes");
    if removes_volumes || down {
        return scene.add(
            Harm::Loses,
            format!("“{}” removes stored data", call.quoted()),
        );
    }
    let mounts_outside = words().any(|word| {
        let source = word
            .split("source=")
            .nth(1)
            .or_else(|| word.split("src=").nth(1))
            .unwrap_or(word);
        let source = source
            .trim_start_matches("--volume=")
            .trim_start_matches("-v");
        (source.starts_with(['/', '~']) || source.starts_with(".."))
            && (word.contains(':') || word.contains("type=bind"))
    });
    let free = words().any(|word| {
        word == "--privileged"
            || word.starts_with("--pid=host")
            || word.starts_with("--cap-add")
            || word.contains("docker.sock")
    });
    if mounts_outside || free {
        scene.add(
            Harm::Escapes,
            format!(
                "“{}” gives a container what lies outside the workspace",
                call.quoted()
            ),
        );
    }
}

/// Statements that take data away, handed to a database's own client.
fn databases(scene: &mut Scene, call: &Call) {
    if matches!(call.name, "dropdb" | "dropuser")
        || (call.name == "mysqladmin" && call.args.iter().any(|word| word.text == "drop"))
    {
        return scene.add(
            Harm::Loses,
            format!("“{}” removes a database", call.quoted()),
        );
    }
    let client = [
        "psql",
        "mysql",
        "mariadb",
        "sqlite3",
        "sqlcmd",
        "duckdb",
        "cockroach",
        "clickhouse-client",
        "mongo",
        "mongosh",
        "redis-cli",
        "cqlsh",
    ];
    if !client.contains(&call.name) {
        return;
    }
    for said in call.args.iter().chain(call.here) {
        let statement = said
            .text
            .to_ascii_lowercase()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let takes = [
            "drop table",
            "drop database",
            "drop schema",
            "drop index",
            "drop user",
            "drop role",
            "truncate ",
            "flushall",
            "flushdb",
            "dropdatabase",
            ".drop(",
        ]
        .iter()
        .any(|words| statement.contains(words));
        let deletes_all = statement.contains("delete from") && !statement.contains("where");
        let shell = statement.contains("\\!")
            || statement.contains(".shell ")
            || statement.contains(".system ")
            || statement.contains(" program '");
        if takes || deletes_all || shell {
            return scene.add(
                Harm::Loses,
                format!("“{}” removes data or runs a program", call.quoted()),
            );
        }
    }
}

/// Installations that end up outside the workspace.
fn elsewhere(scene: &mut Scene, call: &Call, words: &[&str]) {
    let global = matches!(call.name, "npm" | "pnpm" | "yarn" | "bun" | "gem")
        && (call.has("g", "global") || words.first() == Some(&"global"));
    let installs = words.iter().any(|word| {
        matches!(
            *word,
            "install" | "i" | "add" | "uninstall" | "remove" | "update" | "link"
        )
    });
    let user = matches!(call.name, "pip" | "pip3")
        && call.args.iter().any(|word| {
            matches!(
                word.text.as_str(),
                "--user" | "--break-system-packages" | "--target" | "--prefix" | "--root"
            )
        });
    let tool = matches!(
        (call.name, words.first()),
        ("cargo", Some(&("install" | "uninstall")))
            | (
                "pipx" | "conda",
                Some(&("install" | "uninstall" | "remove"))
            )
            | ("uv", Some(&"tool"))
    ) || (call.name == "go"
        && words.first() == Some(&"install")
        && words.iter().any(|word| word.contains('@')))
        || (call.name == "rustup"
            && !matches!(
                words.first(),
                None | Some(&("show" | "which" | "doc" | "run" | "check"))
            )
            && !call.has("V", "version"));
    if (global && installs) || user || tool {
        scene.add(
            Harm::Escapes,
            format!("“{}” installs outside the workspace", call.quoted()),
        );
    }
}
