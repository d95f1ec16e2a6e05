//! Tasks that are handed in and run when it is their turn.
//!
//! An order is in the journal before anybody is told that it was taken, so that it outlives the process; whoever opens the
//! queue next finds it there. A task runs as it does from the command line, in a thread and a runtime of its own; there
//! is no terminal, so that whatever is asked is refused.

mod line;
mod performance;

pub use crate::domain::Order;

use super::clock::SystemClock;
use super::{Kernel, Options};
use crate::config::{Config, Environment, Overrides, Paths};
use crate::domain::{
    Event, EventBody, IterationId, RunOutcome, Submitted, TaskId, Usage, Usd, Verification,
};
use crate::door::claim::Claim;
use crate::failure::Failure;
use crate::port::Journal;
use crate::session::Clock;
use crate::store::History;
use line::Line;
use openkoi_redact::Redactor;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, OnceCell, watch};

/// Orders that wait at most.
const WAITING: usize = 10_000;
/// The name under which the queue is claimed; no task's id.
const CLAIM: &str = "daemon";

/// Why an order is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// So many wait already.
    Full(usize),
    /// Another order came under the same key.
    OtherOrder,
    /// The queue takes no more: the process is ending.
    Ending,
    /// The journal can't be written.
    Journal(String),
}

/// What became of the wish that a task ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Withdrawal {
    /// It had not begun, and won't.
    Ended,
    /// It is told to end.
    Told,
    /// It neither waits nor runs here.
    NotHere,
    /// The journal can't be written.
    Journal(String),
}

/// The tasks that wait and those that run, of one user; one process at a time has it.
pub struct Queue {
    pub paths: Paths,
    environment: Environment,
    /// The config file that was named.
    config: Option<PathBuf>,
    /// What the command line says beside it.
    overrides: Overrides,
    _claim: Claim,
    journal: Arc<dyn Journal>,
    state: Mutex<State>,
    keys: Mutex<HashMap<String, Arc<Kept>>>,
    wake: Notify,
    changed: watch::Sender<u64>,
    /// Credentials that no task's records may hold, whatever the task itself has read.
    secrets: Mutex<Vec<String>>,
    /// What strikes them out of what is written here.
    redactor: Redactor,
}

struct State {
    line: Line,
    running: HashMap<TaskId, watch::Sender<bool>>,
    /// Those of them that nobody wants any more.
    withdrawn: HashSet<TaskId>,
    is_ending: bool,
}

/// One key, and what came under it.
struct Kept {
    print: String,
    task: OnceCell<TaskId>,
}

impl Queue {
    /// Opens the journal and finds what waits in it.
    pub fn open(
        kernel: &Kernel,
        config: Option<PathBuf>,
        overrides: Overrides,
    ) -> Result<Arc<Self>, Failure> {
        let claim = claim(&kernel.paths)?;
        let unreadable = |error: crate::port::JournalError| {
            let remedy = "openkoi doctor tells what is wrong with it";
            Failure::new(error.to_string(), remedy)
        };
        let (journal, _notices) = kernel.journal()?;
        let history = History::open(&kernel.paths.journal()).map_err(unreadable)?;
        let (mut keys, mut line) = (
            HashMap::new(),
            Line::new(kernel.config.daemon.tasks_at_once),
        );
        if let Some(history) = history {
            for (task, submitted) in history.orders().map_err(unreadable)? {
                if let Some(key) = submitted.key {
                    let kept = Kept {
                        print: submitted.print,
                        task: OnceCell::new_with(Some(task)),
                    };
                    keys.insert(key, Arc::new(kept));
                }
            }
            for (task, submitted) in history.waiting().map_err(unreadable)? {
                line.push(task, submitted);
            }
        }
        let state = State {
            line,
            running: HashMap::new(),
            withdrawn: HashSet::new(),
            is_ending: false,
        };
        Ok(Arc::new(Self {
            paths: kernel.paths.clone(),
            environment: kernel.environment.clone(),
            config,
            overrides,
            _claim: claim,
            journal,
            state: Mutex::new(state),
            keys: Mutex::new(keys),
            wake: Notify::new(),
            changed: watch::Sender::new(0),
            secrets: Mutex::default(),
            redactor: kernel.redactor().clone(),
        }))
    }

