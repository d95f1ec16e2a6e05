//! The economist: tokens, money and time against what may be spent, and cheaper ways to the same end.
//!
//! It counts and asks nobody: no answer of a model changes what a number is.

pub mod chance;
pub mod spending;
pub mod waste;

use openkoi_counsel::short;
use openkoi_sdk::agency::{Answer, Brief, Decision, Failure, Guest, Step, Tempo, Verdict};

/// The agency itself.
pub struct Economist;

impl Guest for Economist {
    fn advise(brief: Brief, _answers: Vec<Answer>) -> Result<Step, Failure> {
        Ok(Step::Done(match brief.tempo {
            Tempo::Task => judge(&brief),
            Tempo::Action | Tempo::Other(_) => {
                abstain(&brief, "costs are weighed once for each task")
            }
        }))
    }
}

/// Over this share of the budget a task goes on under caps only.
const TIGHT: f64 = 0.6;
/// Over this share it does not go on: no estimate is that far off by accident.
const TOO_MUCH: f64 = 1.25;

fn judge(brief: &Brief) -> Verdict {
    let shares = spending::shares(&brief.estimate, &brief.budget);
    let savings = waste::savings(brief);
    let probability = chance::probability(shares[0].value, &savings);
    let verdict = |decision, reason| Verdict {
        decision,
        probability,
        reason,
        extra: Vec::new(),
    };
    if shares[0].value > TOO_MUCH {
        let reason = format!(
            "“{}” is expected to take {}: raise the budget or ask for less.",
            short(&brief.task),
            shares[0].told
        );
        return verdict(Decision::Block, reason);
    }
    let caps = shares
        .iter()
        .filter(|share| share.value > TIGHT)
        .map(|share| share.cap.clone());
    let conditions: Vec<String> = caps
        .chain(savings.iter().map(|saving| saving.condition.clone()))
        .collect();
    if !conditions.is_empty() {
        let told = if shares[0].value > TIGHT {
            format!("it is expected to take {}", shares[0].told)
        } else {
            savings[0].told.clone()
        };
        return verdict(
            Decision::ApproveIf(conditions),
            format!("“{}”: {told}.", short(&brief.task)),
        );
    }
    if shares[0].value == 0.0 && brief.plan.is_empty() {
        return abstain(brief, "there is neither an estimate nor a plan to count");
    }
    verdict(
        Decision::Approve,
        format!(
            "“{}” is expected to take {}.",
            short(&brief.task),
            shares[0].told
        ),
    )
}

fn abstain(brief: &Brief, why: &str) -> Verdict {
    let share = spending::shares(&brief.estimate, &brief.budget)[0].value;
    Verdict {
        decision: Decision::Abstain,
        probability: chance::probability(share, &[]),
        reason: format!("“{}”: {why}.", short(&brief.task)),
        extra: Vec::new(),
    }
}

#[cfg(target_arch = "wasm32")]
openkoi_sdk::export_agency!(Economist);
