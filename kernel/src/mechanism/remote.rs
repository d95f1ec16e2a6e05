//! A provider that is reached over the network: its component maps, this speaks.
//!
//! Each attempt is one request. The response's body is cut into frames as it arrives, and the frames that a read
//! completed go to the component together, so that a token is on the screen as soon as it is here.

mod embedding;

#[cfg(test)]
mod tests;

pub use embedding::RemoteEmbedder;

use crate::domain::{Fault, FaultKind, ModelEvent, ModelInfo, ModelRequest, Service};
use crate::door::frames::Framer;
use crate::door::retry::RetryPolicy;
use crate::port::{
    Chunks, Dialect, DialectRequest, Exchange, Frame, HttpRequest, Provider, RemoteReply, Sink,
    Stream,
};
use async_trait::async_trait;
use futures_util::{FutureExt, StreamExt};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{sleep, timeout};
use url::Url;

/// Of a response that is no success, no more is read.
const ERROR_LIMIT: usize = 1024 * 1024;
/// No list of models is longer.
const LIST_LIMIT: usize = 16 * 1024 * 1024;
/// How long the end of a body is waited for once the model has finished, so that the connection can serve again.
const FAREWELL: Duration = Duration::from_millis(250);

/// Frames that one call into a dialect may get; more that are there wait for the next.
const BATCH: usize = 512;

/// Numbers from 0 to 1 that spread the pauses of many clients.
pub type Jitter = Arc<dyn Fn() -> f64 + Send + Sync>;

/// One service, spoken to in its dialect.
#[derive(Clone)]
pub struct RemoteProvider {
    pub dialect: Arc<dyn Dialect>,
    /// Lent for the service's own host, with its credential.
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
        self.dialect
            .known(&self.service)
            .await
            .map_err(|fault| self.ours(fault))
    }

    async fn list(&self) -> Result<Option<Vec<ModelInfo>>, Fault> {
        self.ask_for_models()
            .await
            .map_err(|fault| self.ours(fault))
    }

    async fn stream(&self, request: &ModelRequest, sink: &mut dyn Sink) -> Result<(), Fault> {
        let mut attempt = 0;
        loop {
            let Err(fault) = self.attempt(request, sink).await else {
                return Ok(());
            };
            let fault = self.ours(fault);
            let Some(pause) = self.retry.pause(attempt, &fault, (self.jitter)()) else {
                return Err(self.retry.last_word(attempt, fault));
            };
            sink.restart(&fault, pause);
            sleep(pause).await;
            attempt += 1;
        }
    }
}

impl RemoteProvider {
    async fn attempt(&self, request: &ModelRequest, sink: &mut dyn Sink) -> Result<(), Fault> {
        let asked = self.dialect.encode(&self.service, request).await?;
        let framer = Framer::new(&asked.framing)?;
        let response = self.exchange.open(self.request(asked)?).await?;
        if !is_success(response.status) {
            let reply = whole(response).await;
            return Err(self.dialect.explain(&reply).await);
        }
        let mut decoding = Decoding {
            dialect: self.dialect.as_ref(),
            state: String::new(),
            is_finished: false,
            sink,
        };
        decoding.run(framer, response.body).await
    }

    async fn ask_for_models(&self) -> Result<Option<Vec<ModelInfo>>, Fault> {
        let Some(asked) = self.dialect.ask(&self.service).await? else {
            return Ok(None);
        };
        let reply = self
            .exchange
            .fetch(self.request(asked)?, LIST_LIMIT)
            .await?;
        if !is_success(reply.status) {
            return Err(self.dialect.explain(&reply).await);
        }
        self.dialect.read(&self.service, &reply).await.map(Some)
    }

