//! Which change resolved what a check found.

use super::told::Told;
use super::trail::{Attempt, Step};
use super::{Draft, Run};
use crate::domain::{LessonKind, Receipt};
use std::collections::HashMap;

/// Names of failures and of files that one lesson tells.
const NAMED: usize = 3;
const FILES: usize = 5;

/// A command that failed and is still to pass.
struct Open<'a> {
    failed: &'a Attempt<'a>,
    /// What has been changed since.
    wrote: Vec<&'a Receipt>,
}

/// For each command that failed first and passed at the end: what was changed between. Only where the end holds.
pub(super) fn lessons(run: &Run<'_>) -> Vec<Draft> {
    let Some(confidence) = run.holds else {
        return Vec::new();
    };
    let mut open: HashMap<(&str, &str), Open<'_>> = HashMap::new();
    let mut drafts = Vec::new();
    for step in &run.trail.steps {
        match step {
            Step::Ran(attempt) if attempt.is_good => {
                if let Some(open) = open.remove(&(attempt.line, attempt.directory)) {
                    drafts.extend(draft(run, &open, confidence));
                }
            }
            Step::Ran(failed) => {
                let key = (failed.line, failed.directory);
                let open = open.entry(key).or_insert_with(|| Open {
                    failed,
                    wrote: Vec::new(),
                });
                // The newest failure that has names says best what was wrong.
                if !failed.failures.is_empty() {
                    open.failed = failed;
                }
            }
            Step::Wrote(receipt) => {
                for open in open.values_mut() {
                    open.wrote.push(receipt);
                }
            }
            Step::Denied(_) => {}
        }
    }
    drafts
}

fn draft(run: &Run<'_>, open: &Open<'_>, confidence: f32) -> Option<Draft> {
    let files = files(run, &open.wrote);
    if files.is_empty() {
        return None;
    }
    let failed = open.failed;
    let told = Told::default().say("when ").name(failed.line);
    let told = match failed.failures.as_slice() {
        [] => told.say(" failed"),
        failures => told.say(" failed at ").names(failures, NAMED),
    };
    let told = told
        .say(", it passed after a change of ")
        .names(&files, FILES);
    let mut receipts: Vec<String> = failed.receipt.map(str::to_owned).into_iter().collect();
    receipts.extend(open.wrote.iter().map(|receipt| receipt.id.0.clone()));
    Some(Draft {
        kind: LessonKind::Fix,
        subject: format!("{} {}", failed.line, failed.failures.join(" ")),
        told,
        receipts,
        confidence,
    })
}

/// The files that were changed for good, each once.
fn files(run: &Run<'_>, wrote: &[&Receipt]) -> Vec<String> {
    let mut files: Vec<String> = Vec::new();
    for file in wrote.iter().flat_map(|receipt| &receipt.files) {
        let stays = run.story.changes.iter().any(|it| it.path == file.path);
        if stays && !files.contains(&file.path) {
            files.push(file.path.clone());
        }
    }
    files
}
