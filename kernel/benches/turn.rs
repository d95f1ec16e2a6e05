//! What a turn costs apart from its model and its tool: `cargo bench --bench turn`.
//!
//! A session runs with a model, a tool and a journal that are in the process and do nothing. Measured is what lies between
//! the end of an answer and the next request: the fold, the machine, the gate, the receipt, the request.
#![expect(clippy::disallowed_methods, reason = "a bench measures time")]
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use async_trait::async_trait;
use openkoi::domain::{
    Command, Effect, Event, Fault, FaultKind, FileChange, ModelEvent, ModelInfo, ModelRequest,
    Outcome, RunOutcome, TaskId, ToolInfo, ToolOutput, ToolSpec, Touched, Usage,
};
use openkoi::mind::{Material, SelfKnowledge, TallyRule};
use openkoi::policy::Circumstances;
use openkoi::port::{Journal, JournalError, Nobody, Provider, Sink, Tool, Workspace};
use openkoi::session::{Clock, Connected, Limits, Mode, Models, Observer, Parts, Session};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

const TURNS: usize = 300;
/// Bytes of every result: at the end there are a million.
const RESULT: usize = 4_000;

/// A model that asks for the same tool again and again, and notes when it is asked.
#[derive(Default)]
struct Model {
    /// When it was asked and when it had answered, turn by turn.
    times: Mutex<Vec<(Instant, Instant)>>,
}

#[async_trait]
impl Provider for Model {
    fn id(&self) -> &str {
        "scripted"
    }

    fn is_rule_based(&self) -> bool {
        false
    }

    async fn known(&self) -> Result<Vec<ModelInfo>, Fault> {
        Ok(vec![])
    }

    async fn list(&self) -> Result<Option<Vec<ModelInfo>>, Fault> {
        Ok(None)
    }

    async fn stream(&self, request: &ModelRequest, sink: &mut dyn Sink) -> Result<(), Fault> {
        let asked = Instant::now();
        let turn = self
            .times
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len();
        let size = request.messages.len() as u64 * 500;
        let mut say = |event| sink.event(event);
        if turn < TURNS {
            let id = format!("c{turn}");
            say(ModelEvent::ToolStart {
                id: id.clone(),
                name: "read".into(),
            });
            let fragment = json!({"path": format!("{turn}.rs")}).to_string();
            say(ModelEvent::ToolArguments {
                id: id.clone(),
                fragment,
            });
            say(ModelEvent::ToolEnd(id));
        } else {
            say(ModelEvent::Text("Done.".into()));
        }
        say(ModelEvent::Usage(Usage {
            input: size,
            output: 20,
            ..Usage::default()
        }));
        say(ModelEvent::Finish("tool".into()));
        let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        times.push((asked, Instant::now()));
        Ok(())
    }
}

struct Reader(Vec<ToolInfo>);

#[async_trait]
impl Tool for Reader {
    fn component(&self) -> &str {
        "scripted"
    }

    fn tools(&self) -> &[ToolInfo] {
        &self.0
    }

    async fn call(&self, _name: &str, _arguments: &Value) -> Result<ToolOutput, Fault> {
        Ok(ToolOutput {
            text: "x".repeat(RESULT),
            is_error: false,
            data: None,
        })
    }
}

struct Nothing(Instant);

fn none<T>() -> Result<T, Fault> {
    Err(Fault::new("bench", FaultKind::Unavailable, "there is none"))
}

#[async_trait]
impl Workspace for Nothing {
    async fn text(&self, _path: &str) -> Result<String, Fault> {
        none()
    }

    async fn glob(&self, _pattern: &str) -> Result<Vec<String>, Fault> {
        none()
    }

    async fn run(&self, _command: &Command) -> Result<Outcome, Fault> {
        none()
    }

    async fn snapshot(&self) -> Result<(), Fault> {
        none()
    }

    async fn touched(&self) -> Result<Vec<Touched>, Fault> {
        Ok(vec![])
    }

    async fn settle(&self) -> Result<(), Fault> {
        Ok(())
    }

    async fn changes(&self) -> Result<Vec<FileChange>, Fault> {
        Ok(vec![])
    }

    async fn keep(&self, _name: &str, _content: &str) -> Result<String, Fault> {
        none()
    }
}

#[async_trait]
impl Journal for Nothing {
    async fn append(&self, events: Vec<Event>) -> Result<i64, JournalError> {
        Ok(events.len() as i64)
    }
}

impl Clock for Nothing {
    fn now_ms(&self) -> i64 {
        0
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

impl Observer for Nothing {
    fn event(&self, _event: &Event) {}

    fn text(&self, _fragment: &str) {}

    fn restart(&self, _why: &Fault, _pause: Duration) {}
}

fn model() -> ModelInfo {
    ModelInfo {
        id: "m".into(),
        name: "m".into(),
        context: 1_000_000,
        output: 16_000,
        tools: true,
        vision: false,
        reasoning: false,
        price: None,
    }
}

fn reader() -> Reader {
    let spec = ToolSpec {
        name: "read".into(),
        description: "Reads a file.".into(),
        parameters: json!({"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}),
    };
    Reader(vec![ToolInfo {
        spec,
        effect: Effect::Read,
    }])
}

/// From the end of each answer to the next request.
async fn pauses() -> Vec<Duration> {
    let provider = Arc::new(Model::default());
    let nothing = || Arc::new(Nothing(Instant::now()));
    let parts = Parts {
        redactor: openkoi_redact::Redactor::default(),
        models: Models {
            executor: Connected {
                provider: Arc::<Model>::clone(&provider),
                model: model(),
            },
            planner: None,
            evaluator: None,
            small: None,
        },
        agencies: vec![],
        evaluators: vec![],
        tools: vec![Arc::new(reader())],
        workspace: nothing(),
        journal: nothing(),
        clock: nothing(),
        observer: nothing(),
        records: vec![],
        rule: TallyRule::default(),
        futures: None,
        lessons: None,
        self_knowledge: SelfKnowledge::default(),
        material: Material::default(),
        delegated: Arc::default(),
        approver: Arc::new(Nobody),
        circumstances: Circumstances {
            is_sandboxed: true,
            ..Circumstances::default()
        },
    };
    let limits = Limits {
        iterations: 0,
        tokens: u64::MAX,
        ..Limits::default()
    };
    let (id, task) = (TaskId("bench".into()), "Read everything".to_owned());
    let session = Session::new(id, task, String::new(), Mode::Run, limits, parts);
    let (closing, _) = session.run(std::future::pending()).await;
    assert_eq!(closing.outcome, RunOutcome::Accepted, "{}", closing.reason);
    let times = provider
        .times
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    assert_eq!(times.len(), TURNS + 1);
    let pause = |pair: &[(Instant, Instant)]| pair[1].0.duration_since(pair[0].1);
    times.windows(2).map(pause).collect()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut pauses = pauses().await;
    pauses.sort();
    for (name, part) in [("p50", 50), ("p99", 99)] {
        let time = pauses[(pauses.len() * part / 100).min(pauses.len() - 1)];
        println!("turn: {name}: {time:?}");
    }
}
