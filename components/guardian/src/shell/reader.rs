//! Reads a shell line into its simple commands, those inside substitutions and compound commands included.
//!
//! It reads what people and models write in practice. Whatever it does not understand is an error, never a guess.

use super::command::{Command, Redirect, Word, is_keyword, settle};
use super::expansion;
use super::heredoc::Pending;

/// The most commands in one line.
const MOST_COMMANDS: usize = 400;
/// The deepest nesting of substitutions and parentheses.
const DEEPEST: usize = 24;

/// Where a list of commands ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Text,
    Parenthesis,
}

/// The reader's place in the text and what it found so far.
pub(super) struct Reader {
    chars: Vec<char>,
    at: usize,
    depth: usize,
    cases: usize,
    pub(super) heredocs: usize,
    pub(super) pending: Vec<Pending>,
    pub(super) commands: Vec<Command>,
}

/// Splits a line into its commands; the error says what can't be read.
pub fn read(line: &str) -> Result<Vec<Command>, String> {
    let mut reader = Reader::new(line, 0);
    reader.list(End::Text)?;
    if reader.pending.is_empty() {
        Ok(reader.commands)
    } else {
        Err("a here-document without its end".to_string())
    }
}

impl Reader {
    pub(super) fn new(text: &str, depth: usize) -> Self {
        let chars = text.chars().collect();
        Self {
            chars,
            at: 0,
            depth,
            cases: 0,
            heredocs: 0,
            pending: Vec::new(),
            commands: Vec::new(),
        }
    }

