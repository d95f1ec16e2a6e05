//! What stands in place of turns that were left out: facts from receipts, by rule.

use super::{AROUND, Made};

/// The newest calls that are told one by one.
const CALLS: usize = 40;
/// The newest written files that are named.
const FILES: usize = 40;
/// The letters of one call.
const CALL: usize = 120;

/// What is known of turns that are no longer there.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Digest {
    turns: usize,
    /// Answers that were evaluated and sent back.
    answers: usize,
    /// Calls and what came of them, oldest first.
    calls: Vec<String>,
    /// Of the calls, these are no longer told one by one.
    earlier: usize,
    written: Vec<String>,
    /// Of the files, these are no longer named.
    unnamed: usize,
}

impl Digest {
    /// Takes in a turn and its calls.
    pub(super) fn turn(&mut self, calls: &[Made]) {
        self.turns += 1;
        for made in calls {
            self.calls.push(line(made));
            if let Some((_, file)) = made.call.split_once(' ').filter(|_| made.has_written) {
                let file = cut(file);
                self.written.retain(|written| *written != file);
                self.written.push(file);
            }
        }
        self.earlier += trim(&mut self.calls, CALLS);
        self.unnamed += trim(&mut self.written, FILES);
    }

    /// Takes in an answer that was evaluated and not accepted.
    pub(super) fn answer(&mut self) {
        self.turns += 1;
        self.answers += 1;
    }

    /// What telling it costs; nothing as long as nothing is gone.
    pub(super) fn bytes(&self) -> usize {
        match self.turns {
            0 => 0,
            _ => self.text().len() + AROUND,
        }
    }

    /// Tells it to the model.
    pub(super) fn text(&self) -> String {
        let turns = match self.turns {
            1 => "one earlier turn of yours was".to_owned(),
            turns => format!("{turns} earlier turns of yours were"),
        };
        let mut text = format!(
            "[This is a note of the program that runs you, written by rule from its receipts: {turns} left out here to \
             make room. The calls in them, and what came of each:"
        );
        if self.earlier > 0 {
            text.push_str(&format!("\n- {} calls before these", self.earlier));
        }
        for call in &self.calls {
            text.push_str(&format!("\n- {call}"));
        }
        if !self.written.is_empty() {
            text.push_str(&format!("\nFiles written: {}", self.written.join(", ")));
            if self.unnamed > 0 {
                text.push_str(&format!(" and {} more", self.unnamed));
            }
            text.push('.');
        }
        if self.answers > 0 {
            text.push_str(&format!(
                "\nAnswers that were evaluated and not accepted: {}.",
                self.answers
            ));
        }
        text.push(']');
        text
    }
}

fn line(made: &Made) -> String {
    let outcome = match (made.is_error, made.code, &made.receipt) {
        (_, Some(code), _) => format!("exit {code}"),
        (false, None, _) => "done".to_owned(),
        (true, None, Some(_)) => "failed".to_owned(),
        (true, None, None) => "not done".to_owned(),
    };
    let receipt = made
        .receipt
        .as_ref()
        .map(|id| format!(" (receipt {id})"))
        .unwrap_or_default();
    format!("{}: {outcome}{receipt}", cut(&made.call))
}

/// A call's first letters.
pub(super) fn cut(call: &str) -> String {
    match call.char_indices().nth(CALL) {
        Some((end, _)) => format!("{}…", &call[..end]),
        None => call.to_owned(),
    }
}

/// Forgets the oldest beyond so many; how many they are.
fn trim(lines: &mut Vec<String>, most: usize) -> usize {
    let beyond = lines.len().saturating_sub(most);
    lines.drain(..beyond);
    beyond
}
