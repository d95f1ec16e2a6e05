//! What a verb is about: files, places and names after it.

use super::deed::Deed;
use crate::path;
use crate::sentence::{Kind, Token};

/// Words after which nothing belongs to the verb any more.
pub(super) const STOPS: [&str; 17] = [
    "because", "so", "which", "that", "since", "where", "while", "when", "before", "after",
    "instead", "but", "using", "via", "by", "as", "until",
];
/// What may come after a file that a verb is about; another word makes the file that word's: "Cargo.toml dependency".
const FOLLOWING: [&str; 45] = [
    "and",
    "with",
    "to",
    "in",
    "that",
    "which",
    "containing",
    "for",
    "file",
    "files",
    "so",
    "as",
    "from",
    "too",
    "using",
    "by",
    "but",
    "again",
    "accordingly",
    "also",
    "on",
    "at",
    "where",
    "when",
    "because",
    "after",
    "before",
    "since",
    "while",
    "then",
    "via",
    "into",
    "successfully",
    "of",
    "only",
    "itself",
    "first",
    "instead",
    "twice",
    "carefully",
    "without",
    "is",
    "was",
    "now",
    "or",
];
/// Of these a clause is made: what stands before was no verb.
const FINITE: [&str; 16] = [
    "is", "are", "was", "were", "be", "will", "can", "has", "have", "had", "now", "gets", "get",
    "does", "do", "goes",
];
const INTO: [&str; 9] = [
    "to", "in", "into", "from", "inside", "within", "at", "on", "across",
];
const ABOUT: [&str; 13] = [
    "of", "for", "with", "without", "about", "under", "between", "through", "around", "over",
    "per", "like", "not",
];

/// The files that a verb is about, and those that something was put into or taken from.
pub(super) fn direct<'a>(
    object: &[Token<'a>],
    also: &[&str],
    places: &[&str],
) -> (Vec<&'a str>, Vec<&'a str>) {
    let (mut paths, mut located) = (Vec::new(), Vec::new());
    let mut place = None;
    let mut last = None;
    for (at, token) in object.iter().enumerate() {
        let ends = token.is(&STOPS) || token.is(&FINITE) || token.is_mark(";:—–");
        if ends || is_participle(token) {
            break;
        }
        if token.is_mark("(") && (!paths.is_empty() || !located.is_empty()) {
            break;
        }
        if let Some(path) = path::of_token(token) {
            let owned = object
                .get(at + 1)
                .is_some_and(|next| next.kind == Kind::Word && !next.is(&FOLLOWING));
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
        } else if token.is(places)
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
pub(super) fn renamed<'a>(object: &[Token<'a>]) -> Option<Deed<'a>> {
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
pub(super) fn name<'a>(object: &[Token<'a>]) -> Option<&'a str> {
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
    // "`rebate` to price.js"
    let placed = at == 0
        && matches!(object.get(1..3), Some([to, file]) if to.is(&["to", "in", "into"])
            && path::of_token(file).is_some_and(|file| !path::is_prose(file)))
        && literal
            .trim_end_matches("()")
            .chars()
            .all(|character| character.is_alphanumeric() || character == '_');
    let is_kind = is_kind || placed;
    (is_kind && plain && object[at].kind == Kind::Code && path::of(literal).is_none())
        .then_some(literal)
}

/// "reported in a.md" tells of something else than the verb's own place.
fn is_participle(token: &Token<'_>) -> bool {
    let ends = ["ing", "ed"]
        .iter()
        .any(|ending| token.text.ends_with(ending));
    let told = token.is(&["found", "seen", "shown", "known", "given"]);
    token.kind == Kind::Word && (told || (ends && !token.is(&["named", "called"])))
}
