//! Conditions that can be checked by rule. Others are left to judgement.

mod dependency;
mod german;

use openkoi_sdk::evaluator::{Finding, Severity};

use crate::case::Case;
use crate::claims::is_own;
use crate::command::{self, Fit};
use crate::diff::{Change, Fate, Sign};
use crate::path;
use crate::report::{COMPLETENESS, finding};
use crate::sentence::{Kind, Sentence, Token, clip, sentences};

const MOST: usize = 60;
const TOUCH: [&str; 14] = [
    "touch",
    "change",
    "edit",
    "modify",
    "alter",
    "delete",
    "remove",
    "rewrite",
    "update",
    "rename",
    "move",
    "overwrite",
    "break",
    "changing",
];

/// Beside one of these a task that forbids all change asks for one all the same.
const CHANGES: [&str; 17] = [
    "fix",
    "rename",
    "delete",
    "remove",
    "implement",
    "replace",
    "append",
    "insert",
    "move",
    "create",
    "add",
    "write",
    "refactor",
    "repariere",
    "lösche",
    "erstelle",
    "benenne",
];
/// Unless it asks for words.
const LOOKS: [&str; 16] = [
    "tell", "explain", "why", "what", "look", "show", "list", "describe", "review", "find",
    "report", "sag", "sage", "erkläre", "warum", "was",
];

/// A condition that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Rule<'a> {
    /// None of these may change.
    Spare(Vec<Target<'a>>),
    /// Nothing but these may change.
    Only(Vec<Target<'a>>),
    /// Nothing at all may change.
    Nothing,
    /// No file may be there that was not there before.
    NoFile,
    /// The project may not need more than it did.
    NoDependency,
    /// Tests have to run, or this command.
    Run(Option<&'a str>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target<'a> {
    File(&'a str),
    Directory(&'a str),
    Tests,
}

impl Target<'_> {
    fn fits(self, changed: &str) -> bool {
        match self {
            Self::File(named) => path::same(named, changed),
            Self::Directory(named) => path::is_below(changed, named),
            Self::Tests => path::is_test(changed),
        }
    }
}

/// Each broken condition.
pub fn findings(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for constraint in case.constraints.iter().take(MOST) {
        for sentence in sentences(constraint) {
            for (_, rule) in rules(&sentence) {
                found.extend(broken(case, constraint, &rule));
            }
        }
    }
    // The task's own words may set conditions too.
    for sentence in sentences(case.task.text).iter().take(MOST) {
        for (plain, rule) in rules(sentence) {
            let sets = match rule {
                Rule::Spare(_) | Rule::NoFile | Rule::NoDependency => true,
                // "Rename a. Don't change anything." means: anything else.
                Rule::Nothing => !case.task.says(&CHANGES) || case.task.says(&LOOKS),
                Rule::Only(_) => plain,
                Rule::Run(_) => false,
            };
            if sets {
                found.extend(broken(case, sentence.text, &rule));
            }
        }
    }
    found
}

/// All conditions of a sentence, each with whether its clause begins with it.
fn rules<'a>(sentence: &Sentence<'a>) -> Vec<(bool, Rule<'a>)> {
    let first = sentence.tokens.first();
    let conditional = sentence.has(&["if", "unless"]);
    if sentence.asks() || (conditional && !first.is_some_and(|first| first.is(&["run"]))) {
        return Vec::new();
    }
    let mut found: Vec<(bool, Rule<'a>)> = german::rules(sentence)
        .into_iter()
        .map(|rule| (true, rule))
        .collect();
    found.extend(additions(sentence).into_iter().map(|rule| (true, rule)));
    let tokens: Vec<Token<'a>> = sentence
        .tokens
        .iter()
        .filter(|token| token.kind != Kind::Quote)
        .copied()
        .collect();
    for clause in clauses(&tokens) {
        let plain = clause
            .first()
            .is_some_and(|first| first.is(&["only", "change", "edit", "modify", "touch"]));
        found.extend(rule(clause).map(|rule| (plain, rule)));
    }
    found
}

/// The parts of a sentence that can set a condition each: "do not …, and only …".
fn clauses<'t, 'a>(tokens: &'t [Token<'a>]) -> Vec<&'t [Token<'a>]> {
    let opens = |token: Option<&Token<'_>>| {
        token.is_some_and(|token| {
            token.is(&[
                "only", "don't", "do", "never", "leave", "keep", "run", "change", "edit", "modify",
                "touch",
            ])
        })
    };
    let mut found = Vec::new();
    let mut start = 0;
    for (at, token) in tokens.iter().enumerate() {
        let turns = token.kind == Kind::Mark || token.is(&["and", "but", "then"]);
        if at > start && turns && opens(tokens.get(at + 1)) {
            found.push(&tokens[start..at]);
            start = at + 1;
        }
    }
    found.push(&tokens[start..]);
    found
}

/// Nothing follows that would limit what was said: "anything visible", "files outside src/".
fn ends(rest: &str) -> bool {
    let rest = rest
        .strip_prefix('s')
        .unwrap_or(rest)
        .trim_start_matches(['*', '"', '`']);
    rest.trim().is_empty()
        || rest.starts_with(['.', ',', ';', ':', '!', ')', '-', '—'])
        || [" and ", " at all", " please", " - ", " – ", " — ", " here"]
            .iter()
            .any(|word| rest.starts_with(word))
}

/// What may not be added: dependencies, files, or anything at all.
fn additions<'a>(sentence: &Sentence<'a>) -> Vec<Rule<'a>> {
    let denied = sentence.has(&["no", "without", "not", "don't", "never"]);
    let mut found = Vec::new();
    if denied
        && sentence.has(&["dependency", "dependencies"])
        && sentence.has(&["new", "add", "adding", "more", "additional", "extra"])
    {
        found.push(Rule::NoDependency);
    }
    let lower = sentence.text.to_lowercase();
    let whole = |words: &[&str]| {
        words.iter().any(|words| {
            lower
                .match_indices(words)
                .any(|(at, _)| ends(&lower[at + words.len()..]))
        })
    };
    if whole(&[
        "no new file",
        "create any new file",
        "create new file",
        "add any new file",
        "add new file",
        "creating any new file",
        "creating new file",
        "adding new file",
        "adding any new file",
        "create any file",
        "create no file",
        "add any file",
        "add no file",
    ]) && denied
        && !sentence.has(&[
            "outside", "except", "but", "besides", "in", "under", "unless",
        ])
    {
        found.push(Rule::NoFile);
    }
    if whole(&[
        "don't change anything",
        "do not change anything",
        "don't modify anything",
        "do not modify anything",
        "don't edit anything",
        "do not edit anything",
        "don't touch anything",
        "do not touch anything",
        "change nothing",
        "modify nothing",
        "touch nothing",
        "without changing anything",
        "don't change any file",
        "do not change any file",
        "only look",
        "just look",
    ]) && !sentence.has(&[
        "outside", "except", "but", "besides", "else", "unless", "before", "until", "yet",
    ]) {
        found.push(Rule::Nothing);
    }
    found
}

