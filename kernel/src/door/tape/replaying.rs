//! Answers requests from a recording.

use super::fault;
use super::line::{Line, Request, Response};
use crate::domain::{Fault, FaultKind};
use crate::port::{Exchange, HttpRequest, HttpResponse, Stream};
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// A recorded exchange with its body decoded.
struct Recorded {
    request: Request,
    response: Response,
    chunks: Vec<Bytes>,
    is_used: bool,
}

struct State {
    recorded: Vec<Recorded>,
    drifted: usize,
}

pub(super) struct Player {
    name: String,
    state: Mutex<State>,
}

impl Player {
    pub(super) fn load(path: &Path) -> Result<Self, Fault> {
        let name = path.display().to_string();
        let wrong = |why: String| {
            fault(
                FaultKind::Invalid,
                format!("can't play the recording {name}: {why}"),
            )
        };
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        let lines = (1..)
            .zip(text.lines())
            .filter(|(_, line)| !line.trim().is_empty());
        let recorded = lines.map(|(number, line)| {
            let Line { request, response } = serde_json::from_str(line)
                .map_err(|error| wrong(format!("line {number}: {error}")))?;
            let chunks = response
                .chunks
                .iter()
                .map(|data| data.bytes().map(Bytes::from))
                .collect::<Result<_, _>>();
            let chunks = chunks.map_err(|error| wrong(format!("line {number}: {error}")))?;
            Ok(Recorded {
                request,
                response,
                chunks,
                is_used: false,
            })
        });
        let recorded = recorded.collect::<Result<_, Fault>>()?;
        Ok(Self {
            state: Mutex::new(State {
                recorded,
                drifted: 0,
            }),
            name,
        })
    }

    pub(super) fn drifted(&self) -> usize {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .drifted
    }

    pub(super) fn unused(&self) -> usize {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state
            .recorded
            .iter()
            .filter(|recorded| !recorded.is_used)
            .count()
    }

    /// The first unused exchange with the same request; if there is none, the first with the same method and URL.
    fn take(&self, request: &HttpRequest) -> Result<(Response, Vec<Bytes>), Fault> {
        let hash = blake3::hash(&request.body).to_hex().to_string();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let is_like = |recorded: &Recorded| {
            let known = &recorded.request;
            !recorded.is_used && known.method == request.method && known.url == request.url
        };
        let same = state
            .recorded
            .iter()
            .position(|recorded| is_like(recorded) && recorded.request.hash == hash);
        let found = same.or_else(|| state.recorded.iter().position(is_like));
        let Some(found) = found else {
            let url = request.url.split('?').next().unwrap_or_default();
            let why = format!(
                "the recording {} has no further exchange {} {url}",
                self.name, request.method
            );
            return Err(fault(FaultKind::Unavailable, why));
        };
        state.drifted += usize::from(same.is_none());
        let recorded = &mut state.recorded[found];
        recorded.is_used = true;
        Ok((recorded.response.clone(), recorded.chunks.clone()))
    }
}

pub(super) struct Replaying(pub(super) Arc<Player>);

#[async_trait]
impl Exchange for Replaying {
    async fn open(&self, request: HttpRequest) -> Result<Stream, Fault> {
        let (response, chunks) = self.0.take(&request)?;
        let fault = match response.fault {
            Some(fault) if response.status == 0 => return Err(fault),
            fault => fault,
        };
        let pieces = chunks.into_iter().map(Ok).chain(fault.map(Err));
        let body = stream::iter(pieces.collect::<Vec<_>>()).boxed();
        Ok(Stream {
            status: response.status,
            headers: response.headers,
            body,
        })
    }

    async fn fetch(&self, request: HttpRequest, limit: usize) -> Result<HttpResponse, Fault> {
        let (response, chunks) = self.0.take(&request)?;
        if let Some(fault) = response.fault {
            return Err(fault);
        }
        let body = chunks.concat();
        if body.len() > limit {
            let limit = format!("{limit} bytes for a response");
            let why = format!("the recorded answer is longer than the limit of {limit}");
            return Err(fault(FaultKind::Limit(limit), why));
        }
        Ok(HttpResponse {
            status: response.status,
            headers: response.headers,
            body,
        })
    }
}
