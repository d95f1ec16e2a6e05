//! Finds deeds in a sentence: what the answer says that its author did.

use crate::command;
use crate::path;
use crate::sentence::{Kind, Sentence, Token};

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
const RAN: [&str; 7] = [
    "ran",
    "executed",
    "re-ran",
    "reran",
    "re-executed",
    "invoked",
    "launched",
];
const RUNNING: [&str; 4] = ["running", "executing", "re-running", "rerunning"];
const CREATED: [&str; 5] = ["created", "wrote", "generated", "added", "introduced"];
const EDITED: [&str; 32] = [
    "edited",
    "updated",
    "changed",
    "modified",
    "fixed",
    "refactored",
    "rewrote",
    "adjusted",
    "corrected",
    "patched",
    "replaced",
    "extended",
    "cleaned",
    "reworked",
    "simplified",
    "implemented",
    "inserted",
    "appended",
    "bumped",
    "switched",
    "converted",
    "documented",
    "tweaked",
    "repaired",
    "moved",
    "extracted",
    "improved",
    "set",
    "swapped",
    "renamed",
    "made",
    "restored",
];
const DELETED: [&str; 3] = ["deleted", "removed", "dropped"];
const READ: [&str; 9] = [
    "read",
    "reviewed",
    "inspected",
    "opened",
    "examined",
    "checked",
    "looked",
    "went",
    "studied",
];
const SEARCHED: [&str; 3] = ["searched", "grepped", "scanned"];
/// Between a subject and its verb.
const ADVERBS: [&str; 17] = [
    "also",
    "then",
    "just",
    "now",
    "already",
    "successfully",
    "subsequently",
    "first",
    "finally",
    "have",
    "next",
    "further",
    "additionally",
    "carefully",
    "simply",
    "manually",
    "again",
];
/// Before the verb they make of a deed something thought of.
const UNREAL: [&str; 21] = [
    "if",
    "would",
    "could",
    "should",
    "might",
    "may",
    "can",
    "whether",
    "unless",
    "suppose",
    "imagine",
    "until",
    "you",
    "your",
    "will",
    "shall",
    "must",
    "recommend",
    "suggest",
    "propose",
    "someone",
];
/// Words after which nothing belongs to the verb any more.
const STOPS: [&str; 17] = [
    "because", "so", "which", "that", "since", "where", "while", "when", "before", "after",
    "instead", "but", "using", "via", "by", "as", "until",
];
const INTO: [&str; 9] = [
    "to", "in", "into", "from", "inside", "within", "at", "on", "across",
];
const ABOUT: [&str; 13] = [
    "of", "for", "with", "without", "about", "under", "between", "through", "around", "over",
    "per", "like", "not",
];

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
        let paths = direct(object, &["at", "through", "over", "both"]).0;
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
    let (paths, located) = direct(object, &[]);
    let mut found = Vec::new();
    if verb.is(&CREATED) {
        found.extend(name(object).map(Deed::Defined));
        if !paths.is_empty() {
            found.push(Deed::Created(paths));
        } else if !located.is_empty() {
            found.push(Deed::EditedIn(located));
        }
    } else if verb.is(&DELETED) {
        if !located.is_empty() {
            found.push(Deed::EditedIn(located));
        } else if !paths.is_empty() {
            found.push(Deed::Deleted(paths));
        }
    } else if verb.is(&EDITED) {
        if !paths.is_empty() {
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

/// What ran: commands in code, or the tests by name.
fn ran<'a>(object: &[Token<'a>]) -> Vec<Deed<'a>> {
    let elsewhere = [
        "into", "out", "through", "across", "over", "away", "up", "down", "mentally", "afoul",
    ];
    if object.first().is_none_or(|next| next.is(&elsewhere))
        || object.iter().any(|token| token.is(&["mentally", "head"]))
    {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, token) in object.iter().enumerate().take(30) {
        if at > 0
            && (token.is(&STOPS)
                || token.is(&["to", "on", "in", "against", "for", "not"])
                || token.is_mark(";:—–("))
        {
            break;
        }
        if token.is(&CREATED) || token.is(&EDITED) || token.is(&DELETED) {
            break;
        }
        match token.kind {
            Kind::Code => found.push(Deed::Ran(token.text)),
            Kind::Word if token.is(&["grep", "glob", "rg", "search", "searches", "query"]) => {
                found.push(Deed::Searched);
            }
            Kind::Word if token.is(&["tests", "test", "suite", "pytest", "specs"]) => {
                found.push(Deed::RanTests);
            }
            Kind::Word
                if token.is(&[
                    "script",
                    "program",
                    "command",
                    "commands",
                    "benchmark",
                    "benchmarks",
                    "build",
                    "linter",
                    "clippy",
                    "formatter",
                    "compiler",
                    "binary",
                ]) =>
            {
                found.push(Deed::RanSomething);
            }
            Kind::Word
                if at < 2
                    && token.is(&["cargo", "npm", "make", "eslint", "mypy", "tsc", "ruff"]) =>
            {
                found.push(Deed::RanSomething);
            }
            Kind::Word | Kind::Quote | Kind::Mark => {}
        }
    }
    found.dedup();
    found
}

