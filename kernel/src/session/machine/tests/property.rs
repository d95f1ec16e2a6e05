use super::*;
use proptest::prelude::*;

/// What may happen next, given what the machine asked for.
fn anything() -> impl Strategy<Value = u8> {
    0..14_u8
}

fn reply(next: &Next, dice: u8) -> Told {
    match (dice, next) {
        (0, _) => Told::Interrupted,
        (1, _) => Told::OutOfTime,
        (_, Next::Plan) => Told::Planned(if dice.is_multiple_of(2) {
            Ok(Plan::default())
        } else {
            Err(fault(FaultKind::Contract))
        }),
        (_, Next::Deliberate(_)) => tally(dice != 2),
        (_, Next::TakeBaseline) => Told::BaselineTaken(vec![]),
        (_, Next::RunTools(_)) => ran(usize::from(dice == 3)),
        (_, Next::Judge { .. }) => judged(
            (dice != 4).then_some(f32::from(dice) / 14.0),
            dice.is_multiple_of(3),
        ),
        (2, Next::Shape { .. }) => Told::Shaped(Err(fault(FaultKind::Invalid))),
        (3..8, Next::Shape { .. }) => shaped("{}"),
        (_, Next::Shape { .. }) => shaped("in words"),
        (2, Next::Ask) => Told::Answered(Err(fault(FaultKind::ContextOverflow(None)))),
        (3, Next::Ask) => Told::Answered(Err(fault(FaultKind::Unavailable))),
        (4..8, Next::Ask) => says("an answer", "stop"),
        (8, Next::Ask) => says("no", "refusal"),
        (9..12, Next::Ask) => calls("edit"),
        (_, Next::Ask) => calls("read"),
        (_, Next::Close(_)) => Told::Begin,
    }
}

proptest! {
    #[test]
    fn whatever_happens_a_task_ends_within_its_limits_and_is_never_accepted_with_a_blocker(
        dice in proptest::collection::vec(anything(), 400),
        mode in prop_oneof![Just(Mode::Run), Just(Mode::Think), Just(Mode::Simulate)],
        iterations in 0..5_u32,
        tokens in 1..50_u64,
        has_schema in any::<bool>(),
    ) {
        let answer_schema = has_schema.then(|| serde_json::json!({"type": "object"}));
        let limits = Limits { iterations, tokens, answer_schema, rounds: 20, repeats: 6, ..Limits::default() };
        let mut bench = Bench::new(mode, limits.clone());
        let mut blocked = false;
        for roll in dice {
            let next = bench.next.clone();
            if next == Next::Ask {
                prop_assert!(bench.now.spent.reached(&limits).is_none(), "asked beyond the budget");
                bench.now.spent.usage = bench.now.spent.usage.plus(&Usage { input: 1, ..Usage::default() });
                bench.now.spent.money = bench.now.spent.money.plus(Usd::ZERO);
            }
            if matches!(next, Next::Close(_)) {
                let before = format!("{:?}", bench.next);
                bench.tell(Told::Begin);
                prop_assert_eq!(before, format!("{:?}", bench.next));
                break;
            }
            if matches!(next, Next::Judge { .. }) {
                blocked = roll.is_multiple_of(3) && roll > 1;
            }
            bench.tell(reply(&next, roll));
        }
        let Next::Close(closing) = &bench.next else { return Err(TestCaseError::fail("it never ended")) };
        if has_schema && mode != Mode::Simulate && closing.outcome == RunOutcome::Accepted {
            prop_assert!(closing.structured.is_some(), "accepted without the form that was asked for");
        }
        let judged = !bench.decisions().is_empty();
        prop_assert!(!(closing.outcome == RunOutcome::Accepted && judged && blocked), "accepted with a blocker");
        prop_assert!(closing.iterations <= iterations.max(1));
    }
}
