//! What is lent to guests on the bench.

use super::bench::DEADLINE;
use async_trait::async_trait;
use openkoi::domain::{Command, Fault, FaultKind, Outcome};
use openkoi::port::{
    Chunks, Exchange, HttpRequest, HttpResponse, Log, LogLevel, Processes, Stream,
};
use std::sync::{Mutex, PoisonError};

/// A log that is kept.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Vec<String>>);

impl Kept {
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Log for Kept {
    fn write(&self, component: &str, _level: LogLevel, line: &str) {
        assert_eq!(component, "hostile");
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(line.to_owned());
    }
}

/// A network in which there is nobody.
pub(crate) struct Nowhere;

#[async_trait]
impl Exchange for Nowhere {
    async fn open(&self, _request: HttpRequest) -> Result<Stream, Fault> {
        let body: Chunks = Box::pin(futures_util::stream::empty());
        Ok(Stream {
            status: 404,
            headers: vec![],
            body,
        })
    }

    async fn fetch(&self, _request: HttpRequest, _limit: usize) -> Result<HttpResponse, Fault> {
        Err(Fault::new(
            "http",
            FaultKind::Unavailable,
            "nobody is there",
        ))
    }
}

/// A command that takes longer than a guest may run.
pub(crate) struct Slow;

#[async_trait]
impl Processes for Slow {
    async fn run(&self, _command: &Command) -> Result<Outcome, Fault> {
        tokio::time::sleep(DEADLINE * 3).await;
        Ok(Outcome::default())
    }
}
