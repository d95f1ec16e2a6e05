//! US dollars.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount in US dollars; never negative, never NaN.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize)]
#[serde(transparent)]
pub struct Usd(f64);

impl Usd {
    pub const ZERO: Self = Self(0.0);

    /// None for a negative amount, an infinity or NaN.
    pub fn new(amount: f64) -> Option<Self> {
        (amount.is_finite() && amount >= 0.0).then_some(Self(amount + 0.0))
    }

    pub fn amount(self) -> f64 {
        self.0
    }

    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    /// What is left of `self` after `spent`; zero if nothing is.
    #[must_use]
    pub fn minus(self, spent: Self) -> Self {
        Self((self.0 - spent.0).max(0.0))
    }
}

impl fmt::Display for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 > 0.0 && self.0 < 0.01 {
            write!(f, "${:.4}", self.0)
        } else {
            write!(f, "${:.2}", self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Usd {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let amount = f64::deserialize(deserializer)?;
        Self::new(amount)
            .ok_or_else(|| serde::de::Error::custom("an amount of money is a number of 0 or more"))
    }
}
