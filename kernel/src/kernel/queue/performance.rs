//! One task of the queue, from its turn to its end.

use super::{Queue, closed};
use crate::config::Overrides;
use crate::domain::{Event, EventBody, Fault, RunOutcome, Submitted, TaskId};
use crate::failure::{Exit, Failure};
use crate::kernel::{Kernel, Output};
use crate::port::Nobody;
use crate::session::{Mode, Observer};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// What is left of a credential that the journal does not keep.
const STRUCK_OUT: &str =
    "its words hold a credential, and the journal keeps none: hand it in again";

/// Whoever wants to know looks into the journal; here they are only told that something happened.
struct Bell(Arc<Queue>);

impl Observer for Bell {
    fn event(&self, _event: &Event) {
        self.0.tell();
    }

    fn text(&self, _fragment: &str) {}

    fn restart(&self, _why: &Fault, _pause: Duration) {}
}

/// However a task's thread ends, the next one may begin.
struct Turn {
    queue: Arc<Queue>,
    task: TaskId,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = self.queue.lock();
        state.running.remove(&self.task);
        state.withdrawn.remove(&self.task);
        state.line.end(&self.task);
        drop(state);
        self.queue.wake.notify_one();
        self.queue.tell();
    }
}

impl Queue {
    /// Begins a task in a thread of its own.
    pub(super) fn perform(
        self: &Arc<Self>,
        task: TaskId,
        submitted: Submitted,
        interrupt: watch::Receiver<bool>,
    ) {
        let turn = Turn {
            queue: Arc::clone(self),
            task,
        };
        let thread = std::thread::Builder::new().name("task".to_owned());
        // Without a thread the turn ends at once, and the task waits in the journal for the next process.
        let started = thread.spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            if let Ok(runtime) = runtime {
                runtime.block_on(turn.queue.carry_out(&turn.task, submitted, interrupt));
                runtime.shutdown_timeout(Duration::from_millis(100));
            }
        });
        drop(started);
    }

    async fn carry_out(
        self: &Arc<Self>,
        task: &TaskId,
        submitted: Submitted,
        interrupt: watch::Receiver<bool>,
    ) {
        let failure = if submitted.is_whole() {
            self.run_it(task, submitted, interrupt).await.err()
        } else {
            Some(Failure::usage(STRUCK_OUT, ""))
        };
        if let Some(failure) = failure {
            let outcome = match failure.exit {
                Exit::Run(outcome) => outcome,
                Exit::Usage => RunOutcome::Failed,
            };
            // Where the journal can't be written the task waits in it still.
            drop(
                self.record(task, vec![closed(outcome, &failure.to_string())])
                    .await,
            );
        }
    }

    /// A failure: it did not begin.
    async fn run_it(
        self: &Arc<Self>,
        task: &TaskId,
        submitted: Submitted,
        interrupt: watch::Receiver<bool>,
    ) -> Result<(), Failure> {
        let options = self.options(&submitted);
        let (order, base) = (submitted.order, &self.overrides);
        let overrides = Overrides {
            model: order.model.or_else(|| base.model.clone()),
            iterations: order.max_iterations.or(base.iterations),
            quality: order.quality_threshold.or(base.quality),
            ..base.clone()
        };
        let config = self.config.as_deref();
        let kernel = Kernel::open(self.environment.clone(), config, &overrides, options)?;
        let kernel = Arc::new(kernel);
        let observer = Arc::new(Bell(Arc::clone(self)));
        let output: Output = Arc::new(|_line: &str| {});
        let mode = if order.think { Mode::Think } else { Mode::Run };
        let (task, words) = (task.clone(), order.description);
        let prepared = tokio::select! {
            prepared = kernel.begin(task.clone(), words, mode, observer, output, Arc::new(Nobody)) => prepared?,
            () = wait(interrupt.clone()) => return self.unbegun(&task).await,
        };
        let (closing, _spent) = prepared.session.run(wait(interrupt)).await;
        kernel.let_go(&task, prepared.claim, closing.outcome);
        // What was tidied up is told by the doctor too.
        drop(kernel.tidy(&task).await);
        Ok(())
    }

    /// Nothing had happened yet. A task that nobody wants any more is closed; another one waits for the next process.
    async fn unbegun(&self, task: &TaskId) -> Result<(), Failure> {
        if !self.lock().withdrawn.contains(task) {
            return Ok(());
        }
        let reason = "it was cancelled before it began";
        let closed: EventBody = closed(RunOutcome::Interrupted, reason);
        // As above.
        drop(self.record(task, vec![closed]).await);
        Ok(())
    }
}

/// Completes when the task is told to end.
async fn wait(mut interrupt: watch::Receiver<bool>) {
    // The sender is dropped only after the task.
    if interrupt.wait_for(|told| *told).await.is_err() {
        std::future::pending::<()>().await;
    }
}
