use super::*;
use crate::domain::Effect;
use crate::mechanism::wasm::bindings::exports::openkoi::agency::adviser;
use crate::mechanism::wasm::bindings::exports::openkoi::evaluator::judge;
use crate::mechanism::wasm::bindings::exports::openkoi::provider::dialect;
use crate::mechanism::wasm::bindings::openkoi::types::{chat, common, question as wit};

fn verdict(decision: adviser::Decision, probability: f32) -> adviser::Step {
    adviser::Step::Done(adviser::Verdict {
        decision,
        probability,
        reason: "because".to_owned(),
        extra: vec![],
    })
}

#[test]
fn a_probability_outside_of_0_to_1_is_garbled() {
    for (probability, is_sound) in [
        (0.0, true),
        (1.0, true),
        (-0.0, true),
        (1.01, false),
        (-0.01, false),
        (f32::NAN, false),
        (f32::INFINITY, false),
    ] {
        let step = brief::step(verdict(adviser::Decision::Approve, probability));
        assert_eq!(step.is_ok(), is_sound, "{probability}");
    }
}

#[test]
fn conditions_that_are_none_are_garbled() {
    assert!(brief::step(verdict(adviser::Decision::ApproveIf(vec![]), 0.5)).is_err());
    assert!(
        brief::step(verdict(
            adviser::Decision::ApproveIf(vec!["tests pass".to_owned()]),
            0.5
        ))
        .is_ok()
    );
}

fn file(id: &str) -> wit::Question {
    wit::Question {
        id: id.to_owned(),
        ask: wit::Ask::File("README.md".to_owned()),
    }
}

#[test]
fn a_step_asks_at_least_one_question_and_at_most_its_number_each_with_its_own_id() {
    let numbered = |count: usize| {
        (0..count)
            .map(|number| file(&number.to_string()))
            .collect::<Vec<_>>()
    };
    for (asked, is_sound) in [
        (numbered(0), false),
        (numbered(1), true),
        (numbered(8), true),
        (numbered(9), false),
    ] {
        assert_eq!(question::questions(asked, 8).is_ok(), is_sound);
    }
    assert!(question::questions(vec![file("a"), file("a")], 8).is_err());
}

#[test]
fn a_schema_is_a_json_object_wherever_one_is_promised() {
    for (schema, is_sound) in [
        ("{}", true),
        ("[]", false),
        ("\"object\"", false),
        ("{", false),
        ("", false),
    ] {
        let model = wit::ModelQuestion {
            role: "small".to_owned(),
            prompt: "?".to_owned(),
            schema: schema.to_owned(),
        };
        let asked = wit::Question {
            id: "q".to_owned(),
            ask: wit::Ask::Model(model),
        };
        assert_eq!(
            question::questions(vec![asked], 8).is_ok(),
            is_sound,
            "{schema}"
        );
    }
}

#[test]
fn a_score_has_a_value_of_0_to_1_and_a_weight_above_0() {
    for (value, weight, is_sound) in [
        (0.5, 1.0, true),
        (1.5, 1.0, false),
        (f32::NAN, 1.0, false),
        (0.5, 0.0, false),
        (0.5, f32::NAN, false),
    ] {
        let score = judge::Score {
            dimension: "correctness".to_owned(),
            value,
            weight,
            reason: String::new(),
        };
        let report = judge::Report {
            scores: vec![score],
            findings: vec![],
            claims: vec![],
            measurements: vec![],
            extra: vec![],
        };
        assert_eq!(
            work::step(judge::Step::Done(report)).is_ok(),
            is_sound,
            "{value} {weight}"
        );
    }
}

#[test]
fn tools_are_what_the_manifest_says_or_nothing() {
    let described = |name: &str, effect: common::Effect, parameters: &str| {
        let spec = chat::ToolSpec {
            name: name.to_owned(),
            description: String::new(),
            parameters: parameters.to_owned(),
        };
        (spec, effect)
    };
    let declared = [("write".to_owned(), Effect::WriteWorkspace)];
    let rows = [
        (
            vec![described("write", common::Effect::WriteWorkspace, "{}")],
            true,
        ),
        (
            vec![described(
                "write",
                common::Effect::Other("write-workspace".to_owned()),
                "{}",
            )],
            true,
        ),
        (vec![described("write", common::Effect::Read, "{}")], false),
        (
            vec![described("write", common::Effect::Execute, "{}")],
            false,
        ),
        (
            vec![described("write", common::Effect::WriteWorkspace, "[]")],
            false,
        ),
        (
            vec![described("write it", common::Effect::WriteWorkspace, "{}")],
            false,
        ),
        (vec![], false),
        (
            vec![
                described("write", common::Effect::WriteWorkspace, "{}"),
                described("write", common::Effect::WriteWorkspace, "{}"),
            ],
            false,
        ),
        (
            vec![
                described("write", common::Effect::WriteWorkspace, "{}"),
                described("extra", common::Effect::Read, "{}"),
            ],
            false,
        ),
    ];
    for (number, (described, is_sound)) in rows.into_iter().enumerate() {
        assert_eq!(
            tool::offered(described, &declared).is_ok(),
            is_sound,
            "row {number}"
        );
    }
}

#[test]
fn a_request_is_refused_where_it_could_become_another() {
    let rows = [
        ("POST", "/v1/messages", "x-version", "1", true),
        ("POST", "https://elsewhere.test/", "x", "1", false),
        ("POST", "/v1\r\nhost: elsewhere.test", "x", "1", false),
        ("post", "/", "x", "1", false),
        ("", "/", "x", "1", false),
        ("GET", "/", "x y", "1", false),
        ("GET", "/", "", "1", false),
        ("GET", "/", "x", "1\r\nhost: elsewhere.test", false),
    ];
    for (method, path, name, value, is_sound) in rows {
        let request = dialect::HttpRequest {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: vec![(name.to_owned(), value.to_owned())],
            body: vec![],
            framing: dialect::Framing::Sse,
            extra: vec![],
        };
        assert_eq!(
            remote::request(request).is_ok(),
            is_sound,
            "{method} {path} {name} {value}"
        );
    }
}

#[test]
fn an_answer_ends_with_why_it_ended() {
    let finish = || chat::Event::Finish("stop".to_owned());
    let text = || chat::Event::Text("hello".to_owned());
    assert!(super::chat::answer(vec![text(), finish()]).is_ok());
    assert!(super::chat::answer(vec![finish(), text()]).is_err());
    assert!(super::chat::answer(vec![]).is_err());
}
