//! Credentials that a text asks to send away.

use super::signal::{Signal, Stance};
use super::speech::{Clause, stem};
use openkoi_counsel::excerpt;

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

/// A credential, a receiver outside and a verb of sending, in one text.
pub(super) fn signal(text: &str, clauses: &[Clause]) -> Option<Signal> {
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
