//! Futures: the same task in several ways, each in a session of its own on a copy of the workspace.

use super::{Kernel, Output, notes};
use crate::domain::{
    Candidate, Event, EventBody, Fault, ReceiptId, RunOutcome, Spend, TaskId, Usage, Usd,
    Verification,
};
use crate::door::tape::Tape;
use crate::mind::Story;
use crate::port::{Futures, Journal, JournalError, Trial};
use crate::session::{Clock, Limits, Mode, Models, Observer, Session};
use async_trait::async_trait;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The ways in which a task is tried.
const STRATEGIES: [(&str, &str); 3] = [
    ("A", "the smallest change that does the whole task"),
    (
        "B",
        "thoroughly: edge cases too, with tests where the project has tests",
    ),
    (
        "C",
        "another way than the first that comes to mind, the plainest to read",
    ),
];

/// What the futures of one simulation share.
#[derive(Clone)]
pub(super) struct Explorer {
    pub(super) kernel: Arc<Kernel>,
    pub(super) models: Models,
    /// The workspace that is copied.
    pub(super) place: PathBuf,
    /// The task that is simulated.
    pub(super) task: TaskId,
    pub(super) journal: Arc<dyn Journal>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) observer: Arc<dyn Observer>,
    pub(super) output: Output,
    pub(super) tape: Option<Tape>,
}

impl Futures for Explorer {
    fn explore(&self, trial: Trial) -> BoxStream<'static, Candidate> {
        // Rules have one way of doing things.
        let count = if self.models.executor.provider.is_rule_based() {
            1
        } else {
            STRATEGIES.len()
        };
        // A recording is one sequence of exchanges.
        let at_once = if self.tape.is_some() { 1 } else { count };
        let share = |whole: u64| whole / count as u64;
        let trial = Trial {
            budget: Spend {
                tokens: share(trial.budget.tokens),
                usd: trial.budget.usd / count as f64,
                seconds: trial.budget.seconds / (count / at_once) as u64,
            },
            ..trial
        };
        let explorer = self.clone();
        stream::iter(STRATEGIES.into_iter().take(count))
            .map(move |(label, strategy)| {
                let (explorer, trial) = (explorer.clone(), trial.clone());
                async move { explorer.future(label, strategy, &trial).await }
            })
            .buffer_unordered(at_once)
            .boxed()
    }
}

impl Explorer {
    async fn future(&self, label: &str, strategy: &str, trial: &Trial) -> Candidate {
        let relay = Arc::new(Relay {
            label: label.to_owned(),
            task: self.task.clone(),
            journal: Arc::clone(&self.journal),
            observer: Arc::clone(&self.observer),
            story: Mutex::default(),
        });
        let failed = self.run(strategy, trial, &relay).await.err();
        relay.candidate(label, strategy, failed)
    }

    /// Does the task on a copy, which is gone when this returns.
    async fn run(&self, strategy: &str, trial: &Trial, relay: &Arc<Relay>) -> Result<(), String> {
        let copy = tempfile::Builder::new()
            .prefix("openkoi-future-")
            .tempdir()
            .map_err(|error| format!("can't make a directory to try it in: {error}"))?;
        let (from, to) = (self.place.clone(), copy.path().to_owned());
        let copied = tokio::task::spawn_blocking(move || crate::door::copy::copy(&from, &to)).await;
        let left_out = copied
            .map_err(|error| format!("copying broke off: {error}"))?
            .map_err(|fault| fault.message)?;
        relay.note(&left_out, self.clock.now_ms()).await;
        let task = TaskId(uuid::Uuid::now_v7().simple().to_string());
        let level = self.kernel.config.log.level;
        let (journal, clock): (Arc<dyn Journal>, _) = (relay.clone(), Arc::clone(&self.clock));
        let log =
            notes::JournalLog::start(task.clone(), Arc::clone(&journal), clock.clone(), level);
        let (output, tape) = (Arc::clone(&self.output), self.tape.clone());
        let loader = self.kernel.loader(&task, copy.path(), log, output, tape);
        let observer: Arc<dyn Observer> = relay.clone();
        let workspace = self.kernel.workspace(&loader, copy.path(), &task);
        let parts = self.kernel.parts(
            &loader,
            self.models.clone(),
            workspace,
            Mode::Run,
            (journal, clock, observer),
        );
        let (parts, _missing) = parts.await.map_err(|failure| failure.message)?;
        let limits = self.limits(trial);
        let place = self.place.display().to_string();
        let words = format!("Do it in this way: {strategy}");
        let conditions = [trial.conditions.clone(), vec![words]].concat();
        let session = Session::new(task, trial.task.clone(), place, Mode::Run, limits, parts);
        let session = session.under(&trial.plan, &conditions);
        // Whoever ends the simulation drops this future, and what it runs with it.
        session.run(std::future::pending::<()>()).await;
        Ok(())
    }

