//! What the user's words ask for, as far as rules can tell.

mod foreign;
mod literal;
mod verb;

pub use literal::Wish;

use crate::path;
use crate::sentence::{Kind as TokenKind, Sentence, clip, sentences};

/// Of a longer task only the beginning is read.
const LONGEST: usize = 32 * 1024;

/// What kind of work it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Files have to be other than they were.
    Change,
    /// An answer is wanted.
    Question,
    /// There is no telling.
    Other,
}

/// The task.
#[derive(Debug)]
pub struct Task<'a> {
    /// Its words.
    pub text: &'a str,
    /// In lower case.
    pub lower: String,
    /// What kind of work it is.
    pub kind: Kind,
    /// Something that is wrong is to be mended.
    pub mends: bool,
    /// Files that it names, as it names them.
    pub paths: Vec<&'a str>,
    /// What it wants to the letter.
    pub wishes: Vec<Wish<'a>>,
    /// Names of code that it mentions.
    identifiers: Vec<&'a str>,
}

impl<'a> Task<'a> {
    /// Reads the task's words.
    pub fn of(text: &'a str) -> Self {
        let text = clip(text, LONGEST);
        let read: Vec<Sentence<'a>> = sentences(text).into_iter().take(200).collect();
        let lower = text.to_lowercase();
        let kind = verb::kind(&read, &lower);
        let mut paths: Vec<&str> = Vec::new();
        for token in read.iter().flat_map(|sentence| &sentence.tokens) {
            if let Some(path) = path::of_token(token)
                && !paths.contains(&path)
            {
                paths.push(path);
            }
        }
        let wishes = match kind {
            Kind::Change => literal::wishes(&read, &lower),
            Kind::Question | Kind::Other => Vec::new(),
        };
        let mends = has_word(
            &lower,
            &[
                "fix", "fixes", "repair", "mend", "bug", "bugs", "broken", "failing", "fails",
                "fail", "failure", "failures", "pass", "passes", "passing", "green", "correct",
                "debug", "solve", "resolve",
            ],
        );
        Self {
            text,
            lower,
            kind,
            mends,
            paths,
            wishes,
            identifiers: identifiers(&read),
        }
    }

    /// One of these words stands in it.
    pub fn says(&self, words: &[&str]) -> bool {
        has_word(&self.lower, words)
    }

    /// It names this identifier or literal as a whole.
    pub fn names(&self, word: &str) -> bool {
        word.chars().count() > 1 && has_word(&self.lower, &[&word.to_lowercase()])
            || self.text.contains(&format!("`{word}`"))
    }

    /// It asks that tests become other than they were, in one of these ways.
    pub fn permits_tests(&self, verbs: &[&str]) -> bool {
        let about = |clause: &str| {
            let words: Vec<&str> = words(clause).collect();
            let tests = words.iter().any(|word| {
                matches!(
                    *word,
                    "test"
                        | "tests"
                        | "spec"
                        | "specs"
                        | "snapshot"
                        | "snapshots"
                        | "assertion"
                        | "assertions"
                        | "testing"
                        | "fixture"
                        | "fixtures"
                        | "expectation"
                        | "expectations"
                )
            }) || words
                .iter()
                .any(|word| word.starts_with("test_") || word.ends_with("_test"));
            let verb = words.iter().any(|word| verbs.contains(word));
            let denied = words
                .iter()
                .any(|word| matches!(*word, "not" | "don't" | "never" | "without"));
            tests && verb && !denied
        };
        self.lower
            .split(['.', ';', '\n', ','])
            .flat_map(|part| part.split(" and "))
            .any(about)
    }

    /// What it is about, without the words that every task has: for comparing with what is gone.
    pub fn is_about(&self, text: &str) -> bool {
        self.identifiers.iter().any(|name| text.contains(name))
    }
}

/// Ways in which a task may allow any change of tests.
pub const ANY_TEST_CHANGE: [&str; 22] = [
    "update",
    "change",
    "edit",
    "rewrite",
    "adjust",
    "modify",
    "refactor",
    "replace",
    "migrate",
    "port",
    "convert",
    "correct",
    "relax",
    "loosen",
    "move",
    "rename",
    "clean",
    "simplify",
    "split",
    "merge",
    "regenerate",
    "adapt",
];

/// The words of a text; "_", "-" and apostrophes belong to them.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !(character.is_alphanumeric() || "_-'’".contains(character)))
        .filter(|word| !word.is_empty())
}

fn has_word(text: &str, wanted: &[&str]) -> bool {
    words(text).any(|word| wanted.contains(&word))
}

/// Names that stand in code, or that look like it.
fn identifiers<'a>(sentences: &[Sentence<'a>]) -> Vec<&'a str> {
    let tokens = sentences.iter().flat_map(|sentence| &sentence.tokens);
    let inner = |name: &str| name.contains('_') || name.chars().skip(1).any(char::is_uppercase);
    tokens
        .filter(|token| {
            token.kind == TokenKind::Code || (token.kind == TokenKind::Word && inner(token.text))
        })
        .map(|token| token.text.trim_end_matches("()"))
        .filter(|name| name.len() > 2 && path::of(name).is_none())
        .take(50)
        .collect()
}
