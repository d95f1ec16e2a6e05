//! Records exchanges, and answers from a recording: beneath the codecs, so that a run can be repeated offline.
//!
//! A recording is JSON lines, one exchange each: the request without credentials, the response as it arrived, chunk by
//! chunk.

use crate::domain::{Fault, FaultKind};
use crate::port::{Chunks, Exchange, HttpRequest, HttpResponse, Stream};
use async_trait::async_trait;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use bytes::Bytes;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// One request and what came of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Recorded {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: Bits,
    /// blake3 of the body, hexadecimal.
    hash: String,
    response: Result<Response, Fault>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    chunks: Vec<Bits>,
    /// What ended the body, where it did not end well.
    broke: Option<Fault>,
}

/// Bytes, as text where they are text.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Bits {
    Text(String),
    Base64(String),
}

impl Bits {
    fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Base64(BASE64_STANDARD.encode(bytes)),
        }
    }

    fn bytes(&self) -> Result<Bytes, Fault> {
        match self {
            Self::Text(text) => Ok(Bytes::copy_from_slice(text.as_bytes())),
            Self::Base64(text) => BASE64_STANDARD
                .decode(text)
                .map(Bytes::from)
                .map_err(|error| tape(FaultKind::Invalid, format!("the recording is damaged: {error}"))),
        }
    }
}

/// A recording, being written or being played.
pub enum Tape {
    Record(Mutex<File>),
    Replay(Mutex<Vec<Option<Unplayed>>>),
}

/// A recorded exchange that was not played yet.
pub struct Unplayed(Recorded);

impl Tape {
    /// Starts a recording, readable by its owner alone; what the file held before is gone.
    pub fn record(path: &Path) -> io::Result<Arc<Self>> {
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
        Ok(Arc::new(Self::Record(Mutex::new(file))))
    }

    /// Reads a recording; the error names the line that is none.
    pub fn replay(path: &Path) -> io::Result<Arc<Self>> {
        let mut exchanges = Vec::new();
        for (number, line) in (1..).zip(BufReader::new(File::open(path)?).lines()) {
            let recorded: Recorded = serde_json::from_str(&line?)
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, format!("line {number} is no exchange: {error}")))?;
            exchanges.push(Some(Unplayed(recorded)));
        }
        Ok(Arc::new(Self::Replay(Mutex::new(exchanges))))
    }

    /// An exchange with this tape in it. A replaying one never asks the other.
    pub fn around(self: &Arc<Self>, inner: Arc<dyn Exchange>) -> Arc<dyn Exchange> {
        Arc::new(Taped { tape: Arc::clone(self), inner })
    }
}

struct Taped {
    tape: Arc<Tape>,
    inner: Arc<dyn Exchange>,
}

#[async_trait]
impl Exchange for Taped {
    async fn open(&self, request: HttpRequest) -> Result<Stream, Fault> {
        if let Tape::Replay(exchanges) = self.tape.as_ref() {
            return play(exchanges, &request);
        }
        let mut recorded = Recorded {
            method: request.method.clone(),
            url: request.url.clone(),
            headers: request.headers.clone(),
            body: Bits::of(&request.body),
            hash: blake3::hash(&request.body).to_hex().to_string(),
            response: Err(tape(FaultKind::Unavailable, "cut off")),
        };
        match self.inner.open(request).await {
            Ok(stream) => {
                let response = Response { status: stream.status, headers: stream.headers.clone(), chunks: Vec::new(), broke: None };
                recorded.response = Ok(response);
                let writing = Writing { tape: Arc::clone(&self.tape), recorded: Some(recorded) };
                Ok(Stream { body: copied(stream.body, writing), ..stream })
            }
            Err(fault) => {
                recorded.response = Err(fault.clone());
                self.tape.write(&recorded)?;
                Err(fault)
            }
        }
    }

    async fn fetch(&self, request: HttpRequest, limit: usize) -> Result<HttpResponse, Fault> {
        let Stream { status, headers, mut body } = self.open(request).await?;
        let mut whole = Vec::new();
        while let Some(chunk) = body.next().await {
            whole.extend_from_slice(&chunk?);
            if whole.len() > limit {
                return Err(tape(FaultKind::Invalid, format!("the response is larger than {limit} bytes")));
            }
        }
        Ok(HttpResponse { status, headers, body: whole })
    }
}

impl Tape {
    fn write(&self, recorded: &Recorded) -> Result<(), Fault> {
        let Self::Record(file) = self else { return Ok(()) };
        let unwritable = |error: &dyn std::fmt::Display| tape(FaultKind::Other("recording".into()), format!("can't write the recording: {error}"));
        let mut line = serde_json::to_vec(recorded).map_err(|error| unwritable(&error))?;
        line.push(b'\n');
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(&line).and_then(|()| file.flush()).map_err(|error| unwritable(&error))
    }
}

/// An exchange whose body is still being copied; what there is of it is written when it ends, however it ends.
struct Writing {
    tape: Arc<Tape>,
    recorded: Option<Recorded>,
}

impl Writing {
    fn chunk(&mut self, chunk: &Result<Bytes, Fault>) {
        let Some(Recorded { response: Ok(response), .. }) = &mut self.recorded else { return };
        match chunk {
            Ok(bytes) => response.chunks.push(Bits::of(bytes)),
            Err(fault) => response.broke = Some(fault.clone()),
        }
    }

    fn finish(&mut self) -> Result<(), Fault> {
        self.recorded.take().map_or(Ok(()), |recorded| self.tape.write(&recorded))
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        // The reader has left in the middle; a recording that can't be written now has nobody to be told to.
        drop(self.finish());
    }
}

fn copied(body: Chunks, writing: Writing) -> Chunks {
    let chunks = futures_util::stream::unfold((body, writing), |(mut body, mut writing)| async move {
        match body.next().await {
            Some(chunk) => {
                writing.chunk(&chunk);
                Some((chunk, (body, writing)))
            }
            None => writing.finish().err().map(|fault| (Err(fault), (body, writing))),
        }
    });
    chunks.boxed()
}

/// The first exchange that was not played yet and is the same; else the first of the same method and URL, since what a
/// command printed may differ a little from one day to the next.
fn play(exchanges: &Mutex<Vec<Option<Unplayed>>>, request: &HttpRequest) -> Result<Stream, Fault> {
    let hash = blake3::hash(&request.body).to_hex().to_string();
    let mut exchanges = exchanges.lock().unwrap_or_else(PoisonError::into_inner);
    let similar = |slot: &Option<Unplayed>| {
        slot.as_ref().is_some_and(|Unplayed(recorded)| recorded.method == request.method && recorded.url == request.url)
    };
    let same = |slot: &Option<Unplayed>| similar(slot) && slot.as_ref().is_some_and(|Unplayed(recorded)| recorded.hash == hash);
    let at = exchanges.iter().position(same).or_else(|| exchanges.iter().position(similar));
    let Some(Unplayed(recorded)) = at.and_then(|at| exchanges[at].take()) else {
        let message = format!("the recording has no further {} {}", request.method, request.url);
        // Not `Unavailable`: asking again would find the same.
        return Err(tape(FaultKind::Other("replay".into()), message));
    };
    let response = recorded.response?;
    let mut chunks: Vec<Result<Bytes, Fault>> = response.chunks.iter().map(Bits::bytes).collect();
    chunks.extend(response.broke.map(Err));
    Ok(Stream { status: response.status, headers: response.headers, body: futures_util::stream::iter(chunks).boxed() })
}

fn tape(kind: FaultKind, message: impl Into<String>) -> Fault {
    Fault::new("tape", kind, message)
}
