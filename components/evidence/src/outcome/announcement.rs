//! Work that is announced at the end instead of reported.

use openkoi_sdk::evaluator::{Finding, Severity};

use super::foreign;
use crate::case::Case;
use crate::report::{COMPLETENESS, finding};
use crate::sentence::clip;

/// Announces work.
const OPENINGS: [&str; 40] = [
    "i will now ",
    "i'll now ",
    "now i'll ",
    "now i will ",
    "next, i'll ",
    "next, i will ",
    "next i'll ",
    "next i will ",
    "let me ",
    "now let me ",
    "i'm going to ",
    "i am going to ",
    "first, i'll ",
    "first, i will ",
    "first i'll ",
    "i'll start by ",
    "i will start by ",
    "let's ",
    "i'll begin ",
    "i'll create ",
    "i'll add ",
    "i'll fix ",
    "i'll update ",
    "i'll implement ",
    "i'll look ",
    "i'll check ",
    "i'll read ",
    "i will create ",
    "i will add ",
    "i will fix ",
    "i will update ",
    "i'll run ",
    "i will run ",
    "i will look ",
    "first, let me ",
    "now, let me ",
    "next, let me ",
    "okay, let me ",
    "ok, let me ",
    "sure, let me ",
];
/// After an opening these announce none.
const POLITE: [&str; 16] = [
    "know",
    "explain",
    "clarify",
    "summarize",
    "summarise",
    "be ",
    "leave",
    "wait",
    "need",
    "stop",
    "say",
    "tell",
    "walk",
    "break",
    "put it",
    "not ",
];
/// The answer ends with what will be done.
pub(super) fn of(case: &Case<'_>) -> Option<Finding> {
    let last = case.sentences.last()?;
    let lower = last.text.to_lowercase();
    let lower = lower.trim_start_matches(['*', '_', ' ']);
    let opening = OPENINGS
        .iter()
        .chain(&foreign::OPENINGS)
        .find(|opening| lower.starts_with(**opening))?;
    let rest = &lower[opening.len()..];
    if POLITE.iter().any(|word| rest.starts_with(word)) || last.asks() {
        return None;
    }
    let changed = !case.diff.is_empty() || case.ledger.may_have_changed();
    let short = case.sentences.len() <= 3;
    let severity = match (case.is_change(), changed) {
        (true, false) => Severity::Blocker,
        (true, true) => Severity::Important,
        (false, _) if short && looks(opening, rest) => Severity::Blocker,
        (false, _) => return None,
    };
    let mut found = finding(
        severity,
        COMPLETENESS,
        "The answer ends where the work would begin",
        &format!(
            "Its last sentence announces work instead of reporting it: {}",
            clip(last.text, 300)
        ),
    );
    found.fix = Some("Do it, then report what was done.".to_string());
    Some(found)
}

/// What is announced is a look at something.
fn looks(opening: &str, rest: &str) -> bool {
    let verbs = [
        "look",
        "check",
        "read",
        "search",
        "examine",
        "analyze",
        "analyse",
        "run",
        "find",
        "open",
        "explore",
        "inspect",
        "investigate",
        "take a look",
        "list",
        "gather",
        "review",
        "start by",
        "begin by",
    ];
    let own = ["look", "check", "read", "run"];
    !opening.starts_with("let's")
        && (verbs.iter().any(|verb| rest.starts_with(verb))
            || own.iter().any(|verb| opening.trim_end().ends_with(verb)))
}
