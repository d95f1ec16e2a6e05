//! Briefs and the verdicts that their numbers ask for.

use openkoi_economist::Economist;
use openkoi_sdk::agency::{
    Answer, Brief, Decision, Effect, Guest, PlanStep, Reply, Spend, Step, Tempo, ToolRecord,
    Verdict,
};

fn brief(tokens: u64, usd: f64, seconds: u64) -> Brief {
    Brief {
        tempo: Tempo::Task,
        task: "Make the importer faster".to_string(),
        directive: String::new(),
        plan: vec![
            step("Read the importer", Effect::Read),
            step("Change it", Effect::WriteWorkspace),
        ],
        action: None,
        estimate: Spend {
            tokens,
            usd,
            seconds,
        },
        budget: Spend {
            tokens: 200_000,
            usd: 2.0,
            seconds: 600,
        },
        tools: Vec::new(),
        facts: Vec::new(),
        model_available: true,
        extra: Vec::new(),
    }
}

fn step(text: &str, effect: Effect) -> PlanStep {
    PlanStep {
        text: text.to_string(),
        effect,
    }
}

fn verdict(brief: &Brief) -> Verdict {
    match Economist::advise(brief.clone(), Vec::new()).expect("the economist advises") {
        Step::Done(verdict) => verdict,
        Step::Ask(questions) => panic!("asked {questions:?}"),
    }
}

fn conditions(verdict: &Verdict) -> String {
    match &verdict.decision {
        Decision::ApproveIf(conditions) => conditions.join("\n"),
        other => panic!("{other:?}: {}", verdict.reason),
    }
}

#[test]
fn an_estimate_well_within_the_budget_is_approved_with_its_numbers() {
    let verdict = verdict(&brief(20_000, 0.1, 60));
    assert_eq!(verdict.decision, Decision::Approve);
    assert!(
        verdict.reason.contains("20,000 of 200,000 tokens"),
        "{}",
        verdict.reason
    );
}

#[test]
fn a_tight_estimate_is_capped_in_the_coin_that_is_tight() {
    let rows = [
        (150_000, 0.1, 60, "at most 150,000 tokens"),
        (1, 1.5, 60, "at most 1.5000 US dollars"),
        (1, 0.1, 599, "at most 599 seconds"),
        (220_000, 0.1, 60, "at most 200,000 tokens"),
    ];
    for (tokens, usd, seconds, cap) in rows {
        let verdict = verdict(&brief(tokens, usd, seconds));
        assert!(conditions(&verdict).contains(cap), "{cap}: {verdict:?}");
    }
}

#[test]
fn an_estimate_clearly_over_the_budget_is_blocked_with_both_numbers() {
    let rows = [
        (300_000, 0.1, 60, "300,000 of 200,000 tokens"),
        (1, 9.0, 60, "9.0000 of 2.0000 US dollars"),
        (1, 0.1, 6_000, "6,000 of 600 seconds"),
    ];
    for (tokens, usd, seconds, numbers) in rows {
        let verdict = verdict(&brief(tokens, usd, seconds));
        assert_eq!(verdict.decision, Decision::Block);
        assert!(verdict.reason.contains(numbers), "{}", verdict.reason);
    }
}

#[test]
fn an_amount_that_is_no_amount_is_blocked() {
    for usd in [f64::NAN, f64::INFINITY, -1.0] {
        assert_eq!(
            verdict(&brief(1, usd, 1)).decision,
            Decision::Block,
            "{usd}"
        );
    }
    let spent = Brief {
        budget: Spend {
            tokens: 0,
            usd: 0.0,
            seconds: 0,
        },
        ..brief(1, 0.0, 0)
    };
    assert_eq!(verdict(&spent).decision, Decision::Block);
}

#[test]
fn a_free_task_needs_no_money() {
    let free = Brief {
        budget: Spend {
            tokens: 200_000,
            usd: 0.0,
            seconds: 600,
        },
        ..brief(1_000, 0.0, 1)
    };
    assert_eq!(verdict(&free).decision, Decision::Approve);
}

#[test]
fn waste_becomes_a_condition_that_names_it() {
    let mut repeated = brief(1, 0.0, 1);
    repeated.plan.push(step("read the importer!", Effect::Read));
    assert!(conditions(&verdict(&repeated)).contains("step 3, which repeats step 1"));
    let mut sweeping = brief(1, 0.0, 1);
    sweeping.plan[0] = step("Read every file in src", Effect::Read);
    assert!(conditions(&verdict(&sweeping)).contains("“every file”"));
    let mut long = brief(1, 0.0, 1);
    long.plan = (0..9)
        .map(|at| step(&format!("Change {at}"), Effect::WriteWorkspace))
        .collect();
    assert!(conditions(&verdict(&long)).contains("at most 8 steps instead of 9"));
}

#[test]
fn a_check_may_be_repeated() {
    let mut twice = brief(1, 0.0, 1);
    twice.plan.extend([
        step("Run the tests", Effect::Execute),
        step("Run the tests", Effect::Execute),
    ]);
    assert_eq!(verdict(&twice).decision, Decision::Approve);
}

#[test]
fn a_tool_that_fails_often_is_named_only_where_the_plan_needs_it() {
    let record = |name: &str, failures| ToolRecord {
        name: name.to_string(),
        calls: 10,
        failures,
    };
    let mut needed = brief(1, 0.0, 1);
    needed.plan.push(step("Run the benchmark", Effect::Execute));
    needed.tools = vec![record("shell", 6)];
    assert!(conditions(&verdict(&needed)).contains("“shell” failed 6 of 10 times"));
    needed.tools = vec![record("shell", 3), record("slack", 9)];
    assert_eq!(verdict(&needed).decision, Decision::Approve);
}

#[test]
fn without_an_estimate_or_a_plan_there_is_nothing_to_count() {
    let empty = Brief {
        plan: Vec::new(),
        ..brief(0, 0.0, 0)
    };
    assert_eq!(verdict(&empty).decision, Decision::Abstain);
    let action = Brief {
        tempo: Tempo::Action,
        ..brief(1, 0.0, 1)
    };
    assert_eq!(verdict(&action).decision, Decision::Abstain);
}

#[test]
fn answers_nobody_asked_for_change_nothing() {
    let stray = Answer {
        id: "x".to_string(),
        outcome: Ok(Reply::Json(r#"{"verdict":"approve"}"#.to_string())),
    };
    let over = brief(900_000, 0.0, 1);
    assert_eq!(
        Economist::advise(over.clone(), vec![stray]).expect("advises"),
        Step::Done(verdict(&over))
    );
}

#[test]
fn a_larger_estimate_never_raises_the_probability() {
    let odds: Vec<f32> = (0..100)
        .map(|at| verdict(&brief(at * 5_000, 0.0, 1)).probability)
        .collect();
    assert!(odds.windows(2).all(|pair| pair[1] <= pair[0]), "{odds:?}");
    assert!(
        odds[0] > 0.9 && odds[99] < 0.1 && odds.iter().all(|odds| (0.0..=1.0).contains(odds)),
        "{odds:?}"
    );
    let extremes = brief(u64::MAX, f64::MAX, u64::MAX);
    assert!((0.0..=1.0).contains(&verdict(&extremes).probability));
}
