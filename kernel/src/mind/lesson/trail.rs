//! What ran and what it changed, in the order in which it happened.

use crate::domain::{Effect, Event, EventBody, Measurement, Phase, Receipt};
use crate::mind::NOT_RUN;

/// Names of failures that are told of a check.
const FAILURES: usize = 20;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step<'a> {
    Ran(Attempt<'a>),
    /// The receipt of a call that changed files.
    Wrote(&'a Receipt),
    Denied(&'a str),
}

/// A command that ran, the project's check or the executor's own.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Attempt<'a> {
    pub(super) line: &'a str,
    pub(super) directory: &'a str,
    /// None: a signal ended it, or it never began.
    pub(super) code: Option<i32>,
    pub(super) is_good: bool,
    /// What failed, by name, as far as it has names.
    pub(super) failures: Vec<String>,
    /// Its receipt; none: a check.
    pub(super) receipt: Option<&'a str>,
    /// Before the first change.
    pub(super) is_baseline: bool,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Trail<'a> {
    pub(super) steps: Vec<Step<'a>>,
}

impl<'a> Trail<'a> {
    pub(super) fn of(events: &'a [Event]) -> Self {
        let mut steps = Vec::new();
        for event in events {
            match &event.body {
                EventBody::Measured {
                    phase,
                    measurements,
                    ..
                } => {
                    let ran = measurements.iter().filter(|check| check.kind != NOT_RUN);
                    let is_baseline = *phase == Phase::Baseline;
                    steps.extend(ran.map(|check| Step::Ran(checked(check, is_baseline))));
                }
                EventBody::ToolCalled { receipt, .. } => {
                    steps.extend(commanded(receipt).map(Step::Ran));
                    if !receipt.files.is_empty() {
                        steps.push(Step::Wrote(receipt));
                    }
                }
                EventBody::ToolDenied { summary, .. } => steps.push(Step::Denied(summary)),
                _ => {}
            }
        }
        Self { steps }
    }
}

/// A check of the project.
pub(super) fn checked(check: &Measurement, is_baseline: bool) -> Attempt<'_> {
    Attempt {
        line: &check.command,
        directory: &check.directory,
        code: check.code,
        is_good: check.code == Some(0) && check.failed == 0,
        failures: check.failures.iter().take(FAILURES).cloned().collect(),
        receipt: None,
        is_baseline,
    }
}

/// A call that ran a program.
fn commanded(receipt: &Receipt) -> Option<Attempt<'_>> {
    if receipt.effect != Effect::Execute {
        return None;
    }
    let line = receipt.summary.strip_prefix(&receipt.tool)?.trim();
    let is_whole = !line.is_empty() && !line.ends_with('…');
    is_whole.then(|| Attempt {
        line,
        directory: "",
        code: receipt.code,
        is_good: receipt.code == Some(0) && !receipt.is_error,
        failures: Vec::new(),
        receipt: Some(&receipt.id.0),
        is_baseline: false,
    })
}