fn rule<'a>(tokens: &[Token<'a>]) -> Option<Rule<'a>> {
    let verb = tokens.iter().position(|token| token.is(&TOUCH));
    if let Some(at) = verb {
        let before = &tokens[..at];
        if before
            .iter()
            .any(|token| token.is(&["not", "don't", "never", "without"]))
            && before.len() <= 5
        {
            return spare(&tokens[at + 1..]);
        }
        if let Some(only) = only(tokens, at) {
            return only;
        }
    }
    let first = tokens.first()?;
    let words: Vec<String> = tokens
        .iter()
        .map(|token| token.text.to_lowercase())
        .collect();
    let unchanged = words.join(" ");
    if first.is(&["keep", "leave"])
        && [
            "as they are",
            "as it is",
            "unchanged",
            "untouched",
            "intact",
            "as is",
            "alone",
        ]
        .iter()
        .any(|words| unchanged.contains(words))
    {
        return spare(&tokens[1..]);
    }
    if first.is(&["run"]) {
        let command = tokens
            .iter()
            .skip(1)
            .take(3)
            .find(|token| token.kind == Kind::Code && command::is_command(token.text));
        let tests = tokens
            .iter()
            .take(6)
            .any(|token| token.is(&["tests", "test", "suite"]));
        return match command {
            Some(command) => Some(Rule::Run(Some(command.text))),
            None => tests.then_some(Rule::Run(None)),
        };
    }
    None
}

/// "only change FILE", "change only FILE"; none if it is another sentence.
fn only<'a>(tokens: &[Token<'a>], verb: usize) -> Option<Option<Rule<'a>>> {
    let rest = &tokens[verb + 1..];
    let after = rest
        .first()
        .is_some_and(|token| token.is(&["only", "nothing"]));
    let before = verb > 0 && tokens[verb - 1].is(&["only"]);
    if !(before || after) {
        return None;
    }
    let open = rest
        .iter()
        .any(|token| token.is(&["outside", "but", "except"]));
    let targets = targets(rest);
    let placed = targets
        .iter()
        .all(|target| matches!(target, Target::File(_) | Target::Directory(_)));
    let clear = !targets.is_empty() && placed && (after || !open);
    Some(clear.then_some(Rule::Only(targets)))
}

