//! What a task wants to the letter: files that are to be there, or gone, and what is to stand in them.

use crate::path;
use crate::sentence::{Sentence, Token, has};

/// One wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish<'a> {
    /// The file is there afterwards, with this text in it if it names one.
    Created(&'a str, Option<&'a str>),
    /// The file is gone afterwards.
    Deleted(&'a str),
    /// The first is gone, the second is there.
    Renamed(&'a str, &'a str),
}

/// Words that may stand between a verb and the file that it is about.
const LIGHT: [&str; 37] = [
    "die",
    "datei",
    "eine",
    "neue",
    "el",
    "archivo",
    "un",
    "nuevo",
    "le",
    "fichier",
    "nouveau",
    "il",
    "file",
    "namens",
    "a",
    "an",
    "the",
    "new",
    "files",
    "named",
    "called",
    "empty",
    "text",
    "simple",
    "small",
    "script",
    "module",
    "document",
    "my",
    "this",
    "old",
    "obsolete",
    "unused",
    "temporary",
    "at",
    "short",
    "page",
];

/// All wishes; none where the words hold more than rules can follow.
pub(super) fn wishes<'a>(sentences: &[Sentence<'a>], lower: &str) -> Vec<Wish<'a>> {
    let outside = ["/tmp", "~/", "$home", "../", "outside"];
    if outside.iter().any(|place| lower.contains(place)) {
        return Vec::new();
    }
    let mut found: Vec<Wish<'a>> = Vec::new();
    for sentence in sentences {
        let vague = [
            "if", "unless", "example", "instead", "would", "when", "don't", "not", "never", "undo",
            "revert",
        ];
        if sentence.has(&vague) || sentence.asks() {
            continue;
        }
        for (at, token) in sentence.tokens.iter().enumerate() {
            // "how to create a.txt" asks for words.
            let before = &sentence.tokens[..at];
            if is_imperative(before) && !has(before, &["how"]) {
                found.extend(wish(token, &sentence.tokens[at + 1..]));
            }
        }
    }
    consistent(found, lower)
}

