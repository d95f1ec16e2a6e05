//! Code within a command line: rules read commands, a model reads programs, and no answer is a no.

#[path = "support/bench.rs"]
mod bench;

use bench::action;
use openkoi_guardian::Guardian;
use openkoi_sdk::agency::{Answer, Ask, Brief, Decision, Effect, Guest, Reply, Step};

fn shell(command: &str, is_tainted: bool, has_model: bool) -> Brief {
    let arguments = serde_json::json!({ "command": command }).to_string();
    let mut brief = action("shell", &arguments, Effect::Execute);
    brief.model_available = has_model;
    if let Some(action) = &mut brief.action {
        action.tainted = is_tainted;
    }
    brief
}

fn advise(brief: Brief, answers: Vec<Answer>) -> Step {
    Guardian::advise(brief, answers).expect("a brief with an action is one it can advise on")
}

fn word(step: &Step) -> &'static str {
    match step {
        Step::Ask(_) => "asks",
        Step::Done(verdict) => match verdict.decision {
            Decision::Approve => "approves",
            Decision::Block => "blocks",
            Decision::ApproveIf(_) | Decision::Abstain => "something else",
        },
    }
}

const CODE: &str = "python3 -c 'print(sum(range(10)))'";

#[test]
fn a_model_is_asked_about_code_only_after_text_from_outside_and_only_where_there_is_one() {
    let rows = [
        (CODE, true, true, "asks"),
        (CODE, true, false, "approves"),
        (CODE, false, true, "approves"),
        ("node -e 'console.log(1)'", true, true, "asks"),
        ("python3 - <<'END'\nprint(1)\nEND", true, true, "asks"),
        ("python3 <<'END'\nprint(1)\nEND", true, true, "asks"),
        ("make test", true, true, "approves"),
        ("cargo test -- -c", true, true, "approves"),
        ("grep -e python notes.md", true, true, "approves"),
        ("rm -rf ~", true, true, "blocks"),
    ];
    for (command, is_tainted, has_model, expected) in rows {
        let step = advise(shell(command, is_tainted, has_model), Vec::new());
        assert_eq!(word(&step), expected, "{command}: {step:?}");
    }
}

#[test]
fn only_a_sound_answer_approves() {
    let Step::Ask(questions) = advise(shell(CODE, true, true), Vec::new()) else {
        panic!("it asks");
    };
    let Ask::Model(question) = &questions[0].ask else {
        panic!("it asks a model");
    };
    assert!(question.prompt.contains("print(sum(range(10)))"));
    let json = |text: &str| Ok(Reply::Json(text.to_owned()));
    let rows = [
        (
            json(r#"{"verdict": "legitimate", "why": "it adds"}"#),
            "approves",
        ),
        (
            json(r#"{"verdict": "harmful", "why": "it leaks"}"#),
            "blocks",
        ),
        (
            json(r#"{"verdict": "unclear", "why": "who knows"}"#),
            "blocks",
        ),
        (json(r#"{"verdict": "legitimate"}"#), "blocks"),
        (json("legitimate"), "blocks"),
        (Err("no model".to_owned()), "blocks"),
    ];
    for (outcome, expected) in rows {
        let told = format!("{outcome:?}");
        let answer = Answer {
            id: questions[0].id.clone(),
            outcome,
        };
        let step = advise(shell(CODE, true, true), vec![answer]);
        assert_eq!(word(&step), expected, "{told}");
    }
}