fn spare<'a>(rest: &[Token<'a>]) -> Option<Rule<'a>> {
    if let Some(at) = rest
        .iter()
        .position(|token| token.is(&["outside", "but", "except", "besides"]))
    {
        let targets = targets(&rest[at + 1..]);
        let anything = rest[..at]
            .iter()
            .any(|token| token.is(&["anything", "files", "file", "code", "any"]));
        let placed = targets
            .iter()
            .all(|target| matches!(target, Target::File(_) | Target::Directory(_)));
        return (anything && placed && !targets.is_empty()).then_some(Rule::Only(targets));
    }
    let targets = targets(rest);
    (!targets.is_empty()).then_some(Rule::Spare(targets))
}

/// The files and directories up to where the words turn to something else.
fn targets<'a>(rest: &[Token<'a>]) -> Vec<Target<'a>> {
    let mut found = Vec::new();
    for (at, token) in rest.iter().enumerate().take(30) {
        if token.is(&[
            "because", "so", "since", "when", "while", "after", "before", "to", "without", "by",
            "via", "that", "which", "from", "until",
        ]) || token.is_mark(";:(—–")
        {
            break;
        }
        let next = rest.get(at + 1);
        if let Some(named) = path::of_token(token) {
            found.push(Target::File(named));
        } else if let Some(named) = path::directory(token) {
            found.push(Target::Directory(named));
        } else if next.is_some_and(|next| next.is(&["directory", "folder", "dir"]))
            && token.kind != Kind::Mark
        {
            found.push(Target::Directory(token.text.trim_matches('/')));
        } else if token.is(&["tests"]) {
            let public = rest[..at].iter().all(|token| {
                token.is(&[
                    "the",
                    "any",
                    "existing",
                    "of",
                    "project's",
                    "current",
                    "unit",
                    "your",
                    "these",
                    "those",
                    "and",
                    "or",
                    "all",
                ]) || path::of_token(token).is_some()
                    || token.is_mark(",")
            });
            if public {
                found.push(Target::Tests);
            }
        }
    }
    found
}

fn broken(case: &Case<'_>, constraint: &str, rule: &Rule<'_>) -> Option<Finding> {
    let told = |detail: String, place: Option<&str>| {
        let mut found = finding(
            Severity::Blocker,
            COMPLETENESS,
            &format!("Condition broken: {}", clip(constraint.trim(), 140)),
            &detail,
        );
        found.location = place.map(str::to_string);
        found.evidence = vec!["diff".to_string()];
        found
    };
    let hit = |fits: &dyn Fn(&Change<'_>) -> bool| {
        case.diff
            .changes
            .iter()
            .find(|change| fits(change))
            .map(|change| change.path)
    };
    match rule {
        Rule::Spare(targets) => {
            let path = hit(&|change| {
                targets.iter().any(|target| {
                    // New tests leave the tests as they are.
                    let new = *target == Target::Tests
                        && (change.fate == Fate::New
                            || change.with(Sign::Removed).next().is_none());
                    target.fits(change.path) && !new
                })
            })?;
            Some(told(format!("The diff changes {path}."), Some(path)))
        }
        Rule::Only(targets) => {
            let path = hit(&|change| {
                !path::is_lock(change.path)
                    && !targets.iter().any(|target| target.fits(change.path))
            })?;
            Some(told(format!("The diff changes {path} too."), Some(path)))
        }
        Rule::Nothing => {
            let path = hit(&|change| is_own(case, change))?;
            Some(told(format!("The diff changes {path}."), Some(path)))
        }
        Rule::NoFile => {
            let path = hit(&|change| change.fate == Fate::New && is_own(case, change))?;
            Some(told(
                format!("The diff has the new file {path}."),
                Some(path),
            ))
        }
        Rule::NoDependency => {
            let (path, line) = case.diff.changes.iter().find_map(dependency::added)?;
            Some(told(format!("{path} has the new line: {line}"), Some(path)))
        }
        Rule::Run(command) => {
            let (fit, _) = case.ledger.ran(|line| {
                command.map_or_else(
                    || command::runs_tests(line),
                    |command| command::fits(command, line),
                )
            });
            let measured = command.is_none() && case.ledger.measured_tests().next().is_some();
            let idle = command.is_none()
                && (case.diff.is_empty() || case.workspace.has_tests() != Some(true));
            if fit != Fit::No || measured || idle || case.ledger.has_unknown() || case.was_denied {
                return None;
            }
            let mut found = told("No receipt is of a command that does it.".to_string(), None);
            found.evidence.clear();
            Some(found)
        }
    }
}
