//! Models and the services that offer them.

use super::{Extra, Usage, Usd};
use serde::{Deserialize, Serialize};
use std::fmt;

/// `provider/model`; the model's own id may hold slashes too.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ModelRef {
    /// The service's id.
    pub provider: String,
    pub model: String,
}

impl fmt::Display for ModelRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.provider, self.model)
    }
}

/// US dollars for a million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Price {
    pub input: f64,
    pub output: f64,
    pub cache_read: f64,
    pub cache_write: f64,
}

impl Price {
    /// What a call costs.
    pub fn of(&self, usage: &Usage) -> Usd {
        let tokens = |count: u64, price: f64| count as f64 * price / 1e6;
        let amount = tokens(usage.input, self.input)
            + tokens(usage.output, self.output)
            + tokens(usage.cache_read, self.cache_read)
            + tokens(usage.cache_write, self.cache_write);
        Usd::new(amount).unwrap_or(Usd::ZERO)
    }
}

/// What is known of a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelInfo {
    pub id: String,
    pub name: String,
    /// Tokens of input and output together.
    pub context: u64,
    /// Tokens it writes at most.
    pub output: u64,
    pub tools: bool,
    pub vision: bool,
    pub reasoning: bool,
    /// None: not known.
    pub price: Option<Price>,
}

/// Which endpoint of a provider component is meant, and its quirks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Service {
    pub id: String,
    pub settings: Extra,
}

/// How a response's body is cut into frames.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Framing {
    Sse,
    Ndjson,
    AwsEventStream,
    Whole,
    Other(String),
}