    pub(super) fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek(0)?;
        self.at += 1;
        Some(c)
    }

    pub(super) fn take(&mut self, expected: &str) -> bool {
        let fits = expected
            .chars()
            .enumerate()
            .all(|(ahead, c)| self.peek(ahead) == Some(c));
        if fits {
            self.at += expected.chars().count();
        }
        fits
    }

    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Enters something nested.
    pub(super) fn descend(&mut self) -> Result<(), String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            Err("too deeply nested".to_string())
        } else {
            Ok(())
        }
    }

    /// Leaves it again.
    pub(super) fn ascend(&mut self) {
        self.depth -= 1;
    }

    /// Reads a nested text as a list of its own and adds its commands to these.
    pub(super) fn nested(&mut self, text: &str) -> Result<(), String> {
        let mut inner = Self::new(text, self.depth + 1);
        inner.list(End::Text)?;
        self.commands.extend(inner.commands);
        Ok(())
    }

    /// Reads commands up to the end that is asked for, which it consumes.
    pub(super) fn list(&mut self, end: End) -> Result<(), String> {
        self.descend()?;
        let cases = self.cases;
        let mut current = Command::default();
        while let Some(c) = self.peek(0) {
            if self.commands.len() > MOST_COMMANDS {
                return Err("too many commands in one line".to_string());
            }
            match c {
                '&' | '|' | '<' | '>' | '(' | ')' if inside_test(&current) => {
                    self.at += 1;
                    current.words.push(Word {
                        quoted: true,
                        ..Word::literal(&c.to_string())
                    });
                }
                ')' if self.cases > cases => {
                    self.at += 1;
                    current = Command::default();
                }
                ')' if end == End::Parenthesis => {
                    self.at += 1;
                    self.finish(&mut current);
                    self.ascend();
                    return Ok(());
                }
                _ => self.step(c, &mut current)?,
            }
        }
        self.finish(&mut current);
        self.ascend();
        if end == End::Parenthesis {
            Err("an opening parenthesis without a closing one".to_string())
        } else {
            Ok(())
        }
    }

    /// Reads what begins with this character.
    fn step(&mut self, c: char, current: &mut Command) -> Result<(), String> {
        match c {
            ' ' | '\t' | '\r' => self.at += 1,
            '\\' if self.peek(1) == Some('\n') => self.at += 2,
            '#' => {
                while self.peek(0).is_some_and(|c| c != '\n') {
                    self.at += 1
                }
            }
            '\n' => {
                self.at += 1;
                self.finish(current);
                self.bodies()?;
            }
            '<' | '>' if self.peek(1) == Some('(') => self.word(current)?,
            '<' | '>' => self.redirect(current)?,
            '&' if self.peek(1) == Some('>') => {
                self.at += 1;
                self.redirect(current)?;
            }
            ';' | '&' | '|' => {
                self.at += 1;
                self.finish(current);
            }
            '(' => self.open(current)?,
            ')' => return Err("a closing parenthesis without an opening one".to_string()),
            _ => self.word(current)?,
        }
        Ok(())
    }

    /// `(` opens a subshell, an array or the empty list of a function's parameters.
    fn open(&mut self, current: &mut Command) -> Result<(), String> {
        if self.take("((") {
            let text = expansion::balanced_arithmetic(self)?;
            return expansion::quoted_text(self, &text).map(|_| ());
        }
        self.at += 1;
        if head(current).is_some_and(|(at, _)| at + 1 == current.words.len()) && self.take(")") {
            current.words = vec![Word::literal("function")];
            self.finish(current);
            return Ok(());
        }
        self.list(End::Parenthesis)
    }

    fn finish(&mut self, current: &mut Command) {
        let command = settle(std::mem::take(current));
        if command
            .words
            .first()
            .is_some_and(|word| word.text == "case" && !word.quoted)
        {
            self.cases += 1;
        }
        if !command.is_empty() {
            self.commands.push(command);
        }
    }

    fn word(&mut self, current: &mut Command) -> Result<(), String> {
        let word = expansion::word(self)?;
        let plain = |text: &str| !word.quoted && word.text == text;
        let after =
            |first: &str| head(current).is_some_and(|(_, word)| word.text == first && !word.quoted);
        if plain("esac") {
            self.cases = self.cases.saturating_sub(1);
        }
        let ends_head = (plain("in") && after("case")) || (plain("{") && after("function"));
        if ends_head {
            self.finish(current);
            return Ok(());
        }
        let is_descriptor =
            !word.quoted && !word.text.is_empty() && word.text.chars().all(|c| c.is_ascii_digit());
        if is_descriptor && matches!(self.peek(0), Some('<' | '>')) {
            return Ok(());
        }
        current.words.push(word);
        Ok(())
    }

    fn redirect(&mut self, current: &mut Command) -> Result<(), String> {
        if self.take("<<<") {
            self.blanks();
            current.here = Some(expansion::word(self)?);
            return Ok(());
        }
        if self.take("<<") {
            return self.heredoc(current);
        }
        let writes = self.peek(0) == Some('>') || self.peek(1) == Some('>');
        while matches!(self.peek(0), Some('<' | '>' | '|')) {
            self.at += 1;
        }
        let duplicates = self.take("&");
        self.blanks();
        let target = expansion::word(self)?;
        if target == Word::default() {
            return Err("a redirect without a file".to_string());
        }
        let is_descriptor = target
            .text
            .trim_end_matches('-')
            .chars()
            .all(|c| c.is_ascii_digit());
        if !(duplicates && is_descriptor) {
            current.redirects.push(Redirect { writes, target });
        }
        Ok(())
    }

    pub(super) fn blanks(&mut self) {
        while matches!(self.peek(0), Some(' ' | '\t')) {
            self.at += 1;
        }
    }
}

/// The first word that is no keyword, and its place.
fn head(current: &Command) -> Option<(usize, &Word)> {
    current
        .words
        .iter()
        .enumerate()
        .find(|(_, word)| !is_keyword(word))
}

/// Inside `[[ … ]]` operators are words.
fn inside_test(current: &Command) -> bool {
    head(current).is_some_and(|(_, word)| word.text == "[[" && !word.quoted)
        && current.words.last().is_some_and(|word| word.text != "]]")
}
