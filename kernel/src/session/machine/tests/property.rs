//! The machine under any sequence of events, in order and out of it.

use super::*;
use crate::domain::{Part, ToolCall};
use crate::session::context::Window;
use bench::receipt;
use serde_json::json;

/// How many tasks are lived through.
const TASKS: u64 = 25_000;
/// No task of these limits takes more steps.
const STEPS: usize = 2_000;

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    /// From 0 up to but without `sides`.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len() as u64) as usize].clone()
    }

    fn kind(&mut self) -> FaultKind {
        let counted = self.one(&[None, Some(0), Some(500), Some(300_000)]);
        let rest = [
            FaultKind::Invalid,
            FaultKind::Auth,
            FaultKind::Rate(None),
            FaultKind::Unavailable,
            FaultKind::Refused,
            FaultKind::Other("quota".into()),
            FaultKind::Trap,
            FaultKind::Deadline,
            FaultKind::Limit("budget".into()),
            FaultKind::Contract,
            FaultKind::Quarantined,
        ];
        // Most of those end a task; this one doesn't have to.
        match self.roll(2) {
            0 => FaultKind::ContextOverflow(counted),
            _ => self.one(&rest),
        }
    }

    /// An answer with calls, with words, with nothing, or none at all.
    fn answer(&mut self) -> Told {
        let calls = match self.roll(8) {
            0 => return Told::Answered(Err(fault(self.kind()))),
            1 => return says("no", "refusal"),
            2 => return says("", "stop"),
            3 | 4 => {
                let number = self.roll(3);
                return says(&format!("answer {number}"), "stop");
            }
            _ => 1 + self.roll(3),
        };
        let calls: Vec<Requested> = (0..calls).map(|at| self.call(at)).collect();
        let parts = calls.iter().map(|call| Part::ToolCall(call.as_call()));
        let usage = Usage {
            input: self.roll(3_000),
            output: self.roll(100),
            ..Usage::default()
        };
        Told::Answered(Ok(Turn {
            parts: parts.collect(),
            calls,
            usage,
            finish: "tool".into(),
        }))
    }

    fn call(&mut self, at: u64) -> Requested {
        let id = format!("c{at}");
        let name = self.one(&["read", "edit", "shell", "unknown"]).to_owned();
        match self.roll(6) {
            0 => Requested::Garbled {
                id,
                name,
                text: "{".into(),
                why: "it is not JSON".into(),
            },
            _ => Requested::Call(ToolCall {
                id,
                name,
                arguments: json!({"path": self.roll(4)}),
            }),
        }
    }

    /// Results of these calls, some of them denied.
    fn results(&mut self, calls: &[Requested]) -> Told {
        let mut denied = 0;
        let mut receipts = Vec::new();
        let result = |call: &Requested| {
            let is_denied = self.roll(6) == 0;
            denied += usize::from(is_denied);
            receipts.extend((!is_denied).then(receipt));
            ToolResult {
                id: call.id().into(),
                content: "x".repeat(self.roll(4_000) as usize),
                is_error: is_denied,
            }
        };
        let results = calls.iter().map(result).collect();
        Told::ToolsRan {
            results,
            receipts,
            denied,
            conditions: vec!["keep it".into()],
        }
    }

    /// A judgement by up to three evaluators, each of which may veto or be unable to run.
    fn judgement(&mut self) -> Told {
        let mut all = Vec::new();
        for _ in 0..self.roll(4) {
            let score = self.one(&[None, Some(0.0), Some(0.5), Some(0.8), Some(1.0)]);
            let is_blocked = self.roll(3) == 0;
            match judged(score, is_blocked) {
                Told::Judged { reports, .. } if self.roll(4) > 0 => all.extend(reports),
                _ => all.push(("e".into(), Err(fault(FaultKind::Trap)))),
            }
        }
        Told::Judged {
            reports: all,
            changes: vec![],
        }
    }

    /// What answers the machine's request.
    fn reply(&mut self, next: &Next) -> Told {
        match next {
            Next::Plan if self.roll(3) == 0 => Told::Planned(Err(fault(self.kind()))),
            Next::Plan => Told::Planned(Ok(Plan::default())),
            Next::Deliberate(_) => tally(self.roll(5) > 0),
            Next::Explore => Told::Explored(Vec::new()),
            Next::Ask => self.answer(),
            Next::Shape { .. } => match self.roll(3) {
                0 => Told::Shaped(Err(fault(self.kind()))),
                1 => shaped("{}"),
                _ => shaped("in words"),
            },
            Next::TakeBaseline => Told::BaselineTaken(vec![]),
            Next::RunTools(calls) => self.results(calls),
            Next::Judge { .. } => self.judgement(),
            Next::Close(_) => Told::Begin,
        }
    }

    /// Anything at all, at any time.
    fn anything(&mut self) -> Told {
        let call = self.call(0);
        match self.roll(10) {
            0 => Told::Begin,
            1 => Told::Planned(Ok(Plan::default())),
            2 => tally(true),
            3 => self.answer(),
            4 => Told::BaselineTaken(vec![]),
            5 => self.results(&[call]),
            6 => self.judgement(),
            7 => Told::OutOfTime,
            8 => Told::Interrupted,
            _ => Told::Broken(fault(FaultKind::Unavailable)),
        }
    }
}

