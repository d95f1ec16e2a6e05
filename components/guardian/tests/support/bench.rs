//! Briefs and verdicts for the tables.
#![allow(dead_code, reason = "each table uses a part of the bench")]

use guardian::Guardian;
use openkoi_guardian as guardian;
use openkoi_sdk::agency::{
    Action, Answer, Brief, Decision, Effect, Guest, Spend, Step, Tempo, Verdict,
};

/// A brief about a task.
pub(crate) fn task(text: &str) -> Brief {
    Brief {
        tempo: Tempo::Task,
        task: text.to_string(),
        directive: String::new(),
        plan: Vec::new(),
        action: None,
        estimate: Spend {
            tokens: 10_000,
            usd: 0.1,
            seconds: 60,
        },
        budget: Spend {
            tokens: 200_000,
            usd: 2.0,
            seconds: 1_200,
        },
        tools: Vec::new(),
        facts: Vec::new(),
        model_available: false,
        extra: Vec::new(),
    }
}

/// A brief about a call.
pub(crate) fn action(tool: &str, arguments: &str, effect: Effect) -> Brief {
    let action = Action {
        tool: tool.to_string(),
        arguments: arguments.to_string(),
        effect,
        tainted: false,
    };
    Brief {
        tempo: Tempo::Action,
        action: Some(action),
        ..task("Make the tests pass.")
    }
}

/// The step with these answers.
pub(crate) fn step(brief: &Brief, answers: &[Answer]) -> Step {
    Guardian::advise(brief.clone(), answers.to_vec()).expect("the guardian advises")
}

/// The verdict where no question is asked.
pub(crate) fn verdict(brief: &Brief) -> Verdict {
    match step(brief, &[]) {
        Step::Done(verdict) => verdict,
        Step::Ask(questions) => panic!("asked {questions:?}"),
    }
}

pub(crate) fn is_blocked(verdict: &Verdict) -> bool {
    verdict.decision == Decision::Block
}

pub(crate) fn is_approved(verdict: &Verdict) -> bool {
    verdict.decision == Decision::Approve
}
