//! The arithmetic of the strategist's probability.
//!
//! ```text
//! p = 0.92 × Π over flaws (1 - weight) × (0.3 where the plan is for another task)
//! ```
//!
//! Another flaw never raises the result.

use crate::Flaw;

/// The probability that the plan leads to what was asked.
pub fn probability(flaws: &[Flaw], unfit: bool) -> f32 {
    let start = if unfit { 0.92 * 0.3 } else { 0.92 };
    flaws
        .iter()
        .fold(start, |left, flaw| left * (1.0 - flaw.weight))
}
