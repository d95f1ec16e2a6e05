//! Lists, pipelines and compound commands.

use super::word::{ends_word, is_name};
use super::{DEPTH, Input, MOST_PARTS, Part, Unclear, Word};

/// Reads a line from left to right.
pub(super) struct Parser<'a> {
    pub(super) line: &'a str,
    pub(super) at: usize,
    pub(super) parts: Vec<Part>,
    /// Texts that the next lines bring.
    pub(super) here: Vec<Here>,
    depth: usize,
}

/// A text in the line that was announced.
pub(super) struct Here {
    pub(super) part: usize,
    pub(super) end: String,
    pub(super) strips_tabs: bool,
    pub(super) is_literal: bool,
}

/// What a list ends at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    End,
    Bracket,
    /// `;;` and its kin.
    Case,
    Keyword(&'static str),
}

const CLOSING: &[&str] = &["then", "elif", "else", "fi", "do", "done", "esac", "}"];
const NOT_BALANCED: Unclear = Unclear("its parts don't fit together");

impl<'a> Parser<'a> {
    pub(super) fn new(line: &'a str, depth: usize) -> Self {
        Self {
            line,
            at: 0,
            parts: Vec::new(),
            here: Vec::new(),
            depth,
        }
    }

    pub(super) fn whole(&mut self) -> Result<(), Unclear> {
        self.expect(Stop::End)?;
        if self.here.is_empty() {
            Ok(())
        } else {
            Err(Unclear("the end of a text in the line is missing"))
        }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.line.as_bytes().get(self.at + ahead).copied()
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.line[self.at..]
    }

    /// The next character, which is there.
    pub(super) fn character(&mut self) -> char {
        let character = self.rest().chars().next().unwrap_or('\0');
        self.at += character.len_utf8();
        character
    }

    /// A command in a word: up to its bracket.
    pub(super) fn substitution(&mut self) -> Result<(), Unclear> {
        self.deeper(|parser| {
            parser.expect(Stop::Bracket)?;
            parser.at += 1;
            Ok(())
        })
    }

    /// A line that was quoted within this one.
    pub(super) fn nested(&mut self, line: &str) -> Result<(), Unclear> {
        let parts = super::parse_within(line, self.depth + 1)?;
        let offset = self.parts.len();
        for mut part in parts {
            part.outer = part.outer.map(|outer| outer + offset);
            self.push(part)?;
        }
        Ok(())
    }

    fn deeper(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<(), Unclear>,
    ) -> Result<(), Unclear> {
        if self.depth >= DEPTH {
            return Err(Unclear("commands stand too deep in commands"));
        }
        self.depth += 1;
        work(self)?;
        self.depth -= 1;
        Ok(())
    }

    fn push(&mut self, part: Part) -> Result<(), Unclear> {
        if self.parts.len() >= MOST_PARTS {
            return Err(Unclear("it holds too many commands"));
        }
        self.parts.push(part);
        Ok(())
    }

