//! Prose as sentences, and sentences as words, code and quotations.

/// Of a longer sentence only the beginning is read.
const LONGEST: usize = 2_000;
/// After these a full stop ends no sentence.
const SHORT: [&str; 7] = ["e.g.", "i.e.", "etc.", "vs.", "cf.", "approx.", "no."];

/// With one of these a sentence says what might be so.
const UNREAL: [&str; 7] = ["if", "would", "could", "should", "might", "may", "will"];

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A bare word.
    Word,
    /// Text between backticks.
    Code,
    /// Text between quotation marks.
    Quote,
    /// A comma, colon, bracket or dash.
    Mark,
}

/// A piece of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// Without what encloses it.
    pub text: &'a str,
}

impl Token<'_> {
    /// A bare word, and one of these, which are in lower case.
    pub fn is(&self, words: &[&str]) -> bool {
        self.kind == Kind::Word
            && words
                .iter()
                .any(|word| self.text.eq_ignore_ascii_case(word))
    }

    /// This mark.
    pub fn is_mark(&self, marks: &str) -> bool {
        self.kind == Kind::Mark && marks.contains(self.text)
    }

    /// Code or a quotation: said to the letter.
    pub fn is_literal(&self) -> bool {
        matches!(self.kind, Kind::Code | Kind::Quote)
    }
}

/// One sentence.
#[derive(Debug, Clone)]
pub struct Sentence<'a> {
    /// As it stands, without the list's mark before it.
    pub text: &'a str,
    /// In order.
    pub tokens: Vec<Token<'a>>,
}

impl<'a> Sentence<'a> {
    /// Reads one sentence.
    pub fn of(text: &'a str) -> Self {
        let text = clip(text.trim(), LONGEST);
        Self {
            text,
            tokens: tokens(text),
        }
    }

    /// One of these words stands in it.
    pub fn has(&self, words: &[&str]) -> bool {
        has(&self.tokens, words)
    }

    /// It thinks of something rather than saying what is so: by an "if", a "would", or one of these words.
    pub fn supposes(&self, also: &[&str]) -> bool {
        self.has(&UNREAL) || self.has(also)
    }

    /// It asks something.
    pub fn asks(&self) -> bool {
        self.text
            .trim_end_matches(['*', '_', ')', '"'])
            .ends_with('?')
    }

    /// Says that something is not so.
    pub fn denies(&self) -> bool {
        denies(&self.tokens)
    }
}

/// One of these words stands among the tokens.
pub fn has(tokens: &[Token<'_>], words: &[&str]) -> bool {
    tokens.iter().any(|token| token.is(words))
}

/// A "not" of any form stands among the tokens.
pub fn denies(tokens: &[Token<'_>]) -> bool {
    has(
        tokens,
        &[
            "not", "never", "cannot", "without", "unable", "none", "neither", "nor",
        ],
    ) || tokens
        .iter()
        .any(|token| token.kind == Kind::Word && token.text.to_ascii_lowercase().ends_with("n't"))
}

/// The sentences of a text, without code blocks and quoted lines.
pub fn sentences(text: &str) -> Vec<Sentence<'_>> {
    let mut fence: Option<&str> = None;
    let mut found = Vec::new();
    for line in text.lines() {
        let bare = line.trim_start();
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| bare.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (Some(_), _) => {}
            (None, None) if bare.starts_with('>') || is_indented_code(line) => {}
            (None, None) => split(unlisted(bare), &mut found),
        }
    }
    found
}

fn is_indented_code(line: &str) -> bool {
    let bare = line.trim_start_matches(' ');
    let listed =
        bare.starts_with(['-', '*', '+']) || bare.starts_with(|first: char| first.is_ascii_digit());
    (line.len() - bare.len() >= 4 && !listed) || line.starts_with('\t')
}

