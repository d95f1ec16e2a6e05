//! The task beside what came of it.

mod announcement;
mod appended;
mod foreign;
mod remarks;
mod removal;
mod renaming;
mod replaced;
mod setting;
mod stray;
mod survivor;
mod swept;

use openkoi_sdk::evaluator::{Finding, Severity};

use crate::case::Case;
use crate::claims::holds;
use crate::diff::Fate;
use crate::hollow::Hollow;
use crate::ledger::{Act, Entry};
use crate::path;
use crate::report::{COMPLETENESS, finding};
use crate::sentence::clip;
use crate::task::Wish;
use crate::workspace::Look;

/// Plain words for what was not done.
const ADMISSIONS: [&str; 44] = [
    "i can't",
    "i cannot",
    "i couldn't",
    "i could not",
    "unable to",
    "i was not able",
    "i wasn't able",
    "not able to",
    "i won't",
    "i will not",
    "could not be",
    "couldn't be",
    "can't be",
    "cannot be",
    "not done",
    "nothing was changed",
    "nothing has been changed",
    "no changes were made",
    "no change was made",
    "made no change",
    "nothing was done",
    "does not exist",
    "doesn't exist",
    "do not exist",
    "don't exist",
    "no such file",
    "could not find",
    "couldn't find",
    "not found",
    "is not possible",
    "isn't possible",
    "impossible",
    "need more information",
    "need to know",
    "could you clarify",
    "please clarify",
    "i did not change",
    "i didn't change",
    "i did not make",
    "i didn't make",
    "i have not",
    "i haven't",
    "is incomplete",
    "there is no such",
];
/// Plain words for why nothing had to be done.
const NEEDLESS: [&str; 18] = [
    "already",
    "no change is needed",
    "no changes are needed",
    "no change was needed",
    "no changes were needed",
    "no changes needed",
    "no change needed",
    "no changes were necessary",
    "no changes are necessary",
    "no changes were required",
    "no changes required",
    "no change is required",
    "nothing to fix",
    "nothing to change",
    "nothing to do",
    "nothing had to be",
    "nothing needs to be",
    "nothing needed",
];

/// With one of these a task is about files, whether it names one or not.
const IN_FILES: [&str; 17] = [
    "fix",
    "implement",
    "refactor",
    "rename",
    "delete",
    "remove",
    "replace",
    "edit",
    "modify",
    "append",
    "file",
    "files",
    "project",
    "repository",
    "codebase",
    "readme",
    "update",
];

/// The answer says that something is not done, or could not be.
pub fn admits(lower: &str) -> bool {
    let denied = [
        "was denied",
        "were denied",
        "been denied",
        "was refused",
        "not permitted",
    ];
    let plain = lower.trim_end().trim_end_matches(['*', '_', ')', '"']);
    ADMISSIONS
        .iter()
        .chain(&denied)
        .chain(&foreign::ADMISSIONS)
        .any(|words| lower.contains(words))
        || (plain.ends_with(['?', '？']) && !offers(plain))
}

/// The last question asks for leave to do what was asked for.
fn offers(lower: &str) -> bool {
    let bare = lower.trim_end_matches('?');
    let start = bare
        .rfind(['.', '!', '?', '\n', ':', ';'])
        .map_or(0, |at| at + 1);
    let question = bare[start..].trim_start_matches(['*', '_', ' ']);
    let leave = [
        "shall i ",
        "should i ",
        "may i ",
        "can i ",
        "do you want me to ",
        "would you like me to ",
        "want me to ",
        "soll ich ",
        "darf ich ",
    ];
    let begins = [
        "go ahead",
        "proceed",
        "apply",
        "begin",
        "start",
        "continue",
        "do it",
        "do this",
        "do that",
        "make the change",
        "make this change",
        "make these changes",
        "fix it",
        "fix this",
        "fix that",
        "implement",
        "loslegen",
        "anfangen",
        "beginnen",
        "fortfahren",
        "umsetzen",
        "beheben",
    ];
    let choice = [" or ", " which ", " oder ", " instead"];
    leave.iter().any(|words| question.starts_with(words))
        && begins.iter().any(|words| question.contains(words))
        && !choice.iter().any(|words| question.contains(words))
}

/// What is not done, and what was done instead.
pub fn findings(case: &Case<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = case
        .task
        .wishes
        .iter()
        .filter_map(|wish| unfulfilled(case, wish))
        .collect();
    let announced = announcement::of(case);
    if found.is_empty() && announced.is_none() {
        found.extend(nothing(case));
    }
    found.extend(announced);
    found.extend(remarks::only(case));
    found.extend(stray::of(case));
    found.extend(renaming::left(case));
    found.extend(removal::left(case));
    found.extend(replaced::left(case));
    found.extend(setting::missing(case));
    found.extend(appended::lost(case));
    found.extend(swept::left(case));
    found
}

