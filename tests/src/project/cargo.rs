//! The shop as a crate.

use super::Project;

const MANIFEST: &str = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[lib]\ndoctest = false\n\n[workspace]\n";

const LIBRARY: &str = "\
/// Both prices together.
pub fn total(one: i64, other: i64) -> i64 {
    one + other
}

/// A tenth of the price.
pub fn discount(price: i64) -> i64 {
    price / 5
}
";

const TESTS: &str = "\
use shop::{discount, total};

#[test]
fn total_adds_prices() {
    assert_eq!(total(3, 4), 7);
}

#[test]
fn discount_is_a_tenth() {
    assert_eq!(discount(200), 20);
}
";

pub(super) fn project() -> Project {
    let files = [
        ("Cargo.toml", MANIFEST),
        ("src/lib.rs", LIBRARY),
        ("tests/price.rs", TESTS),
        (".gitignore", "target/\nCargo.lock\n"),
    ];
    Project::of(
        files,
        &[&["cargo", "--version"]],
        ("src/lib.rs", "price / 5", "price / 10"),
    )
}
