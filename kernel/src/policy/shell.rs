//! A shell line taken apart into simple commands. What is not understood exactly, in every common shell, is said to be unclear.

mod expansion;
mod grammar;
mod redirect;
mod word;

#[cfg(test)]
mod tests;

use grammar::Parser;

/// A line with more simple commands is not looked through.
pub(super) const MOST_PARTS: usize = 50;
/// How deep commands may stand in commands.
pub(super) const DEPTH: usize = 8;
/// No longer line is looked through.
const LENGTH: usize = 64 * 1024;

/// Stands in a word for what only the shell will know.
pub(super) const UNKNOWN: char = '\u{fffc}';

/// Why a line is not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unclear(pub(super) &'static str);

/// One word as the program gets it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Word {
    /// Without quotes; [`UNKNOWN`] for each part that only the shell knows.
    pub(super) text: String,
    /// Something in it is only known when it runs.
    pub(super) is_unsure: bool,
    /// It stands for the files that it fits.
    pub(super) has_glob: bool,
    /// A quote or backslash is in it.
    pub(super) is_quoted: bool,
    /// It begins with a `~` that the shell replaces.
    pub(super) has_tilde: bool,
    /// Where the `=` of an assignment stands.
    pub(super) assigns: Option<usize>,
}

impl Word {
    /// The word is what it looks like.
    pub(super) fn is_sure(&self) -> bool {
        !self.is_unsure && !self.has_glob
    }

    /// What the shell makes of it could be taken for a flag.
    pub(super) fn may_be_flag(&self) -> bool {
        self.is_unsure || (self.has_glob && self.text.starts_with(['-', '*', '?', '[']))
    }
}

/// Where a command's standard input comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Input {
    #[default]
    None,
    Pipe,
    /// It stands in the line.
    Text,
    File,
}

/// A file that the shell opens for a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Redirect {
    pub(super) is_write: bool,
    pub(super) target: Word,
}

/// One simple command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Part {
    pub(super) assigns: Vec<(String, Word)>,
    pub(super) words: Vec<Word>,
    pub(super) redirects: Vec<Redirect>,
    pub(super) input: Input,
    /// What the line itself feeds it.
    pub(super) body: String,
    /// The command that runs this one: its place in the list.
    pub(super) outer: Option<usize>,
}

impl Part {
    /// The text of the word at this place, empty beyond the last.
    pub(super) fn text(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.text.as_str())
    }
}

/// Takes a line apart.
pub(super) fn parse(line: &str) -> Result<Vec<Part>, Unclear> {
    if line.len() > LENGTH {
        return Err(Unclear("it is too long to be looked through"));
    }
    check_characters(line)?;
    let mut parser = Parser::new(line, 0);
    parser.whole()?;
    Ok(parser.parts)
}

/// The same for a line that stands in another one.
pub(super) fn parse_within(line: &str, depth: usize) -> Result<Vec<Part>, Unclear> {
    check_characters(line)?;
    let mut parser = Parser::new(line, depth);
    parser.whole()?;
    Ok(parser.parts)
}

fn check_characters(line: &str) -> Result<(), Unclear> {
    let plain = |byte: u8| matches!(byte, b'\n' | b'\t' | b' '..=b'~');
    if line.bytes().all(plain) {
        return Ok(());
    }
    for character in line.chars() {
        if character.is_control() && !matches!(character, '\n' | '\t') {
            return Err(Unclear("it holds a control character"));
        }
        if character.is_whitespace() && !character.is_ascii() {
            return Err(Unclear("it holds white space that only looks like a blank"));
        }
        if is_invisible(character) {
            return Err(Unclear("it holds characters that can't be seen"));
        }
    }
    Ok(())
}

/// Joiners, directions, tags and fillers: what is shown is not what is run.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffc}' | '\u{2800}' | '\u{e0000}'..='\u{e0fff}'
    )
}
