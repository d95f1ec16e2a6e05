//! How a command of the project went.

use openkoi_sdk::evaluator::{Measurement, Outcome};

use crate::check::{Check, Kind};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::project::System;
use crate::reading::Reading;
use crate::transcript::{clip, plain, tail, together};

const OUTPUT_BYTES: usize = 16 * 1024;
const FAILURES: usize = 1_000;
/// An output as long as this has lost its beginning.
const CUT_BYTES: usize = 255 * 1024;

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// With the code 0, or there was nothing to do.
    Succeeded,
    /// With any other code.
    Failed,
    /// By the kernel, after its time was up.
    TimedOut,
    /// By a signal.
    Killed,
    /// It never began: its tool is not installed.
    Missing(String),
    /// It never began: the kernel did not run it.
    Refused(String),
}

/// A command and what is known of its run.
#[derive(Debug)]
pub struct Run {
    /// The command.
    pub check: Check,
    /// How it ended.
    pub ending: Ending,
    /// What it printed, as plain text; the part with the results last.
    pub text: String,
    /// What its tests said.
    pub reading: Option<Reading>,
    /// What compilers and lints said.
    pub diagnostics: Diagnostics,
    code: Option<i32>,
    duration_ms: u32,
}

impl Run {
    /// Reads the kernel's answer.
    pub fn of(check: Check, answer: Result<&Outcome, String>) -> Self {
        let outcome = match answer {
            Ok(outcome) => outcome,
            Err(reason) => return Self::unborn(check, Ending::Refused(reason)),
        };
        let read = |text: &str| match check.system {
            System::Node => together(&plain(text)),
            System::Cargo | System::Python | System::Go | System::Make => plain(text),
        };
        let (stdout, stderr) = (read(&outcome.stdout), read(&outcome.stderr));
        // What is kept of a long output is its end, so the results must stand there.
        let first = if Reading::of_system(check.system, &stderr).is_some() {
            [&stdout, &stderr]
        } else {
            [&stderr, &stdout]
        };
        let text = first
            .map(|part| part.trim_end())
            .join("\n")
            .trim_matches('\n')
            .to_string();
        if let Some(reason) = missing(&check, outcome, &text) {
            return Self {
                text,
                code: outcome.code,
                ..Self::unborn(check, Ending::Missing(reason))
            };
        }
        let mut reading = match check.kind {
            Kind::Test => Reading::of_system(check.system, &text),
            Kind::Build | Kind::Lint => None,
        };
        if let Some(reading) = &mut reading {
            reading.cut_short |=
                outcome.stdout.len() >= CUT_BYTES || outcome.stderr.len() >= CUT_BYTES;
        }
        let nothing =
            outcome.code == Some(5) && reading.as_ref().is_some_and(|reading| reading.total() == 0);
        let ending = match outcome.code {
            _ if outcome.timed_out => Ending::TimedOut,
            Some(0) => Ending::Succeeded,
            Some(_) if nothing => Ending::Succeeded,
            Some(_) => Ending::Failed,
            None => Ending::Killed,
        };
        let diagnostics = Diagnostics::of(&text, ending == Ending::Failed);
        let (code, duration_ms) = (outcome.code, outcome.duration_ms);
        Self {
            check,
            ending,
            text,
            reading,
            diagnostics,
            code,
            duration_ms,
        }
    }

    fn unborn(check: Check, ending: Ending) -> Self {
        let diagnostics = Diagnostics::default();
        Self {
            check,
            ending,
            text: String::new(),
            reading: None,
            diagnostics,
            code: None,
            duration_ms: 0,
        }
    }

    /// The command ran, whatever came of it.
    pub fn ran(&self) -> bool {
        !matches!(self.ending, Ending::Missing(_) | Ending::Refused(_))
    }

    /// It ended without saying which tests failed: it did not compile, or there is only its exit code.
    pub fn is_broken(&self) -> bool {
        let failed = self
            .reading
            .as_ref()
            .is_some_and(|reading| reading.failed > 0);
        self.ran() && self.ending != Ending::Succeeded && !failed
    }

    /// It ended well.
    pub fn is_green(&self) -> bool {
        self.ending == Ending::Succeeded
    }

    /// Errors as a lint counts them; a failure that says nothing else is one.
    pub fn errors(&self) -> u32 {
        let silent = self.ran() && !self.is_green() && self.diagnostics.errors == 0;
        self.diagnostics.errors.max(u32::from(silent))
    }

    /// What the kernel keeps of it.
    pub fn measurement(&self) -> Measurement {
        let kind = if self.ran() {
            self.check.kind.word()
        } else {
            "not-run"
        };
        let reading = self.reading.as_ref();
        let failed_tests = reading
            .map(|reading| reading.failures.as_slice())
            .unwrap_or_default();
        let complaints = match self.check.kind {
            Kind::Lint => self.diagnostics.entries.as_slice(),
            Kind::Build | Kind::Test => &[],
        };
        let mut failures: Vec<String> = Vec::new();
        let names = failed_tests
            .iter()
            .map(|failed| failed.name.clone())
            .chain(complaints.iter().map(Diagnostic::name));
        for name in names.take(FAILURES) {
            if !failures.contains(&name) {
                failures.push(name);
            }
        }
        let failed = if self.check.kind == Kind::Lint {
            self.errors()
        } else {
            reading.map_or(0, |reading| reading.failed)
        };
        let output = match &self.ending {
            Ending::Missing(reason) | Ending::Refused(reason) => clip(reason, OUTPUT_BYTES),
            Ending::Succeeded | Ending::Failed | Ending::TimedOut | Ending::Killed => {
                tail(&self.text, OUTPUT_BYTES)
            }
        };
        Measurement {
            kind: kind.to_string(),
            command: self.check.line.clone(),
            directory: self.check.directory.clone(),
            code: self.code,
            passed: reading.map_or(0, |reading| reading.passed),
            failed,
            skipped: reading.map_or(0, |reading| reading.skipped),
            failures,
            output: output.to_string(),
            duration_ms: self.duration_ms,
        }
    }
}

/// The line that says that a tool is not installed, if that is why the command failed.
fn missing(check: &Check, outcome: &Outcome, text: &str) -> Option<String> {
    if outcome.code == Some(0) || outcome.timed_out {
        return None;
    }
    let line = |sign: &str| {
        text.lines()
            .rev()
            .find(|line| line.contains(sign))
            .map(str::trim)
    };
    let by_system = match check.system {
        System::Cargo => {
            line("error: no such command").or_else(|| line("is not installed for the toolchain"))
        }
        System::Python if outcome.stdout.trim().is_empty() => text
            .lines()
            .find(|line| line.ends_with(": No module named pytest")),
        System::Node => line("Missing script:").or_else(|| line("ERR_PNPM_NO_SCRIPT")),
        System::Make => line("] Error 127").or_else(|| line("No rule to make target")),
        System::Python | System::Go => None,
    };
    let by_shell = || {
        line("not found")
            .or_else(|| line("No such file or directory"))
            .unwrap_or("its program was not found")
    };
    let reason = by_system.or_else(|| matches!(outcome.code, Some(126 | 127)).then(by_shell))?;
    Some(clip(reason, 300).to_string())
}