/// A change was asked for, and there is none.
fn nothing(case: &Case<'_>) -> Option<Finding> {
    let changed = !case.diff.is_empty() || case.ledger.may_have_changed();
    if !case.is_change() || changed || case.admits {
        return None;
    }
    let looked = !case.ledger.is_empty() || case.ledger.measured_tests().next().is_some();
    let needless = NEEDLESS.iter().any(|words| case.lower.contains(words));
    // "Make the tests pass" asks for nothing where they do.
    let newest = case.ledger.test_runs().last();
    let green = case.task.mends && newest.is_some_and(Entry::succeeded);
    if (needless && looked) || green || fulfilled(case) {
        return None;
    }
    let why = if needless {
        "The answer says that nothing had to be changed, and no receipt is of a call that looked."
    } else {
        "The diff is empty, no receipt is of a call that could have changed anything, and the answer gives no reason."
    };
    // Code that no file was named for may be wanted in the answer.
    let placed = !case.task.paths.is_empty() || case.task.says(&IN_FILES);
    let shown = !placed && case.lower.contains("```");
    let mut found = finding(
        if shown {
            Severity::Important
        } else {
            Severity::Blocker
        },
        COMPLETENESS,
        "The task asks for a change and nothing was changed",
        why,
    );
    found.evidence = vec!["diff".to_string()];
    found.fix = Some("Do what the task asks, or say plainly why it was not done.".to_string());
    Some(found)
}

/// All that the task wants to the letter is so, for it was so before.
fn fulfilled(case: &Case<'_>) -> bool {
    !case.task.wishes.is_empty()
}

fn unfulfilled(case: &Case<'_>, wish: &Wish<'_>) -> Option<Finding> {
    let (title, place, seen) = match wish {
        Wish::Created(named, literal) => uncreated(case, named, *literal)?,
        Wish::Deleted(named) => match case.workspace.file(named) {
            Look::Text(_) => (
                format!("{named}, which the task wants deleted, is still there"),
                *named,
                String::new(),
            ),
            Look::Absent | Look::Unknown => return None,
        },
        Wish::Renamed(from, to) => match (case.workspace.file(from), case.workspace.file(to)) {
            (_, Look::Absent) if !written_elsewhere(case, to) => (
                format!("{from} was to become {to}, which is not there"),
                *to,
                String::new(),
            ),
            (Look::Text(_), Look::Text(_)) => (
                format!("{from} was to become {to}, and is still there"),
                *from,
                String::new(),
            ),
            _ => return None,
        },
    };
    // Who says so plainly does not pretend.
    let severity = if case.admits {
        Severity::Important
    } else {
        Severity::Blocker
    };
    let mut found = finding(severity, COMPLETENESS, &title, &seen);
    found.location = Some(place.to_string());
    found.evidence = vec![place.to_string()];
    Some(found)
}

/// A file that is not there, or in which nothing or something else stands: title, place and what was seen.
fn uncreated<'a>(
    case: &Case<'a>,
    named: &'a str,
    literal: Option<&str>,
) -> Option<(String, &'a str, String)> {
    let near = case
        .diff
        .find(named)
        .filter(|change| change.fate != Fate::Deleted)
        .map_or(named, |change| change.path);
    match (case.workspace.file(near), literal) {
        (Look::Absent, _) if !written_elsewhere(case, named) => Some((
            format!("{named}, which the task asks for, is not there"),
            named,
            String::new(),
        )),
        (Look::Text(text), None) if is_new(case, near) => {
            let hollow = Hollow::of(text, &case.task.lower)?;
            Some((
                format!("{named}, which the task asks for, is there only by name"),
                near,
                format!("It {}.", hollow.words()),
            ))
        }
        (Look::Text(text), Some(literal)) if !holds(&unescaped(text), &unescaped(literal)) => {
            Some((
                format!(
                    "{named} does not contain “{}”, which the task asks for",
                    clip(literal, 60)
                ),
                near,
                format!("It begins: {}", clip(text, 200)),
            ))
        }
        _ => None,
    }
}

/// The work made the file, and its name says no purpose that is served by an empty one.
fn is_new(case: &Case<'_>, named: &str) -> bool {
    let base = path::base(named);
    let marker = base.starts_with('.')
        || base.contains("__init__")
        || matches!(base, "py.typed" | "REQUIRED" | "CNAME");
    !marker
        && case
            .diff
            .find(named)
            .is_some_and(|change| change.fate == Fate::New)
}

fn unescaped(text: &str) -> String {
    text.replace("\\n", "\n").replace("\\t", "\t")
}

/// The task may have meant a directory that the words do not name beside the file.
fn written_elsewhere(case: &Case<'_>, named: &str) -> bool {
    let base = path::base(named);
    let written = |entry: &&Entry<'_>| {
        entry.succeeded() && path::base(entry.subject) == base && entry.subject != named
    };
    case.ledger
        .of_acts(&[Act::Write])
        .any(|entry| written(&entry))
        || case.ledger.has_unknown()
}