/// A line without the mark of a list, a heading or a tick box.
fn unlisted(line: &str) -> &str {
    let mut rest = line.trim_start_matches(['#', ' ']);
    for mark in [
        "- ", "* ", "+ ", "• ", "[x] ", "[X] ", "[ ] ", "✅ ", "✓ ", "✔ ", "✔️ ",
    ] {
        rest = rest.strip_prefix(mark).unwrap_or(rest).trim_start();
    }
    let digits = rest.trim_start_matches(|first: char| first.is_ascii_digit());
    if digits.len() < rest.len() {
        rest = digits
            .strip_prefix(". ")
            .or_else(|| digits.strip_prefix(") "))
            .unwrap_or(rest);
    }
    rest
}

fn split<'a>(line: &'a str, found: &mut Vec<Sentence<'a>>) {
    let mut start = 0;
    let mut quoted = false;
    let bytes = line.as_bytes();
    let last = line.rfind('`').unwrap_or(0);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'`' => quoted = !quoted,
            b'.' | b'!' | b'?' if !quoted || at > last => {
                let ends = bytes.get(at + 1).is_some_and(u8::is_ascii_whitespace);
                if ends && !is_short(&line[start..=at]) {
                    push(&line[start..=at], found);
                    start = at + 1;
                    quoted = false;
                }
            }
            _ => {}
        }
    }
    push(&line[start..], found);
}

/// It ends with a short form.
fn is_short(text: &str) -> bool {
    SHORT.iter().any(|short| {
        text.len()
            .checked_sub(short.len())
            .and_then(|at| text.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case(short))
            && (short.len() == text.len() || text[..text.len() - short.len()].ends_with([' ', '(']))
    })
}

fn push<'a>(text: &'a str, found: &mut Vec<Sentence<'a>>) {
    if text.chars().any(char::is_alphanumeric) {
        found.push(Sentence::of(text));
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        let enclosed = match first {
            '`' => close(after, "`").map(|end| (Kind::Code, end, 1)),
            '"' => close(after, "\"").map(|end| (Kind::Quote, end, 1)),
            '“' => close(after, "”").map(|end| (Kind::Quote, end, '”'.len_utf8())),
            '\'' if !found_letter_before(text, rest) => {
                closing_apostrophe(after).map(|end| (Kind::Quote, end, 1))
            }
            _ => None,
        };
        if let Some((kind, end, width)) = enclosed {
            // Code may stand between doubled backticks.
            let inner = after[..end].trim();
            if !inner.is_empty() {
                found.push(Token { kind, text: inner });
            }
            rest = &after[end + width..];
        } else if ",;:()—–".contains(first) {
            found.push(Token {
                kind: Kind::Mark,
                text: &rest[..first.len_utf8()],
            });
            rest = after;
        } else if first.is_whitespace() || "*`\"“”[]{}<>!?|".contains(first) {
            rest = after;
        } else {
            let end = rest
                .char_indices()
                .skip(1)
                .find(|(at, next)| ends_word(*next, &rest[at + next.len_utf8()..]))
                .map_or(rest.len(), |(at, _)| at);
            let word = rest[..end].trim_end_matches(['.', '\'']);
            if !word.is_empty() && word != "-" {
                found.push(Token {
                    kind: Kind::Word,
                    text: word,
                });
            } else if word == "-" {
                found.push(Token {
                    kind: Kind::Mark,
                    text: "—",
                });
            }
            rest = &rest[end..];
        }
    }
    found
}

fn close(after: &str, mark: &str) -> Option<usize> {
    after.find(mark)
}

/// A quotation between apostrophes, and no genitive.
fn closing_apostrophe(after: &str) -> Option<usize> {
    after.char_indices().take(200).find_map(|(at, character)| {
        let next = after[at + character.len_utf8()..].chars().next();
        (character == '\'' && at > 0 && !next.is_some_and(char::is_alphanumeric)).then_some(at)
    })
}

fn found_letter_before(text: &str, rest: &str) -> bool {
    text[..text.len() - rest.len()]
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric)
}

fn ends_word(character: char, after: &str) -> bool {
    let last = after.chars().next().is_none_or(char::is_whitespace);
    character.is_whitespace()
        || "*`\"“”[]{}<>!?|,;()—–".contains(character)
        || (character == ':' && last)
}

/// The beginning of a text, at most this many bytes.
pub fn clip(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
