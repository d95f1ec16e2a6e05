//! Questions that a search of the workspace answers.

use super::phrase::{after, quotes};
use subject::subject;

mod subject;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Question {
    /// Where a name is defined; with `about`, what stands there too.
    Defined {
        name: String,
        about: bool,
    },
    /// Where a text occurs; only the files, or every line.
    Occurs {
        text: String,
        files: bool,
        word: bool,
    },
    Count(Counted),
    /// Lines marked TODO or FIXME.
    Todos,
    /// The files that match a glob.
    Files(String),
    /// What a file says.
    Shows(String),
}

/// What is counted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Counted {
    Files(String),
    LinesOf(String),
    Text(String),
    Todos,
    Tests,
    Functions,
}

const POLITE: [&str; 7] = [
    "please",
    "can you",
    "could you",
    "tell me",
    "do you know",
    "hey",
    "me",
];
const DEEP: [&str; 8] = [
    "why",
    "how do",
    "how does",
    "how can",
    "how should",
    "should",
    "explain",
    "when",
];
const SEARCHED: [&str; 16] = [
    "where", "find", "show", "which", "who", "what", "list", "search", "is", "does", "grep",
    "locate", "print", "display", "read", "cat",
];
const OF_FILES: [&str; 8] = [
    "which files",
    "what files",
    "list files",
    "list all files",
    "find files",
    "find all files",
    "which file",
    "list the files",
];
const HOLDING: [&str; 8] = [
    "mention",
    "contain",
    "use",
    "using",
    "reference",
    "import",
    "call",
    "include",
];
const DEFINED: [&str; 5] = [
    "defined",
    "declared",
    "definition",
    "implemented",
    "located",
];
const USED: [&str; 11] = [
    "usage",
    "uses of",
    "used",
    "call sites",
    "calls to",
    "callers",
    "who calls",
    "references",
    "occurrence",
    "mention",
    "called",
];
const SHOWN: [&str; 5] = ["show", "print", "display", "read", "cat"];
const INSIDE: [&str; 4] = ["what is in ", "what's in ", "contents of", "content of"];
const SEARCHING: [&str; 8] = [
    "where", "find", "search", "grep", "locate", "which", "is there", "list",
];
const MARKED: [&str; 10] = [
    "list",
    "find",
    "show",
    "where",
    "which",
    "what",
    "are there",
    "is there",
    "search for",
    "search",
];

/// The question, or why it can't be answered by searching.
pub(super) fn parse(task: &str) -> Result<Question, String> {
    let mut text = task.trim().trim_end_matches(['?', '.', '!']).trim();
    while let Some(rest) = after(text, &POLITE) {
        text = rest;
    }
    let asks = |beginnings: &[&str]| after(text, beginnings).is_some();
    let short = shortened(task);
    if asks(&DEEP) {
        return Err(format!(
            "This asks for understanding, which a search of the workspace does not give: “{short}”."
        ));
    }
    let lower = text.to_lowercase();
    let question = if asks(&MARKED) && lower.contains("todo") {
        Some(Question::Todos)
    } else if let Some(rest) = after(text, &["how many", "count"]) {
        counted(rest).map(Question::Count)
    } else if asks(&SEARCHED) {
        searched(text, &lower)
    } else {
        None
    };
    question.ok_or_else(|| format!("The rules can't tell what to do with this: “{short}”."))
}

fn shortened(task: &str) -> String {
    let short: String = task.chars().take(120).collect();
    if short.len() < task.len() {
        format!("{short}…")
    } else {
        short
    }
}

fn searched(text: &str, lower: &str) -> Option<Question> {
    let subject = subject(text)?;
    let begins = |beginnings: &[&str]| after(text, beginnings).is_some();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let word = is_name(&subject);
    let glob = glob_of(&subject);
    if begins(&OF_FILES) {
        return if has(&HOLDING) {
            Some(Question::Occurs {
                text: subject,
                files: true,
                word,
            })
        } else {
            glob.map(Question::Files)
        };
    }
    if begins(&["where"]) && has(&DEFINED) || has(&["definition of"]) {
        return Some(Question::Defined {
            name: subject,
            about: false,
        });
    }
    if has(&USED) {
        return Some(Question::Occurs {
            text: subject,
            files: false,
            word,
        });
    }
    if begins(&SHOWN) || has(&INSIDE) {
        return subject
            .contains(['.', '/'])
            .then_some(Question::Shows(subject));
    }
    if begins(&["what does", "what is", "what's"]) && word {
        return Some(Question::Defined {
            name: subject,
            about: true,
        });
    }
    if begins(&["list"]) && glob.is_some() {
        return glob.map(Question::Files);
    }
    let searching = begins(&SEARCHING) && (has_quote(text) || word);
    searching.then_some(Question::Occurs {
        text: subject,
        files: false,
        word,
    })
}

fn counted(rest: &str) -> Option<Counted> {
    let lower = rest.to_lowercase();
    let given = subject(rest);
    if lower.contains("todo") {
        return Some(Counted::Todos);
    }
    if lower.starts_with("line") {
        return given
            .filter(|path| path.contains(['.', '/']))
            .map(Counted::LinesOf);
    }
    if lower.contains("times") || lower.contains("occurrence") || lower.contains("mention") {
        return given.map(Counted::Text);
    }
    if lower.contains("files") {
        let named = given.and_then(|given| glob_of(&given));
        let language = [
            ("rust", "rs"),
            ("python", "py"),
            ("javascript", "js"),
            ("typescript", "ts"),
            ("markdown", "md"),
            ("go ", "go"),
            ("c files", "c"),
        ];
        let spoken = language
            .iter()
            .find(|(name, _)| lower.contains(name))
            .map(|(_, extension)| format!("**/*.{extension}"));
        return named
            .or(spoken)
            .or_else(|| Some("**/*".into()))
            .map(Counted::Files);
    }
    if lower.contains("test") {
        return Some(Counted::Tests);
    }
    lower.contains("function").then_some(Counted::Functions)
}

/// `*.rs`, `.rs` or `rs` files as a glob over the whole workspace.
fn glob_of(subject: &str) -> Option<String> {
    if subject.contains('*') {
        return Some(if subject.contains('/') {
            subject.to_owned()
        } else {
            format!("**/{subject}")
        });
    }
    let extension = subject.strip_prefix('.')?;
    extension
        .chars()
        .all(char::is_alphanumeric)
        .then(|| format!("**/*.{extension}"))
}

fn has_quote(text: &str) -> bool {
    !quotes(text).is_empty()
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests;
