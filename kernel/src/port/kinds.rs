//! One trait for each kind of component.

use crate::domain::{
    Answer, Brief, Fault, Framing, ModelEvent, ModelInfo, ModelRequest, Report, Service, Step,
    ToolInfo, ToolOutput, Verdict, Work,
};
use async_trait::async_trait;
use serde_json::Value;
use std::time::Duration;

/// Receives what a model says while it says it.
pub trait Sink: Send {
    fn event(&mut self, event: ModelEvent);

    /// The attempt failed and another one follows after a pause: what came so far is void.
    fn restart(&mut self, why: &Fault, pause: Duration);
}

/// A service that answers with a model.
#[async_trait]
pub trait Provider: Send + Sync {
    /// What stands before the slash.
    fn id(&self) -> &str;

    /// It answers by itself by rules: no network, no money, no judgement.
    fn is_rule_based(&self) -> bool;

    /// The models known without asking, the default first; empty: ask.
    async fn known(&self) -> Result<Vec<ModelInfo>, Fault>;

    /// The service's own list. None: it has no such list.
    async fn list(&self) -> Result<Option<Vec<ModelInfo>>, Fault>;

    /// Asks the model and hands out its events; they end with `Finish` unless this fails. Retries are done inside.
    async fn stream(&self, request: &ModelRequest, sink: &mut dyn Sink) -> Result<(), Fault>;
}

/// A member of the parliament.
#[async_trait]
pub trait Agency: Send + Sync {
    fn name(&self) -> &str;

    /// For screens: an emoji.
    fn symbol(&self) -> &str;

    /// Whether it is asked before each action too.
    fn advises_on_actions(&self) -> bool;

    async fn advise(&self, brief: &Brief, answers: &[Answer]) -> Result<Step<Verdict>, Fault>;
}

/// A judge of work.
#[async_trait]
pub trait Evaluator: Send + Sync {
    fn name(&self) -> &str;

    /// Whether it measures before the first change.
    fn takes_baseline(&self) -> bool;

    async fn judge(&self, work: &Work, answers: &[Answer]) -> Result<Step<Report>, Fault>;
}

/// A component that offers tools.
#[async_trait]
pub trait Tool: Send + Sync {
    fn component(&self) -> &str;

    fn tools(&self) -> &[ToolInfo];

    /// Whether its descriptions are words that nobody has vouched for: a context that holds them is tainted.
    fn is_untrusted(&self) -> bool {
        false
    }

    /// Runs one of its tools. The arguments satisfy its schema.
    async fn call(&self, name: &str, arguments: &Value) -> Result<ToolOutput, Fault>;
}

/// Something that happened in a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    pub id: String,
    pub channel: String,
    pub thread: Option<String>,
    pub sender: String,
    /// Untrusted.
    pub text: String,
    pub mentions_us: bool,
    /// Milliseconds since 1970, UTC.
    pub at_ms: u64,
}

/// A service that people use.
#[async_trait]
pub trait Integration: Send + Sync {
    fn component(&self) -> &str;

    fn actions(&self) -> &[ToolInfo];

    async fn invoke(&self, action: &str, arguments: &Value) -> Result<Value, Fault>;

    /// The new cursor and what happened since the old one, oldest first.
    async fn poll(
        &self,
        cursor: &str,
        channels: &[String],
    ) -> Result<(String, Vec<Happening>), Fault>;

    /// A verified inbound delivery: the body to answer with, and what happened.
    async fn receive(
        &self,
        headers: &[(String, String)],
        body: &[u8],
    ) -> Result<(Option<Vec<u8>>, Vec<Happening>), Fault>;
}

/// The request that a dialect makes of a model request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialectRequest {
    pub method: String,
    /// Relative to the service's base URL.
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub framing: Framing,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub name: Option<String>,
    pub data: String,
}

/// A whole response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteReply {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// A remote provider's component: pure mapping between the kernel's shapes and a vendor's.
#[async_trait]
pub trait Dialect: Send + Sync {
    fn component(&self) -> &str;

    async fn encode(
        &self,
        service: &Service,
        request: &ModelRequest,
    ) -> Result<DialectRequest, Fault>;

    /// The new state and the events of these frames.
    async fn decode(
        &self,
        state: String,
        frames: &[Frame],
        end: bool,
    ) -> Result<(String, Vec<ModelEvent>), Fault>;

    /// What a reply that is no success means.
    async fn explain(&self, reply: &RemoteReply) -> Fault;

    async fn known(&self, service: &Service) -> Result<Vec<ModelInfo>, Fault>;

    /// The request for the list of models, if the service has one.
    async fn ask(&self, service: &Service) -> Result<Option<DialectRequest>, Fault>;

    async fn read(&self, service: &Service, reply: &RemoteReply) -> Result<Vec<ModelInfo>, Fault>;
}
