//! The scholar: whether the plan can find out if it worked, and what is only assumed.
//!
//! Rules read the plan. A model is asked in one case only: advice on health, law or money without any source in the plan.

pub mod chance;
pub mod knowledge;
pub mod proof;
pub mod second_reading;

use openkoi_counsel::short;
use openkoi_sdk::agency::{Answer, Brief, Decision, Failure, Guest, Step, Tempo, Verdict};

/// One gap between what will be said and what will be known.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// What it takes of the probability, 0 to 1.
    pub weight: f32,
    /// What is missing, with the decisive words quoted.
    pub told: String,
    /// What closes it.
    pub condition: String,
    /// A wrong answer could hurt somebody.
    pub grave: bool,
}

/// The agency itself.
pub struct Scholar;

impl Guest for Scholar {
    fn advise(brief: Brief, answers: Vec<Answer>) -> Result<Step, Failure> {
        if brief.tempo != Tempo::Task {
            return Ok(Step::Done(judge(&brief, &[])));
        }
        let gaps: Vec<Gap> = proof::gaps(&brief)
            .into_iter()
            .chain(knowledge::gaps(&brief))
            .collect();
        if let Some(grave) = gaps.iter().find(|gap| gap.grave) {
            if brief.model_available && answers.is_empty() {
                return Ok(Step::Ask(vec![second_reading::question(
                    &brief,
                    &grave.told,
                )]));
            }
            if let Some(why) = second_reading::doubt(&answers) {
                let reason = format!(
                    "{}, and nothing here can check it ({}): ask somebody who answers for it.",
                    grave.told,
                    short(&why)
                );
                let probability = chance::probability(&gaps, true);
                return Ok(Step::Done(Verdict {
                    decision: Decision::Block,
                    probability,
                    reason,
                    extra: Vec::new(),
                }));
            }
        }
        Ok(Step::Done(judge(&brief, &gaps)))
    }
}

fn judge(brief: &Brief, gaps: &[Gap]) -> Verdict {
    let check = proof::check(&brief.plan).filter(|_| brief.tempo == Tempo::Task);
    let (decision, reason) = match (gaps.first(), check) {
        (Some(first), _) => (
            Decision::ApproveIf(gaps.iter().map(|gap| gap.condition.clone()).collect()),
            format!("{}.", first.told),
        ),
        (None, Some((number, text))) => (
            Decision::Approve,
            format!(
                "Step {number} (“{}”) can show whether it worked.",
                short(text)
            ),
        ),
        (None, None) => (
            Decision::Abstain,
            format!(
                "“{}” claims nothing that would have to be checked.",
                short(&brief.task)
            ),
        ),
    };
    Verdict {
        decision,
        probability: chance::probability(gaps, false),
        reason,
        extra: Vec::new(),
    }
}

#[cfg(target_arch = "wasm32")]
openkoi_sdk::export_agency!(Scholar);
