//! What a task may use up.

use super::{Spend, Usd};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;

/// The limits of one task, and what its result is measured against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// 0: execute once, without evaluation.
    pub iterations: u32,
    /// The score from which a result is accepted, 0 to 1.
    pub threshold: f32,
    pub tokens: u64,
    pub money: Usd,
    pub time: Duration,
    /// Model calls within one iteration.
    pub rounds: u32,
    /// A drop of the score by more than this from one iteration to the next ends the task; none: it goes on.
    pub regression: Option<f32>,
    /// The same call with the same arguments in a row: from here on the model is told, …
    pub repeats_warned: u32,
    /// … and here the task ends.
    pub repeats: u32,
    /// Anything less than verified is not good enough.
    pub require_verified: bool,
    /// The JSON schema that the answer satisfies.
    pub answer_schema: Option<Value>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            iterations: 3,
            threshold: 0.8,
            tokens: 200_000,
            money: Usd::new(2.0).unwrap_or(Usd::ZERO),
            time: Duration::from_secs(300),
            rounds: 400,
            regression: Some(0.2),
            repeats_warned: 10,
            repeats: 30,
            require_verified: false,
            answer_schema: None,
        }
    }
}

impl Limits {
    /// All of it, as agencies see it.
    pub fn spend(&self) -> Spend {
        Spend {
            tokens: self.tokens,
            usd: self.money.amount(),
            seconds: self.time.as_secs(),
        }
    }
}
