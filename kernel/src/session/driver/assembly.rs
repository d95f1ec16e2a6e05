//! Puts a session together from its parts.

use super::{Parts, Session, effectful};
use crate::domain::{EventBody, TaskId};
use crate::mind::{self, Instructions};
use crate::port::Agency;
use crate::session::consents::Consents;
use crate::session::context::{Context, Window};
use crate::session::conversation::Conversation;
use crate::session::gate::Gate;
use crate::session::intents::Intents;
use crate::session::machine::{Machine, Mode};
use crate::session::memory::Memory;
use crate::session::meter::Meter;
use crate::session::models::{Caller, Models};
use crate::session::questions::Desk;
use crate::session::recorder::Recorder;
use crate::session::toolbox::Toolbox;
use crate::session::{Limits, prompt};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32};
use std::time::Duration;

impl Session {
    /// Prepares a task. `place` is the workspace's path, for people.
    pub fn new(
        id: TaskId,
        task: String,
        place: String,
        mode: Mode,
        limits: Limits,
        parts: Parts,
    ) -> Self {
        let directive = match mode {
            Mode::Run => String::new(),
            Mode::Think | Mode::Simulate => mind::directive(&parts.self_knowledge, &task),
        };
        let words = (task, place, directive);
        Self::made(id, words, mode, limits, parts, Memory::default())
    }

    /// What `new` and the resuming of a task have in common.
    pub(super) fn made(
        id: TaskId,
        (task, place, directive): (String, String, String),
        mode: Mode,
        limits: Limits,
        parts: Parts,
        memory: Memory,
    ) -> Self {
        let memory = Arc::new(memory);
        let recorder = Arc::new(recorder(id, &parts));
        let opening = opening(&task, place, mode, &parts.models);
        let consents = Arc::new(Consents::of(&parts.approver, &parts.workspace));
        let caller = Arc::new(Caller {
            models: parts.models,
            meter: Arc::new(Meter::new(limits.clone())),
            recorder: Arc::clone(&recorder),
            memory: Arc::clone(&memory),
        });
        let gate = || Gate {
            agencies: advisers(&parts.agencies),
            caller: Arc::clone(&caller),
            recorder: Arc::clone(&recorder),
            consents: Arc::clone(&consents),
            circumstances: parts.circumstances,
            delegated: Arc::clone(&parts.delegated),
            task: task.clone(),
            directive: directive.clone(),
        };
        let intents = Arc::new(Intents::new(&recorder));
        let desk = Desk {
            caller: Arc::clone(&caller),
            workspace: Arc::clone(&parts.workspace),
            gate: gate(),
            intents: Arc::clone(&intents),
        };
        let toolbox = Toolbox {
            tainted: AtomicBool::new(parts.tools.iter().any(|tool| tool.is_untrusted())),
            tools: parts.tools,
            gate: gate(),
            recorder: Arc::clone(&recorder),
            workspace: Arc::clone(&parts.workspace),
            receipts: AtomicU32::new(0),
            intents,
            memory: Arc::clone(&memory),
        };
        let conversation = conversation(&task, &directive, &limits);
        let window = Window::of(&caller.models.role("executor").model);
        Self {
            machine: machine(mode, limits.clone(), conversation, window, &toolbox),
            limits,
            mode,
            rule: parts.rule,
            futures: parts.futures,
            lessons: parts.lessons,
            consents,
            task,
            directive,
            caller,
            desk,
            toolbox,
            recorder,
            agencies: parts.agencies,
            evaluators: parts.evaluators,
            workspace: parts.workspace,
            records: parts.records,
            material: parts.material,
            instructions: Instructions::default(),
            started: parts.clock.elapsed(),
            carried: Duration::ZERO,
            opening: Some(opening),
            next: None,
            memory,
        }
    }
}

fn recorder(id: TaskId, parts: &Parts) -> Recorder {
    Recorder::new(
        id,
        Arc::clone(&parts.journal),
        Arc::clone(&parts.clock),
        Arc::clone(&parts.observer),
        parts.redactor.clone(),
    )
}

/// Those that have a say in single actions.
fn advisers(agencies: &[Arc<dyn Agency>]) -> Vec<Arc<dyn Agency>> {
    let advise = agencies.iter().filter(|agency| agency.advises_on_actions());
    advise.cloned().collect()
}

fn opening(task: &str, place: String, mode: Mode, models: &Models) -> EventBody {
    EventBody::TaskStarted {
        description: task.to_owned(),
        workspace: place,
        model: models.executor.reference(),
        mode: if mode == Mode::Run { "run" } else { "think" }.into(),
        version: env!("CARGO_PKG_VERSION").into(),
    }
}

fn machine(
    mode: Mode,
    limits: Limits,
    conversation: Conversation,
    window: Window,
    toolbox: &Toolbox,
) -> Machine {
    let context = Context::new(window, toolbox.infos().map(|info| &info.spec));
    Machine::new(mode, limits, effectful(toolbox), conversation, context)
}

pub(super) fn conversation(task: &str, directive: &str, limits: &Limits) -> Conversation {
    let mut conversation = Conversation::new(prompt::system(), task.to_owned(), directive);
    if let Some(schema) = &limits.answer_schema {
        conversation.demand(schema);
    }
    conversation
}
