//! A text as sentences, clauses and words, as far as rules about intent need it.

/// Words that may stand before the verb of a request.
const POLITE: [&str; 46] = [
    "please",
    "can",
    "could",
    "would",
    "will",
    "you",
    "kindly",
    "just",
    "now",
    "also",
    "then",
    "first",
    "next",
    "finally",
    "ok",
    "okay",
    "so",
    "hey",
    "hi",
    "i",
    "i'd",
    "want",
    "need",
    "like",
    "to",
    "let's",
    "lets",
    "we",
    "should",
    "must",
    "go",
    "ahead",
    "help",
    "me",
    "afterwards",
    "after",
    "that",
    "sure",
    "be",
    "make",
    "have",
    "your",
    "job",
    "is",
    "koi",
    "openkoi",
];

/// Verbs of people who speak about something rather than ask for it.
const SPEAKING: &[&str] = &[
    "explain",
    "describe",
    "why",
    "what",
    "how",
    "does",
    "detect",
    "prevent",
    "prevents",
    "block",
    "blocks",
    "guard",
    "guards",
    "protect",
    "protects",
    "warn",
    "warns",
    "reject",
    "rejects",
    "rejected",
    "refuse",
    "refuses",
    "forbid",
    "forbids",
    "disallow",
    "document",
    "documents",
    "discuss",
    "compare",
    "confirm",
    "confirmation",
    "against",
    "never",
    "not",
    "don't",
    "dont",
    "without",
    "avoid",
    "instead",
    "cannot",
    "can't",
    "fails",
    "crashes",
    "error",
    "bug",
    "doesn't",
    "stop",
];

/// Verbs of work on code and text: what follows is its subject.
const MAKING: [&str; 38] = [
    "write",
    "implement",
    "add",
    "create",
    "fix",
    "refactor",
    "test",
    "design",
    "rename",
    "review",
    "generate",
    "update",
    "improve",
    "support",
    "extract",
    "translate",
    "summarize",
    "summarise",
    "handle",
    "introduce",
    "rewrite",
    "simplify",
    "document",
    "port",
    "migrate",
    "define",
    "extend",
    "draft",
    "debug",
    "investigate",
    "find",
    "optimize",
    "speed",
    "check",
    "verify",
    "validate",
    "plan",
    "build",
];

/// One clause: the words up to the next "and", "then" or comma.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Clause {
    /// In lower case, without punctuation around them.
    pub(super) words: Vec<String>,
    /// The verb with which the sentence began.
    pub(super) opening: String,
}

impl Clause {
    /// The first word that is neither polite nor an adverb.
    pub(super) fn head(&self) -> &str {
        let skipped = |word: &&String| {
            POLITE.contains(&word.as_str())
                || (word.ends_with("ly")
                    && word.len() > 4
                    && word.as_str() != "apply"
                    && word.as_str() != "reply")
        };
        self.words
            .iter()
            .find(|word| !skipped(word))
            .map_or("", String::as_str)
    }

    /// It speaks about a thing, or forbids it, before the word at this place.
    pub(super) fn only_speaks(&self, at: usize) -> bool {
        self.words
            .iter()
            .take(at)
            .any(|word| SPEAKING.contains(&word.as_str()))
    }

    /// The sentence asks for work on code or text.
    pub(super) fn makes(&self) -> bool {
        MAKING.contains(&self.opening.as_str()) || MAKING.contains(&self.head())
    }

    /// Its words between blanks, from this place on.
    pub(super) fn tail(&self, at: usize) -> String {
        format!(" {} ", self.words.get(at..).unwrap_or_default().join(" "))
    }
}

/// The clauses of a text. A clause of fewer than two words joins the one before it.
pub(super) fn clauses(text: &str) -> Vec<Clause> {
    sentences(text)
        .iter()
        .flat_map(|sentence| split(sentence))
        .collect()
}

fn split(sentence: &str) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = vec![Clause {
        words: Vec::new(),
        opening: String::new(),
    }];
    let mut opened = String::new();
    for raw in sentence.split_whitespace() {
        let word = raw
            .trim_matches(|c: char| ",:()[]{}\"'“”`!*_「」".contains(c))
            .trim_end_matches('.')
            .to_ascii_lowercase();
        let word = if word.is_empty() && raw == "." {
            ".".to_string()
        } else {
            word
        };
        let joins = matches!(word.as_str(), "and" | "then" | "but" | "&" | "&&");
        if let Some(clause) = clauses.last_mut().filter(|_| !joins && !word.is_empty()) {
            clause.words.push(word);
        }
        let ends = joins || raw.ends_with([',', ':']);
        if ends
            && clauses
                .last()
                .is_some_and(|clause| !clause.words.is_empty())
        {
            clauses.push(Clause {
                words: Vec::new(),
                opening: String::new(),
            });
        }
    }
    clauses.retain(|clause| !clause.words.is_empty());
    for clause in &mut clauses {
        if opened.is_empty() {
            opened = clause.head().to_string();
        }
        clause.opening = opened.clone();
    }
    clauses
}

fn sentences(text: &str) -> Vec<String> {
    let mut sentences = vec![String::new()];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let closes = matches!(c, '\n' | ';' | '!' | '?' | '。' | '！' | '？')
            || (c == '.' && chars.peek().is_none_or(|next| next.is_whitespace()));
        match sentences.last_mut() {
            Some(last) if !closes => last.push(c),
            _ => sentences.push(String::new()),
        }
    }
    sentences
}

/// The texts between backquotes.
pub(super) fn code_spans(text: &str) -> Vec<String> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .map(str::trim)
        .filter(|span| !span.is_empty())
        .map(str::to_string)
        .collect()
}

/// The word without its ending, so that "wipe", "wipes", "wiped" and "wiping" are one.
pub(super) fn stem(word: &str) -> String {
    let endings = ["ing", "ied", "ed", "es", "s", "e", "y"];
    let bare = endings
        .iter()
        .find_map(|ending| word.strip_suffix(ending).filter(|bare| bare.len() > 1))
        .unwrap_or(word);
    let mut letters: Vec<char> = bare.chars().collect();
    if letters.len() > 3 && letters.last() == letters.get(letters.len() - 2) {
        letters.pop();
    }
    letters.into_iter().collect()
}
