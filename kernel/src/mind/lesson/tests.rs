//! The bench: a task told event by event, and the lessons that it teaches.

mod property;
mod table;

use super::*;
use crate::domain::{
    Claim, Effect, FileChange, Finding, IterationId, Measurement, ModelRef, Phase, Receipt,
    ReceiptId, Report, Severity, Standing, Touched, Usage, Usd,
};

const SCOPE: &str = "scope-of-this-project";

fn scope() -> Scope {
    Scope {
        id: SCOPE.into(),
        root: "/w".into(),
    }
}

/// A task that has begun, and what happens in it.
#[derive(Clone)]
struct Tale {
    events: Vec<Event>,
    iteration: u32,
    calls: usize,
}

impl Tale {
    fn of(task: &str) -> Self {
        let tale = Self {
            events: Vec::new(),
            iteration: 0,
            calls: 0,
        };
        tale.and(EventBody::TaskStarted {
            description: task.into(),
            workspace: "/w".into(),
            model: ModelRef {
                provider: "p".into(),
                model: "m".into(),
            },
            mode: "run".into(),
            version: "0".into(),
        })
    }

    fn and(mut self, body: EventBody) -> Self {
        self.events.push(Event {
            id: 0,
            task: TaskId("t1".into()),
            iteration: IterationId(self.iteration),
            at_ms: 0,
            body,
        });
        self
    }

    fn iteration(mut self) -> Self {
        self.iteration += 1;
        self.and(EventBody::IterationStarted)
    }

    /// A check of the project: how it ended, and what failed.
    fn measured(self, phase: Phase, command: &str, failures: &[&str]) -> Self {
        let measurement = check(command, failures);
        self.and(EventBody::Measured {
            evaluator: "checks".into(),
            phase,
            measurements: vec![measurement.clone()],
        })
        .judged(phase, vec![measurement], Vec::new(), Vec::new())
    }

    fn judged(
        self,
        phase: Phase,
        measurements: Vec<Measurement>,
        findings: Vec<Finding>,
        claims: Vec<Claim>,
    ) -> Self {
        if phase == Phase::Baseline {
            return self;
        }
        let report = Report {
            measurements,
            findings,
            claims,
            ..Report::default()
        };
        self.and(EventBody::Judged {
            evaluator: "checks".into(),
            report: Ok(report),
        })
    }

    /// The executor runs a line.
    fn shell(self, line: &str, code: i32) -> Self {
        self.called("shell", line, Effect::Execute, Some(code), &[])
    }

    fn wrote(self, path: &str) -> Self {
        self.called("write", path, Effect::WriteWorkspace, None, &[path])
    }

    fn called(
        mut self,
        tool: &str,
        argument: &str,
        effect: Effect,
        code: Option<i32>,
        files: &[&str],
    ) -> Self {
        self.calls += 1;
        let files = files.iter().map(|path| Touched {
            path: (*path).into(),
            before: None,
            after: None,
        });
        let receipt = Receipt {
            id: ReceiptId(format!("r{}", self.calls)),
            tool: tool.into(),
            summary: format!("{tool} {argument}"),
            effect,
            code,
            is_error: code.is_some_and(|code| code != 0),
            output: String::new(),
            duration_ms: 0,
            input_hash: String::new(),
            output_hash: String::new(),
            files: files.collect(),
        };
        self.and(EventBody::ToolCalled {
            receipt,
            call: String::new(),
            heard: None,
            conditions: Vec::new(),
        })
    }

    fn changed(self, paths: &[&str]) -> Self {
        let files = paths.iter().map(|path| FileChange {
            path: (*path).into(),
            added: 1,
            removed: 1,
            diff: String::new(),
        });
        let files = files.collect();
        self.and(EventBody::Changed { files })
    }

    fn ends(self, outcome: RunOutcome, verification: Verification) -> Vec<Lesson> {
        let tale = self.closed(outcome, verification);
        lessons(&tale.events, &scope())
    }

    fn closed(self, outcome: RunOutcome, verification: Verification) -> Self {
        self.and(EventBody::TaskClosed {
            outcome,
            verification,
            reason: "so".into(),
            answer: "I am the best, and everything works.".into(),
            score: None,
            iterations: 1,
            usage: Usage::default(),
            cost: Usd::ZERO,
            duration_ms: 0,
        })
    }

    fn verified(self) -> Vec<Lesson> {
        self.ends(RunOutcome::Accepted, Verification::Verified)
    }

    fn failed(self) -> Vec<Lesson> {
        self.ends(RunOutcome::NotGoodEnough, Verification::Unverified)
    }
}

fn check(command: &str, failures: &[&str]) -> Measurement {
    Measurement {
        kind: "test".into(),
        command: command.into(),
        directory: String::new(),
        code: Some(i32::from(!failures.is_empty())),
        passed: 1,
        failed: u32::try_from(failures.len()).expect("a few"),
        skipped: 0,
        failures: failures.iter().map(|name| (*name).into()).collect(),
        output: String::new(),
        duration_ms: 1,
    }
}

fn finding(title: &str) -> Finding {
    Finding {
        severity: Severity::Blocker,
        dimension: "tests".into(),
        title: title.into(),
        detail: String::new(),
        location: None,
        fix: None,
        evidence: Vec::new(),
    }
}

fn claim(text: &str, evidence: &str) -> Claim {
    Claim {
        text: text.into(),
        standing: Standing::Contradicted,
        evidence: vec![evidence.into()],
    }
}

fn texts(lessons: &[Lesson]) -> Vec<&str> {
    lessons.iter().map(|lesson| lesson.text.as_str()).collect()
}
