//! `git`: what loses work, rewrites history, leaves this machine or makes it run code.

use super::Scene;
use super::command::Word;
use super::program::{Call, run};
use super::removal;
use crate::danger::Harm;
use openkoi_counsel::excerpt;

/// Settings by which git runs programs.
const RUNNING_SETTINGS: [&str; 15] = [
    "core.sshcommand",
    "core.fsmonitor",
    "core.hookspath",
    "core.editor",
    "core.gitproxy",
    "core.askpass",
    "alias.",
    "diff.",
    "filter.",
    "merge.",
    "credential",
    "sequence.editor",
    "gpg.",
    "protocol.",
    "include.",
];

/// Notes what a call of git would do that can't be undone here or is seen elsewhere.
pub(super) fn judge(scene: &mut Scene, call: &Call) {
    let Some(at) = subcommand(scene, call) else {
        return;
    };
    let args = &call.args[at + 1..];
    let inner = Call {
        name: call.args[at].text.as_str(),
        args,
        here: call.here,
    };
    for word in call.args {
        running_option(scene, word);
    }
    match inner.name {
        "push" | "send-email" | "send-pack" | "svn" | "p4" | "request-pull" | "imap-send" => {
            scene.add(
                Harm::Publishes,
                format!("“git {}” is seen by others", inner.quoted()),
            );
        }
        "fetch" | "pull" | "clone" | "ls-remote" | "remote-update" | "submodule" => {
            remote(scene, &inner)
        }
        "remote" | "config" | "credential" | "hook" | "maintenance" | "daemon" | "instaweb"
        | "http-backend" | "init" => settings(scene, &inner),
        "bisect" if inner.operand(0) == "run" => {
            run(scene, args.get(1..).unwrap_or_default(), None)
        }
        "rm" => inner
            .operands()
            .iter()
            .for_each(|word| removal::take(scene, &word.text, inner.has("r", ""))),
        "difftool" | "mergetool" | "gui" | "citool" => scene.add(
            Harm::Unreadable,
            format!("“git {}” needs a terminal", inner.quoted()),
        ),
        _ => losses(scene, &inner),
    }
}

/// The place of the subcommand, after git's own options.
fn subcommand(scene: &mut Scene, call: &Call) -> Option<usize> {
    let mut at = 0;
    while let Some(word) = call.args.get(at) {
        match word.text.as_str() {
            "-C" | "--git-dir" | "--work-tree" | "--namespace" | "--exec-path"
            | "--super-prefix" => at += 2,
            "-c" | "--config-env" => {
                let setting = call
                    .args
                    .get(at + 1)
                    .map(|word| word.text.to_ascii_lowercase())
                    .unwrap_or_default();
                if RUNNING_SETTINGS
                    .iter()
                    .any(|name| setting.starts_with(name))
                    || (setting.starts_with("core.pager") && !setting.ends_with("=cat"))
                    || setting.starts_with("url.")
                {
                    scene.add(
                        Harm::Trusts,
                        format!(
                            "“-c {}” makes git run code or go elsewhere",
                            excerpt(&setting, 60)
                        ),
                    );
                }
                at += 2;
            }
            text if text.starts_with('-') => at += 1,
            _ => return Some(at),
        }
    }
    None
}

fn running_option(scene: &mut Scene, word: &Word) {
    let runs = [
        "--upload-pack",
        "--receive-pack",
        "--exec=",
        "--exec-path=",
        "--open-files-in-pager",
        "--extcmd",
        "--ext-diff",
        "--template",
        "--config-env",
        "ext::",
    ];
    if runs.iter().any(|option| word.text.starts_with(option)) {
        scene.add(
            Harm::Trusts,
            format!("“{}” makes git run a program", excerpt(&word.text, 60)),
        );
    }
    if let Some(target) = word.text.strip_prefix("--output=") {
        scene.writes(target, "writes to");
    }
}

