//! Programs by which others see something, or that change what runs elsewhere.

use super::program::Call;
use super::{Scene, packages, stored};
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
    stored::judge(scene, call, &line);
    packages::elsewhere(scene, call, &plain);
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