fn passive<'a>(verb: &Token<'a>, subject: &[Token<'a>]) -> Vec<Deed<'a>> {
    let subject: Vec<Token<'a>> = subject
        .iter()
        .take_while(|token| !token.is(&["was", "were", "has", "have", "is"]))
        .copied()
        .collect();
    if verb.is(&["run", "executed", "re-run", "rerun"]) {
        let commands = subject
            .iter()
            .filter(|token| token.kind == Kind::Code && command::is_command(token.text));
        let mut found: Vec<Deed<'a>> = commands.map(|token| Deed::Ran(token.text)).collect();
        if found.is_empty() && subject.iter().any(|token| token.is(&["tests", "suite"])) {
            found.push(Deed::RanTests);
        }
        return found;
    }
    let (paths, _) = direct(&subject, &[]);
    let alone = subject.iter().all(|token| {
        path::of_token(token).is_some()
            || token.is(&["the", "file", "files", "and", "both", "a", "new", "all"])
            || token.is_mark(",")
    });
    if paths.is_empty() || !alone {
        return Vec::new();
    }
    if verb.is(&["created", "added", "written", "generated"]) {
        vec![Deed::Created(paths)]
    } else if verb.is(&DELETED) {
        vec![Deed::Deleted(paths)]
    } else if verb.is(&EDITED) {
        vec![Deed::Edited(paths)]
    } else {
        Vec::new()
    }
}

/// The files that a verb is about, and those that something was put into or taken from.
fn direct<'a>(object: &[Token<'a>], also: &[&str]) -> (Vec<&'a str>, Vec<&'a str>) {
    let (mut paths, mut located) = (Vec::new(), Vec::new());
    let mut place = None;
    let mut last = None;
    for (at, token) in object.iter().enumerate() {
        if token.is(&STOPS) || token.is_mark(";:—–") {
            break;
        }
        if token.is_mark("(") && (!paths.is_empty() || !located.is_empty()) {
            break;
        }
        if let Some(path) = path::of_token(token) {
            let owned = object.get(at + 1).is_some_and(|next| {
                next.is(&[
                    "dependency",
                    "entry",
                    "references",
                    "reference",
                    "imports",
                    "import",
                    "usage",
                    "usages",
                    "mentions",
                    "mention",
                    "link",
                    "links",
                    "script",
                    "version",
                ])
            });
            match place {
                _ if owned => {}
                None if paths.is_empty() || last == Some(at) => paths.push(path),
                Some(true) if located.is_empty() || last == Some(at) => located.push(path),
                None | Some(_) => {}
            }
            last = Some(at + 1);
        } else if token.is_mark(",") || token.is(&["and", "both", "&"]) {
            // A list goes on only with another file.
            let listed = last == Some(at);
            let goes_on = object[at + 1..]
                .iter()
                .find(|next| !next.is(&["and", "the", "both"]))
                .is_some_and(|next| path::of_token(next).is_some());
            if !(listed && goes_on) {
                if !(paths.is_empty() && located.is_empty()) || token.is_mark(",") {
                    break;
                }
            } else {
                last = Some(at + 1);
            }
        } else if last == Some(at) && token.is(&["the"]) {
            last = Some(at + 1);
        } else if token.is(also) {
        } else if token.is(&INTO)
            && !(token.is(&["to"])
                && object[..at].iter().any(|token| {
                    token.is(&[
                        "link",
                        "reference",
                        "import",
                        "pointer",
                        "path",
                        "call",
                        "redirect",
                        "references",
                        "links",
                    ])
                }))
        {
            place = Some(true);
        } else if token.is(&INTO) || token.is(&ABOUT) {
            place = Some(false);
        }
    }
    (paths, located)
}

/// "`old` to `new`", both files or both in code.
fn renamed<'a>(object: &[Token<'a>]) -> Option<Deed<'a>> {
    let to = object.iter().position(|token| {
        token.is(&["to", "into", "as"]) || token.text == "→" || token.text == "->"
    })?;
    let named = |tokens: &[Token<'a>]| -> Option<&'a str> {
        let mut names = tokens
            .iter()
            .filter(|token| token.kind == Kind::Code || path::of_token(token).is_some());
        let first = names.next()?;
        names.next().is_none().then_some(first.text)
    };
    let from = named(&object[..to])?;
    let target = object[to + 1..]
        .iter()
        .take(4)
        .find(|token| token.kind == Kind::Code || path::of_token(token).is_some())?;
    Some(Deed::Renamed(from, target.text))
}

/// "a function `name`": what was introduced, if it is a name.
fn name<'a>(object: &[Token<'a>]) -> Option<&'a str> {
    let at = object.iter().take(6).position(Token::is_literal)?;
    let kinds = [
        "function",
        "functions",
        "method",
        "struct",
        "class",
        "test",
        "tests",
        "helper",
        "constant",
        "enum",
        "trait",
        "type",
        "field",
        "variable",
        "module",
        "interface",
    ];
    let before = &object[..at];
    let is_kind = before.last().is_some_and(|token| token.is(&kinds))
        || object.get(at + 1).is_some_and(|token| token.is(&kinds));
    let plain = !before.iter().any(|token| {
        token.is(&INTO) || token.is(&ABOUT) || token.is(&STOPS) || token.kind == Kind::Mark
    });
    let literal = object[at].text;
    (is_kind && plain && object[at].kind == Kind::Code && path::of(literal).is_none())
        .then_some(literal)
}