    pub(super) fn blanks(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'\\') if self.peek_at(1) == Some(b'\n') => self.at += 2,
                _ => return,
            }
        }
    }

    /// Blanks, comments and ends of lines.
    fn space(&mut self) -> Result<(), Unclear> {
        loop {
            self.blanks();
            match self.peek() {
                Some(b'#') => self.comment(),
                Some(b'\n') => self.line_end()?,
                _ => return Ok(()),
            }
        }
    }

    fn comment(&mut self) {
        let rest = self.rest();
        self.at += rest.find('\n').unwrap_or(rest.len());
    }

    fn line_end(&mut self) -> Result<(), Unclear> {
        self.at += 1;
        self.bodies()
    }

    fn expect(&mut self, stop: Stop) -> Result<(), Unclear> {
        if self.list()? == stop {
            Ok(())
        } else {
            Err(NOT_BALANCED)
        }
    }

    /// Commands up to whatever can't begin one; a bracket is left where it stands.
    fn list(&mut self) -> Result<Stop, Unclear> {
        let mut is_owed = false;
        loop {
            self.space()?;
            if let Some(stop) = self.stop() {
                return if is_owed { Err(NOT_BALANCED) } else { Ok(stop) };
            }
            self.pipeline()?;
            self.blanks();
            is_owed = false;
            match (self.peek(), self.peek_at(1)) {
                (Some(b'&'), Some(b'&')) | (Some(b'|'), Some(b'|')) => {
                    self.at += 2;
                    is_owed = true;
                }
                (Some(b';'), Some(b';' | b'&')) | (None | Some(b')' | b'#'), _) => {}
                (Some(b';' | b'&'), _) => self.at += 1,
                (Some(b'\n'), _) => self.line_end()?,
                _ => return Err(NOT_BALANCED),
            }
        }
    }

    fn stop(&mut self) -> Option<Stop> {
        match (self.peek(), self.peek_at(1)) {
            (None, _) => return Some(Stop::End),
            (Some(b')'), _) => return Some(Stop::Bracket),
            (Some(b';'), Some(b';')) => {
                self.at += 2;
                return Some(Stop::Case);
            }
            _ => {}
        }
        let keyword = CLOSING.iter().find(|word| self.is_at_keyword(word))?;
        self.at += keyword.len();
        Some(Stop::Keyword(keyword))
    }

    fn is_at_keyword(&self, word: &str) -> bool {
        self.rest()
            .strip_prefix(word)
            .is_some_and(|rest| rest.bytes().next().is_none_or(ends_word))
    }

    fn take_keyword(&mut self, word: &str) -> bool {
        let found = self.is_at_keyword(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn pipeline(&mut self) -> Result<(), Unclear> {
        while self.take_keyword("!") {
            self.blanks();
        }
        let mut from_pipe = false;
        loop {
            let first = self.parts.len();
            self.command()?;
            if from_pipe {
                // Of a compound command each part may read the pipe.
                for part in &mut self.parts[first..] {
                    if part.input == Input::None {
                        part.input = Input::Pipe;
                    }
                }
            }
            self.blanks();
            if self.peek() != Some(b'|') || self.peek_at(1) == Some(b'|') {
                return Ok(());
            }
            self.at += 1;
            if self.peek() == Some(b'&') {
                self.at += 1;
            }
            self.space()?;
            from_pipe = true;
        }
    }

    fn command(&mut self) -> Result<(), Unclear> {
        if self.peek() == Some(b'(') {
            if self.peek_at(1) == Some(b'(') {
                return Err(Unclear("it calculates in a command's place"));
            }
            self.at += 1;
            self.substitution()?;
            return self.redirects();
        }
        const OPENING: &[&str] = &["{", "if", "while", "until", "for", "case", "[["];
        const STRANGE: &[&str] = &["function", "select", "coproc"];
        if STRANGE.iter().any(|word| self.is_at_keyword(word)) {
            return Err(Unclear(
                "it defines or starts something in a manner of its own",
            ));
        }
        let Some(opening) = OPENING.iter().find(|word| self.is_at_keyword(word)) else {
            return self.simple();
        };
        self.at += opening.len();
        let opening = *opening;
        self.deeper(|parser| parser.compound(opening))?;
        self.redirects()
    }

    fn compound(&mut self, opening: &str) -> Result<(), Unclear> {
        match opening {
            "{" => self.expect(Stop::Keyword("}")),
            "if" => loop {
                self.expect(Stop::Keyword("then"))?;
                match self.list()? {
                    Stop::Keyword("fi") => return Ok(()),
                    Stop::Keyword("else") => return self.expect(Stop::Keyword("fi")),
                    Stop::Keyword("elif") => {}
                    _ => return Err(NOT_BALANCED),
                }
            },
            "while" | "until" => {
                self.expect(Stop::Keyword("do"))?;
                self.expect(Stop::Keyword("done"))
            }
            "for" => self.each(),
            "case" => self.cases(),
            _ => self.condition(),
        }
    }

    /// `for name in words; do …; done`
    fn each(&mut self) -> Result<(), Unclear> {
        self.blanks();
        let name = self.word()?;
        if !is_name(&name.text) || name.is_quoted {
            return Err(Unclear("a loop's variable is not plain"));
        }
        let unknown = Word {
            text: super::UNKNOWN.to_string(),
            is_unsure: true,
            ..Word::default()
        };
        self.push(Part {
            assigns: vec![(name.text, unknown)],
            ..Part::default()
        })?;
        self.space()?;
        if self.take_keyword("in") {
            self.blanks();
            while self.peek().is_some_and(|byte| !ends_word(byte)) {
                self.word()?;
                self.blanks();
            }
        }
        if self.peek() == Some(b';') {
            self.at += 1;
        }
        self.space()?;
        if !self.take_keyword("do") {
            return Err(NOT_BALANCED);
        }
        self.expect(Stop::Keyword("done"))
    }

    /// `case word in pattern) …;; esac`
    fn cases(&mut self) -> Result<(), Unclear> {
        self.blanks();
        self.word()?;
        self.space()?;
        if !self.take_keyword("in") {
            return Err(NOT_BALANCED);
        }
        loop {
            self.space()?;
            if self.take_keyword("esac") {
                return Ok(());
            }
            if self.peek() == Some(b'(') {
                self.at += 1;
            }
            loop {
                self.blanks();
                let before = self.at;
                self.word()?;
                self.blanks();
                match self.peek() {
                    Some(b'|') => self.at += 1,
                    Some(b')') if self.at > before => break,
                    _ => return Err(NOT_BALANCED),
                }
            }
            self.at += 1;
            match self.list()? {
                Stop::Case => {}
                Stop::Keyword("esac") => return Ok(()),
                _ => return Err(NOT_BALANCED),
            }
        }
    }

    /// `[[ … ]]`: words only; where a shell does not know it, it is a command that is not there.
    fn condition(&mut self) -> Result<(), Unclear> {
        loop {
            self.space()?;
            if self.take_keyword("]]") {
                return Ok(());
            }
            match self.peek() {
                Some(b'&') if self.peek_at(1) == Some(b'&') => self.at += 2,
                Some(b'|') if self.peek_at(1) == Some(b'|') => self.at += 2,
                Some(byte) if !ends_word(byte) => {
                    // A comparison of numbers looks into what it compares.
                    let word = self.word()?;
                    let compares = ["-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-v"];
                    if compares.contains(&word.text.as_str()) {
                        return Err(Unclear("a condition calculates"));
                    }
                }
                _ => return Err(Unclear("a condition is not plain")),
            }
        }
    }

    /// What stands behind a compound command.
    fn redirects(&mut self) -> Result<(), Unclear> {
        let mut part = Part::default();
        self.blanks();
        while self.is_at_redirect() {
            self.redirect(&mut part, self.parts.len())?;
            self.blanks();
        }
        if part == Part::default() {
            return Ok(());
        }
        self.push(part)
    }

    fn simple(&mut self) -> Result<(), Unclear> {
        let mut part = Part::default();
        // Its place is taken now, so that texts announced in it find it.
        let index = self.parts.len();
        self.push(Part::default())?;
        let start = self.at;
        loop {
            self.blanks();
            if self.is_at_redirect() {
                self.redirect(&mut part, index)?;
                continue;
            }
            match self.peek() {
                None | Some(b'\n' | b';' | b'&' | b'|' | b')') => break,
                Some(b'#') => self.comment(),
                Some(b'(') => return Err(Unclear("it defines a function or lists values")),
                Some(_) => {
                    let word = self.word()?;
                    match word.assigns {
                        Some(at) if part.words.is_empty() => {
                            let (name, value) = word.text.split_at(at);
                            let (name, value) = (name.trim_end_matches('+'), &value[1..]);
                            let value = Word {
                                text: value.to_owned(),
                                ..word.clone()
                            };
                            part.assigns.push((name.to_owned(), value));
                        }
                        _ => part.words.push(word),
                    }
                }
            }
        }
        if self.at == start {
            return Err(NOT_BALANCED);
        }
        let body = std::mem::take(&mut self.parts[index].body);
        part.body.push_str(&body);
        self.parts[index] = part;
        Ok(())
    }
}
