//! Cents as people write them.

/// `1234` as `12.34`.
pub fn format(cents: u32) -> String {
    let (whole, rest) = (cents / 100, cents % 100);
    format!("{whole}.{rest:02}")
}

/// `12.34` as `1234`; none for anything that is no amount.
pub fn parse(text: &str) -> Option<u32> {
    let (whole, rest) = text.trim().split_once('.')?;
    if rest.len() != 2 {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    let cents: u32 = rest.parse().ok()?;
    whole.checked_mul(100)?.checked_add(cent)
}
