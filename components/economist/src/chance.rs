//! The arithmetic of the economist's probability.
//!
//! ```text
//! p = 0.95 × (1 - strain(share)) × Π over savings (1 - weight)
//! ```
//!
//! `share` is the largest of the three shares that the estimate takes of the budget. Up to 0.6 it is no strain; from there
//! strain grows evenly to 0.5 at the whole budget and to 0.95 at one and a half of it. Each saving that the plan leaves
//! undone weighs what it wastes. A larger estimate, a smaller budget or another waste never raises the result.

use crate::waste::Saving;

/// The probability that the task ends within its budget.
pub fn probability(share: f64, savings: &[Saving]) -> f32 {
    savings
        .iter()
        .fold(0.95 * (1.0 - strain(share)), |left, saving| {
            left * (1.0 - saving.weight)
        })
}

fn strain(share: f64) -> f32 {
    let strain = if share <= 0.6 {
        0.0
    } else if share <= 1.0 {
        (share - 0.6) / 0.4 * 0.5
    } else {
        (0.5 + (share - 1.0) * 0.9).min(0.95)
    };
    strain as f32
}
