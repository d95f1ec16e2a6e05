//! Writes down each exchange when it ends, also one that nobody heard to its end.

use super::fault;
use super::line::{Data, Line, Request, Response};
use crate::domain::{Fault, FaultKind};
use crate::port::{Exchange, HttpRequest, HttpResponse, Stream};
use async_trait::async_trait;
use futures_util::StreamExt;
use openkoi_redact::Redactor;
use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// The file and what went wrong with it, which the next exchange tells.
pub(super) struct Recorder {
    file: Mutex<File>,
    trouble: Mutex<Option<io::Error>>,
    name: String,
    redactor: Redactor,
}

impl Recorder {
    pub(super) fn create(path: &Path, redactor: Redactor) -> Result<Self, Fault> {
        let name = path.display().to_string();
        let create = || {
            let file = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(true)
                .mode(0o600)
                .open(path)?;
            // An old file may have another mode.
            file.set_permissions(Permissions::from_mode(0o600))?;
            Ok(file)
        };
        let file = create().map_err(|error: io::Error| cannot_write(&name, &error))?;
        Ok(Self {
            file: Mutex::new(file),
            trouble: Mutex::default(),
            name,
            redactor,
        })
    }

    fn check(&self) -> Result<(), Fault> {
        match &*self.trouble.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(cannot_write(&self.name, error)),
            None => Ok(()),
        }
    }

    fn write(&self, line: &Line) {
        let written = serde_json::to_value(line.redacted(&self.redactor))
            .map(|value| value.to_string())
            .map_err(io::Error::from)
            .and_then(|text| {
                // One write for one line: whoever reads meanwhile sees whole lines.
                self.file
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .write_all(format!("{text}\n").as_bytes())
            });
        if let Err(error) = written {
            *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        }
    }
}

fn cannot_write(name: &str, error: &io::Error) -> Fault {
    fault(
        FaultKind::Other("io".into()),
        format!("can't write the recording {name}: {error}"),
    )
}

/// An exchange that is written down; the line is written when this goes.
struct Pending {
    recorder: Arc<Recorder>,
    line: Line,
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.recorder.write(&self.line);
    }
}

pub(super) struct Recording {
    pub(super) recorder: Arc<Recorder>,
    pub(super) exchange: Arc<dyn Exchange>,
}

impl Recording {
    fn begin(&self, request: &HttpRequest) -> Result<Pending, Fault> {
        self.recorder.check()?;
        let line = Line {
            request: Request::of(request),
            response: Response::default(),
        };
        Ok(Pending {
            recorder: Arc::clone(&self.recorder),
            line,
        })
    }
}

#[async_trait]
impl Exchange for Recording {
    async fn open(&self, request: HttpRequest) -> Result<Stream, Fault> {
        let mut pending = self.begin(&request)?;
        let opened = self.exchange.open(request).await;
        let response = &mut pending.line.response;
        let stream = opened.inspect_err(|fault| response.fault = Some(fault.clone()))?;
        (response.status, response.headers) = (stream.status, stream.headers.clone());
        let body = stream.body.map(move |chunk| {
            let response = &mut pending.line.response;
            match &chunk {
                Ok(bytes) => response.chunks.push(Data::of(bytes)),
                Err(fault) => response.fault = Some(fault.clone()),
            }
            chunk
        });
        Ok(Stream {
            status: stream.status,
            headers: stream.headers,
            body: body.boxed(),
        })
    }

    async fn fetch(&self, request: HttpRequest, limit: usize) -> Result<HttpResponse, Fault> {
        let mut pending = self.begin(&request)?;
        let fetched = self.exchange.fetch(request, limit).await;
        let response = &mut pending.line.response;
        match &fetched {
            Ok(whole) => {
                (response.status, response.headers) = (whole.status, whole.headers.clone());
                response.chunks.push(Data::of(&whole.body));
            }
            Err(fault) => response.fault = Some(fault.clone()),
        }
        fetched
    }
}
