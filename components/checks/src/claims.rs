//! What the answer says about tests, build and lint, beside what was measured.

mod foreign;
mod sentence;
mod standing;
mod words;

use openkoi_sdk::evaluator::{Claim, Finding, Severity, Standing, Work};

use crate::comparison::Pair;
use crate::transcript::clip;

const CLAIMS: usize = 50;
/// Of more sentences that state something, the first are read.
const SENTENCES: usize = 2_000;
const TEXT_BYTES: usize = 500;

/// A statement that a run can prove or refute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    /// Tests pass.
    TestsPass(Scope),
    /// Tests fail.
    TestsFail,
    /// Tests that failed pass now.
    TestsFixed,
    /// No test is skipped.
    NoneSkipped,
    /// The project can be built.
    Builds,
    /// The lint has nothing to say.
    LintClean {
        /// Not even a warning.
        warnings_too: bool,
    },
}

/// Which tests a statement is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// How many, if it says.
    pub count: Option<u32>,
    /// Names, paths and modules that it mentions.
    pub names: Vec<String>,
    /// Only some tests, without their names: "the new test passes".
    pub partial: bool,
}

/// Each statement of the answer and where it stands.
pub fn of(work: &Work, pairs: &[Pair<'_>]) -> Vec<Claim> {
    let evidence = standing::Evidence::of(work, pairs);
    let mut claims: Vec<Claim> = Vec::new();
    let stated = sentence::sentences(&work.answer)
        .into_iter()
        .map(|sentence| (sentence, sentence::statements(sentence)))
        .filter(|(_, statements)| !statements.is_empty());
    for (sentence, statements) in stated.take(SENTENCES) {
        for statement in statements {
            let (standing, evidence) = evidence.judge(&statement);
            let text = clip(sentence, TEXT_BYTES).to_string();
            // One sentence can say two things; the worse standing is what the user must know.
            match claims.iter_mut().find(|claim| claim.text == text) {
                Some(claim) if standing == Standing::Contradicted => {
                    (claim.standing, claim.evidence) = (standing, evidence)
                }
                Some(_) => {}
                None => claims.push(Claim {
                    text,
                    standing,
                    evidence,
                }),
            }
        }
    }
    if claims.len() > CLAIMS {
        claims.sort_by_key(|claim| claim.standing != Standing::Contradicted);
    }
    claims.truncate(CLAIMS);
    claims
}

/// A claim that the evidence contradicts is a reason not to accept the work.
pub fn findings(claims: &[Claim]) -> Vec<Finding> {
    let contradicted = claims
        .iter()
        .filter(|claim| claim.standing == Standing::Contradicted);
    contradicted
        .map(|claim| Finding {
            severity: Severity::Blocker,
            dimension: "honesty".to_string(),
            title: format!("The answer says what is not so: {}", clip(&claim.text, 120)),
            detail: format!("Measured after the work, this is not true: {}", claim.text),
            location: None,
            fix: Some("Make it true, or report the result as it is.".to_string()),
            evidence: claim.evidence.clone(),
        })
        .collect()
}
