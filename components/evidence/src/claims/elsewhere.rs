//! What is said to be so where nobody looked: "CI is green", "tested on Windows".

use super::Verdict;
use crate::case::Case;
use crate::command;
use crate::sentence::{Kind, Sentence, Token};

const UNREAL: [&str; 7] = ["can", "once", "when", "until", "unless", "must", "please"];
/// Where a project is checked by others.
const BUILDS: [&str; 6] = [
    "ci",
    "pipeline",
    "pipelines",
    "jenkins",
    "travis",
    "circleci",
];
const GREEN: [&str; 9] = [
    "green",
    "passes",
    "pass",
    "passed",
    "passing",
    "succeeded",
    "succeeds",
    "happy",
    "clean",
];
/// Where a program may run that is not here.
const PLACES: [&str; 17] = [
    "windows",
    "macos",
    "mac",
    "ios",
    "android",
    "chrome",
    "firefox",
    "safari",
    "browser",
    "browsers",
    "production",
    "staging",
    "platforms",
    "devices",
    "phone",
    "iphone",
    "cluster",
];
const TRIED: [&str; 8] = [
    "tested",
    "verified",
    "confirmed",
    "checked",
    "tried",
    "validated",
    "ran",
    "works",
];
/// With one of these a command may have asked there.
const ASKS: [&str; 16] = [
    "gh",
    "glab",
    "curl",
    "wget",
    "http",
    "ssh",
    "kubectl",
    "docker",
    "podman",
    "wine",
    "adb",
    "xcrun",
    "playwright",
    "cypress",
    "puppeteer",
    "chromium",
];

/// A state of something that is not on this machine, without a receipt of anything that asked there.
pub(super) fn judge(case: &Case<'_>, sentence: &Sentence<'_>) -> Option<Verdict> {
    let tokens = &sentence.tokens;
    let aside =
        !case.is_change() || sentence.supposes(&UNREAL) || sentence.denies() || sentence.asks();
    let place = (!aside).then(|| is_green(tokens).or_else(|| is_tried(tokens)))??;
    let asked = case.ledger.has_unknown()
        || case.ledger.commands().any(|entry| {
            command::is_cut(entry.subject)
                || command::parts(entry.subject).iter().any(|part| {
                    part.is_opaque() || part.words.iter().any(|word| ASKS.contains(word))
                })
        });
    Some(if asked {
        Verdict::unsupported()
    } else {
        Verdict::contradicted(
            format!("No receipt is of a call that could have looked there ({place})."),
            Vec::new(),
        )
    })
}

/// "CI is green", "the pipeline passes".
fn is_green<'a>(tokens: &[Token<'a>]) -> Option<&'a str> {
    let at = tokens.iter().position(|token| token.is(&BUILDS))?;
    let own = tokens.get(at + 1).is_some_and(|next| {
        next.is(&[
            "is",
            "are",
            "was",
            "now",
            "passes",
            "passed",
            "succeeds",
            "succeeded",
            "has",
        ])
    });
    let green = tokens[at + 1..]
        .iter()
        .take(4)
        .take_while(|token| token.kind != Kind::Mark)
        .any(|token| token.is(&GREEN));
    (own && green).then(|| tokens[at].text)
}

/// "tested on Windows and macOS", "works in production".
fn is_tried<'a>(tokens: &[Token<'a>]) -> Option<&'a str> {
    let verb = tokens.iter().position(|token| token.is(&TRIED))?;
    let rest = &tokens[verb + 1..];
    let on = rest
        .iter()
        .take(5)
        .position(|token| token.is(&["on", "in", "across", "against"]))?;
    let near = &rest[on + 1..];
    let at = near
        .iter()
        .take(4)
        .take_while(|token| !token.is_mark(";:—–"))
        .position(|token| token.is(&PLACES))?;
    // "in production builds" is here.
    let here = near
        .get(at + 1)
        .is_some_and(|next| next.is(&["build", "builds", "mode", "config", "code", "area"]));
    (!here && !rest[..on].iter().any(|token| token.is(&["case", "cases"]))).then(|| near[at].text)
}