    /// From here on no task's records hold this.
    pub fn keep_secret(&self, secret: &str) {
        let mut secrets = hold(&self.secrets);
        if !secrets.iter().any(|known| known == secret) {
            self.redactor.know(secret);
            secrets.push(secret.to_owned());
        }
    }

    /// Takes an order, and says under which id; true: it had been taken before, under this key.
    pub async fn submit(&self, order: Order, key: Option<&str>) -> Result<(TaskId, bool), Refusal> {
        let submitted = Submitted::new(order, key);
        let Some(key) = submitted.key.clone() else {
            return self.take(submitted).await.map(|task| (task, false));
        };
        let kept = {
            let mut keys = hold(&self.keys);
            let fresh = || {
                Arc::new(Kept {
                    print: submitted.print.clone(),
                    task: OnceCell::new(),
                })
            };
            Arc::clone(keys.entry(key.clone()).or_insert_with(fresh))
        };
        if kept.print != submitted.print {
            return Err(Refusal::OtherOrder);
        }
        let mut is_new = false;
        let taken = kept.task.get_or_try_init(|| {
            is_new = true;
            self.take(submitted)
        });
        match taken.await {
            Ok(task) => Ok((task.clone(), !is_new)),
            Err(refusal) => {
                // Nothing came of it: the key is free for another order, unless somebody else had better luck.
                let mut keys = hold(&self.keys);
                if keys.get(&key).is_some_and(|kept| !kept.task.initialized()) {
                    keys.remove(&key);
                }
                Err(refusal)
            }
        }
    }

    /// It is in the journal when this returns.
    async fn take(&self, submitted: Submitted) -> Result<TaskId, Refusal> {
        {
            let state = self.lock();
            if state.is_ending {
                return Err(Refusal::Ending);
            }
            if state.line.len() >= WAITING {
                return Err(Refusal::Full(WAITING));
            }
        }
        let task = super::new_task();
        let body = EventBody::Submitted(submitted.clone());
        self.record(&task, vec![body])
            .await
            .map_err(Refusal::Journal)?;
        self.lock().line.push(task.clone(), submitted);
        self.wake.notify_one();
        self.tell();
        Ok(task)
    }

    /// Somebody no longer wants the task. That is in the journal before the task is told.
    pub async fn withdraw(&self, task: &TaskId, by: &str) -> Withdrawal {
        let waiting = self.lock().line.remove(task);
        let withdrawn = EventBody::Withdrawn { by: by.to_owned() };
        if let Some(submitted) = waiting {
            let reason = "it was cancelled before it began";
            let closed = closed(RunOutcome::Interrupted, reason);
            if let Err(why) = self.record(task, vec![withdrawn, closed]).await {
                self.lock().line.push(task.clone(), submitted);
                return Withdrawal::Journal(why);
            }
            self.tell();
            return Withdrawal::Ended;
        }
        if !self.lock().running.contains_key(task) {
            return Withdrawal::NotHere;
        }
        if let Err(why) = self.record(task, vec![withdrawn]).await {
            return Withdrawal::Journal(why);
        }
        let mut state = self.lock();
        state.withdrawn.insert(task.clone());
        if let Some(running) = state.running.get(task) {
            running.send_replace(true);
        }
        drop(state);
        self.tell();
        Withdrawal::Told
    }

