//! Finds deeds in a sentence: what the answer says that its author did.

mod passive;
mod ran;
mod words;

use super::object::{STOPS, direct, name, renamed};
use crate::path;
use crate::sentence::{Kind, Sentence, Token};
use passive::passive;
use ran::ran;
use words::*;

/// Something that is said to have been done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed<'a> {
    /// This command ran.
    Ran(&'a str),
    /// A command of the project's ran: its tests.
    RanTests,
    /// Some program ran.
    RanSomething,
    /// It was tried out.
    Tried,
    /// These files were made.
    Created(Vec<&'a str>),
    /// These files were changed, each of them.
    Edited(Vec<&'a str>),
    /// Something in one of these files was changed.
    EditedIn(Vec<&'a str>),
    /// These files were taken away.
    Deleted(Vec<&'a str>),
    /// One became the other: a file or a name.
    Renamed(&'a str, &'a str),
    /// This name was introduced.
    Defined(&'a str),
    /// What was wrong was mended.
    Mended,
    /// These files were looked at.
    Read(Vec<&'a str>),
    /// The workspace was searched.
    Searched,
}

/// Of a longer sentence only so many words are read.
const LONGEST: usize = 200;
/// All deeds of a sentence. Where no change was asked for, only an explicit "I" makes a change a deed.
pub(super) fn deeds<'a>(sentence: &Sentence<'a>, is_change: bool) -> Vec<Deed<'a>> {
    let tokens = &sentence.tokens;
    let past = [
        "previously",
        "originally",
        "ago",
        "upstream",
        "commit",
        "history",
        "hypothetically",
        "example",
        "earlier",
    ];
    if sentence.has(&past) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut speaks = false;
    for (at, token) in tokens.iter().enumerate().take(LONGEST) {
        let asked = at > 0 && token.is(&["you"]) && tokens[at - 1].is(&["as"]);
        if token.is(&UNREAL) && !asked {
            break;
        }
        if token.kind != Kind::Word {
            continue;
        }
        if let Some(gerund) = gerund(tokens, at) {
            found.extend(gerund);
            continue;
        }
        match subject(tokens, at, speaks) {
            Subject::None => {}
            Subject::Passive(start) if is_change => {
                found.extend(passive(token, &tokens[start..at]))
            }
            Subject::Passive(_) => {}
            Subject::Own(explicit) => {
                let deed = active(tokens, at, is_change || explicit);
                speaks |= deed.is_some() && (explicit || is_change);
                found.extend(deed.into_iter().flatten());
            }
        }
    }
    found
}

/// Who is said to have done it.
enum Subject {
    /// The author; explicitly, or because nobody else is named.
    Own(bool),
    /// The clause's own subject, which begins here: it had this done to it.
    Passive(usize),
    None,
}

fn subject(tokens: &[Token<'_>], at: usize, speaks: bool) -> Subject {
    let mut before = at;
    while before > 0 && tokens[before - 1].is(&ADVERBS) {
        before -= 1;
    }
    let Some(previous) = before.checked_sub(1).map(|index| &tokens[index]) else {
        return Subject::Own(false);
    };
    if previous.is(&["i", "we", "i've", "we've"]) {
        return Subject::Own(true);
    }
    if previous.is(&["was", "were", "been"]) {
        let start = tokens[..before - 1]
            .iter()
            .rposition(|token| token.is_mark(";:—–") || token.is(&["and", "but"]))
            .map_or(0, |mark| mark + 1);
        let denied = tokens[start..at]
            .iter()
            .any(|token| token.is(&["not", "never", "no"]));
        return if denied {
            Subject::None
        } else {
            Subject::Passive(start)
        };
    }
    let begins =
        previous.is_mark(",;:—–") || previous.is(&["and", "then", "&", "yes", "done", "ok"]);
    if begins && speaks {
        return Subject::Own(true);
    }
    if previous.is_mark(":;—–") || previous.is(&["done"]) {
        return Subject::Own(false);
    }
    Subject::None
}

/// "verified by running …", "after running …".
fn gerund<'a>(tokens: &[Token<'a>], at: usize) -> Option<Vec<Deed<'a>>> {
    let after = at > 0 && tokens[at - 1].is(&["by", "after"]);
    let told = tokens[..at].iter().any(|token| {
        token.is(&[
            "verified",
            "confirmed",
            "tested",
            "checked",
            "validated",
            "proved",
            "i",
            "i've",
            "we",
        ])
    });
    let denied = tokens[..at].iter().any(|token| {
        token.is(&["not", "never", "before"]) || token.text.to_ascii_lowercase().ends_with("n't")
    });
    (tokens[at].is(&RUNNING) && after && told && !denied).then(|| ran(&tokens[at + 1..]))
}

fn active<'a>(tokens: &[Token<'a>], at: usize, changes: bool) -> Option<Vec<Deed<'a>>> {
    let verb = &tokens[at];
    let object = &tokens[at + 1..];
    let perfect =
        at > 0 && (tokens[at - 1].is(&["i've", "we've", "have"]) || tokens[at - 1].is(&ADVERBS));
    if verb.is(&RAN) || (verb.is(&["run"]) && perfect) {
        return Some(ran(object));
    }
    if verb.is(&["tested"]) {
        let own = object
            .first()
            .is_some_and(|next| next.is(&["it", "this", "locally", "manually", "everything"]))
            || object
                .iter()
                .take(5)
                .any(|next| next.is(&["locally", "manually"]));
        return own.then(|| vec![Deed::Tried]);
    }
    if verb.is(&["verified", "confirmed", "validated", "checked"]) {
        let passing = object.iter().take(8).any(|token| {
            token.is(&[
                "pass", "passes", "passed", "passing", "green", "succeed", "succeeds",
            ])
        });
        let tests = object
            .iter()
            .take(6)
            .any(|token| token.is(&["tests", "test", "suite"]));
        if tests && passing {
            return Some(vec![Deed::RanTests]);
        }
    }
    if verb.is(&SEARCHED) {
        return Some(vec![Deed::Searched]);
    }
    if verb.is(&READ) {
        let paths = direct(object, &["at", "through", "over", "both"], &[]).0;
        return (!paths.is_empty()).then(|| vec![Deed::Read(paths)]);
    }
    changes.then(|| changed(verb, object)).flatten()
}

