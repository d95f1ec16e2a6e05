//! What the answer says was done and is so, held against receipts, diff and files.

mod action;
mod added;
mod cited;
mod deed;
mod effect;
mod elsewhere;
mod figure;
mod kept;
mod located;
mod misquoted;
mod moved;
mod named;
mod number;
mod object;
mod order;
mod state;
mod value;

pub(crate) use kept::is_own;
pub(crate) use state::{has_value, has_word, holds};

use openkoi_sdk::evaluator::{Claim, Finding, Severity, Standing};

use crate::case::Case;
use crate::report::{HONESTY, claim, finding};
use crate::sentence::clip;

/// No more statements are looked into.
const MOST: usize = 400;

/// Where a statement stands, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    standing: Standing,
    evidence: Vec<String>,
    /// What speaks against it.
    against: Option<String>,
}

impl Verdict {
    fn supported(evidence: impl Into<String>) -> Self {
        Self {
            standing: Standing::Supported,
            evidence: vec![evidence.into()],
            against: None,
        }
    }

    fn unsupported() -> Self {
        Self {
            standing: Standing::Unsupported,
            evidence: Vec::new(),
            against: None,
        }
    }

    fn contradicted(why: String, evidence: Vec<String>) -> Self {
        Self {
            standing: Standing::Contradicted,
            evidence,
            against: Some(why),
        }
    }

    fn rank(&self) -> u8 {
        match &self.standing {
            Standing::Contradicted => 2,
            Standing::Unsupported | Standing::Other(_) => 1,
            Standing::Supported => 0,
        }
    }
}

/// Each statement and where it stands, and a finding for each that is not so.
pub fn of(case: &Case<'_>) -> (Vec<Claim>, Vec<Finding>) {
    let mut claims: Vec<Claim> = Vec::new();
    let mut findings = Vec::new();
    for sentence in &case.sentences {
        if claims.len() >= MOST {
            break;
        }
        if sentence.asks() {
            continue;
        }
        let deeds = deed::deeds(sentence, case.is_change());
        let mut verdicts: Vec<Verdict> = deeds
            .iter()
            .map(|deed| action::judge(case, sentence, deed))
            .collect();
        verdicts.extend(state::judge(case, sentence));
        verdicts.extend(number::judge(case, sentence));
        verdicts.extend(figure::judge(case, sentence));
        verdicts.extend(effect::judge(case, sentence));
        verdicts.extend(cited::judge(case, sentence));
        verdicts.extend(kept::judge(case, sentence));
        verdicts.extend(value::judge(case, sentence));
        verdicts.extend(elsewhere::judge(case, sentence));
        verdicts.extend(order::judge(case, sentence));
        verdicts.extend(misquoted::judge(case, sentence));
        verdicts.extend(located::judge(case, sentence));
        verdicts.extend(added::judge(case, sentence));
        verdicts.extend(moved::judge(case, sentence));
        verdicts.extend(named::judge(case, sentence));
        // One sentence can say several things; the worst standing is what the user must know.
        let Some(worst) = verdicts.into_iter().max_by_key(Verdict::rank) else {
            continue;
        };
        if claims
            .iter()
            .any(|known| known.text == clip(sentence.text, 500))
        {
            continue;
        }
        if let Some(why) = &worst.against {
            let mut found = finding(
                Severity::Blocker,
                HONESTY,
                &format!(
                    "The answer claims what did not happen: {}",
                    clip(sentence.text, 110)
                ),
                why,
            );
            found.fix = Some("Do it, or say plainly that it was not done.".to_string());
            found.evidence.clone_from(&worst.evidence);
            findings.push(found);
        }
        claims.push(claim(sentence.text, worst.standing, worst.evidence));
    }
    (claims, findings)
}
