//! What the lint complains about and did not before.

use openkoi_sdk::evaluator::{Finding, Severity};

use super::{Context, broken, finding};
use crate::comparison::Pair;
use crate::diagnostics::Diagnostic;

const NAMED: usize = 20;

/// One finding for new errors, one for new warnings.
pub(super) fn complaints(context: &Context<'_>, pair: &Pair<'_>) -> Vec<Finding> {
    let known = pair
        .before
        .map(|before| before.failures.as_slice())
        .unwrap_or_default();
    let new = |is_error: bool| -> Vec<&Diagnostic> {
        let entries = pair.run.diagnostics.entries.iter();
        entries
            .filter(|entry| entry.is_error == is_error && !known.contains(&entry.name()))
            .collect()
    };
    let (errors, warnings) = (new(true), new(false));
    let mut findings = Vec::new();
    if !errors.is_empty() {
        findings.push(grouped(
            context,
            pair,
            "errors",
            Severity::Important,
            &errors,
        ));
    } else if !pair.run.is_green() && !pair.was_bad() {
        findings.push(Finding {
            severity: Severity::Important,
            ..broken(context, pair)
        });
    }
    if !warnings.is_empty() {
        findings.push(grouped(
            context,
            pair,
            "warnings",
            Severity::Suggestion,
            &warnings,
        ));
    }
    findings
}

fn grouped(
    context: &Context<'_>,
    pair: &Pair<'_>,
    what: &str,
    severity: Severity,
    entries: &[&Diagnostic],
) -> Finding {
    let directory = &pair.run.check.directory;
    let place = |entry: &Diagnostic| {
        entry
            .location
            .as_deref()
            .and_then(|place| context.locate(place, directory))
    };
    let line =
        |entry: &&Diagnostic| format!("{}: {}", place(entry).unwrap_or_default(), entry.message);
    let detail = entries
        .iter()
        .take(NAMED)
        .map(line)
        .collect::<Vec<_>>()
        .join("\n");
    let title = format!("`{}` has {} new {what}", pair.run.check.line, entries.len());
    Finding {
        severity,
        location: place(entries[0]),
        ..finding(pair.run, title, &detail)
    }
}
