//! Tests that fail.

use openkoi_sdk::evaluator::{Finding, Severity};

use super::{Context, broken, finding};
use crate::comparison::Pair;
use crate::reading::Failed;
use crate::task;

/// Each of the first failures is a finding of its own, the others are one together.
const APART: usize = 20;
const NAMED: usize = 50;

/// A finding for each failed test, or one for a run that says no more than that it failed.
pub(super) fn failing(context: &Context<'_>, pair: &Pair<'_>) -> Vec<Finding> {
    let run = pair.run;
    let failures = run
        .reading
        .as_ref()
        .map(|reading| reading.failures.as_slice())
        .unwrap_or_default();
    let named = run
        .reading
        .as_ref()
        .is_some_and(|reading| reading.failed > 0)
        && !failures.is_empty();
    if run.is_green() {
        return Vec::new();
    }
    if !named {
        return vec![broken(context, pair)];
    }
    let (old, new): (Vec<&Failed>, Vec<&Failed>) = failures
        .iter()
        .partition(|failed| pair.was_failing(&failed.name));
    let rows = new
        .into_iter()
        .map(|failed| (false, failed))
        .chain(old.into_iter().map(|failed| (true, failed)));
    let rows: Vec<(bool, &Failed)> = rows.collect();
    let mut findings: Vec<Finding> = rows
        .iter()
        .take(APART)
        .map(|(was_failing, failed)| one(context, pair, failed, *was_failing))
        .collect();
    if let Some((was_failing, _)) = rows.get(APART) {
        let names: Vec<&str> = rows[APART..]
            .iter()
            .take(NAMED)
            .map(|(_, failed)| failed.name.as_str())
            .collect();
        let title = format!("{} more tests fail", rows.len() - APART);
        findings.push(Finding {
            severity: context.severity(*was_failing),
            ..finding(run, title, &names.join("\n"))
        });
    }
    findings
}

fn one(context: &Context<'_>, pair: &Pair<'_>, failed: &Failed, was_failing: bool) -> Finding {
    let (state, history) = if was_failing {
        ("still fails", "It was failing before the work.\n")
    } else {
        ("fails", "")
    };
    let mending = was_failing && task::asks_to_mend(context.task, &failed.name);
    let severity = if mending {
        Severity::Blocker
    } else {
        context.severity(was_failing)
    };
    let detail = format!("{history}{}", failed.detail);
    Finding {
        severity,
        location: failed
            .location
            .as_deref()
            .and_then(|place| context.locate(place, &pair.run.check.directory)),
        ..finding(pair.run, format!("Test {state}: {}", failed.name), &detail)
    }
}
