//! The host of one component: its name, its limits, what is lent to it, and how it has behaved.

use super::limits::Limits;
use super::text::{cut, escaped};
use crate::domain::{Fault, FaultKind};
use crate::port::Lent;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// Tells the time; tests hand in their own.
pub type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// The machine's clock.
#[expect(clippy::disallowed_methods, reason = "this is a clock")]
pub fn system_clock() -> Clock {
    Arc::new(SystemTime::now)
}

/// So many faults within this time, and the component rests for as long.
const FAULTS: usize = 3;
const WINDOW: Duration = Duration::from_secs(5 * 60);

/// Bytes of a guest's message that anybody gets to see.
const MESSAGE_BYTES: usize = 2_000;

/// What stands around a component.
pub struct Host {
    pub(super) name: String,
    pub(super) limits: Limits,
    pub(super) lent: Lent,
    clock: Clock,
    behaviour: Mutex<Behaviour>,
}

#[derive(Default)]
struct Behaviour {
    /// When the latest faults happened, oldest first.
    faults: VecDeque<SystemTime>,
    resting_until: Option<SystemTime>,
}

impl Host {
    /// `name` as the registry knows the component.
    pub fn new(name: impl Into<String>, limits: Limits, lent: Lent, clock: Clock) -> Self {
        Self {
            name: name.into(),
            limits,
            lent,
            clock,
            behaviour: Mutex::default(),
        }
    }

    pub(super) fn fault(&self, kind: FaultKind, message: impl Into<String>) -> Fault {
        Fault::new(&self.name, kind, message)
    }

    /// Whether the component may be called now.
    pub(super) fn admit(&self) -> Result<(), Fault> {
        let now = (self.clock)();
        let mut behaviour = self
            .behaviour
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match behaviour.resting_until {
            Some(until) if now < until => {
                Err(self.fault(FaultKind::Quarantined, self.resting(until)))
            }
            _ => {
                behaviour.resting_until = None;
                Ok(())
            }
        }
    }

    /// Remembers a fault if it is one of those that bring a component into quarantine.
    pub(super) fn record(&self, fault: &Fault) {
        if !matches!(
            fault.kind,
            FaultKind::Trap | FaultKind::Deadline | FaultKind::Limit(_) | FaultKind::Contract
        ) {
            return;
        }
        let now = (self.clock)();
        let mut behaviour = self
            .behaviour
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        behaviour
            .faults
            .retain(|at| now.duration_since(*at).is_ok_and(|age| age < WINDOW));
        behaviour.faults.push_back(now);
        if behaviour.faults.len() >= FAULTS {
            behaviour.faults.clear();
            behaviour.resting_until = now.checked_add(WINDOW);
        }
    }

    fn resting(&self, until: SystemTime) -> String {
        let time = jiff::Timestamp::try_from(until).map_or_else(
            |_| "a while".to_owned(),
            |until| until.strftime("%H:%M:%S UTC").to_string(),
        );
        format!(
            "is not called until {time}, after {FAULTS} faults within {} minutes; if it replaced a built-in component, \
             `{}@builtin` is that one",
            WINDOW.as_secs() / 60,
            self.name
        )
    }

    /// A guest's own message, as a user may see it.
    pub(super) fn shown(message: &str) -> String {
        escaped(cut(message, MESSAGE_BYTES)).into_owned()
    }
}
