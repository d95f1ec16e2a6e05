//! What a shell line consists of once it has been read.

/// One word after quotes were removed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Word {
    /// Its text. Parameters stay as `${name}`, a substituted command as `${()}`, the home directory is `~`.
    pub text: String,
    /// Any part of it was quoted or escaped.
    pub quoted: bool,
    /// Part of it is known only when the line runs.
    pub dynamic: bool,
    /// It holds a `*`, `?` or `[` that the shell would expand.
    pub glob: bool,
}

impl Word {
    /// A word that says exactly this.
    pub fn literal(text: &str) -> Self {
        Self {
            text: text.to_string(),
            ..Self::default()
        }
    }
}

/// `> target` or `< target`.
#[derive(Debug, Clone, PartialEq)]
pub struct Redirect {
    /// It writes to the target rather than reading it.
    pub writes: bool,
    /// The file.
    pub target: Word,
}

/// One simple command.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Command {
    /// `NAME=value` words before the program.
    pub assignments: Vec<Word>,
    /// The program and its arguments; empty where there are only assignments or redirects.
    pub words: Vec<Word>,
    /// Where it reads and writes.
    pub redirects: Vec<Redirect>,
    /// The text it reads from a here-document or here-string.
    pub here: Option<Word>,
}

impl Command {
    /// Nothing was said.
    pub fn is_empty(&self) -> bool {
        self.assignments.is_empty()
            && self.words.is_empty()
            && self.redirects.is_empty()
            && self.here.is_none()
    }
}

/// Words that open or close a compound command and stand before the program.
const KEYWORDS: [&str; 13] = [
    "if", "then", "else", "elif", "fi", "while", "until", "do", "done", "esac", "!", "{", "}",
];

/// Tells whether this word opens or closes a compound command.
pub fn is_keyword(word: &Word) -> bool {
    !word.quoted && KEYWORDS.contains(&word.text.as_str())
}

/// Takes keywords and assignments off the front of the words.
pub fn settle(mut command: Command) -> Command {
    let keywords = command
        .words
        .iter()
        .take_while(|word| is_keyword(word))
        .count();
    command.words.drain(..keywords);
    let assigned = command
        .words
        .iter()
        .take_while(|word| assignment(&word.text).is_some())
        .count();
    command.assignments.extend(command.words.drain(..assigned));
    command
}

/// Name and value of `NAME=value` or `NAME+=value`.
pub fn assignment(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    let name = name.strip_suffix('+').unwrap_or(name);
    let name = name.split('[').next().unwrap_or(name);
    let fits = |(at, c): (usize, char)| {
        c == '_' || c.is_ascii_alphabetic() || (at > 0 && c.is_ascii_digit())
    };
    (!name.is_empty() && name.char_indices().all(fits)).then_some((name, value))
}
