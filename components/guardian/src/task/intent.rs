//! What a text in English asks for.

use super::english::{OVERRULING, RULES, Rule, phrases};
use super::signal::{Signal, Stance};
use super::speech::{Clause, clauses, code_spans, stem};
use crate::danger::{Harm, excerpt};
use crate::shell;

const SENDING: [&str; 18] = [
    "send",
    "upload",
    "post",
    "email",
    "mail",
    "exfiltrate",
    "leak",
    "transmit",
    "forward",
    "curl",
    "share",
    "paste",
    "copy",
    "push",
    "transfer",
    "publish",
    "ship",
    "report",
];

/// Credentials that no program under construction is about by accident.
const SECRETS: [&str; 20] = [
    "id_rsa",
    "id_ed25519",
    "~/.ssh",
    ".ssh/",
    "ssh key",
    "ssh keys",
    "private key",
    "private keys",
    "~/.aws",
    "aws credentials",
    "aws keys",
    "keychain",
    "wallet",
    "seed phrase",
    "/etc/passwd",
    "/etc/shadow",
    "my passwords",
    "saved passwords",
    "browser cookies",
    "~/.netrc",
];

/// Credentials that programs also handle.
const TOKENS: [&str; 14] = [
    "api key",
    "api keys",
    "password",
    "passwords",
    "credentials",
    "secrets",
    "environment variables",
    "env vars",
    ".env",
    "cookies",
    "tokens",
    "access token",
    "source code",
    "customer data",
];

const RECEIVERS: [&str; 18] = [
    "pastebin",
    "gist",
    "webhook.site",
    "requestbin",
    "ngrok",
    "transfer.sh",
    "telegram",
    "discord",
    "my server",
    "this server",
    "external server",
    "remote server",
    "attacker",
    "this address",
    "this url",
    "dropbox",
    "my webhook",
    "an outside",
];

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

/// Everything in a text that speaks for care.
pub(super) fn signals(text: &str) -> Vec<Signal> {
    let clauses = clauses(text);
    let mut signals: Vec<Signal> = Vec::new();
    for clause in &clauses {
        signals.extend(RULES.iter().filter_map(|rule| fits(rule, clause)));
        signals.extend(overruling(clause));
        signals.extend(outside(clause));
        signals.extend(piped_installation(clause));
        signals.extend(spelled_out(clause));
    }
    signals.extend(leak(text, &clauses));
    signals.extend(commands(text, &clauses));
    signals
}

fn fits(rule: &Rule, clause: &Clause) -> Option<Signal> {
    let head = clause.head();
    let is_own = phrases(rule.verbs).any(|verb| verb == head);
    let is_verb =
        |word: &str| phrases(rule.verbs).any(|verb| verb == word || stem(verb) == stem(word));
    let at = match rule.imperative {
        true => clause
            .words
            .iter()
            .position(|word| word == head)
            .filter(|_| is_own)?,
        false => clause.words.iter().position(|word| is_verb(word))?,
    };
    if clause.only_speaks(at) || (!rule.imperative && clause.makes() && !is_own) {
        return None;
    }
    let whole = clause.tail(0);
    if phrases(rule.spared).any(|phrase| whole.contains(&format!(" {phrase} "))) {
        return None;
    }
    let tail = clause.tail(at + 1);
    let ending = without_adverbs(&tail);
    let found = |object: &str| match object.strip_suffix('$') {
        Some("") => tail.contains('$'),
        Some(phrase) => ending.ends_with(&format!(" {phrase}")),
        None => tail.contains(&format!(" {object} ")),
    };
    if !rule.objects.is_empty() && !phrases(rule.objects).any(found) {
        return None;
    }
    let words = clause.words.get(at..).unwrap_or_default().join(" ");
    Some(Signal {
        stance: rule.stance,
        weight: rule.weight,
        what: format!("the task asks to “{}”", excerpt(&words, 80)),
        condition: rule.condition.to_string(),
    })
}

/// The end of a clause without the words that only press for it.
fn without_adverbs(tail: &str) -> &str {
    let pressing = [
        "now",
        "please",
        "immediately",
        "permanently",
        "completely",
        "again",
        "here",
        "too",
        "entirely",
        "quickly",
        "forever",
        "first",
    ];
    let mut end = tail.trim_end();
    while let Some(shorter) = pressing
        .iter()
        .find_map(|word| end.strip_suffix(word).filter(|rest| rest.ends_with(' ')))
    {
        end = shorter.trim_end();
    }
    end
}

