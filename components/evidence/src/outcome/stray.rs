//! Work that is about something else than the task.

use openkoi_sdk::evaluator::{Finding, Severity};

use crate::case::Case;
use crate::path;
use crate::report::{COMPLETENESS, finding};
use crate::workspace::Look;

/// Words or changes that are about something else.
pub(super) fn of(case: &Case<'_>) -> Option<Finding> {
    astray(case).or_else(|| another(case))
}

/// The answer is about files that nobody knows, and not about those that the task names.
fn astray(case: &Case<'_>) -> Option<Finding> {
    let named = &case.task.paths;
    if named.is_empty() || case.admits {
        return None;
    }
    let touched = named.iter().any(|name| {
        let base = path::base(name).to_lowercase();
        let stem = base.split('.').next().unwrap_or(&base);
        case.lower.contains(stem)
            || case.diff.find(name).is_some()
            || case.ledger.mentions(name).is_some()
    });
    if touched {
        return None;
    }
    let mut said: Vec<&str> = Vec::new();
    let told = case.sentences.iter().filter(|sentence| {
        !sentence.has(&[
            "would",
            "could",
            "should",
            "i'd",
            "suggest",
            "recommend",
            "propose",
            "might",
            "can",
            "if",
        ])
    });
    for token in told.flat_map(|sentence| &sentence.tokens) {
        if let Some(path) = path::of_token(token)
            && !said.contains(&path)
            && said.len() < 4
        {
            said.push(path);
        }
    }
    let unknown = |name: &&str| {
        case.diff.find(name).is_none()
            && case.ledger.mentions(name).is_none()
            && path::is_inside(name)
            && case.workspace.file(name) == Look::Absent
    };
    // All of them are asked for, so that one round is enough.
    let unknown = said.iter().filter(|name| unknown(name)).count();
    (!said.is_empty() && unknown == said.len()).then(|| {
        let mut found = finding(
            Severity::Blocker,
            COMPLETENESS,
            "The answer is about something else than the task",
            &format!(
                "The task is about {}; the answer speaks of {}, which nobody else knows.",
                named.iter().take(4).copied().collect::<Vec<_>>().join(", "),
                said.join(", ")
            ),
        );
        found.evidence = said.iter().map(ToString::to_string).collect();
        found
    })
}

/// Other files were changed, and nobody looked at one that the task names or said a word about it.
fn another(case: &Case<'_>) -> Option<Finding> {
    let named = &case.task.paths;
    let aside =
        named.is_empty() || case.admits || case.diff.is_empty() || case.ledger.has_unknown();
    if !case.is_change() || aside {
        return None;
    }
    let known = |name: &&str| {
        let base = path::base(name).to_lowercase();
        let stem = base.split('.').next().unwrap_or(&base).to_string();
        let spoken =
            crate::task::words(&case.lower).any(|word| word == stem) || case.lower.contains(&base);
        spoken || case.diff.find(name).is_some() || case.ledger.mentions(name).is_some()
    };
    // What the task speaks of without naming the file is its business too.
    let related = |changed: &str| {
        let base = path::base(changed).to_lowercase();
        let stem = base.split('.').next().unwrap_or(&base);
        stem.is_empty() || case.task.lower.contains(stem)
    };
    let strays = !case.diff.changes.iter().any(|change| related(change.path));
    // Files that a program names by a pattern are not named at all.
    let scripted = case
        .ledger
        .commands()
        .any(|entry| crate::command::may_change(entry.subject));
    if scripted || !strays || named.iter().any(known) {
        return None;
    }
    let there = named
        .iter()
        .find(|name| matches!(case.workspace.file(name), Look::Text(_)))?;
    let mut found = finding(
        Severity::Blocker,
        COMPLETENESS,
        "Something else was changed than what the task names",
        &format!(
            "The task is about {there}, which nothing looked at or changed; the diff changes {}.",
            case.diff
                .changes
                .iter()
                .take(4)
                .map(|change| change.path)
                .collect::<Vec<_>>()
                .join(", ")
        ),
    );
    found.evidence = vec!["diff".to_string(), (*there).to_string()];
    found.fix = Some("Do what the task asks for.".to_string());
    Some(found)
}
