//! Conditions that can be checked by rule. Others are left to judgement.

mod addition;
mod broken;
mod dependency;
mod german;
mod target;

use openkoi_sdk::evaluator::Finding;

use crate::case::Case;
use crate::command;
use crate::sentence::{Kind, Sentence, Token, sentences};
use addition::additions;
use broken::broken;
use target::{Target, targets};

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
