//! Conditions that can be checked by rule. Others are left to judgement.

use openkoi_sdk::evaluator::{Finding, Severity};

use crate::case::Case;
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

/// A condition that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Rule<'a> {
    /// None of these may change.
    Spare(Vec<Target<'a>>),
    /// Nothing but these may change.
    Only(Vec<Target<'a>>),
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
            found.extend(rule(&sentence).and_then(|rule| broken(case, constraint, &rule)));
        }
    }
    // The task's own words may set conditions too.
    for sentence in sentences(case.task.text).iter().take(MOST) {
        match rule(sentence) {
            Some(rule @ (Rule::Spare(_) | Rule::NoDependency)) => {
                found.extend(broken(case, sentence.text, &rule))
            }
            Some(rule @ Rule::Only(_))
                if sentence.tokens.first().is_some_and(|first| {
                    first.is(&["only", "change", "edit", "modify", "touch"])
                }) =>
            {
                found.extend(broken(case, sentence.text, &rule));
            }
            Some(Rule::Only(_) | Rule::Run(_)) | None => {}
        }
    }
    found
}

fn rule<'a>(sentence: &Sentence<'a>) -> Option<Rule<'a>> {
    let tokens: Vec<Token<'a>> = sentence
        .tokens
        .iter()
        .filter(|token| token.kind != Kind::Quote)
        .copied()
        .collect();
    if sentence.has(&["if", "unless"]) && !tokens.first()?.is(&["run"]) {
        return None;
    }
    if sentence.has(&["dependency", "dependencies"])
        && (sentence.has(&["no", "without", "not", "don't", "never"]))
        && sentence.has(&["new", "add", "adding", "more", "additional", "extra"])
    {
        return Some(Rule::NoDependency);
    }
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
        let after_only = tokens
            .get(at + 1)
            .is_some_and(|token| token.is(&["only", "nothing"]));
        if before.last().is_some_and(|token| token.is(&["only"])) || after_only {
            if tokens[at + 1..]
                .iter()
                .any(|token| token.is(&["outside", "but", "except"]))
                && !after_only
            {
                return None;
            }
            let targets = targets(&tokens[at + 1..]);
            let files = targets
                .iter()
                .all(|target| matches!(target, Target::File(_) | Target::Directory(_)));
            return (!targets.is_empty() && files).then_some(Rule::Only(targets));
        }
    }
    let first = tokens.first()?;
    let unchanged = sentence.text.to_lowercase();
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
            let lock = |path: &str| {
                path.ends_with(".lock")
                    || path.ends_with("package-lock.json")
                    || path.ends_with("go.sum")
            };
            let path = hit(&|change| {
                !lock(change.path) && !targets.iter().any(|target| target.fits(change.path))
            })?;
            Some(told(format!("The diff changes {path} too."), Some(path)))
        }
        Rule::NoDependency => {
            let (path, line) = case.diff.changes.iter().find_map(dependency)?;
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

/// A line that adds a dependency, in one of the files that list them.
fn dependency<'a>(change: &Change<'a>) -> Option<(&'a str, &'a str)> {
    let base = path::base(change.path);
    let lists = base == "Cargo.toml"
        || base == "package.json"
        || base == "go.mod"
        || base == "pyproject.toml"
        || (base.starts_with("requirements") && base.ends_with(".txt"));
    if !lists || change.fate == Fate::New {
        return None;
    }
    let mut table = String::new();
    for line in &change.lines {
        let text = line.text.trim();
        let lower = text.to_lowercase();
        if line.sign == Sign::Hunk {
            table.clear();
        } else if text.starts_with('[') || (base == "package.json" && text.ends_with('{')) {
            table = lower.clone();
        }
        let own = match base {
            "Cargo.toml" => {
                table.contains("dependencies") && text.contains('=')
                    || (table.is_empty() && looks_like_crate(text))
            }
            "package.json" => {
                (table.contains("dependencies") || table.is_empty()) && is_package(text)
            }
            "go.mod" => text
                .split_whitespace()
                .any(|word| word.starts_with('v') && word.contains('.')),
            "pyproject.toml" => {
                (table.contains("dependencies") && text.contains('='))
                    || (text.starts_with('"')
                        && [">=", "==", "~="].iter().any(|sign| text.contains(sign)))
            }
            _ => !text.is_empty() && !text.starts_with('#'),
        };
        let name = || name(text);
        let known = || {
            change
                .with(Sign::Removed)
                .any(|removed| self::name(removed.text.trim()) == name())
        };
        if line.sign == Sign::Added && own && !known() {
            return Some((change.path, text));
        }
    }
    None
}

fn looks_like_crate(text: &str) -> bool {
    let Some((name, value)) = text.split_once('=') else {
        return false;
    };
    let value = value.trim();
    let own = [
        "version",
        "name",
        "edition",
        "license",
        "description",
        "authors",
        "publish",
        "path",
        "opt-level",
        "rust-version",
        "default",
        "repository",
    ];
    let version = value.strip_prefix('"').is_some_and(|rest| {
        rest.starts_with(|first: char| first.is_ascii_digit() || "^~=".contains(first))
    });
    !own.contains(&name.trim())
        && (version || value.starts_with("{ version") || value.starts_with("{version"))
}

fn is_package(text: &str) -> bool {
    let Some((name, value)) = text.split_once(':') else {
        return false;
    };
    let value = value.trim().trim_start_matches('"');
    name.trim() != "\"version\""
        && value.starts_with(|first: char| first.is_ascii_digit() || "^~".contains(first))
}

fn name(text: &str) -> &str {
    text.trim_start_matches('"')
        .split(|character: char| !(character.is_alphanumeric() || "_-./@".contains(character)))
        .next()
        .unwrap_or(text)
}
