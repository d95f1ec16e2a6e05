mod answer;
mod bench;
mod fit;
mod property;

use super::*;
use crate::domain::{Usage, Verification};
use bench::{Bench, calls, fault, judged, ran, says, shaped, tally};

#[test]
fn a_task_that_is_answered_well_is_accepted_after_one_iteration() {
    let mut bench = Bench::new(Mode::Run, Limits::default());
    assert_eq!(bench.next, Next::Ask);
    assert!(matches!(bench.tell(says("done", "stop")), Next::Judge { answer } if answer == "done"));
    bench.tell(judged(Some(0.9), false));
    let closing = bench.closing();
    assert_eq!(
        (closing.outcome, closing.iterations, closing.answer.as_str()),
        (RunOutcome::Accepted, 1, "done")
    );
}

#[test]
fn the_baseline_is_taken_once_and_before_the_first_effect() {
    let mut bench = Bench::new(Mode::Run, Limits::default());
    assert!(
        matches!(bench.tell(calls("read")), Next::RunTools(_)),
        "looking needs no baseline"
    );
    bench.tell(ran(0));
    assert_eq!(*bench.tell(calls("edit")), Next::TakeBaseline);
    assert!(
        matches!(bench.tell(Told::BaselineTaken(vec![])), Next::RunTools(calls) if calls.len() == 1)
    );
    bench.tell(ran(0));
    assert!(
        matches!(bench.tell(calls("shell")), Next::RunTools(_)),
        "a second baseline would measure our own work"
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn judgements_decide_by_blocker_score_regression_and_progress() {
    use RunOutcome::{Accepted, NotGoodEnough};
    type Row<'a> = (
        &'a str,
        &'a [(Option<f32>, bool)],
        &'a [&'a str],
        RunOutcome,
        Option<f32>,
    );
    let rows: [Row; 8] = [
        (
            "enough at once",
            &[(Some(0.8), false)],
            &["accept"],
            Accepted,
            Some(0.8),
        ),
        (
            "nothing to score",
            &[(None, false)],
            &["accept"],
            Accepted,
            None,
        ),
        (
            "better the second time",
            &[(Some(0.5), false), (Some(0.9), false)],
            &["continue", "accept"],
            Accepted,
            Some(0.9),
        ),
        (
            "a blocker vetoes a high score",
            &[(Some(1.0), true), (Some(0.99), true), (Some(0.98), true)],
            &["continue", "continue", "accept-best"],
            NotGoodEnough,
            Some(1.0),
        ),
        (
            "a fall ends it",
            &[(Some(0.7), false), (Some(0.4), false)],
            &["continue", "abort-regression"],
            NotGoodEnough,
            Some(0.7),
        ),
        (
            "standing still ends it",
            &[(Some(0.5), false), (Some(0.5), false)],
            &["continue", "no-progress"],
            NotGoodEnough,
            Some(0.5),
        ),
        (
            "the best of three is kept",
            &[(Some(0.6), false), (Some(0.7), false), (Some(0.65), false)],
            &["continue", "continue", "accept-best"],
            NotGoodEnough,
            Some(0.7),
        ),
        (
            "an attempt without a blocker beats a higher score with one",
            &[(Some(0.7), true), (Some(0.6), false), (Some(0.55), false)],
            &["continue", "continue", "accept-best"],
            NotGoodEnough,
            Some(0.6),
        ),
    ];
    for (name, judgements, decisions, outcome, score) in rows {
        let mut bench = Bench::new(Mode::Run, Limits::default());
        for (at, (score, blocker)) in judgements.iter().enumerate() {
            // Only the row about standing still answers the same twice.
            let answer = if name.starts_with("standing") {
                "same".to_owned()
            } else {
                format!("answer {at}")
            };
            bench.tell(says(&answer, "stop"));
            bench.tell(judged(*score, *blocker));
        }
        assert_eq!(bench.decisions(), decisions, "{name}");
        assert_eq!(
            (bench.closing().outcome, bench.closing().score),
            (outcome, score),
            "{name}"
        );
    }
}

#[test]
fn an_evaluator_that_could_not_run_keeps_the_work_from_being_accepted() {
    let mut bench = Bench::new(
        Mode::Run,
        Limits {
            iterations: 1,
            ..Limits::default()
        },
    );
    bench.tell(says("done", "stop"));
    let reports = vec![("e".to_owned(), Err(fault(FaultKind::Trap)))];
    bench.tell(Told::Judged {
        reports,
        changes: vec![],
    });
    assert_eq!(bench.closing().outcome, RunOutcome::NotGoodEnough);
    assert_ne!(bench.closing().verification, Verification::Verified);
}

#[test]
fn every_way_a_model_fails_has_its_outcome() {
    let rows = [
        (
            Told::Answered(Err(fault(FaultKind::Auth))),
            RunOutcome::Auth,
        ),
        (
            Told::Answered(Err(fault(FaultKind::Unavailable))),
            RunOutcome::Unreachable,
        ),
        (
            Told::Answered(Err(fault(FaultKind::Rate(None)))),
            RunOutcome::Unreachable,
        ),
        (
            Told::Answered(Err(fault(FaultKind::Invalid))),
            RunOutcome::Failed,
        ),
        (
            Told::Answered(Err(fault(FaultKind::Limit("budget".into())))),
            RunOutcome::Limit,
        ),
        (
            Told::Answered(Err(fault(FaultKind::ContextOverflow(None)))),
            RunOutcome::Limit,
        ),
        (says("I can't", "refusal"), RunOutcome::Failed),
        (says("", "stop"), RunOutcome::Failed),
        (Told::OutOfTime, RunOutcome::Limit),
        (Told::Interrupted, RunOutcome::Interrupted),
        (
            Told::Broken(fault(FaultKind::Unavailable)),
            RunOutcome::Failed,
        ),
    ];
    for (told, outcome) in rows {
        let name = format!("{told:?}");
        let mut bench = Bench::new(Mode::Run, Limits::default());
        bench.tell(told);
        assert_eq!(bench.closing().outcome, outcome, "{name}");
    }
}

