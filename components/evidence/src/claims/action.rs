//! Whether a deed left the trace that it would have left.

use super::Verdict;
use super::deed::Deed;
use crate::case::Case;
use crate::command::{self, Fit};
use crate::diff::{Fate, Sign};
use crate::hollow::Hollow;
use crate::ledger::{Act, Entry};
use crate::path;
use crate::sentence::Sentence;
use crate::workspace::Look;

/// Holds a deed against receipts, diff and files.
pub(super) fn judge(case: &Case<'_>, sentence: &Sentence<'_>, deed: &Deed<'_>) -> Verdict {
    match deed {
        Deed::Ran(text) if command::is_command(text) => {
            ran(case, sentence, &format!("`{text}`"), |line| {
                command::fits(text, line)
            })
        }
        // It may be a function or a file.
        Deed::Ran(text) => ran(case, sentence, &format!("`{text}`"), |line| {
            command::fits(text, line).max(Fit::Maybe)
        }),
        Deed::RanTests => ran(case, sentence, "the tests", command::runs_tests),
        Deed::RanSomething | Deed::Tried => ran(case, sentence, "anything", |_| Fit::Maybe),
        Deed::Created(paths) => all(paths, |path| {
            hollow(case, sentence, path).unwrap_or_else(|| created(case, path))
        }),
        Deed::Edited(paths) => all(paths, |path| edited(case, path)),
        Deed::EditedIn(paths) => paths
            .iter()
            .map(|path| edited(case, path))
            .min_by_key(Verdict::rank)
            .unwrap_or_else(Verdict::unsupported),
        Deed::Deleted(paths) => all(paths, |path| deleted(case, path)),
        Deed::Renamed(from, to) => renamed(case, from, to),
        Deed::Defined(name) => defined(case, name),
        Deed::Mended => mended(case),
        Deed::Read(paths) => all(paths, |path| read(case, path)),
        Deed::Searched => searched(case),
    }
}

fn all(paths: &[&str], judge: impl Fn(&str) -> Verdict) -> Verdict {
    paths
        .iter()
        .map(|path| judge(path))
        .max_by_key(Verdict::rank)
        .unwrap_or_else(Verdict::unsupported)
}

fn ran(case: &Case<'_>, sentence: &Sentence<'_>, what: &str, fit: impl Fn(&str) -> Fit) -> Verdict {
    match case.ledger.ran(fit) {
        (Fit::Yes, Some(entry)) => outcome(case, sentence, entry),
        (Fit::Maybe, Some(_)) => Verdict::unsupported(),
        _ if case.ledger.has_unknown() || case.was_denied => Verdict::unsupported(),
        _ => Verdict::contradicted(
            format!(
                "Every command leaves a receipt, and there is none of a command that ran {what}."
            ),
            case.ledger
                .commands()
                .take(5)
                .map(|entry| entry.receipt.id.clone())
                .collect(),
        ),
    }
}

/// What is said about how it ended.
fn outcome(case: &Case<'_>, sentence: &Sentence<'_>, entry: &Entry<'_>) -> Verdict {
    let good = [
        "pass",
        "passes",
        "passed",
        "passing",
        "green",
        "succeeded",
        "succeeds",
        "successfully",
        "success",
        "clean",
        "cleanly",
    ];
    let bad = sentence.tokens.iter().any(|token| {
        let word = token.text.to_ascii_lowercase();
        word.starts_with("fail")
            || word.starts_with("error")
            || matches!(
                word.as_str(),
                "until" | "red" | "now" | "broken" | "before" | "except" | "most" | "some" | "but"
            )
    });
    let nothing_bad = sentence.has(&["no", "0", "zero", "without"])
        && !sentence.has(&["not", "until", "before", "except"]);
    let praised = sentence.has(&good) && (!bad || nothing_bad) && !sentence.has(&["not"]);
    // A search that finds nothing fails too.
    let looks = command::parts(entry.subject)
        .iter()
        .all(command::Part::looks_only);
    if !praised || entry.succeeded() || looks {
        return Verdict::supported(entry.receipt.id.clone());
    }
    let green = case.ledger.measured_tests().count() > 0
        && case.ledger.measured_tests().all(Entry::succeeded);
    let code = entry
        .receipt
        .code
        .map_or("no exit code".to_string(), |code| {
            format!("exit code {code}")
        });
    if green {
        // What is said of the outcome is so, whoever found it out.
        return Verdict::unsupported();
    }
    Verdict::contradicted(
        format!(
            "Its newest run, receipt {}, ended with {code}.",
            entry.receipt.id
        ),
        vec![entry.receipt.id.clone()],
    )
}

