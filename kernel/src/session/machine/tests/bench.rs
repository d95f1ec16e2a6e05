use super::super::*;
use crate::domain::{Effect, Finding, Part, ReceiptId, Score, Severity, ToolCall};
use crate::session::context::Window;
use serde_json::json;

/// A task under test: tells the machine things and remembers what it said last.
pub(super) struct Bench {
    pub(super) machine: Machine,
    pub(super) now: Moment,
    pub(super) next: Next,
    pub(super) events: Vec<EventBody>,
}

impl Bench {
    pub(super) fn new(mode: Mode, limits: Limits) -> Self {
        let window = Window {
            tokens: 128_000,
            answer: 16_000,
        };
        Self::within(window, mode, limits)
    }

    /// With a model whose window is this one.
    pub(super) fn within(window: Window, mode: Mode, limits: Limits) -> Self {
        let conversation = Conversation::new("system".into(), "the task".into(), "");
        let machine = Machine::new(
            mode,
            limits,
            vec!["edit".into(), "shell".into()],
            conversation,
            Context::new(window, []),
        );
        let mut bench = Self {
            machine,
            now: Moment::default(),
            next: Next::Ask,
            events: Vec::new(),
        };
        bench.tell(Told::Begin);
        bench
    }

    pub(super) fn tell(&mut self, told: Told) -> &Next {
        let (events, next) = self.machine.tell(told, &self.now);
        self.events.extend(events);
        self.next = next;
        &self.next
    }

    pub(super) fn closing(&self) -> &Closing {
        match &self.next {
            Next::Close(closing) => closing,
            other => panic!("not closed: {other:?}"),
        }
    }

    pub(super) fn decisions(&self) -> Vec<String> {
        let word = |event: &EventBody| match event {
            EventBody::Decided { decision, .. } => Some(decision.clone()),
            _ => None,
        };
        self.events.iter().filter_map(word).collect()
    }
}

pub(super) fn says(text: &str, finish: &str) -> Told {
    let parts = if text.is_empty() {
        vec![]
    } else {
        vec![Part::Text(text.into())]
    };
    Told::Answered(Ok(Turn {
        parts,
        finish: finish.into(),
        ..Turn::default()
    }))
}

/// What the model says when it is asked for JSON only.
pub(super) fn shaped(text: &str) -> Told {
    match says(text, "stop") {
        Told::Answered(turn) => Told::Shaped(turn),
        other => other,
    }
}

pub(super) fn calls(tool: &str) -> Told {
    let call = ToolCall {
        id: "c1".into(),
        name: tool.into(),
        arguments: json!({}),
    };
    let parts = vec![Part::ToolCall(call.clone())];
    Told::Answered(Ok(Turn {
        parts,
        calls: vec![Requested::Call(call)],
        finish: "tool".into(),
        ..Turn::default()
    }))
}

pub(super) fn ran(denied: usize) -> Told {
    let result = ToolResult {
        id: "c1".into(),
        content: "done".into(),
        is_error: denied > 0,
    };
    Told::ToolsRan {
        results: vec![result],
        receipts: vec![receipt()],
        denied,
        conditions: vec!["keep it".into()],
    }
}

pub(super) fn receipt() -> Receipt {
    Receipt {
        id: ReceiptId("r1".into()),
        tool: "edit".into(),
        summary: "edit a".into(),
        effect: Effect::WriteWorkspace,
        code: None,
        is_error: false,
        output: String::new(),
        duration_ms: 1,
        input_hash: String::new(),
        output_hash: String::new(),
        files: Vec::new(),
    }
}

pub(super) fn judged(score: Option<f32>, blocker: bool) -> Told {
    let scores = score.map(|value| Score {
        dimension: "tests".into(),
        value,
        weight: 1.0,
        reason: String::new(),
    });
    let finding = Finding {
        severity: Severity::Blocker,
        dimension: "tests".into(),
        title: "a test fails".into(),
        detail: format!("{score:?}"),
        location: None,
        fix: None,
        evidence: vec![],
    };
    let findings = if blocker { vec![finding] } else { vec![] };
    let report = Report {
        scores: scores.into_iter().collect(),
        findings,
        ..Report::default()
    };
    Told::Judged {
        reports: vec![("e".into(), Ok(report))],
        changes: vec![],
    }
}

pub(super) fn tally(approved: bool) -> Told {
    Told::Deliberated(
        Tally {
            approved,
            conditions: vec!["test it".into()],
            reason: "so it is".into(),
        },
        crate::mind::TallyRule::default(),
    )
}

pub(super) fn fault(kind: FaultKind) -> Fault {
    Fault::new("scripted", kind, "as scripted")
}
