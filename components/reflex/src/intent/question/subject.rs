//! What a question is about.

use crate::intent::phrase::quotes;

/// Words that are never what a question is about.
const FILLERS: [&str; 72] = [
    "where",
    "which",
    "what",
    "is",
    "are",
    "the",
    "a",
    "an",
    "file",
    "files",
    "does",
    "do",
    "defined",
    "declared",
    "mention",
    "mentions",
    "contain",
    "contains",
    "use",
    "uses",
    "used",
    "using",
    "find",
    "all",
    "usages",
    "usage",
    "of",
    "function",
    "struct",
    "class",
    "method",
    "variable",
    "type",
    "constant",
    "in",
    "this",
    "project",
    "code",
    "codebase",
    "repository",
    "repo",
    "workspace",
    "show",
    "me",
    "list",
    "definition",
    "implemented",
    "called",
    "call",
    "calls",
    "callers",
    "who",
    "to",
    "for",
    "search",
    "word",
    "text",
    "string",
    "times",
    "how",
    "many",
    "occur",
    "occurs",
    "appear",
    "appears",
    "every",
    "references",
    "occurrences",
    "there",
    "import",
    "reference",
    "located",
];

/// What a question is about: what is quoted, else what looks like a name in code, else the last word that says something.
pub(super) fn subject(text: &str) -> Option<String> {
    if let Some(quote) = quotes(text)
        .into_iter()
        .find(|quote| !quote.inner.trim().is_empty() && !quote.inner.contains('\n'))
    {
        return Some(quote.inner.trim().trim_end_matches("()").to_owned());
    }
    let words: Vec<&str> = text
        .split_whitespace()
        .map(|word| {
            word.trim_matches([',', ';', ':', '?', '!', '"', '('])
                .trim_end_matches("()")
        })
        .collect();
    let words: Vec<&str> = words
        .into_iter()
        .map(|word| word.trim_end_matches(')'))
        .filter(|word| !word.is_empty())
        .collect();
    let in_code = |word: &&&str| {
        let capitals = word.chars().skip(1).any(char::is_uppercase);
        word.contains(['_', '.', '/', '*'])
            || word.contains("::")
            || capitals && word.chars().any(char::is_lowercase)
    };
    let code = words.iter().skip(1).find(in_code);
    let said = |word: &&&str| !FILLERS.contains(&word.to_lowercase().as_str());
    let mut candidates = words.iter().filter(said);
    let chosen = match code {
        Some(code) => code,
        None => {
            let only = candidates.next()?;
            if candidates.next().is_some() {
                return None;
            }
            only
        }
    };
    Some(chosen.rsplit("::").next().unwrap_or(chosen).to_owned())
}
