//! Conditions in German.

use super::{Rule, Target};
use crate::path;
use crate::sentence::{Kind, Sentence, Token};

const TOUCH: [&str; 16] = [
    "geändert",
    "verändert",
    "angefasst",
    "bearbeitet",
    "gelöscht",
    "berührt",
    "angerührt",
    "überschrieben",
    "ändern",
    "verändern",
    "anfassen",
    "bearbeiten",
    "löschen",
    "berühren",
    "anrühren",
    "überschreiben",
];
/// Imperatives of the same.
const DO: [&str; 8] = [
    "ändere",
    "verändere",
    "bearbeite",
    "lösche",
    "berühre",
    "fasse",
    "überschreibe",
    "fass",
];
const SAME: [&str; 4] = ["unverändert", "unangetastet", "unberührt", "so"];

/// The conditions of a sentence.
pub(super) fn rules<'a>(sentence: &Sentence<'a>) -> Vec<Rule<'a>> {
    if has(
        &sentence.tokens,
        &["wenn", "falls", "außer", "ausser", "sofern", "warum"],
    ) || sentence.asks()
    {
        return Vec::new();
    }
    clauses(&sentence.tokens)
        .iter()
        .flat_map(|clause| rule(clause))
        .collect()
}

/// The parts between marks and "aber"; a list of files stays with what is said of it.
fn clauses<'a>(tokens: &[Token<'a>]) -> Vec<Vec<Token<'a>>> {
    let mut found: Vec<Vec<Token<'a>>> = vec![Vec::new()];
    for token in tokens {
        let turns = token.kind == Kind::Mark
            || has(std::slice::from_ref(token), &["aber", "und", "sondern"]);
        let last = found.len() - 1;
        let list = found[last].iter().all(|known| {
            path::of_token(known).is_some()
                || path::directory(known).is_some()
                || has(
                    std::slice::from_ref(known),
                    &["die", "der", "das", "den", "datei", "dateien"],
                )
        });
        if !turns {
            found[last].push(*token);
        } else if !list {
            found.push(Vec::new());
        }
    }
    found
}

fn rule<'a>(clause: &[Token<'a>]) -> Option<Rule<'a>> {
    let denied = has(clause, &["nicht", "keinesfalls", "niemals", "nie"]);
    let nothing = has(clause, &["nichts"]) && (has(clause, &TOUCH) || has(clause, &DO));
    if nothing && !has(clause, &["anderes", "sonst", "weiter", "an", "in", "unter"]) {
        return Some(Rule::Nothing);
    }
    let none = has(clause, &["keine", "ohne"])
        && has(clause, &["neuen", "neue", "zusätzlichen", "weiteren"]);
    if none && has(clause, &["abhängigkeiten", "abhängigkeit"]) {
        return Some(Rule::NoDependency);
    }
    if none && has(clause, &["dateien", "datei"]) {
        return Some(Rule::NoFile);
    }
    let touched = has(clause, &TOUCH) || has(clause, &DO);
    let without = has(clause, &["ohne"]) && touched;
    let keeps = has(
        clause,
        &["lass", "lasse", "belasse", "bleibt", "bleiben", "halte"],
    ) && has(clause, &SAME);
    let spares = (denied && touched) || without || keeps;
    let targets = targets(clause);
    if targets.is_empty() {
        return None;
    }
    let only = has(clause, &["nur", "ausschließlich"]) && touched && !denied;
    let placed = targets
        .iter()
        .all(|target| !matches!(target, Target::Tests));
    if only && placed {
        return Some(Rule::Only(targets));
    }
    (spares && !has(clause, &["nur"])).then_some(Rule::Spare(targets))
}

/// The files, directories and tests that the clause names as its own and not beside something else.
fn targets<'a>(clause: &[Token<'a>]) -> Vec<Target<'a>> {
    let mut found = Vec::new();
    for (at, token) in clause.iter().enumerate() {
        let beside = at > 0
            && has(
                &clause[at - 1..at],
                &[
                    "für",
                    "von",
                    "über",
                    "wie",
                    "laut",
                    "aus",
                    "durch",
                    "außerhalb",
                    "nach",
                    "als",
                ],
            );
        if beside {
            continue;
        }
        if let Some(named) = path::of_token(token) {
            found.push(Target::File(named));
        } else if let Some(named) = path::directory(token) {
            found.push(Target::Directory(named));
        } else if has(std::slice::from_ref(token), &["tests"]) {
            found.push(Target::Tests);
        }
    }
    found
}

fn has(tokens: &[Token<'_>], words: &[&str]) -> bool {
    tokens.iter().any(|token| {
        token.kind == Kind::Word && words.contains(&token.text.to_lowercase().as_str())
    })
}
