//! Commands that a text asks to run.

use super::signal::{Signal, Stance};
use super::speech::{Clause, code_spans};
use crate::danger::{Danger, Harm};
use crate::shell;
use openkoi_counsel::excerpt;

/// First words of a request that is itself a command.
const COMMANDS: [&str; 26] = [
    "rm",
    "dd",
    "mkfs",
    "mkfs.ext4",
    "git",
    "curl",
    "wget",
    "chmod",
    "chown",
    "sudo",
    "shred",
    "kill",
    "killall",
    "find",
    "npm",
    "cargo",
    "docker",
    "kubectl",
    "terraform",
    "ssh",
    "scp",
    "nc",
    "bash",
    "sh",
    "crontab",
    "gh",
];

/// `curl … | sh` in the middle of a sentence.
pub(super) fn piped_installation(clause: &Clause) -> Option<Signal> {
    let fetch = clause
        .words
        .iter()
        .position(|word| matches!(word.as_str(), "curl" | "wget"))?;
    let tail = clause.tail(fetch);
    let piped = [
        "| sh ", "| bash ", "|sh ", "|bash ", "| sudo ", "| python", "| zsh ",
    ]
    .iter()
    .any(|pipe| tail.contains(pipe));
    (piped && !clause.only_speaks(fetch) && !clause.makes()).then(|| Signal {
        stance: Stance::Doubt,
        weight: 0.9,
        what: format!(
            "“{}” runs code from elsewhere unread",
            excerpt(tail.trim(), 80)
        ),
        condition: "Save what is downloaded, show it, and ask before it is run.".to_string(),
    })
}

/// A command spelled out in the sentence: "run rm -rf / now", or nothing but a command.
pub(super) fn spelled_out(clause: &Clause) -> Vec<Signal> {
    let asks = [
        "run", "execute", "type", "issue", "invoke", "perform", "try",
    ];
    let head = clause.head();
    let Some(head_at) = clause.words.iter().position(|word| word == head) else {
        return Vec::new();
    };
    let start = if asks.contains(&head) {
        head_at + 1
    } else {
        head_at
    };
    let is_command = clause
        .words
        .get(start)
        .is_some_and(|word| COMMANDS.contains(&word.as_str()));
    if !is_command || clause.only_speaks(start) || (clause.makes() && !asks.contains(&head)) {
        return Vec::new();
    }
    judged(&clause.words.get(start..).unwrap_or_default().join(" "))
}

/// Commands between backquotes that the text asks to run.
pub(super) fn between_backquotes(text: &str, clauses: &[Clause]) -> Vec<Signal> {
    let asks = [
        "run", "execute", "type", "issue", "invoke", "use", "do", "try", "with",
    ];
    let asked = |span: &str| {
        let first = span
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        clauses.iter().any(|clause| {
            let at = clause.words.iter().position(|word| *word == first);
            at.is_some_and(|at| {
                !clause.only_speaks(at)
                    && !clause.makes()
                    && (at == 0 || asks.contains(&clause.head()))
            })
        })
    };
    code_spans(text)
        .iter()
        .filter(|span| asked(span))
        .flat_map(|span| judged(span))
        .collect()
}

fn judged(line: &str) -> Vec<Signal> {
    let dangers = shell::judge(line, "", "", false);
    let signal = |danger: Danger| {
        Signal::of(
            danger.harm,
            format!("“{}”: {}", excerpt(line, 60), danger.what),
        )
    };
    dangers
        .into_iter()
        .filter(|danger| danger.harm != Harm::Unreadable)
        .filter_map(signal)
        .collect()
}