fn remote(scene: &mut Scene, call: &Call) {
    if call.name == "submodule" && call.operand(0) == "foreach" {
        let words: Vec<&str> = call
            .operands()
            .iter()
            .skip(1)
            .map(|word| word.text.as_str())
            .collect();
        return scene.line(&words.join(" "));
    }
    let local = call.name == "submodule"
        && !matches!(call.operand(0), "add" | "update" | "sync" | "set-url");
    if call.has("", "force") || call.has("f", "") && call.name == "pull" {
        scene.add(
            Harm::Loses,
            format!("“git {}” overwrites what is here", call.quoted()),
        );
    }
    if call.name == "clone"
        && let Some(target) = call.operands().get(1)
    {
        scene.writes(&target.text, "clones to");
    }
    if scene.tainted
        && !local
        && !call
            .operands()
            .iter()
            .any(|word| word.text.contains("://") && scene.task.contains(word.text.as_str()))
    {
        scene.add(
            Harm::Fetches,
            format!("“git {}” reaches another machine", call.quoted()),
        );
    }
}

fn settings(scene: &mut Scene, call: &Call) {
    let operands = call.operands();
    let reads = match call.name {
        "remote" => matches!(call.operand(0), "" | "show" | "get-url"),
        "config" => {
            let asks = call.args.iter().any(|word| {
                matches!(
                    word.text.as_str(),
                    "--get" | "--list" | "-l" | "--get-all" | "--get-regexp" | "--show-origin"
                )
            });
            asks || matches!(call.operand(0), "list" | "get")
                || (operands.len() < 2 && !call.has("e", "edit") && !call.has("", "unset"))
        }
        "init" => operands
            .iter()
            .all(|word| word.text == "." || !word.text.starts_with(['/', '~', '.'])),
        _ => false,
    };
    if !reads {
        scene.add(
            Harm::Escapes,
            format!(
                "“git {}” changes git's settings, which are the user's alone",
                call.quoted()
            ),
        );
    }
}

/// What takes away work or rewrites what was committed.
fn losses(scene: &mut Scene, call: &Call) {
    let first = call.operand(0);
    let after_dashes = call.args.iter().any(|word| word.text == "--");
    let what = match call.name {
        "reset" if call.has("", "hard") || call.has("", "merge") || call.has("", "keep") => {
            "throws away uncommitted work"
        }
        "clean" if call.has("f", "force") && !call.has("n", "dry-run") => {
            "removes files that no commit holds"
        }
        "checkout"
            if call.has("f", "force")
                || after_dashes
                || first == "."
                || call.has("B", "ours")
                || call.has("", "theirs") =>
        {
            "throws away uncommitted work"
        }
        "switch" if call.has("fC", "force") || call.has("", "discard-changes") => {
            "throws away uncommitted work"
        }
        "restore" if !call.has("S", "staged") || call.has("W", "worktree") => {
            "throws away uncommitted work"
        }
        "branch"
            if call.has("DfMC", "force")
                || (call.has("d", "delete") && call.has("r", "remotes")) =>
        {
            "moves or removes a branch with its commits"
        }
        "tag" if call.has("df", "delete") || call.has("", "force") => "moves or removes a tag",
        "stash" if matches!(first, "drop" | "clear") => "throws away stashed work",
        "commit" if call.has("", "amend") => "rewrites history",
        "commit" | "merge"
            if call.has("", "no-verify")
                || (call.name == "commit" && call.has("n", "")) && !has_message_cluster(call) =>
        {
            "goes around the project's own checks"
        }
        "rebase" | "filter-branch" | "filter-repo" | "replace" | "fast-import" => {
            "rewrites history"
        }
        "reflog" if matches!(first, "expire" | "delete") => "removes the way back to earlier work",
        "gc" if call
            .args
            .iter()
            .any(|word| word.text.starts_with("--prune")) =>
        {
            "removes the way back to earlier work"
        }
        "prune" | "update-ref" | "symbolic-ref" | "prune-packed"
            if !call.args.is_empty() || call.name == "prune" =>
        {
            "changes what git keeps"
        }
        "worktree" if first == "remove" && call.has("f", "force") => {
            "removes a working tree with its changes"
        }
        "rebase--interactive" => "rewrites history",
        "grep" if call.args.iter().any(|word| word.text.starts_with("-O")) => {
            return scene.add(
                Harm::Trusts,
                format!("“git {}” runs a program", call.quoted()),
            );
        }
        _ => return,
    };
    scene.add(Harm::Loses, format!("“git {}” {what}", call.quoted()));
}

/// `-m "…"` is followed by text; an "n" there is no option.
fn has_message_cluster(call: &Call) -> bool {
    !call.args.iter().any(|word| {
        word.text.starts_with('-')
            && !word.text.starts_with("--")
            && word.text.len() < 5
            && word.text.contains('n')
    })
}
