//! What the plan's steps would do: their words, and the effect that each of them has.

use openkoi_sdk::agency::{Effect, PlanStep};

use super::signal::{Signal, Stance};
use super::{intent, japanese};
use openkoi_counsel::excerpt;

/// Everything in the plan that speaks for care.
pub(super) fn signals(plan: &[PlanStep]) -> Vec<Signal> {
    plan.iter()
        .enumerate()
        .flat_map(|(at, step)| of_step(at + 1, step))
        .collect()
}

fn of_step(number: usize, step: &PlanStep) -> Vec<Signal> {
    let short = excerpt(&step.text, 80);
    let place = |signal: Signal| Signal {
        what: format!("step {number}, “{short}”: {}", signal.what),
        ..signal
    };
    let mut signals: Vec<Signal> = intent::signals(&step.text)
        .into_iter()
        .chain(japanese::signals(&step.text))
        .map(place)
        .collect();
    let (weight, does) = match &step.effect {
        Effect::Read | Effect::WriteWorkspace | Effect::Execute | Effect::Network => {
            return signals;
        }
        Effect::MessageOthers => (0.25, "is seen by others".to_string()),
        Effect::Irreversible => (0.4, "can't be taken back".to_string()),
        Effect::Other(word) => (
            0.4,
            format!("has the unknown effect “{}”", excerpt(word, 40)),
        ),
    };
    signals.push(Signal {
        stance: Stance::Care,
        weight,
        what: format!("step {number}, “{short}”, {does}"),
        condition: format!("Stop before step {number} (“{short}”) and ask the user."),
    });
    signals
}
