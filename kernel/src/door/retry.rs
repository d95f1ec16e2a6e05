//! How long to wait before the next try, and when to stop trying.

use crate::domain::{Fault, FaultKind};
use std::time::Duration;

/// The arithmetic of patience: pure, with the randomness given from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    /// The pause before the first retry; each further one is twice as long.
    pub base: Duration,
    /// No pause of our own choosing is longer.
    pub cap: Duration,
    pub retries: u32,
    /// The longest wait that the far side may ask for.
    pub patience: Duration,
    /// False: each pause is decided on and takes no time.
    pub waits: bool,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            base: Duration::from_secs(2),
            cap: Duration::from_secs(30),
            retries: 8,
            patience: Duration::from_secs(120),
            waits: true,
        }
    }
}

/// Added to what the far side asks for, so that its clock has passed the moment too.
const MARGIN: Duration = Duration::from_millis(100);

impl RetryPolicy {
    /// Tries as often, without waiting: for a recording, whose service is not spared by pauses.
    pub fn immediate() -> Self {
        Self {
            waits: false,
            ..Self::default()
        }
    }

    /// The pause before retry number `attempt`, from 0; none: this was the last word. `jitter`, from 0 to 1, moves a
    /// pause of our own choosing by a fifth either way.
    pub fn pause(&self, attempt: u32, fault: &Fault, jitter: f64) -> Option<Duration> {
        if attempt >= self.retries || !fault.is_transient() {
            return None;
        }
        let pause = match asked_for(fault) {
            Some(asked) if asked > self.patience => return None,
            Some(asked) => asked + MARGIN,
            None => {
                let doubled = self
                    .base
                    .saturating_mul(2u32.saturating_pow(attempt))
                    .min(self.cap);
                doubled.mul_f64(0.8 + 0.4 * jitter.clamp(0.0, 1.0))
            }
        };
        Some(if self.waits { pause } else { Duration::ZERO })
    }

    /// The fault as it is told once `pause` has given none: with why it is not tried again.
    pub fn last_word(&self, attempt: u32, fault: Fault) -> Fault {
        let why = match asked_for(&fault) {
            Some(asked) if asked > self.patience => format!(
                "; it asks to wait {} s, longer than the {} s that are waited",
                asked.as_secs(),
                self.patience.as_secs()
            ),
            _ if fault.is_transient() && attempt > 0 => format!("; tried {} times", attempt + 1),
            _ => return fault,
        };
        Fault {
            message: fault.message + &why,
            ..fault
        }
    }
}

fn asked_for(fault: &Fault) -> Option<Duration> {
    match fault.kind {
        FaultKind::Rate(asked) => asked,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(kind: FaultKind) -> Fault {
        Fault::new("a service", kind, "no")
    }

    fn rate(seconds: u64) -> FaultKind {
        FaultKind::Rate(Some(Duration::from_secs(seconds)))
    }

    #[test]
    fn pauses_double_up_to_a_cap_and_end() {
        let policy = RetryPolicy::default();
        let seconds = [2, 4, 8, 16, 30, 30, 30, 30];
        for kind in [FaultKind::Unavailable, FaultKind::Rate(None)] {
            for (attempt, seconds) in (0..).zip(seconds) {
                let pause = policy.pause(attempt, &fault(kind.clone()), 0.5);
                assert_eq!(
                    pause,
                    Some(Duration::from_secs(seconds)),
                    "{kind:?} {attempt}"
                );
            }
            assert_eq!(policy.pause(8, &fault(kind), 0.5), None);
        }
        assert_eq!(
            policy.pause(u32::MAX, &fault(FaultKind::Unavailable), 0.5),
            None
        );
    }

    #[test]
    fn jitter_moves_a_pause_by_a_fifth() {
        let policy = RetryPolicy::default();
        let rows = [
            (0.0, 1600),
            (0.25, 1800),
            (0.5, 2000),
            (1.0, 2400),
            (-3.0, 1600),
            (7.0, 2400),
        ];
        for (jitter, milliseconds) in rows {
            let pause = policy.pause(0, &fault(FaultKind::Unavailable), jitter);
            assert_eq!(pause, Some(Duration::from_millis(milliseconds)), "{jitter}");
        }
    }

    #[test]
    fn the_far_side_may_name_the_pause_within_reason() {
        let policy = RetryPolicy::default();
        let rows = [
            (0, Some(100)),
            (7, Some(7_100)),
            (120, Some(120_100)),
            (121, None),
        ];
        for (asked, pause) in rows {
            let found = policy.pause(0, &fault(rate(asked)), 0.9);
            assert_eq!(found, pause.map(Duration::from_millis), "{asked} s");
        }
        assert_eq!(policy.pause(8, &fault(rate(1)), 0.5), None, "not for ever");
    }

    #[test]
    fn a_recording_is_tried_as_often_without_a_pause() {
        let policy = RetryPolicy::immediate();
        for (attempt, kind, pauses) in [
            (0, FaultKind::Unavailable, true),
            (7, rate(120), true),
            (7, rate(121), false),
            (8, FaultKind::Unavailable, false),
        ] {
            let found = policy.pause(attempt, &fault(kind), 0.5);
            assert_eq!(found, pauses.then_some(Duration::ZERO), "{attempt}");
        }
    }

    #[test]
    fn only_a_transient_fault_is_tried_again() {
        let kinds = [
            FaultKind::Invalid,
            FaultKind::Auth,
            FaultKind::ContextOverflow(None),
            FaultKind::Refused,
            FaultKind::Other("word".into()),
            FaultKind::Trap,
            FaultKind::Deadline,
            FaultKind::Limit("memory".into()),
            FaultKind::Contract,
            FaultKind::Quarantined,
        ];
        for kind in kinds {
            let policy = RetryPolicy::default();
            assert_eq!(policy.pause(0, &fault(kind.clone()), 0.5), None, "{kind:?}");
        }
    }

    #[test]
    fn the_last_word_says_why_it_is_the_last() {
        let policy = RetryPolicy::default();
        let rows = [
            (
                0,
                rate(600),
                "no; it asks to wait 600 s, longer than the 120 s that are waited",
            ),
            (8, FaultKind::Unavailable, "no; tried 9 times"),
            (8, rate(1), "no; tried 9 times"),
            (0, FaultKind::Unavailable, "no"),
            (3, FaultKind::Auth, "no"),
        ];
        for (attempt, kind, message) in rows {
            assert_eq!(policy.last_word(attempt, fault(kind)).message, message);
        }
    }
}
