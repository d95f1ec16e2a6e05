//! The arithmetic of the scholar's probability.
//!
//! ```text
//! p = 0.94 × Π over gaps (1 - weight) × (0.3 where nothing could check a grave claim)
//! ```
//!
//! Another gap never raises the result; a doubtful fact weighs the more the less it is trusted.

use crate::Gap;

/// The probability that what will be said is true.
pub fn probability(gaps: &[Gap], unverifiable: bool) -> f32 {
    let start = if unverifiable { 0.94 * 0.3 } else { 0.94 };
    gaps.iter()
        .fold(start, |left, gap| left * (1.0 - gap.weight))
}