    /// The dialect's request, with its path below the service's base URL.
    fn request(&self, asked: DialectRequest) -> Result<HttpRequest, Fault> {
        if !asked.path.starts_with('/') {
            let why = format!(
                "asked for the path {:?}, which does not begin with \"/\"",
                asked.path
            );
            return Err(Fault::new(
                self.dialect.component(),
                FaultKind::Contract,
                why,
            ));
        }
        let url = format!(
            "{}{}",
            self.base_url.as_str().trim_end_matches('/'),
            asked.path
        );
        Ok(HttpRequest {
            method: asked.method,
            url,
            headers: asked.headers,
            body: asked.body,
        })
    }

    /// Whoever failed on the way, for the user it is the service.
    fn ours(&self, fault: Fault) -> Fault {
        Fault {
            source: self.service.id.clone(),
            ..fault
        }
    }
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

/// Reads the body of a response that is no success, as far as it is worth reading.
async fn whole(mut response: Stream) -> RemoteReply {
    let mut body = Vec::new();
    while body.len() < ERROR_LIMIT {
        // What the status says counts, even if its explanation broke off.
        let Some(Ok(chunk)) = response.body.next().await else {
            break;
        };
        body.extend_from_slice(&chunk);
    }
    body.truncate(ERROR_LIMIT);
    RemoteReply {
        status: response.status,
        headers: response.headers,
        body,
    }
}

/// One response on its way to the sink.
struct Decoding<'a> {
    dialect: &'a dyn Dialect,
    state: String,
    is_finished: bool,
    sink: &'a mut dyn Sink,
}

impl Decoding<'_> {
    async fn run(&mut self, mut framer: Framer, body: Chunks) -> Result<(), Fault> {
        let mut body = body.fuse();
        while let Some(chunk) = body.next().await {
            let mut frames = framer.push(&chunk?)?;
            // What has arrived meanwhile goes along: a call into the dialect costs more than a frame.
            let mut broken = None;
            while frames.len() < BATCH
                && let Some(Some(chunk)) = body.next().now_or_never()
            {
                match chunk.and_then(|chunk| framer.push(&chunk)) {
                    Ok(more) => frames.extend(more),
                    Err(fault) => {
                        broken = Some(fault);
                        break;
                    }
                }
            }
            self.decode(&frames).await?;
            if self.is_finished {
                drop(timeout(FAREWELL, body.for_each(|_| std::future::ready(()))).await);
                return Ok(());
            }
            if let Some(fault) = broken {
                return Err(fault);
            }
        }
        self.decode(&framer.finish()?).await?;
        if !self.is_finished {
            self.hand_out(&[], true).await?;
        }
        if self.is_finished {
            return Ok(());
        }
        let why = "the answer ended before the model had finished";
        Err(Fault::new(
            self.dialect.component(),
            FaultKind::Unavailable,
            why,
        ))
    }

    async fn decode(&mut self, frames: &[Frame]) -> Result<(), Fault> {
        if frames.is_empty() {
            Ok(())
        } else {
            self.hand_out(frames, false).await
        }
    }

    /// Hands out what a batch says. Of a batch that fails, its frames are given once more one by one: what stands before
    /// the one that fails was said, however the network cut it.
    async fn hand_out(&mut self, frames: &[Frame], end: bool) -> Result<(), Fault> {
        let before = self.state.clone();
        let Err(fault) = self.step(frames, end).await else {
            return Ok(());
        };
        if frames.len() < 2 {
            return Err(fault);
        }
        self.state = before;
        for frame in frames {
            self.step(std::slice::from_ref(frame), false).await?;
        }
        Err(fault)
    }

    /// Nothing follows after `Finish`: whatever a dialect says after it is dropped.
    async fn step(&mut self, frames: &[Frame], end: bool) -> Result<(), Fault> {
        let (state, events) = self
            .dialect
            .decode(std::mem::take(&mut self.state), frames, end)
            .await?;
        self.state = state;
        for event in events {
            if self.is_finished {
                break;
            }
            self.is_finished = matches!(event, ModelEvent::Finish(_));
            self.sink.event(event);
        }
        Ok(())
    }
}