/// Whether a judgement may be accepted: nobody vetoes it, and everybody could speak.
fn is_clean(told: &Told) -> bool {
    let Told::Judged { reports, .. } = told else {
        return false;
    };
    reports.iter().all(|(_, report)| {
        report
            .as_ref()
            .is_ok_and(|report| report.findings.is_empty())
    })
}

/// Lives through one task, and holds the machine to its promises on the way.
fn live(seed: u64) -> (usize, Closing) {
    let mut dice = Dice(seed);
    let mode = dice.one(&[Mode::Run, Mode::Think, Mode::Simulate]);
    let limits = Limits {
        iterations: dice.roll(5) as u32,
        tokens: 1 + dice.roll(60),
        rounds: 1 + dice.roll(20) as u32,
        repeats_warned: 2,
        repeats: 4,
        answer_schema: (dice.roll(3) == 0).then(|| json!({"type": "object"})),
        require_verified: dice.roll(4) == 0,
        ..Limits::default()
    };
    let window = Window {
        tokens: dice.one(&[500, 3_000, 128_000, u64::MAX]),
        answer: 1_000,
    };
    // Of some tasks everything is in order; of others every twentieth event comes out of the blue.
    let disorder = dice.one(&[0, 1]);
    let mut bench = Bench::within(window, mode, limits.clone());
    let mut newest = None;
    for step in 0..STEPS {
        let next = bench.next.clone();
        if let Next::Close(closing) = &next {
            assert_eq!(
                *bench.tell(dice.anything()),
                next,
                "{seed}: the end is the end"
            );
            let is_judged = mode != Mode::Simulate && limits.iterations > 0;
            let may_accept = newest.unwrap_or(!is_judged);
            let accepted = closing.outcome == RunOutcome::Accepted;
            assert!(!accepted || may_accept, "{seed}: accepted: {closing:?}");
            let is_formless = limits.answer_schema.is_some() && closing.structured.is_none();
            assert!(
                !accepted || mode == Mode::Simulate || !is_formless,
                "{seed}: accepted without the form that was asked for"
            );
            assert!(closing.iterations <= limits.iterations.max(1), "{seed}");
            return (step, (**closing).clone());
        }
        if matches!(next, Next::Ask | Next::Plan) {
            let spent = &mut bench.now.spent;
            assert_eq!(spent.reached(&limits), None, "{seed}: asked beyond a limit");
            spent.usage.input += 1 + dice.roll(4);
        }
        let told = match dice.roll(20) < disorder {
            true => dice.anything(),
            false => dice.reply(&next),
        };
        if matches!((&told, &next), (Told::Judged { .. }, Next::Judge { .. })) {
            newest = Some(is_clean(&told));
        }
        let before = bench.machine.conversation().bytes();
        let overflowed = matches!(
            &told,
            Told::Answered(Err(Fault {
                kind: FaultKind::ContextOverflow(_),
                ..
            }))
        );
        bench.tell(told);
        let after = bench.machine.conversation().bytes();
        assert!(
            !overflowed || bench.next != Next::Ask || after < before,
            "{seed}: asked the same again"
        );
    }
    panic!("{seed}: not finished after {STEPS} steps");
}

#[test]
fn whatever_is_told_a_task_ends_within_its_limits_and_is_never_accepted_against_a_judgement() {
    let mut outcomes = std::collections::HashMap::new();
    let mut longest = 0;
    for seed in 0..TASKS {
        let (steps, closing) = live(seed);
        longest = longest.max(steps);
        *outcomes.entry(closing.outcome).or_insert(0_u64) += 1;
    }
    // The sequences are worth something only if they go everywhere.
    use RunOutcome::{
        Accepted, Auth, Blocked, Failed, Interrupted, Limit, NotGoodEnough, Unreachable,
    };
    for outcome in [
        Accepted,
        Auth,
        Blocked,
        Failed,
        Interrupted,
        Limit,
        NotGoodEnough,
        Unreachable,
    ] {
        let count = outcomes.get(&outcome).copied().unwrap_or(0);
        assert!(count > TASKS / 500, "{outcome:?}: {count} of {outcomes:?}");
    }
    assert!(longest > 20, "the longest took {longest} steps");
}

#[test]
fn what_does_not_answer_what_was_asked_for_ends_the_task() {
    let mut bench = Bench::new(Mode::Run, Limits::default());
    bench.tell(judged(Some(1.0), false));
    let closing = bench.closing();
    assert_eq!(closing.outcome, RunOutcome::Failed);
    assert_eq!(
        closing.reason,
        "the loop went wrong: it waited for an answer, and was told a judgement"
    );
}
