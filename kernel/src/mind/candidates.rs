//! Which of several futures is worth making real.

use crate::domain::{Candidate, RunOutcome, Severity, Verification};
use std::cmp::Ordering;

/// The best: accepted before not, by the strength of its evidence, by score, then the smaller change and the lower cost. Of
/// equals the first.
pub fn recommended(candidates: &[Candidate]) -> Option<&Candidate> {
    let mut best: Option<&Candidate> = None;
    for candidate in candidates {
        if best.is_none_or(|best| compare(candidate, best) == Ordering::Greater) {
            best = Some(candidate);
        }
    }
    best
}

fn compare(one: &Candidate, other: &Candidate) -> Ordering {
    let accepted = |candidate: &Candidate| candidate.outcome == RunOutcome::Accepted;
    let evidence = |candidate: &Candidate| match candidate.verification {
        Verification::Verified => 2,
        Verification::Partial => 1,
        Verification::Unverified => 0,
    };
    let score = |candidate: &Candidate| candidate.score.unwrap_or(0.0);
    accepted(one)
        .cmp(&accepted(other))
        .then(evidence(one).cmp(&evidence(other)))
        .then(score(one).total_cmp(&score(other)))
        .then(lines(other).cmp(&lines(one)))
        .then(other.cost.amount().total_cmp(&one.cost.amount()))
}

/// Added and removed lines of all files.
pub fn lines(candidate: &Candidate) -> u32 {
    let changed = |total: u32, added: u32| total.saturating_add(added);
    candidate
        .changes
        .iter()
        .flat_map(|change| [change.added, change.removed])
        .fold(0, changed)
}

/// What speaks against making it real, the gravest first.
pub fn risks(candidate: &Candidate) -> Vec<String> {
    let mut risks = Vec::new();
    if candidate.outcome != RunOutcome::Accepted {
        risks.push(format!(
            "it ends {}: {}",
            candidate.outcome.word(),
            candidate.reason
        ));
    }
    let grave = |severity: &Severity| *severity != Severity::Suggestion;
    let findings = candidate
        .findings
        .iter()
        .filter(|finding| grave(&finding.severity));
    risks.extend(findings.map(|finding| finding.title.clone()));
    risks.extend(
        candidate
            .denied
            .iter()
            .map(|call| format!("denied: {call}")),
    );
    let removed = candidate
        .changes
        .iter()
        .filter(|change| change.diff.contains("\n+++ /dev/null"));
    risks.extend(removed.map(|change| format!("removes {}", change.path)));
    if candidate.verification != Verification::Verified && !candidate.changes.is_empty() {
        risks.push("no check proves that it is right".to_owned());
    }
    risks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{FileChange, Usage, Usd};

    fn candidate(label: &str, outcome: RunOutcome, score: f32) -> Candidate {
        Candidate {
            label: label.into(),
            strategy: String::new(),
            outcome,
            verification: Verification::Verified,
            reason: "because".into(),
            answer: String::new(),
            score: Some(score),
            usage: Usage::default(),
            cost: Usd::ZERO,
            duration_ms: 1,
            changes: vec![],
            findings: vec![],
            denied: vec![],
        }
    }

    fn changing(added: u32, candidate: Candidate) -> Candidate {
        let change = FileChange {
            path: "a".into(),
            added,
            removed: 0,
            diff: "--- a/a\n+++ /dev/null\n".into(),
        };
        Candidate {
            changes: vec![change],
            ..candidate
        }
    }

    #[test]
    fn evidence_comes_before_score_and_score_before_size() {
        use RunOutcome::{Accepted, NotGoodEnough};
        let unproved = |candidate| Candidate {
            verification: Verification::Partial,
            ..candidate
        };
        let rows = [
            (vec![], None),
            (
                vec![
                    candidate("A", NotGoodEnough, 0.9),
                    candidate("B", Accepted, 0.8),
                ],
                Some("B"),
            ),
            (
                vec![
                    unproved(candidate("A", Accepted, 0.99)),
                    candidate("B", Accepted, 0.8),
                ],
                Some("B"),
            ),
            (
                vec![candidate("A", Accepted, 0.8), candidate("B", Accepted, 0.9)],
                Some("B"),
            ),
            (
                vec![
                    changing(9, candidate("A", Accepted, 0.8)),
                    changing(3, candidate("B", Accepted, 0.8)),
                ],
                Some("B"),
            ),
            (
                vec![candidate("A", Accepted, 0.8), candidate("B", Accepted, 0.8)],
                Some("A"),
            ),
        ];
        for (candidates, expected) in rows {
            let best = recommended(&candidates).map(|best| best.label.as_str());
            assert_eq!(best, expected, "{candidates:?}");
        }
    }

    #[test]
    fn what_speaks_against_a_future_is_named() {
        let mut bad = changing(1, candidate("A", RunOutcome::NotGoodEnough, 0.1));
        bad.verification = Verification::Unverified;
        bad.denied = vec!["shell git push".into()];
        let expected = [
            "it ends not-good-enough: because",
            "denied: shell git push",
            "removes a",
            "no check proves that it is right",
        ];
        assert_eq!(risks(&bad), expected);
        assert_eq!(risks(&candidate("B", RunOutcome::Accepted, 1.0)), [""; 0]);
    }
}
