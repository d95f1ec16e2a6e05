//! Whether a task asks for a change or for an answer.

use super::Kind;
use crate::path;
use crate::sentence::{Sentence, Token};

/// Whatever their object is, these ask for a change of files.
const STRONG: [&str; 24] = [
    "fix",
    "rename",
    "delete",
    "remove",
    "refactor",
    "implement",
    "replace",
    "edit",
    "modify",
    "append",
    "insert",
    "bump",
    "upgrade",
    "migrate",
    "repair",
    "mend",
    "move",
    "uncomment",
    "inline",
    "extract",
    "deduplicate",
    "correct",
    "rewrite",
    "patch",
];
/// These do if they name something that stands in files.
const WEAK: [&str; 22] = [
    "sort",
    "create",
    "add",
    "write",
    "make",
    "generate",
    "change",
    "update",
    "convert",
    "set",
    "extend",
    "improve",
    "put",
    "introduce",
    "document",
    "optimize",
    "clean",
    "simplify",
    "prepend",
    "increase",
    "reduce",
    "replicate",
];
/// What stands in files.
const THINGS: [&str; 66] = [
    "file",
    "files",
    "function",
    "functions",
    "method",
    "methods",
    "class",
    "classes",
    "test",
    "tests",
    "bug",
    "bugs",
    "code",
    "module",
    "modules",
    "crate",
    "package",
    "feature",
    "endpoint",
    "endpoints",
    "script",
    "field",
    "fields",
    "flag",
    "option",
    "struct",
    "enum",
    "trait",
    "interface",
    "type",
    "types",
    "dependency",
    "readme",
    "docs",
    "docstring",
    "docstrings",
    "comment",
    "comments",
    "config",
    "configuration",
    "parameter",
    "argument",
    "constant",
    "variable",
    "import",
    "route",
    "component",
    "page",
    "button",
    "handler",
    "parser",
    "folder",
    "directory",
    "validation",
    "logging",
    "makefile",
    "dockerfile",
    "workflow",
    "changelog",
    "license",
    "import",
    "error",
    "migration",
    "schema",
    "header",
    "api",
];
/// "Create" in other languages: of a file that is named, and of nothing else.
pub(super) const FOREIGN: [&str; 12] = [
    "erstelle",
    "schreibe",
    "erzeuge",
    "generiere",
    "crea",
    "escribe",
    "genera",
    "crée",
    "écris",
    "génère",
    "scrivi",
    "crie",
];
/// What a program is made to do.
const BEHAVES: [&str; 24] = [
    "throw", "raise", "return", "reject", "accept", "support", "use", "handle", "log", "print",
    "ignore", "validate", "retry", "refuse", "fail", "panic", "wait", "stop", "send", "read",
    "write", "count", "round", "sort",
];
const ASKING: [&str; 45] = [
    "what",
    "where",
    "why",
    "how",
    "who",
    "which",
    "when",
    "is",
    "are",
    "does",
    "do",
    "did",
    "was",
    "were",
    "has",
    "have",
    "explain",
    "describe",
    "summarize",
    "summarise",
    "list",
    "show",
    "tell",
    "find",
    "count",
    "say",
    "analyze",
    "analyse",
    "review",
    "look",
    "check",
    "compare",
    "read",
    "search",
    "investigate",
    "print",
    "give",
    "suggest",
    "recommend",
    "answer",
    "name",
    "identify",
    "locate",
    "report",
    "verify",
];
/// Before a verb these say nothing.
const FILLING: [&str; 26] = [
    "please",
    "now",
    "then",
    "also",
    "just",
    "next",
    "finally",
    "first",
    "can",
    "could",
    "would",
    "will",
    "you",
    "i",
    "we",
    "want",
    "need",
    "to",
    "let's",
    "kindly",
    "afterwards",
    "hey",
    "hi",
    "go",
    "ahead",
    "openkoi",
];

