//! A dialect and a socket as a provider.

#[cfg(test)]
mod tests;

use crate::domain::{Fault, FaultKind, ModelEvent, ModelInfo, ModelRequest, Service};
use crate::door::frames::Framer;
use crate::door::retry::RetryPolicy;
use crate::port::{Dialect, DialectRequest, Exchange, Frame, HttpRequest, Provider, RemoteReply, Sink, Stream};
use async_trait::async_trait;
use futures_util::StreamExt;
use std::sync::Arc;
use url::Url;

/// What is read of a reply that is no success.
const REPLY_BYTES: usize = 1024 * 1024;
/// What is read of a list of models.
const LIST_BYTES: usize = 8 * 1024 * 1024;

/// A number from 0 to 1, another one each time.
pub type Jitter = Arc<dyn Fn() -> f64 + Send + Sync>;

/// A service that is reached over the network.
pub struct RemoteProvider {
    pub dialect: Arc<dyn Dialect>,
    pub exchange: Arc<dyn Exchange>,
    pub service: Service,
    pub base_url: Url,
    pub retry: RetryPolicy,
    pub jitter: Jitter,
}

#[async_trait]
impl Provider for RemoteProvider {
    fn id(&self) -> &str {
        &self.service.id
    }

    fn is_rule_based(&self) -> bool {
        false
    }

    async fn known(&self) -> Result<Vec<ModelInfo>, Fault> {
        self.dialect.known(&self.service).await
    }

    async fn list(&self) -> Result<Option<Vec<ModelInfo>>, Fault> {
        let Some(request) = self.dialect.ask(&self.service).await? else { return Ok(None) };
        let (request, _) = self.absolute(request);
        let reply = self.exchange.fetch(request, LIST_BYTES).await.map_err(|fault| self.ours(fault))?;
        if !(200..300).contains(&reply.status) {
            return Err(self.ours(self.dialect.explain(&reply).await));
        }
        self.dialect.read(&self.service, &reply).await.map(Some)
    }

    async fn stream(&self, request: &ModelRequest, sink: &mut dyn Sink) -> Result<(), Fault> {
        let mut attempt = 0;
        loop {
            let Err(fault) = self.attempt(request, sink).await else { return Ok(()) };
            let fault = self.ours(fault);
            let Some(pause) = self.retry.pause(attempt, &fault, (self.jitter)()) else {
                return Err(self.retry.last_word(attempt, fault));
            };
            sink.restart(&fault, pause);
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }
}

impl RemoteProvider {
    async fn attempt(&self, request: &ModelRequest, sink: &mut dyn Sink) -> Result<(), Fault> {
        let (request, framing) = self.absolute(self.dialect.encode(&self.service, request).await?);
        let mut framer = Framer::new(&framing)?;
        let response = self.exchange.open(request).await?;
        if !(200..300).contains(&response.status) {
            return Err(self.dialect.explain(&whole(response).await?).await);
        }
        let mut body = response.body;
        let (mut state, mut finished) = (String::new(), false);
        while let Some(chunk) = body.next().await {
            let frames = framer.push(&chunk?)?;
            if !frames.is_empty() {
                state = self.decode(state, &frames, false, sink, &mut finished).await?;
            }
            // `Finish` comes last: a connection that stays open after it is not waited for.
            if finished {
                break;
            }
        }
        let rest = if finished { Vec::new() } else { framer.finish()? };
        if !rest.is_empty() {
            state = self.decode(state, &rest, false, sink, &mut finished).await?;
        }
        self.decode(state, &[], true, sink, &mut finished).await?;
        if finished {
            return Ok(());
        }
        Err(Fault::new(&self.service.id, FaultKind::Unavailable, "the answer ended before it was complete"))
    }

    async fn decode(
        &self,
        state: String,
        frames: &[Frame],
        end: bool,
        sink: &mut dyn Sink,
        finished: &mut bool,
    ) -> Result<String, Fault> {
        let (state, events) = self.dialect.decode(state, frames, end).await?;
        for event in events {
            *finished |= matches!(event, ModelEvent::Finish(_));
            sink.event(event);
        }
        Ok(state)
    }

    /// The request with the service's base URL before its path.
    fn absolute(&self, request: DialectRequest) -> (HttpRequest, crate::domain::Framing) {
        let DialectRequest { method, path, headers, body, framing } = request;
        let url = format!("{}{path}", self.base_url.as_str().trim_end_matches('/'));
        (HttpRequest { method, url, headers, body }, framing)
    }

    /// The fault under the service's name, which is the one that the user knows.
    fn ours(&self, fault: Fault) -> Fault {
        Fault { source: self.service.id.clone(), ..fault }
    }
}

/// A reply that is no success, as much of it as is worth reading.
async fn whole(response: Stream) -> Result<RemoteReply, Fault> {
    let Stream { status, headers, mut body } = response;
    let mut read = Vec::new();
    while let Some(chunk) = body.next().await {
        // What is there already says more than that the rest is missing.
        let Ok(chunk) = chunk else { break };
        read.extend_from_slice(&chunk[..chunk.len().min(REPLY_BYTES - read.len())]);
        if read.len() == REPLY_BYTES {
            break;
        }
    }
    Ok(RemoteReply { status, headers, body: read })
}
