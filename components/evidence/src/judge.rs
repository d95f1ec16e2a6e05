//! The step: read everything, ask for the files that matter, report.

use openkoi_sdk::evaluator::{Answer, Phase, Step, Work};

use crate::case::Case;
use crate::report::report;
use crate::workspace::Workspace;
use crate::{claims, constraint, outcome, tampering};

/// Asks in at most three rounds, then reports.
pub fn judge(work: &Work, answers: &[Answer]) -> Step {
    if work.phase != Phase::After {
        return Step::Done(report(Vec::new(), Vec::new()));
    }
    let workspace = Workspace::of(answers);
    let answer = work.answer.replace('’', "'");
    let done = {
        let case = Case::of(work, &answer, &workspace);
        let (claims, mut findings) = claims::of(&case);
        findings.extend(outcome::findings(&case));
        findings.extend(tampering::findings(&case));
        findings.extend(constraint::findings(&case));
        report(findings, claims)
    };
    let open = workspace.questions();
    if open.is_empty() {
        Step::Done(done)
    } else {
        Step::Ask(open)
    }
}
