//! What a project's check printed: its exit code, what failed, and how often.

mod counts;
mod evidence;
mod sections;

use crate::diagnostic::Diagnostic;
use crate::session::Ran;

/// One run of the check, understood.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) command: String,
    pub(crate) code: Option<i32>,
    pub(crate) text: String,
    pub(crate) failures: Vec<Failure>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Passed and failed tests, where the output counts them.
    pub(crate) counts: Option<(u32, u32)>,
}

/// One test that failed, and all that the output says of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    pub(crate) name: String,
    pub(crate) text: String,
    /// The run ended with it, so what comes after it is not known.
    pub(crate) last_words: bool,
}

impl Report {
    pub(crate) fn of(command: &str, ran: Ran) -> Self {
        Self {
            command: command.to_owned(),
            code: ran.code,
            failures: sections::failures(&ran.text),
            diagnostics: crate::diagnostic::parse(&ran.text),
            counts: counts::counts(&ran.text),
            text: ran.text,
        }
    }

    pub(crate) fn green(&self) -> bool {
        self.code == Some(0)
    }

    /// Fewer tests fail than before, none that passed before, and as much was run.
    pub(crate) fn better_than(&self, before: &Self) -> bool {
        if self.green() {
            return !before.green();
        }
        if self.code.is_none() || self.failures.is_empty() {
            return false;
        }
        if let ([now], [then]) = (&self.failures[..], &before.failures[..])
            && now.last_words
            && then.last_words
        {
            return now.is_further_than(then);
        }
        let known = |failure: &Failure| {
            before
                .failures
                .iter()
                .any(|other| other.name == failure.name)
        };
        let fewer = self.failures.len() < before.failures.len() && self.failures.iter().all(known);
        let as_many = match (self.counts, before.counts) {
            (Some((passed, _)), Some((passed_before, _))) => passed >= passed_before,
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        fewer && as_many
    }

    /// How it ended, in words that the output supports.
    pub(crate) fn summary(&self) -> String {
        let command = &self.command;
        let end = match self.code {
            Some(code) => format!("`{command}` exits {code}"),
            None => format!("`{command}` did not come to an exit code"),
        };
        match self.counts {
            Some((passed, failed)) => format!("{end}: {passed} passed, {failed} failed"),
            None => end,
        }
    }

    /// The names of what fails, or the errors, or the end of the output.
    pub(crate) fn troubles(&self) -> String {
        let failing = self
            .failures
            .iter()
            .map(|failure| format!("- {} fails{}", failure.name, failure.shown_values()));
        let errors = self
            .diagnostics
            .iter()
            .map(|error| format!("- {}:{}: {}", error.path, error.line, error.message));
        let all: Vec<String> = if self.failures.is_empty() {
            errors.take(10).collect()
        } else {
            failing.take(10).collect()
        };
        if all.is_empty() {
            quoted_end(&self.text, 12)
        } else {
            all.join("\n")
        }
    }
}

/// The last lines of an output, indented as a quotation.
pub(crate) fn quoted_end(text: &str, most: usize) -> String {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let from = lines.len().saturating_sub(most);
    let shown = lines[from..].iter().map(|line| {
        let cut: String = line.chars().take(200).collect();
        format!("    {cut}")
    });
    shown.collect::<Vec<_>>().join("\n")
}

impl Failure {
    /// Places that the output names, in order: `path`, line.
    pub(crate) fn places(&self) -> Vec<(String, usize)> {
        evidence::places(&self.text)
    }

    /// The two values that should have been equal. Which of them was wanted is not known.
    pub(crate) fn values(&self) -> Option<(String, String)> {
        evidence::values(&self.text)
    }

    fn shown_values(&self) -> String {
        self.values().map_or_else(String::new, |(one, other)| {
            format!(" ({one} against {other})")
        })
    }

    /// Where one stopped run got further than another in the same file.
    fn is_further_than(&self, other: &Self) -> bool {
        match (self.places().first(), other.places().first()) {
            (Some((path, line)), Some((before_path, before))) => {
                path == before_path && line > before
            }
            _ => false,
        }
    }
}
