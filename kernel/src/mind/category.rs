//! What kind of work a task is, by the words it is put in.

mod clause;
mod words;

#[cfg(test)]
mod tests;

use clause::{Clause, Token};
use words::{Meaning, Verb};

/// The categories that rules or a model may name; evaluators and skills say which of them they are for.
pub const CATEGORIES: &[&str] = &[
    "api",
    "bugfix",
    "code",
    "database",
    "docs",
    "documentation",
    "endpoint",
    "graphql",
    "migration",
    "question",
    "readme",
    "refactor",
    "rest",
    "schema",
    "sql",
    "summary",
    "test",
    "writing",
];

/// A task's category.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Category {
    /// Empty: nobody can say.
    pub name: String,
    /// The words that decided.
    pub why: String,
}

impl Category {
    fn by(name: &str, words: &[&Token]) -> Self {
        let quoted: Vec<String> = words
            .iter()
            .map(|word| format!("{:?}", word.text))
            .collect();
        Self {
            name: name.to_owned(),
            why: quoted.join(", "),
        }
    }
}

/// Tells a task's category by rules: the first clause that orders something decides, by its verb and by the first thing
/// that it names after it. A task of questions is a question. Empty where the words don't say, or are not English.
pub fn category(task: &str) -> Category {
    let clauses = clause::clauses(task);
    if !clause::is_english(&clauses) {
        return Category::default();
    }
    let ordered = (0..clauses.len()).find_map(|at| ordered(&clauses, at));
    ordered
        .or_else(|| question(&clauses))
        .or_else(|| clauses.iter().find_map(symptom))
        .unwrap_or_default()
}

/// What a clause orders that begins with a verb.
fn ordered(clauses: &[Clause], number: usize) -> Option<Category> {
    let clause = &clauses[number];
    if clause.asks {
        return None;
    }
    let (at, verb) = clause.verb()?;
    let (said, after) = (&clause.words[at], &clause.words[at + 1..]);
    let object = object(after).or_else(|| around(clauses, number));
    let words = |object: &Token, name: &str| Some(Category::by(name, &[said, object]));
    match (verb, object) {
        (Verb::Always(name), _) => Some(Category::by(name, &[said])),
        (Verb::Question, _) => Some(Category::by("question", &[said])),
        (Verb::Fix, Some((object, Meaning::Prose(name)))) => words(object, name),
        (Verb::Fix, Some((object, Meaning::Slip))) => {
            let name = after.iter().find_map(prose).unwrap_or("writing");
            words(object, name)
        }
        (Verb::Fix, _) => {
            let symptom = after.iter().find(|word| words::symptom(&word.lower));
            let deciding: Vec<&Token> = [Some(said), symptom].into_iter().flatten().collect();
            Some(Category::by("bugfix", &deciding))
        }
        (Verb::Refactor, Some((object, Meaning::Prose(name) | Meaning::Data(name)))) => {
            words(object, name)
        }
        (Verb::Refactor, _) => Some(Category::by("refactor", &[said])),
        (Verb::Migrate, Some((object, Meaning::Data(_)))) => words(object, "migration"),
        (Verb::Migrate, _) => Some(Category::by("refactor", &[said])),
        (
            Verb::Write | Verb::Make | Verb::Implement,
            Some((object, Meaning::Prose(name) | Meaning::Data(name) | Meaning::Made(name))),
        ) => words(object, name),
        (Verb::Write, Some((object, Meaning::Letter))) => words(object, "writing"),
        (Verb::Implement, _) => Some(Category::by("code", &[said])),
        (Verb::Write | Verb::Make, Some((object, Meaning::Slip))) => words(object, "writing"),
        (Verb::Write | Verb::Make, Some((_, Meaning::Letter)) | None) => None,
    }
}

/// The first thing that the rest of the sentence names, as far as it orders nothing of its own: what comes after first.
fn around(clauses: &[Clause], number: usize) -> Option<(&Token, Meaning)> {
    let own =
        |clause: &&Clause| clause.sentence == clauses[number].sentence && clause.verb().is_none();
    let after = clauses[number + 1..].iter().take_while(own);
    let before = clauses[..number].iter().rev().take_while(own);
    after.chain(before).find_map(|clause| object(&clause.words))
}

/// The first thing that the words name: of a run like "API documentation" its last word.
fn object(tokens: &[Token]) -> Option<(&Token, Meaning)> {
    let until = tokens
        .iter()
        .position(|word| word.lower == "about")
        .unwrap_or(tokens.len());
    let tokens = &tokens[..until];
    let first = tokens
        .iter()
        .position(|word| words::meaning(word).is_some())?;
    let run: Vec<(&Token, Meaning)> = tokens[first..]
        .iter()
        .map_while(|word| words::meaning(word).map(|meaning| (word, meaning)))
        .collect();
    let chosen = head(&run.iter().map(|(_, meaning)| *meaning).collect::<Vec<_>>());
    run.into_iter().nth(chosen)
}

/// The word of a run that says what it is: the last one, as a rule.
fn head(run: &[Meaning]) -> usize {
    let last = run.len().saturating_sub(1);
    let before = last.checked_sub(1).map(|at| run[at]);
    match (run, before) {
        // A failing test, a broken migration.
        ([Meaning::Made("bugfix"), ..], _) => 0,
        // The schema of an interface is the interface's; a blog post is what the blog says.
        ([.., Meaning::Data("schema")], Some(Meaning::Made("graphql" | "api" | "rest")))
        | ([.., Meaning::Letter], Some(_)) => last - 1,
        _ => last,
    }
}

fn prose(word: &Token) -> Option<&'static str> {
    match words::meaning(word) {
        Some(Meaning::Prose(name)) => Some(name),
        _ => None,
    }
}

/// Nothing is asked for but an answer.
fn question(clauses: &[Clause]) -> Option<Category> {
    let asking = clauses.iter().find(|clause| clause.asks)?;
    let first = asking.words.first()?;
    Some(Category::by("question", &[first]))
}

/// Something is told that is wrong.
fn symptom(clause: &Clause) -> Option<Category> {
    let word = clause
        .words
        .iter()
        .find(|word| words::symptom(&word.lower))?;
    Some(Category::by("bugfix", &[word]))
}