/// Reads the verbs at the beginnings of sentences and clauses.
pub(super) fn kind(sentences: &[Sentence<'_>], lower: &str) -> Kind {
    if forbids_all(lower) {
        return Kind::Question;
    }
    if super::foreign::asks_for_change(lower) {
        return Kind::Change;
    }
    let mut found = Kind::Other;
    for sentence in sentences {
        let hypothetical = sentence.tokens.first().is_some_and(|first| {
            first.is(&[
                "if", "when", "should", "unless", "without", "how", "what", "why", "where",
                "which", "who", "do", "don't", "never",
            ])
        });
        if hypothetical {
            if found == Kind::Other && sentence.tokens[0].is(&ASKING) {
                found = Kind::Question;
            }
            continue;
        }
        // "In app.toml, set …" names the file in another clause than the verb.
        let placed = sentence
            .tokens
            .first()
            .is_some_and(|first| first.is(&["in"]))
            && sentence
                .tokens
                .get(1)
                .is_some_and(|next| path::of_token(next).is_some());
        for clause in clauses(&sentence.tokens) {
            match verb(clause, placed) {
                Kind::Change => return Kind::Change,
                Kind::Question if found == Kind::Other => found = Kind::Question,
                Kind::Question | Kind::Other => {}
            }
        }
        if sentence.asks() && found == Kind::Other {
            found = Kind::Question;
        }
    }
    found
}

fn forbids_all(lower: &str) -> bool {
    let all = [
        "don't change anything",
        "do not change anything",
        "without changing anything",
        "don't modify anything",
        "do not modify anything",
        "change nothing",
        "no changes",
        "don't make any changes",
        "do not make any changes",
        "don't edit anything",
        "don't write any",
        "do not touch any file",
        "do not change any file",
    ];
    let whole = all.iter().any(|words| {
        lower
            .match_indices(words)
            .any(|(at, _)| !limits(&lower[at + words.len()..]))
    });
    whole
        || [
            "dry run",
            "dry-run",
            "only report",
            "read-only",
            "just tell me",
        ]
        .iter()
        .any(|words| lower.contains(words))
}

/// "anything under test/", "nothing else": not all is forbidden.
fn limits(rest: &str) -> bool {
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    [
        " else", " under", " in ", " outside", " except", " but", " besides", " other", " within",
        " below", " to ", " apart", " about", " that", " beyond", " inside",
    ]
    .iter()
    .any(|word| rest.starts_with(word))
}

/// The parts between "and", "then" and commas.
pub(super) fn clauses<'t, 'a>(tokens: &'t [Token<'a>]) -> Vec<&'t [Token<'a>]> {
    tokens
        .split(|token| token.is(&["and", "then"]) || token.is_mark(",;:—–"))
        .filter(|clause| !clause.is_empty())
        .collect()
}

fn verb(clause: &[Token<'_>], in_file: bool) -> Kind {
    let start = clause.iter().position(|token| !token.is(&FILLING));
    let Some((verb, object)) = start.and_then(|start| clause[start..].split_first()) else {
        return Kind::Other;
    };
    if conditional(object) {
        return Kind::Other;
    }
    let foreign = object.iter().any(|token| {
        token.is(&[
            "sentence",
            "paragraph",
            "poem",
            "haiku",
            "story",
            "essay",
            "email",
            "letter",
            "joke",
            "regex",
            "snippet",
            "following",
            "me",
            "us",
            "sure",
        ])
    });
    let file = in_file
        || object
            .iter()
            .any(|token| path::of_token(token).is_some() || path::directory(token).is_some());
    let thing = file || object.iter().any(|token| token.is(&THINGS));
    let prose = object.iter().take(4).any(|token| {
        token.is(&[
            "summary",
            "overview",
            "explanation",
            "description",
            "list",
            "review",
            "report",
            "plan",
            "analysis",
            "sure",
            "message",
            "proposal",
        ])
    });
    let placed = object
        .iter()
        .any(|token| token.is(&["to", "into", "as", "called", "named"]));
    if verb.is(&WEAK) && prose && !placed {
        return Kind::Other;
    }
    if verb.is(&STRONG) && (file || (!foreign && !object.is_empty())) {
        return Kind::Change;
    }
    if verb.is(&FOREIGN) && file {
        return Kind::Change;
    }
    let behaviour = verb.is(&["make"]) && object.iter().take(6).any(|token| token.is(&BEHAVES));
    if behaviour && !foreign {
        return Kind::Change;
    }
    if verb.is(&WEAK) && (file || (!foreign && thing)) {
        return Kind::Change;
    }
    if verb.is(&ASKING) {
        return Kind::Question;
    }
    Kind::Other
}

/// The deed is wanted only under a condition.
fn conditional(object: &[Token<'_>]) -> bool {
    object.iter().any(|token| {
        token.is(&[
            "if",
            "unless",
            "whether",
            "any",
            "whatever",
            "wherever",
            "possible",
            "necessary",
            "needed",
            "remaining",
        ])
    })
}
