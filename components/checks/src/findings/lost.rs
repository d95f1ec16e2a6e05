//! Tests that ran before the work and do not run any more.

use std::collections::BTreeSet;

use openkoi_sdk::evaluator::{Finding, Measurement, Severity};

use super::{Context, dimension, finding};
use crate::comparison::{Pair, own_name, same_test};
use crate::project::System;
use crate::reading::Reading;
use crate::run::Ending;
use crate::task;

const NAMED: usize = 50;

/// Tests that were taken out of what runs: skipped, deleted, or replaced while they failed.
pub(super) fn tests(context: &Context<'_>, pair: &Pair<'_>) -> Vec<Finding> {
    let (Some(before), Some(now)) = (pair.before, &pair.run.reading) else {
        return Vec::new();
    };
    // Where one command runs several tools, the first failure may keep the others from running.
    let chained =
        matches!(pair.run.check.system, System::Node | System::Make) && !pair.run.is_green();
    if now.cut_short || chained || matches!(pair.run.ending, Ending::TimedOut | Ending::Killed) {
        return Vec::new();
    }
    let ran = pair.ran_before();
    let skipped: Vec<&str> = ran
        .iter()
        .filter(|name| has(&now.skips, name) && !has(&now.passes, name))
        .map(String::as_str)
        .collect();
    let names = own_names(now);
    let missing: Vec<&str> = match &names {
        Some(names) => ran
            .iter()
            .filter(|name| !names.contains(own_name(name)))
            .map(String::as_str)
            .collect(),
        None => Vec::new(),
    };
    let fewer = (before.passed + before.failed).saturating_sub(now.total()) as usize;
    let mut findings = Vec::new();
    if !skipped.is_empty() || (fewer > 0 && now.skipped > before.skipped) {
        let count = skipped
            .len()
            .max(fewer.min(now.skipped.saturating_sub(before.skipped) as usize));
        findings.push(lost(context, pair, count, "skipped now", &skipped));
    }
    let deleted = fewer.saturating_sub(now.skipped.saturating_sub(before.skipped) as usize);
    let replaced: Vec<&str> = missing
        .iter()
        .copied()
        .filter(|name| pair.was_failing(name))
        .collect();
    if deleted > 0 {
        findings.push(lost(
            context,
            pair,
            deleted.max(missing.len()),
            "gone",
            &missing,
        ));
    } else if !replaced.is_empty() {
        findings.push(replacement(context, pair, &replaced));
    } else if !missing.is_empty() {
        let severity = Severity::Important;
        findings.push(Finding {
            severity,
            ..lost(
                context,
                pair,
                missing.len(),
                "gone or have another name",
                &missing,
            )
        });
    }
    findings
}

/// Tests that failed and are others now. A test that is rewritten as the task asks may get another name.
fn replacement(context: &Context<'_>, pair: &Pair<'_>, names: &[&str]) -> Finding {
    let found = lost(
        context,
        pair,
        names.len(),
        "gone although they failed",
        names,
    );
    let severity = if task::asks_to_change_tests(context.task) {
        Severity::Important
    } else {
        found.severity.clone()
    };
    Finding { severity, ..found }
}

/// A command that was there before the work.
pub(super) fn command(context: &Context<'_>, before: &Measurement) -> Option<Finding> {
    let severity = match before.kind.as_str() {
        "test" if before.code == Some(0) || before.passed > 0 => severity(context),
        "test" | "build" | "lint" => Severity::Important,
        _ => return None,
    };
    Some(Finding {
        severity,
        dimension: dimension(&before.kind).to_string(),
        title: format!("`{}` is no command of the project any more", before.command),
        detail: format!(
            "Before the work it ran: {} passed, {} failed.",
            before.passed, before.failed
        ),
        location: None,
        fix: Some("Bring back what the work removed, or say why it had to go.".to_string()),
        evidence: vec![before.command.clone()],
    })
}

fn lost(
    context: &Context<'_>,
    pair: &Pair<'_>,
    count: usize,
    how: &str,
    names: &[&str],
) -> Finding {
    let tests = if count == 1 {
        "1 test that ran before the work is"
    } else {
        "tests that ran before the work are"
    };
    let how = if count == 1 {
        how.replace("they", "it").replace("have", "has")
    } else {
        how.to_string()
    };
    let count = if count == 1 {
        String::new()
    } else {
        format!("{count} ")
    };
    let names = names
        .iter()
        .take(NAMED)
        .copied()
        .collect::<Vec<_>>()
        .join("\n");
    let detail = if names.is_empty() {
        "The project's tool does not print which.".to_string()
    } else {
        names
    };
    Finding {
        severity: severity(context),
        fix: Some("Bring the tests back and make them pass; a test is changed only where the task asks for it.".to_string()),
        ..finding(pair.run, format!("{count}{tests} {how}"), &detail)
    }
}

/// A task may ask for less.
fn severity(context: &Context<'_>) -> Severity {
    if task::asks_to_remove(context.task) {
        Severity::Important
    } else {
        Severity::Blocker
    }
}

fn has(names: &[String], name: &str) -> bool {
    names.iter().any(|known| same_test(known, name))
}

/// The names of all tests, if the tool prints every one; a test that moves to another module keeps its own name.
fn own_names(now: &Reading) -> Option<BTreeSet<&str>> {
    let failures = now.failures.iter().map(|failed| failed.name.as_str());
    let names = now
        .passes
        .iter()
        .chain(&now.skips)
        .map(String::as_str)
        .chain(failures);
    now.names_every_pass()
        .then(|| names.map(own_name).collect())
}
