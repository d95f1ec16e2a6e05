//! What the estimate takes of the budget, in each of its three coins.

use openkoi_sdk::agency::Spend;

/// One coin's share of its budget.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// Estimate by budget; 9 for more than that, and where the numbers are no amounts.
    pub value: f64,
    /// Both numbers, in words.
    pub told: String,
    /// The condition that keeps it in bounds.
    pub cap: String,
}

/// The shares of tokens, money and seconds, the largest first.
pub fn shares(estimate: &Spend, budget: &Spend) -> [Share; 3] {
    let count = |value: u64| grouped(value);
    let tokens = share(
        estimate.tokens as f64,
        budget.tokens as f64,
        &count(estimate.tokens),
        &count(budget.tokens),
        "tokens",
    );
    let usd = share(
        estimate.usd,
        budget.usd,
        &money(estimate.usd),
        &money(budget.usd),
        "US dollars",
    );
    let seconds = share(
        estimate.seconds as f64,
        budget.seconds as f64,
        &count(estimate.seconds),
        &count(budget.seconds),
        "seconds",
    );
    let mut shares = [tokens, usd, seconds];
    shares.sort_by(|a, b| b.value.total_cmp(&a.value));
    shares
}

fn share(estimate: f64, budget: f64, expected: &str, allowed: &str, coin: &str) -> Share {
    let value = match estimate {
        _ if !estimate.is_finite() || !budget.is_finite() || estimate < 0.0 => 9.0,
        0.0 => 0.0,
        _ if budget <= 0.0 => 9.0,
        _ => (estimate / budget).min(9.0),
    };
    let cap = if value > 1.0 { allowed } else { expected };
    Share {
        value,
        told: format!("{expected} of {allowed} {coin}"),
        cap: format!("Spend at most {cap} {coin}; stop there and report what is done."),
    }
}

fn money(usd: f64) -> String {
    if !usd.is_finite() || usd.abs() > 1e12 {
        return "no countable amount of".to_string();
    }
    let cents = (usd.abs() * 10_000.0).ceil() as u64;
    let sign = if usd < 0.0 { "-" } else { "" };
    format!("{sign}{}.{:04}", cents / 10_000, cents % 10_000)
}

/// 1234567 as 1,234,567.
fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
