//! The arithmetic of the empath's probability.
//!
//! ```text
//! p = 0.93 × Π over signs (1 - weight) × (0.3 where the order would be regretted)
//! ```
//!
//! It starts at 0.93, since the best worded task is misread at times. Another sign never raises the result.

use crate::tone::Sign;

/// The probability that the user gets what was meant.
pub fn probability(signs: &[Sign], regretted: bool) -> f32 {
    let start = if regretted { 0.93 * 0.3 } else { 0.93 };
    signs
        .iter()
        .fold(start, |left, sign| left * (1.0 - sign.weight))
}
