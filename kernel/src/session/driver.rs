//! Performs what the machine decides.

mod assembly;
mod council;
mod evaluation;
mod exploration;
mod instruction;
mod recollection;
mod resumption;
mod shape;

use super::consents::Consents;
use super::context::Window;
use super::delegated::Delegated;
use super::machine::{Closing, Machine, Mode, Moment, Next, Told};
use super::memory::Memory;
use super::meter::Spent;
use super::models::{Caller, Models};
use super::questions::Desk;
use super::recorder::{Clock, Observer, Recorder};
use super::toolbox::Toolbox;
use super::{Limits, plan};
use crate::domain::{Effect, EventBody, Fault, ModelRequest, Plan, Reached, ToolRecord};
use crate::mind::{self, Instructions, Material, SelfKnowledge, TallyRule};
use crate::policy::Circumstances;
use crate::port::{Agency, Approver, Evaluator, Futures, Journal, Lessons, Tool, Workspace};
use openkoi_redact::Redactor;
use std::sync::Arc;
use std::time::Duration;

/// How long the last look at the workspace may take when the user wants to leave.
const LAST_LOOK: Duration = Duration::from_millis(400);

/// Everything that a session is made of.
pub struct Parts {
    pub models: Models,
    pub agencies: Vec<Arc<dyn Agency>>,
    pub evaluators: Vec<Arc<dyn Evaluator>>,
    pub tools: Vec<Arc<dyn Tool>>,
    pub workspace: Arc<dyn Workspace>,
    pub journal: Arc<dyn Journal>,
    pub clock: Arc<dyn Clock>,
    pub observer: Arc<dyn Observer>,
    /// Strikes credentials out of what receipts keep.
    pub redactor: Redactor,
    /// How tools have done so far.
    pub records: Vec<ToolRecord>,
    /// How the parliament's verdicts are counted.
    pub rule: TallyRule,
    /// Where futures are tried; none: they can't be.
    pub futures: Option<Arc<dyn Futures>>,
    /// What the directive is drawn from.
    pub self_knowledge: SelfKnowledge,
    /// Skills and instruction files to choose from.
    pub material: Material,
    /// What earlier work in this place has taught; none: nothing is recalled, and nothing learned.
    pub lessons: Option<Arc<dyn Lessons>>,
    /// Who is asked where policy does not decide.
    pub approver: Arc<dyn Approver>,
    /// Whether programs run in a sandbox; the level is looked up action by action.
    pub circumstances: Circumstances,
    /// The levels and rules of the user.
    pub delegated: Arc<Delegated>,
}

/// One task, ready to run.
pub struct Session {
    machine: Machine,
    limits: Limits,
    mode: Mode,
    rule: TallyRule,
    futures: Option<Arc<dyn Futures>>,
    lessons: Option<Arc<dyn Lessons>>,
    consents: Arc<Consents>,
    task: String,
    directive: String,
    caller: Arc<Caller>,
    desk: Desk,
    toolbox: Toolbox,
    recorder: Arc<Recorder>,
    agencies: Vec<Arc<dyn Agency>>,
    evaluators: Vec<Arc<dyn Evaluator>>,
    workspace: Arc<dyn Workspace>,
    records: Vec<ToolRecord>,
    material: Material,
    /// Empty until the task is opened.
    instructions: Instructions,
    started: Duration,
    /// What had passed when the task broke off.
    carried: Duration,
    /// What the task's first event tells; none for one that is resumed.
    opening: Option<EventBody>,
    /// What a task that is resumed does next.
    next: Option<Next>,
    memory: Arc<Memory>,
}

impl Session {
    /// Does the task by a plan and under conditions that were decided before.
    #[must_use]
    pub fn under(mut self, plan: &Plan, conditions: &[String]) -> Self {
        self.machine.brief(plan, conditions);
        self
    }

    /// Runs the task until it closes. When `interrupt` completes, what runs is dropped, and the task closes with the best
    /// result it has. The closing is in the journal when this returns.
    pub async fn run(mut self, interrupt: impl Future<Output = ()>) -> (Closing, Spent) {
        let mut interrupt = std::pin::pin!(interrupt);
        let mut next = self.begin(interrupt.as_mut()).await;
        let closing = loop {
            let (told, reached) = match (next, self.recorder.broken()) {
                (Next::Close(closing), _) => break *closing,
                (_, Some(fault)) => (Told::Broken(fault.clone()), None),
                (next, None) => {
                    let left = self.limits.time.saturating_sub(self.now().elapsed);
                    tokio::select! {
                        biased;
                        () = &mut interrupt => (Told::Interrupted, None),
                        () = tokio::time::sleep(left) => (Told::OutOfTime, None),
                        told = self.perform(next) => told,
                    }
                }
            };
            next = self.tell(told, reached).await;
        };
        self.finish(closing).await
    }

    /// Opens the task and hands out its instructions, or takes up one that broke off.
    async fn begin(&mut self, interrupt: impl Future<Output = ()>) -> Next {
        self.open().await;
        if let Some(next) = self.next.take() {
            return next;
        }
        let left = self.limits.time.saturating_sub(self.now().elapsed);
        let mut reached = None;
        let told = tokio::select! {
            biased;
            () = interrupt => Told::Interrupted,
            () = tokio::time::sleep(left) => Told::OutOfTime,
            begun = self.instruct() => {
                reached = Some(begun);
                Told::Begin
            }
        };
        self.tell(told, reached).await
    }

