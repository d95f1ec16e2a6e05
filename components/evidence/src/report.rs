//! Findings and claims, in the form in which they are reported.

use openkoi_sdk::evaluator::{Claim, Finding, Report, Severity, Standing};

use crate::sentence::clip;

const FINDINGS: usize = 30;
const CLAIMS: usize = 50;
const TITLE: usize = 180;
const DETAIL: usize = 1_500;
const TEXT: usize = 500;

/// What the answer is not true to.
pub const HONESTY: &str = "honesty";
/// What is not done.
pub const COMPLETENESS: &str = "completeness";

/// A finding without a place.
pub fn finding(severity: Severity, dimension: &str, title: &str, detail: &str) -> Finding {
    Finding {
        severity,
        dimension: dimension.to_string(),
        title: clip(title, TITLE).to_string(),
        detail: clip(detail, DETAIL).to_string(),
        location: None,
        fix: None,
        evidence: Vec::new(),
    }
}

/// A claim.
pub fn claim(text: &str, standing: Standing, evidence: Vec<String>) -> Claim {
    Claim {
        text: clip(text, TEXT).to_string(),
        standing,
        evidence,
    }
}

/// The report: each finding once, the gravest first, and no more than people read.
pub fn report(findings: Vec<Finding>, claims: Vec<Claim>) -> Report {
    let mut kept: Vec<Finding> = Vec::new();
    for finding in findings {
        let known = kept
            .iter()
            .any(|known| known.title == finding.title && known.location == finding.location);
        if !known {
            kept.push(finding);
        }
    }
    kept.sort_by_key(|finding| match finding.severity {
        Severity::Blocker => 0,
        Severity::Important => 1,
        Severity::Suggestion | Severity::Other(_) => 2,
    });
    kept.truncate(FINDINGS);
    let mut claims = claims;
    claims.sort_by_key(|claim| match claim.standing {
        Standing::Contradicted => 0,
        Standing::Unsupported | Standing::Supported | Standing::Other(_) => 1,
    });
    claims.truncate(CLAIMS);
    Report {
        scores: Vec::new(),
        findings: kept,
        claims,
        measurements: Vec::new(),
        extra: Vec::new(),
    }
}
