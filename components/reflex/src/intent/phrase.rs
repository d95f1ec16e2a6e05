//! Quotes and words of a task.

/// A quoted stretch, with the bytes it takes, quotes included.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quote {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) inner: String,
    /// A fenced block rather than a quotation on a line.
    pub(super) fenced: bool,
}

const PAIRS: [(char, char); 6] = [
    ('`', '`'),
    ('"', '"'),
    ('“', '”'),
    ('\'', '\''),
    ('‘', '’'),
    ('「', '」'),
];

/// All quoted stretches. An apostrophe inside a word opens nothing.
pub(super) fn quotes(text: &str) -> Vec<Quote> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if let Some(block) = rest.strip_prefix("```")
            && let Some(close) = block.find("\n```")
            && let Some(newline) = block.find('\n')
        {
            let inner = block.get(newline + 1..close + 1).unwrap_or_default();
            let end = at + 3 + close + 4;
            found.push(Quote {
                start: at,
                end,
                inner: inner.to_owned(),
                fenced: true,
            });
            at = end;
            continue;
        }
        let opens = !text[..at].ends_with(char::is_alphanumeric);
        let pair = PAIRS
            .iter()
            .find(|(open, _)| *open == c && (opens || !matches!(c, '\'' | '"')));
        let closing = pair.and_then(|(open, close)| Some((*open, closing(rest, *open, *close)?)));
        match closing {
            Some((open, (inner, length))) => {
                let inner = if open == '"' {
                    unescaped(inner)
                } else {
                    inner.to_owned()
                };
                found.push(Quote {
                    start: at,
                    end: at + length,
                    inner,
                    fenced: false,
                });
                at += length;
            }
            None => at += c.len_utf8(),
        }
    }
    found
}

/// What a quotation holds, and how long it is with its quotes.
fn closing(rest: &str, open: char, close: char) -> Option<(&str, usize)> {
    let from = open.len_utf8();
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if c == '\n' && (open != '"' || at > 4_000) {
            return None;
        }
        let ends_word =
            open != '\'' || !rest[at + c.len_utf8()..].starts_with(char::is_alphanumeric);
        if c == close && !escaped && ends_word {
            return Some((&rest[from..at], at + close.len_utf8()));
        }
        escaped = open == '"' && c == '\\' && !escaped;
    }
    None
}

fn unescaped(inner: &str) -> String {
    let mut out = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n')) => out.push('\n'),
            ('\\', Some('t')) => out.push('\t'),
            ('\\', Some(other @ ('"' | '\\'))) => out.push(other),
            ('\\', Some(other)) => out.extend(['\\', other]),
            _ => out.push(c),
        }
    }
    out
}

/// The text with every quoted stretch left out.
pub(super) fn without_quotes(text: &str) -> String {
    let (mut out, mut at) = (String::new(), 0);
    for quote in quotes(text) {
        out.push_str(&text[at..quote.start]);
        out.push(' ');
        at = quote.end;
    }
    out + &text[at..]
}

const PROGRAMS: [&str; 26] = [
    "cargo", "make", "npm", "npx", "yarn", "pnpm", "node", "python", "python3", "pytest", "go",
    "gcc", "cc", "clang", "tsc", "sh", "bash", "git", "ls", "cat", "echo", "just", "rustc", "ruby",
    "deno", "bun",
];

/// Words that begin with the name of a program, and more than a file's name.
pub(super) fn is_command(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    PROGRAMS.contains(&first)
        && (words.next().is_some() || matches!(first, "make" | "pytest" | "tsc" | "just"))
        || first.starts_with("./")
}

/// The command in "run cargo test and fix …".
pub(super) fn after_run(task: &str) -> Option<String> {
    let at = task.to_ascii_lowercase().find("run ")?;
    let rest = &task[at + 4..];
    let end = [" and ", ", ", " then ", "\n", ";", ". "]
        .iter()
        .filter_map(|stop| rest.find(stop))
        .min()
        .unwrap_or(rest.len());
    let command = rest[..end].trim().trim_end_matches('.');
    is_command(command).then(|| command.to_owned())
}

/// The text without the quotes around it, or without the full stop after it; and whether it was quoted.
pub(super) fn unquoted(text: &str) -> (String, bool) {
    let text = text.trim();
    let stripped = text.trim_end_matches(['.', ',']);
    if let [quote] = &quotes(text)[..]
        && quote.start == 0
        && (quote.end == text.len() || quote.end == stripped.len())
    {
        return (quote.inner.clone(), true);
    }
    (text.to_owned(), false)
}

/// The rest after one of these beginnings, whatever their case. A beginning is followed by a space, or ends with one.
pub(super) fn after<'a>(text: &'a str, beginnings: &[&str]) -> Option<&'a str> {
    beginnings.iter().find_map(|beginning| {
        let head = text.get(..beginning.len())?;
        let rest = &text[beginning.len()..];
        let whole =
            rest.is_empty() || rest.starts_with([' ', '\n', ':', '\t', '`', '"', '\'', '“']);
        (head.eq_ignore_ascii_case(beginning) && whole).then(|| rest.trim_start())
    })
}

/// Cuts at the first of these separators that stands outside of quotes.
pub(super) fn split<'a>(text: &'a str, separators: &[&str]) -> Option<(&'a str, &'a str)> {
    let quotes = quotes(text);
    let lower = text.to_ascii_lowercase();
    let outside = |at: &usize| {
        !quotes
            .iter()
            .any(|quote| quote.start <= *at && *at < quote.end)
    };
    let hits = separators
        .iter()
        .flat_map(|separator| lower.match_indices(*separator))
        .filter(|(at, _)| outside(at));
    let (at, separator) = hits.min_by_key(|(at, found)| (*at, std::cmp::Reverse(found.len())))?;
    Some((&text[..at], &text[at + separator.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_found_in_every_spelling() {
        let rows = [
            ("say `a b` and \"c\\n\"", vec!["a b", "c\n"]),
            ("don't touch 'this one' or it's", vec!["this one"]),
            ("“curly” 「日本」", vec!["curly", "日本"]),
            (
                "with\n```rust\nfn a() {}\n```\nend `x`",
                vec!["fn a() {}\n", "x"],
            ),
            ("open ` and \" never closed", vec![]),
            ("", vec![]),
        ];
        for (text, expected) in rows {
            let found: Vec<String> = quotes(text).into_iter().map(|quote| quote.inner).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