    /// One round of the loop, within the share of the budget.
    fn limits(&self, trial: &Trial) -> Limits {
        let limits = self.kernel.limits();
        Limits {
            iterations: limits.iterations.min(1),
            tokens: trial.budget.tokens,
            money: Usd::new(trial.budget.usd).unwrap_or(Usd::ZERO),
            time: Duration::from_secs(trial.budget.seconds),
            ..limits
        }
    }
}

/// Stands between a future's session and the simulated task's journal and screen: what is spent, called and denied is told
/// under the future's name, and the rest is folded to the candidate.
struct Relay {
    label: String,
    task: TaskId,
    journal: Arc<dyn Journal>,
    observer: Arc<dyn Observer>,
    story: Mutex<Story>,
}

impl Relay {
    /// The event as the simulated task's; none for what is told by the candidate alone.
    fn named(&self, event: &Event) -> Option<Event> {
        let label = &self.label;
        let mut body = event.body.clone();
        match &mut body {
            EventBody::ModelCalled { role, said, .. } => {
                *role = format!("{label}/{role}");
                *said = None;
            }
            EventBody::ModelFailed { role, .. } => *role = format!("{label}/{role}"),
            EventBody::ToolCalled { receipt, heard, .. } => {
                *heard = None;
                receipt.id = ReceiptId(format!("{label}.{}", receipt.id.0));
            }
            EventBody::ToolDenied { summary, .. } => *summary = format!("{label}: {summary}"),
            EventBody::Ruled(ruled) => ruled.summary = format!("{label}: {}", ruled.summary),
            EventBody::Consented(consented) => {
                consented.summary = format!("{label}: {}", consented.summary);
            }
            EventBody::Note { source, .. } => *source = format!("{label}: {source}"),
            _ => return None,
        }
        Some(Event {
            task: self.task.clone(),
            body,
            ..event.clone()
        })
    }

    async fn note(&self, lines: &[String], now_ms: i64) {
        for line in lines {
            let body = EventBody::Note {
                source: "copy".into(),
                level: "warn".into(),
                line: format!("left out {line}"),
            };
            let event = Event {
                id: 0,
                task: self.task.clone(),
                iteration: crate::domain::IterationId(0),
                at_ms: now_ms,
                body,
            };
            // A journal that can't be written ends the session at its first event; a note is not worth more.
            if self.append(vec![event.clone()]).await.is_ok() {
                self.event(&event);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Story> {
        // A panic elsewhere leaves a story that is still what happened.
        self.story.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the future came to; `failed`: why it could not even begin.
    fn candidate(&self, label: &str, strategy: &str, failed: Option<String>) -> Candidate {
        let story = self.lock().clone();
        let usage = |story: &Story| {
            let shares = story.shares.iter();
            shares.fold(Usage::default(), |sum, share| sum.plus(&share.usage))
        };
        let cost = |story: &Story| {
            let shares = story.shares.iter();
            shares.fold(Usd::ZERO, |sum, share| sum.plus(share.cost))
        };
        let mut candidate = Candidate {
            label: label.to_owned(),
            strategy: strategy.to_owned(),
            outcome: RunOutcome::Failed,
            verification: Verification::Unverified,
            reason: failed.unwrap_or_else(|| "it did not come to an end".to_owned()),
            answer: String::new(),
            score: None,
            usage: usage(&story),
            cost: cost(&story),
            duration_ms: 0,
            changes: story.changes.clone(),
            findings: story
                .reports()
                .flat_map(|report| report.findings.clone())
                .collect(),
            denied: story.denials.iter().map(|(call, _)| call.clone()).collect(),
        };
        if let Some(closed) = story.closed {
            candidate.outcome = closed.outcome;
            candidate.verification = closed.verification;
            candidate.reason = closed.reason;
            candidate.answer = closed.answer;
            candidate.score = closed.score;
            candidate.duration_ms = closed.duration_ms;
        }
        candidate
    }
}

#[async_trait]
impl Journal for Relay {
    async fn append(&self, events: Vec<Event>) -> Result<i64, JournalError> {
        let named: Vec<Event> = events
            .iter()
            .filter_map(|event| self.named(event))
            .collect();
        if named.is_empty() {
            return Ok(0);
        }
        self.journal.append(named).await
    }
}

impl Observer for Relay {
    fn event(&self, event: &Event) {
        self.lock().add(event);
        if let Some(named) = self.named(event) {
            self.observer.event(&named);
        }
    }

    /// Three answers at once would be none that can be read.
    fn text(&self, _fragment: &str) {}

    fn restart(&self, why: &Fault, pause: Duration) {
        self.observer.restart(why, pause);
    }
}
