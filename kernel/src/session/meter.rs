//! What a task has used up: one owner for every model call, whoever makes it.

use super::Limits;
use crate::domain::{Spend, Usage, Usd};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What was spent so far.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Spent {
    pub usage: Usage,
    pub money: Usd,
    pub calls: u32,
}

impl Spent {
    /// Which limit is reached, if one is.
    pub fn reached(&self, limits: &Limits) -> Option<String> {
        if self.usage.total() >= limits.tokens {
            return Some(format!(
                "the budget of {} tokens is used up ({} used)",
                limits.tokens,
                self.usage.total()
            ));
        }
        (self.money >= limits.money && self.money > Usd::ZERO).then(|| {
            format!(
                "the budget of {} is used up ({} spent)",
                limits.money, self.money
            )
        })
    }

    /// What is left, as agencies see it.
    pub fn left(&self, limits: &Limits, elapsed_seconds: u64) -> Spend {
        Spend {
            tokens: limits.tokens.saturating_sub(self.usage.total()),
            usd: limits.money.minus(self.money).amount(),
            seconds: limits.time.as_secs().saturating_sub(elapsed_seconds),
        }
    }
}

/// Counts, and refuses calls that the budget does not cover.
#[derive(Debug)]
pub(super) struct Meter {
    limits: Limits,
    spent: Mutex<Spent>,
}

impl Meter {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            spent: Mutex::default(),
        }
    }

    pub(super) fn add(&self, usage: &Usage, cost: Option<Usd>) {
        let mut spent = self.lock();
        spent.usage = spent.usage.plus(usage);
        spent.money = spent.money.plus(cost.unwrap_or(Usd::ZERO));
        spent.calls += 1;
    }

    /// What had been used up when the task broke off counts on.
    pub(super) fn resume(&self, spent: Spent) {
        *self.lock() = spent;
    }

    pub(super) fn spent(&self) -> Spent {
        self.lock().clone()
    }

    /// Which limit forbids another call.
    pub(super) fn refusal(&self) -> Option<String> {
        self.spent().reached(&self.limits)
    }

    fn lock(&self) -> MutexGuard<'_, Spent> {
        // A panic elsewhere leaves numbers that are still the best there are.
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_reached_by_tokens_of_every_kind_and_by_money() {
        let limits = Limits {
            tokens: 100,
            money: Usd::new(0.5).expect("an amount"),
            ..Limits::default()
        };
        let spent = |cache_read, cents: f64| Spent {
            usage: Usage {
                input: 10,
                output: 10,
                cache_read,
                cache_write: 0,
            },
            money: Usd::new(cents / 100.0).expect("an amount"),
            calls: 1,
        };
        let rows = [
            (79, 0.0, false),
            (80, 0.0, true),
            (0, 49.0, false),
            (0, 50.0, true),
        ];
        for (cache_read, cents, reached) in rows {
            assert_eq!(
                spent(cache_read, cents).reached(&limits).is_some(),
                reached,
                "{cache_read} tokens, {cents} cents"
            );
        }
    }

    #[test]
    fn free_models_never_reach_a_budget_of_no_money() {
        let limits = Limits {
            money: Usd::ZERO,
            ..Limits::default()
        };
        assert_eq!(Spent::default().reached(&limits), None);
    }
}
