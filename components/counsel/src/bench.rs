//! What the tests of the agencies have in common: briefs, and what an agency says to them.

use openkoi_sdk::agency::{
    Answer, Ask, Brief, Decision, Effect, Guest, ModelQuestion, PlanStep, Question, Reply, Spend,
    Step, Tempo, Verdict,
};

/// A task with the plan for it: nothing is spent, known or at hand.
pub fn brief(task: &str, plan: &[(&str, Effect)]) -> Brief {
    let spend = Spend {
        tokens: 1,
        usd: 0.0,
        seconds: 1,
    };
    let step = |(text, effect): &(&str, Effect)| PlanStep {
        text: (*text).to_owned(),
        effect: effect.clone(),
    };
    Brief {
        tempo: Tempo::Task,
        task: task.to_owned(),
        directive: String::new(),
        plan: plan.iter().map(step).collect(),
        action: None,
        estimate: spend,
        budget: spend,
        tools: Vec::new(),
        facts: Vec::new(),
        model_available: false,
        extra: Vec::new(),
    }
}

/// What the agency does first.
pub fn step<A: Guest>(brief: &Brief) -> Step {
    A::advise(brief.clone(), Vec::new()).expect("the agency advises")
}

/// What the agency says without asking.
#[track_caller]
pub fn verdict<A: Guest>(brief: &Brief) -> Verdict {
    match step::<A>(brief) {
        Step::Done(verdict) => verdict,
        Step::Ask(questions) => panic!("asked {questions:?}"),
    }
}

/// The conditions of its approval, a line each.
#[track_caller]
pub fn conditions<A: Guest>(brief: &Brief) -> String {
    let verdict = verdict::<A>(brief);
    match verdict.decision {
        Decision::ApproveIf(conditions) => conditions.join("\n"),
        other => panic!("{}: {other:?}: {}", brief.task, verdict.reason),
    }
}

#[track_caller]
fn question<A: Guest>(brief: &Brief) -> Question {
    match step::<A>(brief) {
        Step::Ask(mut questions) => questions.remove(0),
        Step::Done(verdict) => panic!("no question: {verdict:?}"),
    }
}

/// The question that it asks a model.
#[track_caller]
pub fn asked<A: Guest>(brief: &Brief) -> ModelQuestion {
    match question::<A>(brief).ask {
        Ask::Model(asked) => asked,
        other => panic!("not a model's question: {other:?}"),
    }
}

/// What it says once its question is answered.
#[track_caller]
pub fn answered<A: Guest>(brief: &Brief, outcome: Result<Reply, String>) -> Verdict {
    let id = question::<A>(brief).id;
    let answers = vec![Answer { id, outcome }];
    match A::advise(brief.clone(), answers).expect("the agency advises") {
        Step::Done(verdict) => verdict,
        Step::Ask(_) => panic!("asked twice"),
    }
}

/// Whatever a model answers: the one word can block, with its reason; nothing lifts the rules' conditions.
#[track_caller]
pub fn assert_an_answer_can_block_but_never_approve<A: Guest>(
    brief: &Brief,
    grave: &str,
    harmless: &str,
) {
    let json = |verdict: &str| {
        let text = format!(r#"{{"verdict":"{verdict}","why":"that much is clear"}}"#);
        Ok(Reply::Json(text))
    };
    let blocked = answered::<A>(brief, json(grave));
    assert_eq!(blocked.decision, Decision::Block);
    assert!(
        blocked.reason.contains("that much is clear"),
        "{}",
        blocked.reason
    );
    let bare = format!(r#"{{"verdict":"{grave}"}}"#);
    let rest = ["", "{}", "approve", &bare].map(|text| Ok(Reply::Json(text.to_owned())));
    let others = [
        json(harmless),
        json("approve"),
        Err("no model".to_owned()),
        Ok(Reply::Text(harmless.to_owned())),
    ];
    for outcome in rest.into_iter().chain(others) {
        let told = format!("{outcome:?}");
        let decision = answered::<A>(brief, outcome).decision;
        assert!(
            matches!(decision, Decision::ApproveIf(_)),
            "{told}: {decision:?}"
        );
    }
}
