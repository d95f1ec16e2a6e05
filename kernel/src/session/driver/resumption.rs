//! A task that broke off, ready to go on where its journal ends.

use super::{Parts, Session};
use crate::domain::{EventBody, Milestone, Reached, TaskId};
use crate::mind::{Category, Instructions};
use crate::session::context::Context;
use crate::session::machine::{Machine, Moment};
use crate::session::memory::Memory;
use crate::session::past::{Past, Unresumable};
use std::sync::atomic::Ordering;

impl Session {
    /// Tells the machine once more all that it was told, and remembers what was done after that.
    pub fn resumed(
        id: TaskId,
        task: String,
        place: String,
        past: &Past,
        parts: Parts,
    ) -> Result<Self, Unresumable> {
        let words = (task, place, past.directive());
        let memory = Memory::of(past.remembered());
        let (mode, limits) = (past.mode(), past.limits().clone());
        let mut session = Self::made(id, words, mode, limits.clone(), parts, memory);
        let conversation =
            super::assembly::conversation(&session.task, &session.directive, &limits);
        let specs = session.toolbox.infos().map(|info| &info.spec);
        let context = Context::new(past.window(), specs);
        let effectful = past.effectful().to_vec();
        session.machine = Machine::new(mode, limits, effectful, conversation, context);
        session.next = past.tell(&mut session.machine)?;
        session.opening = None;
        let (spent, elapsed) = past.spent();
        session.caller.meter.resume(spent);
        session.carried = elapsed;
        let toolbox = &session.toolbox;
        toolbox.receipts.store(past.receipts(), Ordering::Relaxed);
        toolbox.intents.resume(past.effects());
        toolbox
            .tainted
            .fetch_or(past.is_tainted(), Ordering::Relaxed);
        if session.next.is_some() {
            let (name, why) = past.category().unwrap_or_default();
            let category = Category { name, why };
            let material = std::mem::take(&mut session.material);
            session.instructions = Instructions::choose(&session.task, category, material);
        }
        Ok(session)
    }
}

/// A moment up to which nothing has to be done again.
pub(super) fn milestone(told: Reached, now: &Moment) -> EventBody {
    EventBody::Reached(Milestone {
        elapsed_ms: now.elapsed.as_millis() as u64,
        usage: now.spent.usage.clone(),
        cost: now.spent.money,
        calls: now.spent.calls,
        told,
    })
}