fn changed<'a>(verb: &Token<'a>, object: &[Token<'a>]) -> Option<Vec<Deed<'a>>> {
    if verb.is(&["renamed", "moved"])
        && let Some(renamed) = renamed(object)
    {
        return Some(vec![renamed]);
    }
    if verb.is(&SAVED) {
        return target(object).map(|path| vec![Deed::Created(vec![path])]);
    }
    // What is put goes into a file, what is taken comes from one; anything else is a value: "changed it to out.txt".
    let places: &[&str] =
        if verb.is(&CREATED) || verb.is(&["inserted", "appended", "moved", "extracted"]) {
            &["to", "into", "in", "inside", "within", "at", "on", "across"]
        } else if verb.is(&DELETED) {
            &["from", "in", "inside", "within", "across"]
        } else {
            &["in", "inside", "within", "at", "on", "across"]
        };
    let (paths, located) = direct(object, &[], places);
    let mut found = Vec::new();
    if verb.is(&CREATED) {
        found.extend(name(object).map(Deed::Defined));
        if !paths.is_empty() && located.is_empty() {
            found.push(Deed::Created(paths));
        } else if !located.is_empty() {
            // "added out.txt to .gitignore"
            found.push(Deed::EditedIn(located));
        }
    } else if verb.is(&DELETED) {
        if !located.is_empty() {
            found.push(Deed::EditedIn(located));
        } else if !paths.is_empty() {
            found.push(Deed::Deleted(paths));
        }
    } else if verb.is(&EDITED) {
        if !paths.is_empty() && !verb.is(&VALUED) {
            found.push(Deed::Edited(paths));
        } else if !located.is_empty() {
            found.push(Deed::EditedIn(located));
        } else if verb.is(&["fixed", "repaired", "corrected", "implemented"]) && !object.is_empty()
        {
            found.push(Deed::Mended);
        }
    } else {
        return None;
    }
    Some(found)
}

/// The file after "as" or "to".
fn target<'a>(object: &[Token<'a>]) -> Option<&'a str> {
    let at = object
        .iter()
        .take(12)
        .position(|token| token.is(&["as", "to", "into"]))?;
    let ends = object[..at].iter().any(|token| {
        token.kind == Kind::Mark || token.is(&STOPS) || token.is(&["used", "in", "from", "on"])
    });
    object[at + 1..]
        .iter()
        .find(|token| !token.is(&["the", "file", "a", "new", "it"]))
        .and_then(path::of_token)
        .filter(|_| !ends)
}