#[test]
fn the_parliament_decides_whether_anything_is_done() {
    let rows = [
        (Mode::Think, true, None),
        (Mode::Think, false, Some(RunOutcome::Blocked)),
        (Mode::Simulate, false, Some(RunOutcome::Blocked)),
    ];
    for (mode, approved, outcome) in rows {
        let mut bench = Bench::new(mode, Limits::default());
        assert_eq!(bench.next, Next::Plan);
        assert!(matches!(
            bench.tell(Told::Planned(Err(fault(FaultKind::Contract)))),
            Next::Deliberate(_)
        ));
        match (bench.tell(tally(approved)), outcome) {
            (Next::Ask, None) => assert_eq!(bench.machine.conditions(), ["test it"]),
            (Next::Close(closing), Some(outcome)) => assert_eq!(closing.outcome, outcome),
            (next, _) => panic!("{mode:?}, {approved}: {next:?}"),
        }
    }
}

#[test]
fn a_simulation_does_nothing_and_ends_as_the_best_future_does() {
    let candidate = |label: &str, outcome| crate::domain::Candidate {
        label: label.into(),
        strategy: "briefly".into(),
        outcome,
        verification: Verification::Partial,
        reason: "because".into(),
        answer: String::new(),
        score: None,
        usage: Usage::default(),
        cost: crate::domain::Usd::ZERO,
        duration_ms: 1,
        changes: vec![],
        findings: vec![],
        denied: vec![],
    };
    use RunOutcome::{Accepted, Failed, NotGoodEnough, Unreachable};
    let rows = [
        (
            vec![candidate("A", NotGoodEnough), candidate("B", Accepted)],
            Accepted,
        ),
        (vec![candidate("A", Unreachable)], Unreachable),
        (vec![], Failed),
    ];
    for (candidates, outcome) in rows {
        let mut bench = Bench::new(Mode::Simulate, Limits::default());
        bench.tell(Told::Planned(Ok(Plan::default())));
        assert_eq!(*bench.tell(tally(true)), Next::Explore);
        bench.tell(Told::Explored(candidates));
        assert_eq!(bench.closing().outcome, outcome);
        assert_eq!(bench.closing().changes, []);
    }
}

#[test]
fn a_condition_that_comes_up_on_the_way_is_kept_once() {
    let mut bench = Bench::new(Mode::Run, Limits::default());
    for _ in 0..2 {
        bench.tell(calls("read"));
        bench.tell(ran(0));
    }
    assert_eq!(bench.machine.conditions(), ["keep it"]);
}

#[test]
fn a_run_of_the_same_call_is_first_told_and_then_ended() {
    let limits = Limits {
        repeats_warned: 3,
        repeats: 5,
        ..Limits::default()
    };
    let mut bench = Bench::new(Mode::Run, limits);
    for count in 1..5 {
        assert!(
            matches!(bench.tell(calls("read")), Next::RunTools(_)),
            "{count}"
        );
        bench.tell(ran(0));
        let last = format!("{:?}", bench.machine.conversation().messages().last());
        assert_eq!(last.contains("same call"), count >= 3, "{count}: {last}");
    }
    bench.tell(calls("read"));
    assert_eq!(bench.closing().outcome, RunOutcome::Limit);
}

#[test]
fn a_denial_that_kept_the_work_from_being_good_is_a_block() {
    let rows = [
        (judged(Some(0.1), true), RunOutcome::Blocked),
        (judged(Some(0.9), false), RunOutcome::Accepted),
    ];
    for (judgement, outcome) in rows {
        let mut bench = Bench::new(
            Mode::Run,
            Limits {
                iterations: 1,
                ..Limits::default()
            },
        );
        bench.tell(calls("read"));
        bench.tell(ran(1));
        bench.tell(says("done", "stop"));
        bench.tell(judgement);
        assert_eq!(bench.closing().outcome, outcome);
    }
}

#[test]
fn zero_iterations_execute_once_and_judge_nothing() {
    let mut bench = Bench::new(
        Mode::Run,
        Limits {
            iterations: 0,
            ..Limits::default()
        },
    );
    bench.tell(says("done", "stop"));
    assert_eq!(
        (bench.closing().outcome, bench.closing().score),
        (RunOutcome::Accepted, None)
    );
}

#[test]
fn an_interrupted_task_keeps_its_best_result() {
    let mut bench = Bench::new(Mode::Run, Limits::default());
    bench.tell(says("first", "stop"));
    bench.tell(judged(Some(0.5), false));
    bench.tell(calls("read"));
    bench.tell(Told::Interrupted);
    let closing = bench.closing();
    assert_eq!(
        (closing.outcome, closing.answer.as_str(), closing.score),
        (RunOutcome::Interrupted, "first", Some(0.5))
    );
}