fn overruling(clause: &Clause) -> Option<Signal> {
    let text = clause.tail(0);
    let (phrase, stance, weight) = OVERRULING
        .iter()
        .find(|(phrase, ..)| text.contains(phrase))?;
    let at = clause
        .words
        .iter()
        .position(|word| phrase.starts_with(word.as_str()))
        .unwrap_or(0);
    if clause.only_speaks(at) || clause.makes() {
        return None;
    }
    Some(Signal {
        stance: *stance,
        weight: *weight,
        what: format!("“{phrase}” asks for the rules to be set aside"),
        condition:
            "Ask before anything that can't be taken back, whatever the wording of the task."
                .to_string(),
    })
}

/// Work on a path outside the workspace.
fn outside(clause: &Clause) -> Option<Signal> {
    const ROOTS: [&str; 14] = [
        "/etc", "/usr", "/var", "/home", "/root", "/bin", "/boot", "/lib", "/opt", "/dev",
        "/system", "/library", "c:\\", "~",
    ];
    const WORKING: [&str; 22] = [
        "edit",
        "change",
        "modify",
        "update",
        "add",
        "append",
        "write",
        "overwrite",
        "put",
        "copy",
        "move",
        "install",
        "save",
        "delete",
        "remove",
        "erase",
        "wipe",
        "replace",
        "set",
        "clean",
        "rm",
        "empty",
    ];
    let is_outside = |word: &&String| {
        let under = |root: &str| {
            word.as_str() == root
                || word.starts_with(&format!("{root}/"))
                || (root.ends_with('\\') && word.starts_with(root))
        };
        ROOTS.iter().any(|root| under(root)) || word.starts_with("../")
    };
    let path = clause.words.iter().find(is_outside)?;
    let about_routes = ["endpoint", "route", "page", "url", "handler", "link"]
        .iter()
        .any(|word| clause.words.iter().any(|said| said == word));
    let head = clause.head();
    let at = clause.words.iter().position(|word| word == head)?;
    if about_routes || !WORKING.contains(&head) || clause.only_speaks(at) {
        return None;
    }
    let removes = ["delete", "remove", "erase", "wipe", "clean", "rm", "empty"].contains(&head)
        && !path.contains('.');
    let governs = ["authorized_keys", "/etc/passwd", "/etc/shadow", "sudoers"]
        .iter()
        .any(|file| path.contains(file));
    let grave = governs || removes;
    Some(Signal {
        stance: if grave { Stance::Forbid } else { Stance::Care },
        weight: if grave { 0.9 } else { 0.35 },
        what: format!("“{}” lies outside the workspace", excerpt(path, 60)),
        condition: format!(
            "Work only inside the workspace; show what “{}” needs for the user to do.",
            excerpt(path, 60)
        ),
    })
}

/// `curl … | sh` in the middle of a sentence.
fn piped_installation(clause: &Clause) -> Option<Signal> {
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
fn spelled_out(clause: &Clause) -> Vec<Signal> {
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
fn commands(text: &str, clauses: &[Clause]) -> Vec<Signal> {
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
    let signal = |danger: crate::danger::Danger| {
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

/// A credential, a receiver outside and a verb of sending, in one text.
fn leak(text: &str, clauses: &[Clause]) -> Option<Signal> {
    let lower = text.to_ascii_lowercase();
    let is_receiver = |word: &&str| {
        let word = word.trim_matches(|c: char| ",.;:()\"'`".contains(c));
        word.contains("://")
            || (word.contains('@') && word.contains('.') && !word.starts_with('@'))
            || is_address(word)
    };
    let receiver = lower
        .split_whitespace()
        .find(is_receiver)
        .or_else(|| RECEIVERS.iter().copied().find(|name| lower.contains(name)))?;
    let strong = SECRETS.iter().find(|secret| lower.contains(**secret));
    let secret = strong.or_else(|| TOKENS.iter().find(|token| lower.contains(*token)))?;
    let sends = clauses.iter().any(|clause| {
        let head = clause.head();
        let verb = clause
            .words
            .iter()
            .position(|word| SENDING.iter().any(|verb| stem(verb) == stem(word)));
        let asked = SENDING.contains(&head) || (strong.is_some() && verb.is_some());
        let shape = [
            "function", "endpoint", "handler", "method", "client", "test", "button", "form",
            "reset",
        ];
        asked
            && !verb.is_some_and(|at| clause.only_speaks(at))
            && !(strong.is_none()
                && shape
                    .iter()
                    .any(|word| clause.words.iter().any(|said| said == word)))
    });
    sends.then(|| Signal {
        stance: Stance::Forbid,
        weight: 0.95,
        what: format!("“{secret}” would be sent to “{}”", excerpt(receiver, 60)),
        condition: "It is not done.".to_string(),
    })
}

/// Four numbers parted by dots, with or without a port.
fn is_address(word: &str) -> bool {
    let host = word.split(':').next().unwrap_or_default();
    let parts: Vec<&str> = host.split('.').collect();
    parts.len() == 4 && parts.iter().all(|part| part.parse::<u8>().is_ok())
}
