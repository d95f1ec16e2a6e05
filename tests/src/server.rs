//! A model service on the loopback that follows a script and is as strict as the vendor.
//!
//! Requests that offer tools take the script's next step. Requests for a structured answer (a plan, a verdict, a
//! judgement) are asides: they are answered with the smallest agreeable instance of their schema, unless the test says
//! otherwise. A request that the vendor would refuse is answered as the vendor answers, and fails the test.

mod chat;
mod exchange;
mod messages;
mod schema;
mod script;

pub use exchange::Received;
pub use schema::instance;
pub use script::{Fault, Script, Step, Turn, Usage};

use crate::canary::Canaries;
use exchange::Connection;
use serde_json::Value;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// The credential that the server accepts.
pub const KEY: &str = "sk-test-4f1d9c7a2b8e6053-canary";

/// Whose wire format it speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Messages,
    Chat,
}

/// A running server; it ends with the test.
pub struct Server {
    address: SocketAddr,
    dialect: Dialect,
    shared: Arc<Shared>,
}

struct Shared {
    dialect: Dialect,
    script: Mutex<Script>,
    received: Mutex<Vec<Received>>,
    /// What the vendor would have refused.
    violations: Mutex<Vec<String>>,
    /// The user's own files tell it credentials.
    is_trusted: AtomicBool,
    closing: AtomicBool,
}

impl Server {
    /// Listens on a free port of the loopback.
    pub fn start(dialect: Dialect, script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let shared = Arc::new(Shared {
            dialect,
            script: Mutex::new(script),
            received: Mutex::default(),
            violations: Mutex::default(),
            is_trusted: AtomicBool::new(false),
            closing: AtomicBool::new(false),
        });
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if serving.closing.load(Ordering::SeqCst) {
                    break;
                }
                let serving = Arc::clone(&serving);
                thread::spawn(move || serving.serve(stream));
            }
        });
        Self {
            address,
            dialect,
            shared,
        }
    }

    pub fn messages(script: Script) -> Self {
        Self::start(Dialect::Messages, script)
    }

    pub fn chat(script: Script) -> Self {
        Self::start(Dialect::Chat, script)
    }

    /// The base URL as this dialect's vendor writes it.
    pub fn base_url(&self) -> String {
        match self.dialect {
            Dialect::Messages => format!("http://{}", self.address),
            Dialect::Chat => format!("http://{}/v1", self.address),
        }
    }

    /// The variables that connect the vendor's service to this server.
    pub fn environment(&self) -> [(&'static str, String); 2] {
        match self.dialect {
            Dialect::Messages => [
                ("ANTHROPIC_API_KEY", KEY.to_owned()),
                ("ANTHROPIC_BASE_URL", self.base_url()),
            ],
            Dialect::Chat => [
                ("OPENAI_API_KEY", KEY.to_owned()),
                ("OPENAI_BASE_URL", self.base_url()),
            ],
        }
    }

    /// Credentials may be told to it, since they stand in files that the model is let read.
    pub fn reads_credentials(self) -> Self {
        self.shared.is_trusted.store(true, Ordering::SeqCst);
        self
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `provider/model` of a model that this server lists.
    pub fn model(&self) -> &'static str {
        match self.dialect {
            Dialect::Messages => "anthropic/claude-sonnet-4-5-20250929",
            Dialect::Chat => "openai/gpt-4.1",
        }
    }

    /// Every request so far, in the order of arrival.
    pub fn received(&self) -> Vec<Received> {
        hold(&self.shared.received).clone()
    }

    /// The requests that took a step of the script.
    pub fn turns(&self) -> Vec<Received> {
        self.received()
            .into_iter()
            .filter(Received::is_turn)
            .collect()
    }

    /// The requests for a structured answer.
    pub fn asides(&self) -> Vec<Received> {
        self.received()
            .into_iter()
            .filter(|request| request.schema.is_some())
            .collect()
    }

    /// What the vendor would have refused so far; taken, so that the test does not fail for it.
    pub fn violations(&self) -> Vec<String> {
        std::mem::take(&mut *hold(&self.shared.violations))
    }

    /// Waits until this many requests have come.
    #[track_caller]
    pub fn until_asked(&self, times: usize) {
        for _ in 0..6000 {
            if self.received().len() >= times {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!(
            "the model was asked {} times, not {times}",
            self.received().len()
        );
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        // Only wakes the listener; if that fails, it has ended already.
        drop(TcpStream::connect(self.address));
        let violations = hold(&self.shared.violations);
        if !thread::panicking() {
            assert!(
                violations.is_empty(),
                "the vendor would have refused this:\n{}",
                violations.join("\n")
            );
            self.shared.assert_no_credential_was_told();
        }
    }
}

impl Shared {
    fn assert_no_credential_was_told(&self) {
        if self.is_trusted.load(Ordering::SeqCst) {
            return;
        }
        let canaries = Canaries::everywhere();
        for request in hold(&self.received).iter() {
            let told = canaries.finding("a request's body", request.body.to_string().as_bytes());
            assert_eq!(told, None, "the model was told a credential");
        }
    }

    fn serve(&self, stream: TcpStream) {
        let Some(mut connection) = Connection::accept(stream, self.dialect) else {
            return;
        };
        let request = connection.request.clone();
        let step = self.step(&request);
        let verdict = match self.dialect {
            Dialect::Messages => messages::check(&request),
            Dialect::Chat => chat::check(&request),
        };
        hold(&self.received).push(request.clone());
        match (verdict, step) {
            (_, Step::Fault(fault)) => connection.fail(self.dialect, &fault, &self.closing),
            (Err(why), Step::Turn(_) | Step::Models(_)) => {
                hold(&self.violations).push(format!(
                    "{} {}: {why}\n{}",
                    request.method, request.path, request.body
                ));
                connection.refuse(self.dialect, 400, "invalid_request_error", &why);
            }
            (Ok(()), Step::Models(list)) => connection.whole(200, &list),
            (Ok(()), Step::Turn(turn)) => self.answer(&mut connection, &turn),
        }
    }

    fn answer(&self, connection: &mut Connection, turn: &Turn) {
        let is_streamed = connection.request.body["stream"] == Value::Bool(true);
        match (self.dialect, is_streamed) {
            (_, true) if hold(&self.script).in_whole_events => {
                connection.events(&render(turn, &connection.request));
            }
            (Dialect::Messages, true) => {
                connection.stream(&messages::stream(turn, &connection.request))
            }
            (Dialect::Messages, false) => {
                connection.whole(200, &messages::whole(turn, &connection.request))
            }
            (Dialect::Chat, true) => connection.stream(&chat::stream(turn, &connection.request)),
            (Dialect::Chat, false) => {
                connection.whole(200, &chat::whole(turn, &connection.request))
            }
        }
    }

    /// What this request gets, by the script.
    fn step(&self, request: &Received) -> Step {
        let mut script = hold(&self.script);
        if let Some(fault) = script.next_fault_for_anyone() {
            return Step::Fault(fault);
        }
        if request.method == "GET" {
            return script.models(self.dialect);
        }
        if request.is_for_vectors() {
            return script.vectors(request);
        }
        match &request.schema {
            Some(schema) => Step::Turn(Turn::structured(&script.aside(request, schema))),
            None => script.next_step(request),
        }
    }
}

pub(crate) fn hold<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Server-sent events of one answer, as bytes.
fn render(turn: &Turn, request: &Received) -> Vec<u8> {
    match request.dialect {
        Dialect::Messages => messages::stream(turn, request),
        Dialect::Chat => chat::stream(turn, request),
    }
}
