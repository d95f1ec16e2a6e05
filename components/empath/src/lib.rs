//! The empath: what the user meant, in which mood it was said, and what others would read.
//!
//! Rules read the words. A model is asked in one case only: destruction ordered in anger, which may not be meant.

pub mod chance;
pub mod second_reading;
pub mod tone;

use openkoi_counsel::short;
use openkoi_sdk::agency::{Answer, Brief, Decision, Failure, Guest, Step, Tempo, Verdict};

use tone::Sign;

/// The agency itself.
pub struct Empath;

impl Guest for Empath {
    fn advise(brief: Brief, answers: Vec<Answer>) -> Result<Step, Failure> {
        let signs = match brief.tempo {
            Tempo::Task => tone::signs(&brief),
            Tempo::Action | Tempo::Other(_) => Vec::new(),
        };
        let rash = signs.iter().find(|sign| sign.rash);
        if let Some(rash) = rash {
            if brief.model_available && answers.is_empty() {
                return Ok(Step::Ask(vec![second_reading::question(
                    &brief.task,
                    &rash.told,
                )]));
            }
            if let Some(why) = second_reading::regret(&answers) {
                return Ok(Step::Done(block(&signs, rash, &why)));
            }
        }
        Ok(Step::Done(judge(&brief, &signs)))
    }
}

fn block(signs: &[Sign], rash: &Sign, why: &str) -> Verdict {
    let reason = format!(
        "{}, which may be regretted ({}): ask again, and say what may be lost.",
        rash.told,
        short(why)
    );
    Verdict {
        decision: Decision::Block,
        probability: chance::probability(signs, true),
        reason,
        extra: Vec::new(),
    }
}

fn judge(brief: &Brief, signs: &[Sign]) -> Verdict {
    let reason = match signs.first() {
        Some(first) => format!("In this task {}.", first.told),
        None => format!("“{}” says plainly what is wanted.", short(&brief.task)),
    };
    let conditions: Vec<String> = signs.iter().map(|sign| sign.condition.clone()).collect();
    let decision = if conditions.is_empty() {
        Decision::Abstain
    } else {
        Decision::ApproveIf(conditions)
    };
    Verdict {
        decision,
        probability: chance::probability(signs, false),
        reason,
        extra: Vec::new(),
    }
}

#[cfg(target_arch = "wasm32")]
openkoi_sdk::export_agency!(Empath);
