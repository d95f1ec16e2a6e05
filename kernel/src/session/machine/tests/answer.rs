use super::*;
use crate::domain::Verification;
use serde_json::{Value, json};

fn with_schema(iterations: u32) -> Bench {
    let schema =
        json!({"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]});
    let limits = Limits {
        iterations,
        answer_schema: Some(schema),
        ..Limits::default()
    };
    Bench::new(Mode::Run, limits)
}

#[test]
fn an_answer_that_satisfies_the_schema_is_judged_and_any_other_is_asked_for_once_more() {
    let good = json!({"n": 1});
    let rows: [(&[&str], RunOutcome, Option<&Value>, &str); 5] = [
        (&["{\"n\": 1}"], RunOutcome::Accepted, Some(&good), "score"),
        (
            &["```json\n{\"n\": 1}\n```"],
            RunOutcome::Accepted,
            Some(&good),
            "score",
        ),
        (
            &["It is one.", "{\"n\": 1}"],
            RunOutcome::Accepted,
            Some(&good),
            "score",
        ),
        (&["{}", "It is one."], RunOutcome::Failed, None, "not JSON"),
        (
            &["one", "{\"n\": \"one\"}"],
            RunOutcome::Failed,
            None,
            "/n: ",
        ),
    ];
    for (answers, outcome, structured, reason) in rows {
        let mut bench = with_schema(3);
        bench.tell(says(answers[0], "stop"));
        if let Some(second) = answers.get(1) {
            let why = matches!(&bench.next, Next::Shape { answer, .. } if answer == answers[0]);
            assert!(why, "{answers:?}: {:?}", bench.next);
            bench.tell(shaped(second));
        }
        if structured.is_some() {
            assert!(matches!(&bench.next, Next::Judge { answer } if answer == "{\"n\":1}"));
            bench.tell(judged(Some(1.0), false));
        }
        let closing = bench.closing();
        assert_eq!(
            (closing.outcome, closing.structured.as_ref()),
            (outcome, structured)
        );
        assert!(closing.reason.contains(reason), "{}", closing.reason);
    }
}

#[test]
fn a_form_that_can_t_be_asked_for_ends_the_task_by_its_reason() {
    let rows = [
        (FaultKind::Invalid, RunOutcome::Failed),
        (FaultKind::Auth, RunOutcome::Auth),
        (FaultKind::Unavailable, RunOutcome::Unreachable),
    ];
    for (kind, outcome) in rows {
        let mut bench = with_schema(0);
        bench.tell(says("in words", "stop"));
        bench.tell(Told::Shaped(Err(fault(kind))));
        let closing = bench.closing();
        assert_eq!(
            (closing.outcome, closing.answer.as_str()),
            (outcome, "in words")
        );
    }
}

/// A judgement whose one check ended like this; none: no check.
fn checked(code: Option<i32>, blocker: bool) -> Told {
    let Told::Judged { reports, changes } = judged(Some(1.0), blocker) else {
        unreachable!("a judgement is a judgement");
    };
    let check = code.map(|code| Measurement {
        kind: "test".into(),
        command: "make test".into(),
        directory: String::new(),
        code: Some(code),
        passed: 1,
        failed: 0,
        skipped: 0,
        failures: vec![],
        output: String::new(),
        duration_ms: 1,
    });
    let with_check = |(name, report): (String, Result<Report, Fault>)| {
        let report = report.map(|report| Report {
            measurements: check.iter().cloned().collect(),
            ..report
        });
        (name, report)
    };
    Told::Judged {
        reports: reports.into_iter().map(with_check).collect(),
        changes,
    }
}

#[test]
fn where_verified_is_required_anything_less_is_not_good_enough_and_says_what_is_missing() {
    use Verification::{Partial, Unverified, Verified};
    let rows = [
        (
            checked(Some(0), false),
            RunOutcome::Accepted,
            Verified,
            "score",
        ),
        (
            checked(None, false),
            RunOutcome::NotGoodEnough,
            Partial,
            "no check of the project ran",
        ),
        (
            checked(Some(1), false),
            RunOutcome::NotGoodEnough,
            Partial,
            "make test did not pass",
        ),
        (
            checked(Some(0), true),
            RunOutcome::NotGoodEnough,
            Unverified,
            "a blocker stands against it",
        ),
    ];
    for (judgement, outcome, verification, reason) in rows {
        let limits = Limits {
            iterations: 1,
            require_verified: true,
            ..Limits::default()
        };
        let mut bench = Bench::new(Mode::Run, limits);
        bench.tell(calls("read"));
        bench.tell(ran(0));
        bench.tell(says("done", "stop"));
        bench.tell(judgement);
        let closing = bench.closing();
        assert_eq!(
            (closing.outcome, closing.verification),
            (outcome, verification)
        );
        assert!(closing.reason.contains(reason), "{}", closing.reason);
    }
}

#[test]
fn where_verified_is_required_worse_ends_stay_what_they_are() {
    let rows = [
        (Told::Interrupted, RunOutcome::Interrupted),
        (Told::OutOfTime, RunOutcome::Limit),
        (
            Told::Answered(Err(fault(FaultKind::Auth))),
            RunOutcome::Auth,
        ),
        (says("done", "stop"), RunOutcome::NotGoodEnough),
    ];
    for (told, outcome) in rows {
        let limits = Limits {
            iterations: 0,
            require_verified: true,
            ..Limits::default()
        };
        let mut bench = Bench::new(Mode::Run, limits);
        bench.tell(told);
        assert_eq!(bench.closing().outcome, outcome);
    }
}
