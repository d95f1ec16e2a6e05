//! A future that was tried, in lines for people.

use super::progress::Progress;
use super::style::{duration, plain};
use crate::domain::{Candidate, RunOutcome};
use crate::mind;

pub(super) fn lines(progress: &Progress, candidate: &Candidate) -> Vec<String> {
    let style = progress.style();
    let label = format!("future {}", candidate.label);
    let mut lines = progress.labelled(&label, &plain(&candidate.strategy));
    let word = candidate.outcome.word();
    let word = if candidate.outcome == RunOutcome::Accepted {
        style.green(word)
    } else {
        style.red(word)
    };
    let score = candidate
        .score
        .map_or("not scored".to_owned(), |score| format!("score {score:.2}"));
    let (cost, took) = (candidate.cost, duration(candidate.duration_ms));
    let verification = candidate.verification.word();
    lines.push(progress.row(
        "",
        &format!("{word}, {verification}, {score}, {cost}, {took}"),
    ));
    for change in &candidate.changes {
        let told = format!(
            "{} +{} −{}",
            plain(&change.path),
            change.added,
            change.removed
        );
        lines.extend(progress.labelled("  would", &format!("change {told}")));
        lines.extend(progress.diff(change.diff.lines()));
    }
    for risk in mind::risks(candidate) {
        lines.extend(progress.labelled("  risk", &plain(&risk)));
    }
    lines
}
