//! The pipes to a server and back: one message a line, and nothing that is too long, too deep or too much.
//!
//! What a server prints that is no message is passed over, as banners are. Notifications end here: that the list of tools
//! has changed is remembered, and nothing else of them is of use.

use rmcp::RoleClient;
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};

/// Bytes of a message.
const LINE: usize = 8 << 20;
/// What a server may send between two calls of ours: lines, and bytes.
const LINES: u64 = 10_000;
const BYTES: u64 = 64 << 20;

const LIST_CHANGED: &str = "notifications/tools/list_changed";

/// What is known of a server beside its answers.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// It says that its tools are not what they were.
    changed: AtomicBool,
    lines: AtomicU64,
    bytes: AtomicU64,
    /// Why it is not listened to any more.
    broken: Mutex<Option<String>>,
}

impl Watch {
    /// What was sent so far is forgiven: a call begins.
    pub(super) fn begin(&self) {
        self.lines.store(0, Ordering::Relaxed);
        self.bytes.store(0, Ordering::Relaxed);
    }

    /// Whether it said so since this was asked.
    pub(super) fn has_changed(&self) -> bool {
        self.changed.swap(false, Ordering::Relaxed)
    }

    pub(super) fn broken(&self) -> Option<String> {
        self.broken
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn break_off(&self, why: String) {
        let mut broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        broken.get_or_insert(why);
    }

    /// Counts what came; false: it is too much.
    fn count(&self, lines: u64, bytes: usize) -> bool {
        let lines = self.lines.fetch_add(lines, Ordering::Relaxed) + lines;
        let bytes = bytes as u64;
        let bytes = self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if lines > LINES {
            self.break_off(format!(
                "it sent more than {LINES} messages that nobody asked for"
            ));
        } else if bytes > BYTES {
            self.break_off(format!("it sent more than {} MiB at once", BYTES >> 20));
        }
        lines <= LINES && bytes <= BYTES
    }
}

pub(super) struct Wire<R, W> {
    read: BufReader<R>,
    /// What came of the line that has no end yet: reading may be given up and taken up again at any time.
    line: Vec<u8>,
    write: Arc<tokio::sync::Mutex<Option<W>>>,
    watch: Arc<Watch>,
}

impl<R: AsyncRead, W> Wire<R, W> {
    pub(super) fn new(read: R, write: W, watch: Arc<Watch>) -> Self {
        Self {
            read: BufReader::new(read),
            line: Vec::new(),
            write: Arc::new(tokio::sync::Mutex::new(Some(write))),
            watch,
        }
    }
}

/// As much of a message as says what it is.
#[derive(Deserialize)]
struct Envelope {
    id: Option<IgnoredAny>,
    method: Option<String>,
}

impl<R: AsyncRead + Unpin, W> Wire<R, W> {
    /// Reads until the line is whole. False: there is no more, or it is too much.
    async fn whole_line(&mut self) -> bool {
        loop {
            let available = match self.read.fill_buf().await {
                Ok([]) => return false,
                Ok(available) => available,
                Err(error) => {
                    self.watch
                        .break_off(format!("reading from it failed: {error}"));
                    return false;
                }
            };
            let end = available.iter().position(|byte| *byte == b'\n');
            let count = end.map_or(available.len(), |at| at + 1);
            self.line.extend_from_slice(&available[..count]);
            self.read.consume(count);
            if !self.watch.count(u64::from(end.is_some()), count) {
                return false;
            }
            if self.line.len() > LINE {
                self.watch
                    .break_off(format!("it sent a message of more than {} MiB", LINE >> 20));
                return false;
            }
            if end.is_some() {
                return true;
            }
        }
    }

    /// The message in the line that is whole; None: nothing that anybody waits for.
    fn message(&mut self) -> Option<RxJsonRpcMessage<RoleClient>> {
        let line = std::mem::take(&mut self.line);
        let envelope: Envelope = serde_json::from_slice(&line).ok()?;
        if envelope.id.is_none() && envelope.method.is_some() {
            if envelope.method.as_deref() == Some(LIST_CHANGED) {
                self.watch.changed.store(true, Ordering::Relaxed);
            }
            return None;
        }
        serde_json::from_slice(&line).ok()
    }
}

impl<R, W> Transport<RoleClient> for Wire<R, W>
where
    R: AsyncRead + Send + Unpin,
    W: AsyncWrite + Send + Unpin + 'static,
{
    type Error = io::Error;

    fn send(
        &mut self,
        message: TxJsonRpcMessage<RoleClient>,
    ) -> impl Future<Output = Result<(), io::Error>> + Send + 'static {
        let write = Arc::clone(&self.write);
        async move {
            let mut line = serde_json::to_vec(&message)?;
            line.push(b'\n');
            let mut write = write.lock().await;
            let write = write.as_mut().ok_or(io::ErrorKind::NotConnected)?;
            write.write_all(&line).await?;
            write.flush().await
        }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleClient>> {
        while self.whole_line().await {
            if let Some(message) = self.message() {
                return Some(message);
            }
        }
        None
    }

    async fn close(&mut self) -> Result<(), io::Error> {
        drop(self.write.lock().await.take());
        Ok(())
    }
}