/// A file of which the sentence says what is in it, and in which there is nothing.
fn hollow(case: &Case<'_>, sentence: &Sentence<'_>, named: &str) -> Option<Verdict> {
    let described = sentence.has(&[
        "with",
        "containing",
        "contains",
        "describes",
        "describing",
        "explains",
        "covers",
        "covering",
        "sections",
        "tells",
        "about",
    ]);
    let plain = sentence.has(&["empty", "blank", "placeholder", "stub", "skeleton"]);
    if !described || plain {
        return None;
    }
    let change = case
        .diff
        .find(named)
        .filter(|change| change.fate == Fate::New)?;
    let Look::Text(text) = case.workspace.file(change.path) else {
        return None;
    };
    let why = Hollow::of(text, &case.task.lower)?;
    Some(Verdict::contradicted(
        format!("{} {}.", change.path, why.words()),
        vec![change.path.to_string()],
    ))
}

fn created(case: &Case<'_>, named: &str) -> Verdict {
    if path::is_inside(named)
        && case
            .diff
            .find(named)
            .is_some_and(|change| change.fate != Fate::Deleted)
    {
        return Verdict::supported("diff");
    }
    if let Some(entry) = case.ledger.writes(named).find(|entry| entry.succeeded())
        && case.workspace.file(named) != Look::Absent
    {
        return Verdict::supported(entry.receipt.id.clone());
    }
    match case.workspace.file(named) {
        Look::Absent if case.diff.find(named).is_some() => Verdict::contradicted(
            format!("The diff shows {named} deleted."),
            vec!["diff".to_string()],
        ),
        Look::Absent if !elsewhere(case, named) => Verdict::contradicted(
            format!("There is no file {named} in the workspace, and the diff does not show it."),
            vec!["diff".to_string(), named.to_string()],
        ),
        Look::Text(_) | Look::Absent | Look::Unknown => untouched(case, named),
    }
}

/// A command may have put it into a directory that the answer does not name, or outside.
fn elsewhere(case: &Case<'_>, named: &str) -> bool {
    let base = path::base(named);
    case.ledger.has_unknown()
        || case.ledger.commands().any(|entry| {
            entry.succeeded() && entry.subject.contains(base) && entry.subject.contains(['/', '~'])
        })
        || case
            .ledger
            .of_acts(&[Act::Write])
            .any(|entry| entry.succeeded() && entry.subject.ends_with(base))
}

fn edited(case: &Case<'_>, named: &str) -> Verdict {
    if case.diff.find(named).is_some() {
        return Verdict::supported("diff");
    }
    if case.ledger.writes(named).any(Entry::succeeded) {
        return Verdict::unsupported();
    }
    untouched(case, named)
}

/// The diff does not show the file: then something must have touched it, or nothing happened to it.
fn untouched(case: &Case<'_>, named: &str) -> Verdict {
    if case.ledger.may_have_touched(named) || case.was_denied {
        return Verdict::unsupported();
    }
    let failed: Vec<String> = case
        .ledger
        .writes(named)
        .map(|entry| entry.receipt.id.clone())
        .collect();
    let why = if failed.is_empty() {
        format!(
            "The diff does not show {named}, and no receipt is of a call that could have changed it."
        )
    } else {
        format!("The diff does not show {named}, and the calls that were to change it failed.")
    };
    let evidence = if failed.is_empty() {
        vec!["diff".to_string()]
    } else {
        failed
    };
    Verdict::contradicted(why, evidence)
}

fn deleted(case: &Case<'_>, named: &str) -> Verdict {
    if case
        .diff
        .find(named)
        .is_some_and(|change| change.fate == Fate::Deleted)
    {
        return Verdict::supported("diff");
    }
    match case.workspace.file(named) {
        Look::Text(_) => Verdict::contradicted(
            format!("{named} is still in the workspace."),
            vec![named.to_string()],
        ),
        Look::Absent | Look::Unknown => Verdict::unsupported(),
    }
}

