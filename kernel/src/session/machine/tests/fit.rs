use super::*;
use crate::domain::ToolCall;
use crate::session::context::Window;
use bench::{receipt, tally};
use serde_json::json;

const SMALL: Window = Window {
    tokens: 4_000,
    answer: 1_000,
};

fn overflow(counted: Option<u64>) -> Told {
    Told::Answered(Err(fault(FaultKind::ContextOverflow(counted))))
}

fn usage(input: u64) -> Usage {
    Usage {
        input,
        output: 10,
        ..Usage::default()
    }
}

/// One turn with a call whose result has so many bytes; the provider counts this much for the request.
fn turn(bench: &mut Bench, counted: u64, bytes: usize) {
    let id = format!("c{}", bench.machine.conversation().messages().len());
    let call = ToolCall {
        id: id.clone(),
        name: "read".into(),
        arguments: json!({"path": id}),
    };
    let parts = vec![crate::domain::Part::ToolCall(call.clone())];
    bench.tell(Told::Answered(Ok(Turn {
        parts,
        calls: vec![Requested::Call(call)],
        usage: usage(counted),
        finish: "tool".into(),
    })));
    let result = ToolResult {
        id,
        content: "x".repeat(bytes),
        is_error: false,
    };
    bench.tell(Told::ToolsRan {
        results: vec![result],
        receipts: vec![receipt()],
        denied: 0,
        conditions: vec![],
    });
}

/// Before, after, and how much was left out, of every time it was made smaller.
fn compactions(bench: &Bench) -> Vec<(u64, u64, usize)> {
    let compaction = |event: &EventBody| match event {
        EventBody::Compacted {
            before,
            after,
            dropped,
            ..
        } => Some((*before, *after, dropped.len())),
        _ => None,
    };
    bench.events.iter().filter_map(compaction).collect()
}

fn size(bench: &Bench) -> usize {
    bench.machine.conversation().bytes()
}

#[test]
fn a_request_that_might_not_fit_is_made_smaller_before_it_is_sent() {
    let mut bench = Bench::within(SMALL, Mode::Run, Limits::default());
    // Four bytes a token: 600 tokens each. The room is 3,000 tokens.
    for counted in [30, 640, 1_250, 1_860] {
        turn(&mut bench, counted, 2_400);
        assert_eq!(compactions(&bench), [], "{counted}");
    }
    turn(&mut bench, 2_470, 2_400);
    let [(before, after, _)] = compactions(&bench)[..] else {
        panic!("{:?}", compactions(&bench));
    };
    assert!((2_900..3_500).contains(&before), "{before}");
    assert!(after <= 2_000, "half of the window: {after}");
    assert_eq!(bench.next, Next::Ask);
}

#[test]
fn what_cannot_fit_at_all_ends_the_task_and_says_so() {
    let mut bench = Bench::within(SMALL, Mode::Run, Limits::default());
    turn(&mut bench, 30, 60_000);
    let closing = bench.closing();
    assert_eq!(closing.outcome, RunOutcome::Limit);
    assert!(
        closing.reason.contains("the model's window holds 4000"),
        "{}",
        closing.reason
    );
}

#[test]
fn each_retry_after_an_overflow_is_smaller_and_there_are_at_most_three() {
    for counted in [None, Some(9_000), Some(300_000)] {
        let mut bench = Bench::new(Mode::Run, Limits::default());
        for _ in 0..40 {
            turn(&mut bench, 0, 2_000);
        }
        let mut sizes = vec![size(&bench)];
        while *bench.tell(overflow(counted)) == Next::Ask {
            sizes.push(size(&bench));
        }
        assert!(
            sizes.windows(2).all(|pair| pair[1] < pair[0]),
            "{counted:?}: {sizes:?}"
        );
        assert!((2..=4).contains(&sizes.len()), "{counted:?}: {sizes:?}");
        assert_eq!(bench.closing().outcome, RunOutcome::Limit);
        assert!(bench.closing().reason.contains("window"));
    }
}

#[test]
fn after_an_answer_there_are_retries_again() {
    let mut bench = Bench::new(Mode::Run, Limits::default());
    for round in 0..4 {
        for _ in 0..60 {
            turn(&mut bench, 0, 1_000);
        }
        let before = (size(&bench), bench.machine.room(), bench.next.clone());
        let next = bench.tell(overflow(None)).clone();
        let after = size(&bench);
        assert_eq!(
            next,
            Next::Ask,
            "{round}: {before:?}, {after}, {:?}",
            compactions(&bench)
        );
    }
}

#[test]
fn an_overflow_with_nothing_to_leave_out_is_not_asked_again() {
    for mode in [Mode::Run, Mode::Think] {
        let mut bench = Bench::new(mode, Limits::default());
        if mode == Mode::Think {
            bench.tell(Told::Planned(Ok(Plan::default())));
            bench.tell(tally(true));
        }
        bench.tell(overflow(Some(208_310)));
        assert_eq!(bench.closing().outcome, RunOutcome::Limit);
    }
}

#[test]
fn a_new_iteration_leaves_old_results_out_where_they_take_half_of_what_is_left() {
    // Tokens spent, of 200,000, and whether old results go.
    let rows = [(0, false), (100_000, false), (190_000, true)];
    for (spent, lighter) in rows {
        let mut bench = Bench::new(Mode::Run, Limits::default());
        for _ in 0..10 {
            turn(&mut bench, 0, 3_000);
        }
        bench.now.spent.usage = usage(spent);
        bench.tell(says("an answer", "stop"));
        bench.tell(judged(Some(0.5), true));
        assert_eq!(bench.next, Next::Ask, "{spent}");
        assert_eq!(!compactions(&bench).is_empty(), lighter, "{spent}");
        let text = format!("{:?}", bench.machine.conversation().messages());
        assert!(text.contains("a test fails"), "the findings are told");
    }
}

#[test]
fn the_answer_may_be_as_long_as_the_window_has_room() {
    let mut bench = Bench::within(SMALL, Mode::Run, Limits::default());
    turn(&mut bench, 1_000, 0);
    let room = bench.machine.room();
    assert!((2_900..2_990).contains(&room), "{room}");
}
