//! From signals to a verdict, and the arithmetic of its probability.
//!
//! The probability that something ends well starts at 0.97, since even harmless work fails at times. Each signal leaves
//! `1 - weight` of it:
//!
//! ```text
//! p = 0.97 × Π over dangers (1 - weight of the harm)
//!          × Π over further signals (1 - weight)
//!          × (1 - 0.5 × failures / calls)      of the tool, where it was called before
//! ```
//!
//! Every factor is at most 1, so another danger never raises the result, and the same brief always gives the same one.

use openkoi_sdk::agency::{Brief, Decision, Effect, ToolRecord, Verdict};

use crate::danger::Danger;

const START: f32 = 0.97;

/// What is left of the probability after these weights.
pub fn probability(weights: impl IntoIterator<Item = f32>) -> f32 {
    weights
        .into_iter()
        .fold(START, |left, weight| left * (1.0 - weight.clamp(0.0, 1.0)))
}

/// The weight of an effect by itself.
pub fn effect_weight(effect: &Effect) -> f32 {
    match effect {
        Effect::Read => 0.0,
        Effect::WriteWorkspace => 0.02,
        Effect::Execute => 0.05,
        Effect::Network => 0.1,
        Effect::MessageOthers => 0.4,
        Effect::Irreversible | Effect::Other(_) => 0.6,
    }
}

/// Half the share of calls of this tool that failed so far.
pub fn failure_weight(records: &[ToolRecord], tool: &str) -> f32 {
    let share =
        |record: &ToolRecord| (record.failures.min(record.calls) as f32) / (record.calls as f32);
    records
        .iter()
        .find(|record| record.name == tool && record.calls > 0)
        .map_or(0.0, |record| 0.5 * share(record))
}

/// Refuses because of the worst of these dangers, which are at least one.
pub fn block(first: &Danger, rest: &[Danger], further: &[f32]) -> Verdict {
    let dangers = || std::iter::once(first).chain(rest);
    let worst = dangers().fold(first, |worst, next| {
        if next.harm.weight() > worst.harm.weight() {
            next
        } else {
            worst
        }
    });
    Verdict {
        decision: Decision::Block,
        probability: probability(
            dangers()
                .map(|danger| danger.harm.weight())
                .chain(further.iter().copied()),
        ),
        reason: format!("{}: {}.", worst.what, worst.harm.remedy()),
        extra: Vec::new(),
    }
}

/// Has nothing to say at a tempo that it does not know.
pub fn abstain(brief: &Brief) -> Verdict {
    Verdict {
        decision: Decision::Abstain,
        probability: probability(brief.plan.iter().map(|step| effect_weight(&step.effect))),
        reason: format!(
            "“{}” is asked about at a tempo that the guardian has no rules for.",
            openkoi_counsel::excerpt(&brief.task, 60)
        ),
        extra: Vec::new(),
    }
}