fn is_imperative(before: &[Token<'_>]) -> bool {
    before.last().is_none_or(|token| {
        token.is(&[
            "and", "then", "please", "to", "you", "also", "now", "first", "finally",
        ]) || token.is_mark(",;:")
    })
}

fn wish<'a>(verb: &Token<'a>, object: &[Token<'a>]) -> Vec<Wish<'a>> {
    let (files, rest) = listed(object);
    if files.len() < 2 {
        return one(verb, object).into_iter().collect();
    }
    // "a.txt, b.txt and c.txt, each containing koi"
    let rest = match rest {
        [mark, each, rest @ ..] if mark.is_mark(",") && each.is(&["each", "all"]) => rest,
        [each, rest @ ..] if each.is(&["each", "all"]) => rest,
        rest => rest,
    };
    let own = rest.first().is_none_or(|next| {
        next.is_mark(",;:()—–")
            || next.is(&[
                "and",
                "then",
                "with",
                "containing",
                "that",
                "which",
                "holding",
                "saying",
            ])
    });
    if !own {
        Vec::new()
    } else if verb.is(&["create", "write", "make", "generate"]) || verb.is(&super::verb::FOREIGN) {
        let literal = content(rest);
        let created = |named| Wish::Created(named, literal);
        files.into_iter().map(created).collect()
    } else if verb.is(&["delete", "remove"]) {
        files.into_iter().map(Wish::Deleted).collect()
    } else {
        Vec::new()
    }
}

/// Files that are named one after the other, and what comes after them.
fn listed<'a, 't>(object: &'t [Token<'a>]) -> (Vec<&'a str>, &'t [Token<'a>]) {
    let mut files = Vec::new();
    let mut at = object
        .iter()
        .position(|token| !token.is(&LIGHT))
        .unwrap_or(object.len());
    let mut end = at;
    while let Some(token) = object.get(at) {
        if let Some(named) = path::of_token(token).filter(|named| path::is_inside(named)) {
            files.push(named);
            end = at + 1;
        } else if files.is_empty() || !(token.is_mark(",") || token.is(&["and", "both", "the"])) {
            break;
        }
        at += 1;
    }
    (files, &object[end..])
}

fn one<'a>(verb: &Token<'a>, object: &[Token<'a>]) -> Option<Wish<'a>> {
    let light = object.iter().position(|token| !token.is(&LIGHT))?;
    let named = path::of_token(object.get(light)?).filter(|path| path::is_inside(path))?;
    let rest = &object[light + 1..];
    // "the hello.txt file" is still the file, "the Cargo.toml dependency" is not.
    let own = rest.first().is_none_or(|next| {
        next.is_mark(",;:()—–")
            || next.is(&[
                "and",
                "then",
                "file",
                "in",
                "with",
                "containing",
                "that",
                "to",
                "which",
                "at",
                "from",
                "as",
                "whose",
                "holding",
                "saying",
                "into",
                "mit",
                "und",
                "con",
                "y",
                "avec",
                "et",
                "e",
            ])
    });
    if !own {
        return None;
    }
    if verb.is(&["create", "write", "add", "make", "generate"]) || verb.is(&super::verb::FOREIGN) {
        let elsewhere = rest
            .first()
            .is_some_and(|next| next.is(&["in", "to", "into", "at", "from", "as"]));
        return (!elsewhere).then(|| Wish::Created(named, content(rest)));
    }
    if verb.is(&["delete", "remove"]) {
        let part = rest
            .first()
            .is_some_and(|next| next.is(&["from", "in", "as", "to"]));
        return (!part).then_some(Wish::Deleted(named));
    }
    if verb.is(&["rename", "move"]) {
        let to = rest
            .iter()
            .position(|token| token.is(&["to", "into", "as"]))?;
        let target = rest[to + 1..].iter().find(|token| !token.is(&LIGHT))?;
        let target = path::of_token(target).filter(|path| path::is_inside(path))?;
        return Some(Wish::Renamed(named, target));
    }
    None
}

/// The text that is to stand in the file, if the words give it to the letter.
fn content<'a>(rest: &[Token<'a>]) -> Option<&'a str> {
    let at = rest.iter().take(8).position(|token| {
        token.is(&[
            "containing",
            "contains",
            "saying",
            "says",
            "content",
            "contents",
            "text",
            "holding",
            "reads",
            "reading",
        ])
    })?;
    let skip = [
        "the",
        "text",
        "content",
        "contents",
        "word",
        "words",
        "line",
        "string",
        "exactly",
        "just",
        "only",
        "single",
        "of",
        "is",
        "a",
        "following",
    ];
    let after = &rest[at + 1..];
    let first = after
        .iter()
        .position(|token| !token.is(&skip) && !token.is_mark(":"))?;
    let literal = &after[first];
    if literal.is_literal() {
        return Some(literal.text);
    }
    // One bare word that ends the clause; more words may be a description.
    let described = after[..first]
        .iter()
        .any(|token| token.is(&["a", "of", "following"]));
    let ends = after
        .get(first + 1)
        .is_none_or(|next| next.is(&["and", "then"]) || next.is_mark(",;"));
    let kinds = [
        "text",
        "code",
        "data",
        "json",
        "yaml",
        "toml",
        "xml",
        "html",
        "markdown",
        "documentation",
        "content",
        "nothing",
        "information",
        "python",
        "rust",
        "javascript",
    ];
    let described = described || literal.is(&kinds) || literal.text.ends_with('s');
    (ends && !described && !literal.is_mark("(:") && path::of_token(literal).is_none())
        .then_some(literal.text)
}

/// Wishes that speak of one file twice, or of a file that changes its name later, are no wishes for its end.
fn consistent<'a>(wishes: Vec<Wish<'a>>, lower: &str) -> Vec<Wish<'a>> {
    let names = |wish: &Wish<'a>| match wish {
        Wish::Created(path, _) | Wish::Deleted(path) => vec![*path],
        Wish::Renamed(from, to) => vec![*from, *to],
    };
    let moves = [
        "rename it",
        "delete it",
        "remove it",
        "move it",
        "copy",
        "replace it",
        "overwrite",
        "rename that",
    ];
    if moves.iter().any(|words| lower.contains(words)) {
        return Vec::new();
    }
    let all: Vec<&str> = wishes.iter().flat_map(names).collect();
    let once = |path: &&str| all.iter().filter(|known| *known == path).count() == 1;
    wishes
        .iter()
        .filter(|wish| names(wish).iter().all(once))
        .cloned()
        .collect()
}
