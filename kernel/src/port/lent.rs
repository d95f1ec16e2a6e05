//! The abilities that the kernel lends to a component: what its manifest asks for, narrowed by grant and policy.

use crate::domain::{Command, Fault, Outcome};
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream::BoxStream;
use std::sync::Arc;

/// Everything that is lent for one component. None: not granted.
#[derive(Clone)]
pub struct Lent {
    pub log: Arc<dyn Log>,
    pub http: Option<Arc<dyn Exchange>>,
    pub kv: Option<Arc<dyn KeyValue>>,
    pub files: Option<Arc<dyn Files>>,
    pub process: Option<Arc<dyn Processes>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    Debug,
    Info,
    Warn,
    Error,
}

/// Takes a component's lines. The caller has capped and escaped them.
pub trait Log: Send + Sync {
    fn write(&self, component: &str, level: LogLevel, line: &str);
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// Upper case.
    pub method: String,
    /// Absolute.
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

pub type Chunks = BoxStream<'static, Result<Bytes, Fault>>;

/// A response whose body is still arriving.
pub struct Stream {
    pub status: u16,
    /// Names in lower case; none that holds a credential.
    pub headers: Vec<(String, String)>,
    pub body: Chunks,
}

/// A whole response.
pub type HttpResponse = super::RemoteReply;
pub type Body = Vec<u8>;

/// Requests through the door: allow-list, checked address, redirects, credentials, caps, recording.
#[async_trait]
pub trait Exchange: Send + Sync {
    /// Sends and returns as soon as the headers are here.
    async fn open(&self, request: HttpRequest) -> Result<Stream, Fault>;

    /// Sends and reads the whole response, which may have at most `limit` bytes.
    async fn fetch(&self, request: HttpRequest, limit: usize) -> Result<HttpResponse, Fault>;
}

/// A small store of one component's own.
#[async_trait]
pub trait KeyValue: Send + Sync {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Fault>;
    async fn set(&self, key: &str, value: &[u8]) -> Result<(), Fault>;
    async fn delete(&self, key: &str) -> Result<(), Fault>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// With its root.
    pub path: String,
    pub is_directory: bool,
    /// Bytes.
    pub size: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub path: String,
    /// From 1.
    pub line: u32,
    pub text: String,
}

/// Files below the granted roots, as `wit/host` promises them. Blocking work is done off the caller's thread.
#[async_trait]
pub trait Files: Send + Sync {
    async fn read(&self, path: &str) -> Result<Vec<u8>, Fault>;
    async fn write(&self, path: &str, content: &[u8]) -> Result<(), Fault>;
    async fn rename(&self, path: &str, destination: &str) -> Result<(), Fault>;
    async fn delete(&self, path: &str) -> Result<(), Fault>;
    async fn entries(&self, path: &str) -> Result<Vec<Entry>, Fault>;
    async fn glob(&self, root: &str, pattern: &str) -> Result<Vec<String>, Fault>;
    async fn search(
        &self,
        root: &str,
        pattern: &str,
        glob: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Found>, Fault>;
}

/// Programs, run in the workspace.
#[async_trait]
pub trait Processes: Send + Sync {
    /// Runs until the command and all it started has ended. Dropping the future kills them.
    async fn run(&self, command: &Command) -> Result<Outcome, Fault>;
}