    /// Runs whatever waits, until `stop`; then what runs is told to end and is waited for, so long at most. True: all of it
    /// ended. What still waits stays in the journal, and what ran can be resumed.
    pub async fn run(self: Arc<Self>, stop: impl Future<Output = ()>, patience: Duration) -> bool {
        tokio::pin!(stop);
        loop {
            while let Some((task, submitted, interrupt)) = self.next() {
                self.perform(task, submitted, interrupt);
            }
            tokio::select! {
                () = self.wake.notified() => {}
                () = &mut stop => break,
            }
        }
        {
            let mut state = self.lock();
            state.is_ending = true;
            for running in state.running.values() {
                running.send_replace(true);
            }
        }
        let mut changed = self.changed.subscribe();
        let ended = async {
            // The sender lives as long as the queue.
            drop(changed.wait_for(|_| self.lock().running.is_empty()).await);
        };
        tokio::time::timeout(patience, ended).await.is_ok()
    }

    fn next(&self) -> Option<(TaskId, Submitted, watch::Receiver<bool>)> {
        let mut state = self.lock();
        let (task, submitted) = state.line.next()?;
        let (sender, receiver) = watch::channel(false);
        state.running.insert(task.clone(), sender);
        Some((task, submitted, receiver))
    }

    /// Counts up whenever something happens to a task.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// The tasks that run here, oldest first, and how many wait.
    pub fn standing(&self) -> (Vec<TaskId>, usize) {
        let state = self.lock();
        let mut running: Vec<TaskId> = state.running.keys().cloned().collect();
        running.sort();
        (running, state.line.len())
    }

    /// Whether the task runs, here or in another process.
    pub fn is_running(&self, task: &TaskId) -> bool {
        self.lock().running.contains_key(task) || Claim::is_taken(self.paths.data(), &task.0)
    }

    /// What happened so far.
    pub fn history(&self) -> Result<Option<History>, crate::port::JournalError> {
        History::open(&self.paths.journal())
    }

    /// Whether a process has this user's queue.
    pub fn is_held(paths: &Paths) -> bool {
        Claim::is_taken(paths.data(), CLAIM)
    }

    pub fn now_ms(&self) -> i64 {
        SystemClock::new().now_ms()
    }

    /// The config as it is now.
    pub fn config(&self) -> Result<Config, Failure> {
        Config::load(&self.paths, None, &self.environment, &self.overrides).map_err(super::wrong)
    }

    fn options(&self, submitted: &Submitted) -> Options {
        let redactor = Redactor::default();
        for secret in hold(&self.secrets).iter() {
            redactor.know(secret);
        }
        Options {
            directory: PathBuf::from(&submitted.order.workspace),
            category: submitted.order.category.clone(),
            redactor,
            ..Options::default()
        }
    }

    async fn record(&self, task: &TaskId, bodies: Vec<EventBody>) -> Result<(), String> {
        let at_ms = SystemClock::new().now_ms();
        let event = |body| Event {
            id: 0,
            task: task.clone(),
            iteration: IterationId(0),
            at_ms,
            body,
        };
        let appended = self.journal.append(bodies.into_iter().map(event).collect());
        appended.await.map(drop).map_err(|error| error.to_string())
    }

    fn tell(&self) {
        self.changed
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        hold(&self.state)
    }
}

fn claim(paths: &Paths) -> Result<Claim, Failure> {
    let claim = Claim::take(paths.data(), CLAIM).map_err(|error| {
        let data = paths.data().display();
        let remedy = "OPENKOI_HOME or OPENKOI_DATA can name a directory that is writable";
        Failure::new(format!("can't write below {data}: {error}"), remedy)
    })?;
    claim.ok_or_else(|| {
        let remedy = "openkoi daemon status tells where; openkoi daemon stop ends it";
        Failure::new("a daemon of this home runs already", remedy)
    })
}

/// The end of a task that never began.
fn closed(outcome: RunOutcome, reason: &str) -> EventBody {
    EventBody::TaskClosed {
        outcome,
        verification: Verification::Unverified,
        reason: reason.to_owned(),
        answer: String::new(),
        score: None,
        iterations: 0,
        usage: Usage::default(),
        cost: Usd::ZERO,
        duration_ms: 0,
    }
}

/// Nothing is left half done where a panic could come between.
fn hold<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}
