//! Placeholders and the way back.

use openkoi_redact::{Category, CustomPattern, Redactor, Restorer, Vault};

fn vault() -> Vault {
    let redactor = Redactor::default();
    redactor.know("our own credential");
    let custom = [CustomPattern {
        name: "ticket no".into(),
        pattern: "ABC-[0-9]+".into(),
    }];
    let all = Category::ALL;
    Vault::new(redactor, "HIDDEN")
        .hiding(all, &custom, &["Project Koi"])
        .expect("the pattern is right")
}

fn token() -> String {
    format!("ghp_{}", "a1B2c3".repeat(6))
}

#[test]
fn each_kind_has_its_placeholder_and_comes_back_as_it_was() {
    let vault = vault();
    let text = format!(
        "{0} and {0}, our own credential, ABC-17, Project Koi, DB_PASSWORD='x7!kQ2#pL9'",
        token()
    );
    vault.learn(&text);
    let hidden = vault.hide(&text).into_owned();
    assert_eq!(
        hidden,
        "<<HIDDEN_API_KEY_1>> and <<HIDDEN_API_KEY_1>>, <<HIDDEN_SECRET_1>>, <<HIDDEN_TICKET_NO_1>>, \
         <<HIDDEN_LITERAL_1>>, DB_PASSWORD='<<HIDDEN_PASSWORD_1>>'"
    );
    assert_eq!(vault.hide(&hidden), hidden);
    assert_eq!(vault.restore(&hidden), text);
}

#[test]
fn what_was_found_once_is_hidden_where_nothing_tells_what_it_is() {
    let vault = vault();
    vault.learn("DB_PASSWORD=x7!kQ2#pL9");
    assert_eq!(
        vault.hide("it is x7!kQ2#pL9"),
        "it is <<HIDDEN_PASSWORD_1>>"
    );
}

#[test]
fn a_placeholder_that_arrives_in_pieces_becomes_its_value() {
    let vault = vault();
    vault.learn(&token());
    let hidden = format!("a << b <{}> <<HIDDEN_API_KEY_9>>", vault.hide(&token()));
    let expected = format!("a << b <{}> <<HIDDEN_API_KEY_9>>", token());
    for at in 0..=hidden.len() {
        let mut restorer = Restorer::new(&vault, false);
        let mut out = restorer.push(&hidden[..at]);
        out.push_str(&restorer.push(&hidden[at..]));
        out.push_str(&restorer.finish());
        assert_eq!(out, expected, "cut at {at}");
    }
}

#[test]
fn within_json_a_value_is_escaped_and_escaped_brackets_are_read() {
    let redactor = Redactor::default();
    redactor.know("pass\"word\nof two lines");
    let vault = Vault::new(redactor, "HIDDEN");
    let hidden = vault.hide("pass\"word\nof two lines").into_owned();
    for written in [
        hidden,
        "\\u003c\\u003cHIDDEN_SECRET_1\\u003e\\u003e".to_owned(),
    ] {
        let mut restorer = Restorer::new(&vault, true);
        let mut out = String::new();
        for letter in written.chars() {
            out.push_str(&restorer.push(&letter.to_string()));
        }
        out.push_str(&restorer.finish());
        assert_eq!(out, "pass\\\"word\\nof two lines");
    }
}

#[test]
fn a_pattern_that_is_none_is_refused_by_its_name() {
    let custom = [CustomPattern {
        name: "broken".into(),
        pattern: "(".into(),
    }];
    let refused = Vault::new(Redactor::default(), "X").hiding([], &custom, &[]);
    let why = refused.expect_err("it is no expression").to_string();
    assert!(why.contains("broken"), "{why}");
}
