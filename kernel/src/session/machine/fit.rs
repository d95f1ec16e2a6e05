//! Keeps the conversation within the model's window.

use super::{Machine, Moment, Said, with};
use crate::domain::{EventBody, Fault, RunOutcome};
use crate::session::context::{Estimate, Window};
use crate::session::conversation::Depth;

/// How often one request that was too large is made smaller.
const ATTEMPTS: u32 = 3;
/// A conversation that has to become smaller becomes this part of what there is room for, so that there is room again.
const PART: u64 = 2;
/// A retry must be smaller by at least this part, or asking again would be asking the same.
const LEAST: u64 = 20;

impl Machine {
    /// What the model may still write after a request with this conversation.
    pub fn room(&self) -> u64 {
        let window = self.context.window();
        window.tokens.saturating_sub(self.estimate().most())
    }

    /// Makes the conversation smaller if the next request and its answer might not fit. An error says why they can't.
    pub(super) fn fit(&mut self) -> Result<Option<EventBody>, String> {
        let window = self.context.window();
        if self.estimate().most() <= window.room() {
            return Ok(None);
        }
        let reason = "the next request might not have fitted the window";
        let compacted = self.compact(window.tokens / PART, Depth::Turns, reason);
        // What is only estimated is left to the provider, unless it can't be right even at its best.
        let least = self.estimate().least();
        if least > window.tokens {
            return Err(full(least, window));
        }
        Ok(compacted)
    }

    /// The request was too large: it is made smaller, by what was counted, and asked again.
    pub(super) fn overflowed(&mut self, counted: Option<u64>, fault: &Fault, now: &Moment) -> Said {
        self.context.overflowed(counted, self.conversation.bytes());
        let before = self.estimate().tokens;
        let target = self.context.window().tokens.min(before) / PART;
        let reason = "the provider said that the request is larger than the window";
        let compacted = match self.compactions < ATTEMPTS {
            true => self.compact(target, Depth::Turns, reason),
            false => None,
        };
        let after = self.estimate().tokens;
        self.compactions += 1;
        match compacted {
            Some(event) if after <= before - before / LEAST => with(vec![event], self.ask(now)),
            event => {
                let reason = format!(
                    "the conversation is larger than the model's window, and nothing more of it can be left out: {fault}"
                );
                with(
                    event.into_iter().collect(),
                    self.close(RunOutcome::Limit, reason, now),
                )
            }
        }
    }

    /// Leaves out results of earlier iterations where the conversation would take much of the window, or of the tokens that
    /// are left, with every call.
    pub(super) fn lighten(&mut self, now: &Moment) -> Option<EventBody> {
        let left = self.limits.tokens.saturating_sub(now.spent.usage.total());
        let share = self.context.window().tokens.min(left) / PART;
        if self.iteration < 2 || self.estimate().tokens <= share {
            return None;
        }
        let reason =
            "a new iteration begins, and results of the earlier ones took much of the room";
        self.compact(share / PART, Depth::Results, reason)
    }

    /// How large the next request is.
    fn estimate(&self) -> Estimate {
        self.context.estimate(self.conversation.bytes())
    }

    fn compact(&mut self, target: u64, depth: Depth, reason: &str) -> Option<EventBody> {
        let bytes = self.conversation.bytes();
        let before = self.estimate().tokens;
        let target = self.context.bytes(target, bytes);
        let dropped = self.conversation.compact(target, depth);
        if dropped.is_empty() {
            return None;
        }
        self.context.compacted(bytes);
        let after = self.estimate().tokens;
        Some(EventBody::Compacted {
            before,
            after,
            window: self.context.window().tokens,
            dropped,
            reason: reason.into(),
        })
    }
}

fn full(least: u64, window: Window) -> String {
    format!(
        "what can't be left out (the task, the tools, the newest results) is at least {least} tokens, and the model's \
         window holds {}; choose a model with a larger window",
        window.tokens
    )
}
