//! What a run of tests printed, as counts and names.

mod cargo;
mod go;
mod jest;
mod mocha;
mod nextest;
mod node;
mod outline;
mod pytest;
mod tap;
mod unittest;
mod vitest;

use crate::project::System;
use crate::transcript::clip;

/// Longer names are cut, the same way before and after the work.
const NAME_BYTES: usize = 400;
/// More are only counted.
const FAILURES: usize = 1_000;
const DETAIL_BYTES: usize = 2_000;

/// A test that failed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failed {
    /// As the tool prints it.
    pub name: String,
    /// What the tool printed about it.
    pub detail: String,
    /// "path:line" as the tool prints it: relative to where it ran, or absolute.
    pub location: Option<String>,
}

/// The outcome of one command's tests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Tests that passed.
    pub passed: u32,
    /// Tests that failed, and whole files or packages that could not be loaded.
    pub failed: u32,
    /// Tests that did not run, or whose failure is expected.
    pub skipped: u32,
    /// Each failed test once.
    pub failures: Vec<Failed>,
    /// Names of tests that passed, as far as the tool prints them.
    pub passes: Vec<String>,
    /// Names of tests that were skipped, as far as the tool prints them.
    pub skips: Vec<String>,
    /// Some tests were not reached, so the counts are less than what there is.
    pub cut_short: bool,
}

/// A reader of one tool's output; none if that tool printed no result.
type Reader = fn(&str) -> Option<Reading>;

const READERS: [Reader; 10] = [
    cargo::read,
    nextest::read,
    pytest::read,
    unittest::read,
    tap::read,
    node::read,
    jest::read,
    vitest::read,
    mocha::read,
    go::read,
];

impl Reading {
    /// Reads an output in which any of the known tools may have spoken; what several say is added up.
    pub fn of(text: &str) -> Option<Self> {
        let all = READERS.iter().filter_map(|read| read(text));
        all.reduce(|mut sum, other| {
            sum.add(other);
            sum
        })
    }

    /// Reads what a project's own tool printed; if it did not speak, what any other did. A failed test may print what
    /// looks like another tool's result.
    pub fn of_system(system: System, text: &str) -> Option<Self> {
        let own: &[Reader] = match system {
            System::Cargo => &[cargo::read, nextest::read],
            System::Python => &[pytest::read, unittest::read],
            System::Go => &[go::read],
            System::Node | System::Make => &[],
        };
        own.iter()
            .find_map(|read| read(text))
            .or_else(|| Self::of(text))
    }

    /// Tests that ran.
    pub fn total(&self) -> u32 {
        self.passed.saturating_add(self.failed)
    }

    /// The tool printed the name of every test that passed.
    pub fn names_every_pass(&self) -> bool {
        self.passes.len() >= self.passed as usize
    }

    fn add(&mut self, other: Self) {
        self.passed = self.passed.saturating_add(other.passed);
        self.failed = self.failed.saturating_add(other.failed);
        self.skipped = self.skipped.saturating_add(other.skipped);
        self.passes.extend(other.passes);
        self.skips.extend(other.skips);
        self.cut_short |= other.cut_short;
        for failed in other.failures {
            self.fail(&failed.name, &failed.detail, failed.location);
        }
    }

    /// Notes a failed test; of one that is already known, what was not known about it.
    fn fail(&mut self, name: &str, detail: &str, location: Option<String>) {
        let name = clip(name.trim(), NAME_BYTES);
        let detail = clip(detail.trim_end(), DETAIL_BYTES);
        let room = self.failures.len() < FAILURES;
        match self.failures.iter_mut().find(|known| known.name == name) {
            Some(known) => {
                if known.detail.is_empty() {
                    known.detail = detail.to_string();
                }
                known.location = known.location.take().or(location);
            }
            None if room => {
                self.failures.push(Failed {
                    name: name.to_string(),
                    detail: detail.to_string(),
                    location,
                });
            }
            None => {}
        }
    }

    fn pass(&mut self, name: &str) {
        self.passes.push(clip(name.trim(), NAME_BYTES).to_string());
    }

    fn skip(&mut self, name: &str) {
        self.skips.push(clip(name.trim(), NAME_BYTES).to_string());
    }
}

/// The number before a word: "12 passed" has 12 for "passed".
fn number_before(text: &str, word: &str) -> Option<u32> {
    let mut last = None;
    for part in text.split([' ', ',', ';', '|', '(', ')', '=']) {
        if part == word {
            return last;
        }
        if !part.is_empty() {
            last = part.parse().ok();
        }
    }
    None
}

/// "path:line" at the beginning of a text such as "src/lib.rs:29:9: …".
fn place(text: &str) -> Option<String> {
    let text = text.trim();
    let mut from = 0;
    while let Some(colon) = text[from..].find(':').map(|at| from + at) {
        let digits = text[colon + 1..]
            .bytes()
            .take_while(u8::is_ascii_digit)
            .count();
        let path = &text[..colon];
        if digits > 0 && path.contains('.') && !path.contains(char::is_whitespace) {
            return Some(text[..=colon + digits].to_string());
        }
        from = colon + 1;
    }
    None
}

/// The first place of a JavaScript stack that is not in the test tool itself.
fn place_in_stack(detail: &str) -> Option<String> {
    let frames = detail.lines().filter_map(|line| {
        let line = line
            .trim()
            .strip_prefix("at ")
            .or_else(|| line.trim().strip_prefix("❯ "))?;
        let inner = line.rsplit_once('(').map_or(line, |(_, place)| place);
        place(inner.strip_prefix("file://").unwrap_or(inner))
    });
    frames
        .into_iter()
        .find(|frame| !frame.contains("node_modules") && !frame.starts_with("node:"))
}
