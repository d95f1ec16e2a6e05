//! What the user wants from now on.

use super::told::Told;
use super::{Draft, Run};
use crate::domain::LessonKind;

/// What stands between the user's words and what was piped in: that may be anybody's.
const PIPED: &str = "\n\n---\n\n";
/// A longer sentence is no rule.
const LONGEST: usize = 160;
/// A wish has so many words at least.
const WORDS: usize = 3;

/// How people say that something holds for good: at the beginning of a sentence, and anywhere in it.
const BEGINNINGS: &[&str] = &[
    "always ",
    "never ",
    "please always ",
    "please never ",
    "don't ever ",
    "do not ever ",
];
const MARKS: &[&str] = &["from now on", "in future", "in the future"];

/// The sentences of the task that say that something holds for good, where the task is the user's own words.
pub(super) fn lessons(run: &Run<'_>) -> Vec<Draft> {
    let task = run.story.description.as_str();
    let own = task.split_once(PIPED).map_or(task, |(own, _piped)| own);
    // Several lines may have been pasted.
    if own.trim().lines().count() > 1 {
        return Vec::new();
    }
    let wishes = sentences(own).filter(|sentence| is_wish(sentence));
    wishes.map(draft).collect()
}

/// The sentences, without what ends them.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let is_end = |c: char| matches!(c, '.' | '!' | ';');
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.char_indices().find(|(at, c)| {
            let after = &rest[at + c.len_utf8()..];
            is_end(*c) && (after.is_empty() || after.starts_with(char::is_whitespace))
        });
        let (sentence, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        rest = after.trim_start_matches(is_end);
        Some(sentence.trim())
    })
}

fn is_wish(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    let is_marked = BEGINNINGS.iter().any(|mark| lower.starts_with(mark))
        || MARKS.iter().any(|mark| lower.contains(mark));
    is_marked
        && sentence.chars().count() <= LONGEST
        && sentence.split_whitespace().count() >= WORDS
        && !sentence.contains('?')
}

fn draft(sentence: &str) -> Draft {
    Draft {
        kind: LessonKind::Wish,
        subject: sentence.to_owned(),
        told: Told::default().say("the user said: ").user(sentence),
        receipts: Vec::new(),
        confidence: 0.9,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_for_good_is_told_from_what_holds_once() {
        let rows = [
            ("Always run the linter before you answer", true),
            ("please never touch the lockfile", true),
            ("From now on, write tests in pytest", true),
            ("use tabs in the future", true),
            ("Fix the till", false),
            ("Find out why it never ends", false),
            ("Why does it always fail?", false),
            ("never mind", false),
        ];
        for (sentence, expected) in rows {
            assert_eq!(is_wish(sentence), expected, "{sentence}");
        }
    }

    #[test]
    fn a_task_is_read_sentence_by_sentence() {
        let task = "Fix src/lib.rs. Never edit v1.2 files! Thanks.";
        let found: Vec<&str> = sentences(task).filter(|it| !it.is_empty()).collect();
        assert_eq!(found, ["Fix src/lib.rs", "Never edit v1.2 files", "Thanks"]);
    }
}