    /// Tells the machine, and records what it was told together with what it says.
    async fn tell(&mut self, told: Told, reached: Option<Reached>) -> Next {
        for answer in self.memory.left() {
            self.caller.meter.add(&answer.turn.usage, answer.cost);
        }
        let now = self.now();
        let (events, next) = self.machine.tell(told, &now);
        self.recorder.enter(self.machine.iteration());
        // A simulation leaves nothing behind that is worth resuming.
        let reached = reached.filter(|_| self.mode != Mode::Simulate);
        let reached = reached.map(|told| resumption::milestone(told, &now));
        let events = reached.into_iter().chain(events).collect();
        self.recorder.record_all(events).await;
        next
    }

    fn now(&self) -> Moment {
        let elapsed = self.recorder.clock.elapsed().saturating_sub(self.started);
        Moment {
            spent: self.caller.meter.spent(),
            elapsed: elapsed + self.carried,
        }
    }

    async fn open(&mut self) {
        let Some(opening) = self.opening.take() else {
            let version = env!("CARGO_PKG_VERSION").into();
            self.recorder.enter(self.machine.iteration());
            self.recorder.record(EventBody::Resumed { version }).await;
            return;
        };
        let mut events = vec![opening];
        if self.mode != Mode::Simulate {
            events.push(self.prepared());
        }
        if self.mode != Mode::Run {
            events.push(EventBody::Directive {
                text: self.directive.clone(),
            });
        }
        self.recorder.record_all(events).await;
    }

    fn prepared(&self) -> EventBody {
        let window = Window::of(&self.caller.models.role("executor").model);
        EventBody::Prepared {
            limits: self.limits.clone(),
            effectful: effectful(&self.toolbox),
            window: (window.tokens, window.answer),
        }
    }

    /// Does what comes next, and says what the journal keeps of it; nothing of what is no step on the way.
    async fn perform(&self, next: Next) -> (Told, Option<Reached>) {
        match next {
            Next::Plan => {
                let plan = self.plan().await;
                (Told::Planned(plan.clone()), Some(Reached::Planned(plan)))
            }
            Next::Deliberate(plan) => {
                let told = self.deliberate(&plan).await;
                (told, Some(Reached::Deliberated))
            }
            Next::Explore => (self.explore().await, None),
            Next::Ask => {
                let turn = self.caller.call("executor", self.request(), true).await;
                let fault = turn.as_ref().err().cloned();
                (Told::Answered(turn), Some(Reached::Answered(fault)))
            }
            Next::TakeBaseline => match self.baseline().await {
                told @ Told::BaselineTaken(_) => (told, Some(Reached::BaselineTaken)),
                told => (told, None),
            },
            Next::RunTools(calls) => {
                let ran = self.toolbox.run(&calls).await;
                let told = Told::ToolsRan {
                    results: ran.results,
                    receipts: ran.receipts,
                    denied: ran.denied,
                    conditions: ran.conditions,
                };
                (told, Some(Reached::ToolsRan(ran.came)))
            }
            Next::Shape { answer, why } => {
                let told = self.shape(&answer, &why).await;
                let fault = match &told {
                    Told::Shaped(turn) => turn.as_ref().err().cloned(),
                    _ => None,
                };
                (told, Some(Reached::Shaped(fault)))
            }
            Next::Judge { answer } => self.judge(answer).await,
            // The loop never performs a close; telling it again ends it.
            Next::Close(_) => (Told::Interrupted, None),
        }
    }

    fn request(&self) -> ModelRequest {
        let model = &self.caller.models.role("executor").model;
        let left = self
            .limits
            .tokens
            .saturating_sub(self.caller.meter.spent().usage.total())
            .min(self.machine.room());
        let max_tokens =
            (left < model.output).then(|| u32::try_from(left.max(256)).unwrap_or(u32::MAX));
        ModelRequest {
            messages: self.machine.conversation().messages().to_vec(),
            tools: self.toolbox.infos().map(|info| info.spec.clone()).collect(),
            max_tokens,
            ..ModelRequest::default()
        }
    }

    /// A simple task needs no planner: what it takes can be told from its words.
    async fn plan(&self) -> Result<Plan, Fault> {
        match mind::sketch(&self.task) {
            Some(plan) => Ok(plan),
            None => plan::plan(&self.caller, &self.task, &self.directive).await,
        }
    }

    async fn finish(self, mut closing: Closing) -> (Closing, Spent) {
        // Too slow, or failing: what the last judgement saw is what there is to show.
        if let Ok(Ok(changes)) = tokio::time::timeout(LAST_LOOK, self.workspace.changes()).await {
            closing.changes = changes;
        }
        self.consents.settle(&mut closing);
        let spent = self.caller.meter.spent();
        let mut events = Vec::new();
        if !closing.changes.is_empty() {
            events.push(EventBody::Changed {
                files: closing.changes.clone(),
            });
        }
        if let Some(output) = closing.structured.clone() {
            events.push(EventBody::Structured { output });
        }
        events.push(EventBody::TaskClosed {
            outcome: closing.outcome,
            verification: closing.verification,
            reason: closing.reason.clone(),
            answer: closing.answer.clone(),
            score: closing.score,
            iterations: closing.iterations,
            usage: spent.usage.clone(),
            cost: spent.money,
            duration_ms: self.now().elapsed.as_millis() as u64,
        });
        self.recorder.record_all(events).await;
        self.learn(&closing).await;
        (closing, spent)
    }
}

/// The tools whose calls change something or run programs.
fn effectful(toolbox: &Toolbox) -> Vec<String> {
    toolbox
        .infos()
        .filter(|info| info.effect != Effect::Read)
        .map(|info| info.spec.name.clone())
        .collect()
}
