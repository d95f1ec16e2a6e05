//! What a large purchase saves.

/// From this total on, in cents, there is a discount.
pub const THRESHOLD: u32 = 5_000;
/// Of a hundred.
pub const RATE: u32 = 10;

/// Cents to take off a total.
pub fn discount(total: u32) -> u32 {
    if qualifies(total) { total * RATE / 100 } else { 0 }
}

/// Whether a total is large enough.
pub fn qualifies(total: u32) -> bool {
    total > THRESHOLD
}