fn renamed(case: &Case<'_>, from: &str, to: &str) -> Verdict {
    if path::of(from).is_some() && path::of(to).is_some() {
        let is_new = case
            .diff
            .find(to)
            .is_some_and(|change| change.fate != Fate::Deleted);
        if is_new {
            return Verdict::supported("diff");
        }
        return match (case.workspace.file(from), case.workspace.file(to)) {
            (Look::Text(_), Look::Absent) => Verdict::contradicted(
                format!("{from} is still there, and there is no {to}."),
                vec![from.to_string(), to.to_string()],
            ),
            _ => Verdict::unsupported(),
        };
    }
    defined(case, to)
}

fn defined(case: &Case<'_>, said: &str) -> Verdict {
    let name = identifier(said);
    if name.chars().count() < 3
        || !name
            .chars()
            .all(|character| character.is_alphanumeric() || character == '_')
    {
        return Verdict::unsupported();
    }
    let plain = |text: &str| text.to_lowercase().replace(['_', '-'], "");
    let wanted = plain(name);
    let shown = case.diff.changes.iter().any(|change| {
        plain(change.path).contains(&wanted)
            || change
                .with(Sign::Added)
                .any(|line| plain(line.text).contains(&wanted))
    });
    if shown {
        return Verdict::supported("diff");
    }
    let hidden = case.diff.hides() || case.ledger.has_unknown() || case.was_denied;
    let written = case.diff.is_empty() && case.ledger.may_have_changed();
    if hidden || written {
        return Verdict::unsupported();
    }
    Verdict::contradicted(
        format!("No line that the diff adds mentions `{name}`."),
        vec!["diff".to_string()],
    )
}

/// The last name of a path of names, without arguments.
fn identifier(said: &str) -> &str {
    let bare = said.split(['(', '<', '!', ' ', '=']).next().unwrap_or(said);
    let last = bare.rsplit("::").next().unwrap_or(bare);
    last.rsplit('.')
        .next()
        .unwrap_or(last)
        .trim_start_matches('-')
}

fn mended(case: &Case<'_>) -> Verdict {
    let nothing = case.diff.is_empty() && !case.ledger.may_have_changed() && !case.was_denied;
    if !nothing {
        // What was measured after a change speaks for it.
        let mut measured = case.ledger.measured_tests();
        let newest = measured.next_back().filter(|entry| entry.succeeded());
        return newest
            .filter(|_| !case.diff.is_empty())
            .map_or_else(Verdict::unsupported, |entry| {
                Verdict::supported(entry.receipt.id.clone())
            });
    }
    Verdict::contradicted(
        "Nothing has changed, and no receipt is of a call that could have changed something."
            .to_string(),
        vec!["diff".to_string()],
    )
}

fn read(case: &Case<'_>, named: &str) -> Verdict {
    if let Some(entry) = case.ledger.mentions(named) {
        return Verdict::supported(entry.receipt.id.clone());
    }
    let pasted = case.task.text.contains("```") || case.task.text.len() > 2_000;
    let any_script = case.ledger.commands().next().is_some();
    // A project's instructions are read to the executor before it begins.
    let told = path::base(named) == "AGENTS.md";
    if case.diff.find(named).is_some()
        || pasted
        || told
        || any_script
        || case.ledger.has_unknown()
        || case.was_denied
    {
        return Verdict::unsupported();
    }
    Verdict::contradicted(
        format!("No receipt is of a call that looked at {named}."),
        Vec::new(),
    )
}

fn searched(case: &Case<'_>) -> Verdict {
    let looked = case
        .ledger
        .of_acts(&[Act::Search, Act::Shell, Act::Other, Act::Read])
        .next();
    match looked {
        Some(entry) if entry.act == Act::Read => Verdict::unsupported(),
        Some(entry) => Verdict::supported(entry.receipt.id.clone()),
        None if case.was_denied => Verdict::unsupported(),
        None => Verdict::contradicted(
            "No receipt is of a call that searched anything.".to_string(),
            Vec::new(),
        ),
    }
}
