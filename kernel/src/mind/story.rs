//! A task as its events tell it: what every screen and every JSON result is computed from.

use crate::domain::{
    Candidate, Consent, Consented, Event, EventBody, Fault, FileChange, Instructed, Lesson,
    Measurement, ModelRef, Order, Phase, Plan, Recalled, Receipt, Report, RunOutcome, Severity,
    TaskId, Tempo, Usage, Usd, Verdict, Verification,
};
use serde_json::Value;

/// One task's story so far.
#[derive(Debug, Clone, Default)]
pub struct Story {
    pub task: Option<TaskId>,
    pub started_ms: i64,
    pub description: String,
    pub workspace: String,
    pub model: Option<ModelRef>,
    pub mode: String,
    pub directive: String,
    pub instructed: Instructed,
    /// At the tempo `task`.
    pub verdicts: Vec<(String, Result<Verdict, Fault>)>,
    pub conditions: Vec<String>,
    pub plan: Option<Plan>,
    pub iterations: Vec<Iteration>,
    pub receipts: Vec<Receipt>,
    /// What was not done, and why.
    pub denials: Vec<(String, String)>,
    /// What was asked and nobody was there to answer.
    pub unanswered: Vec<Consented>,
    pub before: Vec<Measurement>,
    /// The newest ones.
    pub after: Vec<Measurement>,
    pub shares: Vec<Share>,
    /// How the conversation was made smaller, oldest first.
    pub compactions: Vec<Compaction>,
    /// Model calls of the executor.
    pub turns: u32,
    /// What all model calls took together, those at the same time counted each.
    pub models_ms: u64,
    pub changes: Vec<FileChange>,
    /// Futures that were tried on copies.
    pub futures: Vec<Candidate>,
    /// It was handed in, and somebody no longer wants it.
    pub is_withdrawn: bool,
    /// The answer in the form that was asked for.
    pub structured: Option<Value>,
    pub closed: Option<Closed>,
    /// What was told of earlier work.
    pub recalled: Recalled,
    pub learned: Vec<Lesson>,
}

/// One iteration's judgement.
#[derive(Debug, Clone, Default)]
pub struct Iteration {
    pub number: u32,
    pub score: Option<f32>,
    /// Empty while it runs.
    pub decision: String,
    pub reports: Vec<(String, Result<Report, Fault>)>,
}

/// What was left out of the conversation at one time; tokens are estimated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compaction {
    pub before: u64,
    pub after: u64,
    pub window: u64,
    pub dropped: Vec<String>,
    pub reason: String,
}

/// What one model did in one role.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    pub role: String,
    pub model: ModelRef,
    pub calls: u32,
    pub usage: Usage,
    /// Without the calls whose price is not known.
    pub cost: Usd,
    /// Every call's price was known.
    pub priced: bool,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Closed {
    pub outcome: RunOutcome,
    pub verification: Verification,
    pub reason: String,
    pub answer: String,
    pub score: Option<f32>,
    pub iterations: u32,
    pub usage: Usage,
    pub cost: Usd,
    pub duration_ms: u64,
}

impl Iteration {
    /// The reports that came about.
    pub fn reports(&self) -> impl Iterator<Item = &Report> {
        let each = self.reports.iter();
        each.filter_map(|(_, report)| report.as_ref().ok())
    }

    fn worth(&self) -> (bool, f32) {
        let mut findings = self.reports().flat_map(|report| &report.findings);
        let is_vetoed = findings.any(|finding| finding.severity == Severity::Blocker);
        (!is_vetoed, self.score.unwrap_or(0.0))
    }
}

