//! Where a value is hidden, its name can be told.

use openkoi_redact::Redactor;

const ONE: &str = "sk-one-4f1d9c7a2b8e6053";
const TWO: &str = "sk-two-77aa0c3b9d2e4f11";

#[test]
fn each_known_value_is_called_by_its_name_in_every_spelling() {
    let redactor = Redactor::default();
    redactor.know_as("one", ONE);
    redactor.know_as("two", TWO);
    redactor.know_as("two", TWO);
    redactor.know("sk-nameless-1234567890");
    let reversed: String = ONE.chars().rev().collect();
    let rows = [
        (
            format!("curl -H 'x: {ONE}' host"),
            "curl -H 'x: [credential: one]' host",
        ),
        (
            format!("{ONE} {TWO}"),
            "[credential: one] [credential: two]",
        ),
        (format!("echo {reversed}"), "echo [credential: one]"),
        (
            "echo sk-nameless-1234567890".to_owned(),
            "echo [a credential]",
        ),
        ("echo nothing".to_owned(), "echo nothing"),
        (
            "größe ghp_a1B2c3a1B2c3a1B2c3a1B2c3a1B2c3a1B2c3".to_owned(),
            "größe ghp_a1B2c3a1B2c3a1B2c3a1B2c3a1B2c3a1B2c3",
        ),
    ];
    for (text, expected) in rows {
        assert_eq!(redactor.named(&text), expected);
    }
}

#[test]
fn a_value_with_two_names_is_told_by_both() {
    let redactor = Redactor::default();
    redactor.know_as("one", ONE);
    redactor.know_as("other", ONE);
    assert_eq!(redactor.named(ONE), "[credential: one, other]");
}
