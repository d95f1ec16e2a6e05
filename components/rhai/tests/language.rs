//! Scripts and a host that is not there: what is called, what comes back, and what is said when nothing does.

use openkoi_rhai::host::Host;
use openkoi_rhai::language::call;
use openkoi_sdk::interpreter::{Failure, FailureKind};
use serde_json::{Value, json};

/// Answers with what it was asked.
#[derive(Clone)]
struct Echo;

impl Host for Echo {
    fn log(&self, _level: &str, _line: &str) {}

    fn ask(&self, function: &str, arguments: Vec<Value>) -> Result<Value, Failure> {
        match function {
            "read" => Err(Failure::of(FailureKind::Refused, "not granted")),
            _ => Ok(json!({"function": function, "arguments": arguments})),
        }
    }
}

fn answer(script: &str, arguments: &[Value]) -> Result<Value, Failure> {
    let arguments: Vec<String> = arguments.iter().map(Value::to_string).collect();
    call(&Echo, script, "f", &arguments)
        .map(|text| serde_json::from_str(&text).expect("the answer is JSON"))
}

#[test]
fn a_value_goes_in_and_comes_out_as_it_was() {
    let rows = [
        json!(null),
        json!(true),
        json!(-7),
        json!(i64::MAX),
        json!(0.25),
        json!("Grüße 🐟"),
        json!([1, "two", [3.5, null]]),
        json!({"a": {"b": [true]}, "": "empty"}),
    ];
    for value in rows {
        assert_eq!(
            answer("fn f(x) { x }", std::slice::from_ref(&value)),
            Ok(value)
        );
    }
}

#[test]
fn a_number_beyond_the_language_s_integers_stays_a_number() {
    assert_eq!(
        answer("fn f(x) { x > 1.0 }", &[json!(u64::MAX)]),
        Ok(json!(true))
    );
}

#[test]
fn what_is_lent_is_called_with_what_the_script_gave() {
    let asked = answer("fn f() { rename(\"workspace:a\", \"workspace:b\") }", &[]);
    assert_eq!(
        asked,
        Ok(json!({"function": "rename", "arguments": ["workspace:a", "workspace:b"]}))
    );
}

#[test]
fn a_refusal_of_the_host_can_be_caught_and_otherwise_keeps_its_kind() {
    let caught = answer(
        "fn f() { let said = (); try { read(\"x\") } catch (e) { said = e.kind + \": \" + e.message } said }",
        &[],
    );
    assert_eq!(caught, Ok(json!("refused: not granted")));
    let kind = answer("fn f() { read(\"x\") }", &[]).map_err(|failure| failure.kind);
    assert_eq!(kind, Err(FailureKind::Refused));
}

#[test]
fn what_can_t_be_called_is_refused_in_words_that_help() {
    let rows = [
        ("fn g(a, b) { 1 }", "it has g(a, b)"),
        ("let x = 1;", "it has none"),
        ("fn f() { 1", "can't be read"),
        ("fn f() { eval(\"1\") }", "can't be read"),
        ("fn f() { |x| x }", "returned what can't be told"),
        ("fn f() { 0.0 / 0.0 }", "no form in JSON"),
        ("fn f() { 1 / 0 }", "line 1"),
    ];
    for (script, words) in rows {
        let said = answer(script, &[]).map_err(|failure| failure.message);
        assert!(
            said.as_ref().is_err_and(|said| said.contains(words)),
            "{script}: {said:?}"
        );
    }
}