impl Story {
    /// Folds a task's events, oldest first.
    pub fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        let mut story = Self::default();
        for event in events {
            story.add(event);
        }
        story
    }

    /// The iteration whose answer the task closed with, as the machine chose it: without a veto rather than with one,
    /// then by score, of equals the later one. While it runs, the newest judgement.
    pub fn judged(&self) -> Option<&Iteration> {
        let mut judged = self
            .iterations
            .iter()
            .filter(|iteration| !iteration.reports.is_empty());
        if self.closed.is_none() {
            return judged.next_back();
        }
        judged.reduce(|best, later| {
            let (best_key, later_key) = (best.worth(), later.worth());
            if best_key > later_key { best } else { later }
        })
    }

    /// All reports of that judgement that came about.
    pub fn reports(&self) -> impl Iterator<Item = &Report> {
        self.judged().into_iter().flat_map(Iteration::reports)
    }

    /// Adds one event.
    pub fn add(&mut self, event: &Event) {
        match &event.body {
            EventBody::TaskStarted { .. } => self.start(event),
            EventBody::Submitted(submitted) => self.await_turn(event, &submitted.order),
            EventBody::Withdrawn { .. } => self.is_withdrawn = true,
            EventBody::Directive { text } => self.directive.clone_from(text),
            EventBody::Instructed(instructed) => self.instructed.clone_from(instructed),
            EventBody::Verdict {
                agency,
                tempo: Tempo::Task,
                verdict,
                ..
            } => {
                self.verdicts.push((agency.clone(), verdict.clone()));
            }
            EventBody::Deliberated { conditions, .. } => self.conditions.clone_from(conditions),
            EventBody::Planned { plan } => self.plan = Some(plan.clone()),
            EventBody::IterationStarted => {
                self.iterations.push(Iteration {
                    number: event.iteration.0,
                    ..Iteration::default()
                });
            }
            EventBody::ModelCalled {
                role,
                model,
                usage,
                cost,
                duration_ms,
                ..
            } => {
                self.models_ms = self.models_ms.saturating_add(*duration_ms);
                self.called(role, model, usage, *cost);
            }
            EventBody::ToolCalled { receipt, .. } | EventBody::Unsettled { receipt, .. } => {
                self.receipts.push(receipt.clone());
            }
            EventBody::Resumed { .. } => self.resume(),
            EventBody::Consented(consented) => self.consented(consented),
            EventBody::Compacted { .. } => self.compact(&event.body),
            EventBody::ToolDenied {
                summary, reason, ..
            } => self.denials.push((summary.clone(), reason.clone())),
            EventBody::Measured {
                phase,
                measurements,
                ..
            } => self.measure(*phase, measurements),
            EventBody::Judged { evaluator, report } => self.report(evaluator, report),
            EventBody::Decided { score, decision } => self.decide(*score, decision),
            EventBody::Tried { candidate } => self.tried(candidate),
            EventBody::Changed { files } => self.changes.clone_from(files),
            EventBody::Structured { output } => self.structured = Some(output.clone()),
            EventBody::TaskClosed { .. } => self.close(&event.body),
            EventBody::Recalled(recalled) => self.recalled.clone_from(recalled),
            EventBody::Learned { lesson } => self.learned.push(lesson.clone()),
            EventBody::Forgotten { .. }
            | EventBody::Verdict { .. }
            | EventBody::Briefed { .. }
            | EventBody::Ruled(_)
            | EventBody::Trusted(_)
            | EventBody::Asked { .. }
            | EventBody::Answered { .. }
            | EventBody::ModelFailed { .. }
            | EventBody::Restored { .. }
            | EventBody::Prepared { .. }
            | EventBody::Reached(_)
            | EventBody::Intended(_)
            | EventBody::Foreseen { .. }
            | EventBody::Note { .. } => {}
        }
    }

    fn consented(&mut self, consented: &Consented) {
        if consented.consent == Consent::Nobody {
            self.unanswered.push(consented.clone());
        }
    }

    fn report(&mut self, evaluator: &str, report: &Result<Report, Fault>) {
        let reports = &mut self.current().reports;
        reports.push((evaluator.to_owned(), report.clone()));
    }

    fn start(&mut self, event: &Event) {
        if let EventBody::TaskStarted {
            description,
            workspace,
            model,
            mode,
            ..
        } = &event.body
        {
            self.task = Some(event.task.clone());
            self.started_ms = event.at_ms;
            self.description.clone_from(description);
            self.workspace.clone_from(workspace);
            self.model = Some(model.clone());
            self.mode.clone_from(mode);
        }
    }

    /// Whatever ended it no longer holds.
    fn resume(&mut self) {
        self.closed = None;
        self.is_withdrawn = false;
    }

    fn measure(&mut self, phase: Phase, measurements: &[Measurement]) {
        match phase {
            Phase::Baseline => self.before.extend_from_slice(measurements),
            Phase::After => measurements.clone_into(&mut self.after),
        }
    }

    /// As far as it is known before it begins.
    fn await_turn(&mut self, event: &Event, order: &Order) {
        self.task = Some(event.task.clone());
        self.description.clone_from(&order.description);
        self.workspace.clone_from(&order.workspace);
    }

    /// They end in any order and are told in one.
    fn tried(&mut self, candidate: &Candidate) {
        self.futures.push(candidate.clone());
        self.futures
            .sort_by(|one, other| one.label.cmp(&other.label));
    }

    fn compact(&mut self, body: &EventBody) {
        if let EventBody::Compacted {
            before,
            after,
            window,
            dropped,
            reason,
        } = body
        {
            self.compactions.push(Compaction {
                before: *before,
                after: *after,
                window: *window,
                dropped: dropped.clone(),
                reason: reason.clone(),
            });
        }
    }

    fn decide(&mut self, score: Option<f32>, decision: &str) {
        let current = self.current();
        current.score = score;
        decision.clone_into(&mut current.decision);
    }

    fn current(&mut self) -> &mut Iteration {
        if self.iterations.is_empty() {
            self.iterations.push(Iteration::default());
        }
        let last = self.iterations.len() - 1;
        &mut self.iterations[last]
    }

    fn called(&mut self, role: &str, model: &ModelRef, usage: &Usage, cost: Option<Usd>) {
        self.turns += u32::from(role == "executor");
        let at = self
            .shares
            .iter()
            .position(|share| share.role == role && share.model == *model);
        let at = at.unwrap_or_else(|| {
            let (role, model) = (role.to_owned(), model.clone());
            self.shares.push(Share {
                role,
                model,
                calls: 0,
                usage: Usage::default(),
                cost: Usd::ZERO,
                priced: true,
            });
            self.shares.len() - 1
        });
        let share = &mut self.shares[at];
        share.calls += 1;
        share.usage = share.usage.plus(usage);
        share.cost = share.cost.plus(cost.unwrap_or(Usd::ZERO));
        share.priced &= cost.is_some();
    }

    fn close(&mut self, body: &EventBody) {
        if let EventBody::TaskClosed {
            outcome,
            verification,
            reason,
            answer,
            score,
            iterations,
            usage,
            cost,
            duration_ms,
        } = body
        {
            self.closed = Some(Closed {
                outcome: *outcome,
                verification: *verification,
                reason: reason.clone(),
                answer: answer.clone(),
                score: *score,
                iterations: *iterations,
                usage: usage.clone(),
                cost: *cost,
                duration_ms: *duration_ms,
            });
        }
    }
}
