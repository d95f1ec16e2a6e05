//! What a task that is resumed has behind it since its last milestone: it is told again, not done again.

use super::turn::Turn;
use crate::domain::{Brief, EffectId, Intent, Receipt, Usd};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Empty for a task that begins.
#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<Remembered>);

#[derive(Debug, Default)]
pub(super) struct Remembered {
    pub(super) answers: Vec<Answer>,
    /// By the ids that the model gave the calls.
    pub(super) calls: HashMap<String, Settled>,
    /// Calls of which nobody knows how they went, by the same ids.
    pub(super) open: HashMap<String, Intent>,
    /// The one of them of which a person says that it was done.
    pub(super) done: Option<EffectId>,
    pub(super) brief: Option<Brief>,
}

/// An answer that was bought.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) role: String,
    pub(super) request: String,
    pub(super) turn: Turn,
    pub(super) cost: Option<Usd>,
}

/// How a call went.
#[derive(Debug, Clone)]
pub(super) enum Settled {
    Called {
        receipt: Box<Receipt>,
        heard: String,
        conditions: Vec<String>,
    },
    Denied(String),
}

impl Memory {
    pub(super) fn of(remembered: Remembered) -> Self {
        Self(Mutex::new(remembered))
    }

    /// The answer to the same question in the same role; each is given once.
    pub(super) fn answer(&self, role: &str, request: &str) -> Option<Answer> {
        let answers = &mut self.lock().answers;
        let same = |answer: &Answer| answer.role == role && answer.request == request;
        let at = answers.iter().position(same)?;
        Some(answers.remove(at))
    }

    pub(super) fn settled(&self, call: &str) -> Option<Settled> {
        self.lock().calls.remove(call)
    }

    /// What was intended with a call of which nobody knows how it went, and whether a person says that it was done.
    pub(super) fn open(&self, call: &str) -> Option<(Intent, bool)> {
        let mut remembered = self.lock();
        let intent = remembered.open.remove(call)?;
        let is_done = remembered.done.as_ref() == Some(&intent.id);
        Some((intent, is_done))
    }

    /// What agencies were told.
    pub(super) fn brief(&self) -> Option<Brief> {
        self.lock().brief.take()
    }

    /// The answers that nobody wanted to hear again: they were paid for all the same.
    pub(super) fn left(&self) -> Vec<Answer> {
        std::mem::take(&mut self.lock().answers)
    }

    fn lock(&self) -> MutexGuard<'_, Remembered> {
        // A panic elsewhere leaves what is still true.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
