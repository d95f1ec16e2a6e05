//! One connection: a request is read, an answer is written in awkward pieces.

use super::{Dialect, Fault, KEY, Turn, chat, messages, render, schema};
use serde_json::{Value, json};
use socket2::SockRef;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// A request as it came in.
#[derive(Debug, Clone)]
pub struct Received {
    pub dialect: Dialect,
    pub method: String,
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// Null where there was none.
    pub body: Value,
    /// The schema that the answer must satisfy, if the request wants a structured one.
    pub schema: Option<Value>,
}

impl Received {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header == name)
            .map(|(_, value)| value.as_str())
    }

    /// It takes a step of the script.
    pub fn is_turn(&self) -> bool {
        self.method == "POST" && self.schema.is_none() && !self.is_for_vectors()
    }

    /// It wants vectors of texts.
    pub fn is_for_vectors(&self) -> bool {
        self.path.ends_with("/embeddings")
    }

    /// The tool results in it, oldest first: whether each is an error (false where the dialect cannot say), and its text.
    pub fn tool_results(&self) -> Vec<(bool, String)> {
        match self.dialect {
            Dialect::Messages => messages::tool_results(&self.body),
            Dialect::Chat => chat::tool_results(&self.body),
        }
    }

    /// The text of the newest tool result.
    #[track_caller]
    pub fn last_result(&self) -> String {
        self.tool_results()
            .pop()
            .map(|(_, text)| text)
            .unwrap_or_else(|| panic!("no tool result in {}", self.body))
    }

    /// What a vendor's prompt cache sees, byte by byte and in its order: tools, system prompt, messages. Without the marks
    /// that say where to cache, and without the end of the list, so that a longer conversation can begin with it.
    pub fn prompt(&self) -> String {
        let text = |name: &str| {
            let mut value = self.body[name].clone();
            strip(&mut value, "cache_control");
            value.to_string()
        };
        let messages = text("messages");
        let messages = messages.strip_suffix(']').unwrap_or(&messages);
        format!("{}\n{}\n{messages}", text("tools"), text("system"))
    }

    /// The names of the tools that it offers.
    pub fn tools(&self) -> Vec<&str> {
        let tools = self.body["tools"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        tools
            .iter()
            .filter_map(|tool| {
                tool["name"]
                    .as_str()
                    .or_else(|| tool["function"]["name"].as_str())
            })
            .collect()
    }
}

/// Removes a field wherever it is.
fn strip(value: &mut Value, name: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| strip(item, name)),
        Value::Object(fields) => {
            fields.shift_remove(name);
            fields.values_mut().for_each(|field| strip(field, name));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

pub(super) struct Connection {
    stream: TcpStream,
    pub(super) request: Received,
}

impl Connection {
    /// Reads the one request of a connection. None: it broke off, or nothing came.
    pub(super) fn accept(stream: TcpStream, dialect: Dialect) -> Option<Self> {
        stream.set_nodelay(true).ok()?;
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let mut words = line.split_whitespace();
        let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim_end().split_once(':') else {
                break;
            };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let length = headers
            .iter()
            .find(|(name, _)| name == "content-length")
            .map_or(Some(0), |(_, value)| value.parse().ok())?;
        let mut bytes = vec![0; length];
        reader.read_exact(&mut bytes).ok()?;
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let schema = wanted_schema(&body);
        Some(Self {
            stream,
            request: Received {
                dialect,
                method,
                path,
                headers,
                body,
                schema,
            },
        })
    }

    /// A response that is whole.
    pub(super) fn whole(&mut self, status: u16, body: &Value) {
        self.respond(status, "application/json", "", body.to_string().as_bytes());
    }

    /// An error in the vendor's form.
    pub(super) fn refuse(&mut self, dialect: Dialect, status: u16, kind: &str, message: &str) {
        self.whole(status, &error_body(dialect, kind, message));
    }

    fn respond(&mut self, status: u16, media_type: &str, more: &str, body: &[u8]) {
        let head = format!(
            "HTTP/1.1 {status} Answer\r\ncontent-type: {media_type}\r\ncontent-length: {}\r\nrequest-id: req_test\r\nconnection: close\r\n{more}\r\n",
            body.len()
        );
        // Whoever asked may have gone; that is theirs to decide.
        drop(self.stream.write_all(&[head.as_bytes(), body].concat()));
    }

    /// A stream that arrives whole, cut where it hurts: within `data:`, within characters.
    pub(super) fn stream(&mut self, body: &[u8]) {
        self.begin_stream();
        if self.chunks(body) {
            drop(self.stream.write_all(b"0\r\n\r\n"));
        }
    }

    /// A stream of which each event arrives by itself.
    pub(super) fn events(&mut self, body: &[u8]) {
        self.begin_stream();
        let text = String::from_utf8_lossy(body);
        let mut events = text.split_inclusive("\n\n");
        if events.all(|event| self.chunk(event.as_bytes())) {
            drop(self.stream.write_all(b"0\r\n\r\n"));
        }
    }

    fn begin_stream(&mut self) {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n";
        drop(self.stream.write_all(head.as_bytes()));
    }

    /// False: the other side has gone.
    fn chunks(&mut self, body: &[u8]) -> bool {
        let mut rest = body;
        for size in [1, 7, 2, 31, 3, 113, 5, 64].into_iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (chunk, left) = rest.split_at(size.min(rest.len()));
            if !self.chunk(chunk) {
                return false;
            }
            rest = left;
        }
        true
    }

    fn chunk(&mut self, bytes: &[u8]) -> bool {
        let framed = [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
        self.stream.write_all(&framed).is_ok()
    }

    /// Does what the fault says.
    pub(super) fn fail(&mut self, dialect: Dialect, fault: &Fault, closing: &AtomicBool) {
        match fault {
            Fault::Status(status) => {
                let (kind, message) = usual_error(*status);
                self.refuse(dialect, *status, kind, message);
            }
            Fault::Busy(seconds) => {
                let (kind, message) = usual_error(429);
                let body = error_body(dialect, kind, message).to_string();
                self.respond(
                    429,
                    "application/json",
                    &format!("retry-after: {seconds}\r\n"),
                    body.as_bytes(),
                );
            }
            Fault::Overflow => self.whole(400, &overflow(dialect)),
            Fault::CutAfter(count, turn) => self.beginning(*count, turn),
            Fault::ResetAfter(count, turn) => {
                self.beginning(*count, turn);
                // Time for what was sent to arrive: a reset discards what is still under way.
                thread::sleep(Duration::from_millis(100));
                SockRef::from(&self.stream)
                    .set_linger(Some(Duration::ZERO))
                    .expect("a socket of ours takes options");
            }
            Fault::Malformed(turn) => {
                self.beginning(200, turn);
                if self.chunk(b"\n\ndata: {\"type\": \"content_block_delta\", \"ind\n\n") {
                    drop(self.stream.write_all(b"0\r\n\r\n"));
                }
            }
            Fault::ErrorEvent(kind) => self.stream(error_event(dialect, kind).as_bytes()),
            Fault::Hang(turn) => {
                self.beginning(usize::MAX, turn);
                self.wait(closing);
            }
            Fault::Silence => self.wait(closing),
            Fault::Drip(turn) => self.drip(turn),
            Fault::Page => self.respond(
                200,
                "text/html",
                "",
                b"<html><body>Welcome to the captive portal</body></html>",
            ),
        }
    }

    /// The first bytes of an answer, never its end.
    fn beginning(&mut self, count: usize, turn: &Turn) {
        let body = render(turn, &self.request);
        let without_end = body.len().saturating_sub(60);
        self.begin_stream();
        self.chunks(&body[..count.min(without_end)]);
    }

    fn drip(&mut self, turn: &Turn) {
        self.begin_stream();
        for byte in render(turn, &self.request) {
            if !self.chunk(&[byte]) {
                return;
            }
            thread::sleep(Duration::from_micros(300));
        }
        drop(self.stream.write_all(b"0\r\n\r\n"));
    }

    /// Says nothing until the other side goes away or the test is over.
    fn wait(&mut self, closing: &AtomicBool) {
        self.stream
            .set_read_timeout(Some(Duration::from_millis(100)))
            .expect("the timeout is not zero");
        let mut byte = [0];
        while !closing.load(Ordering::SeqCst) && !matches!(self.stream.read(&mut byte), Ok(0)) {}
    }
}

/// Where a dialect says which schema an answer has to satisfy.
fn wanted_schema(body: &Value) -> Option<Value> {
    let beside = [
        &body["output_config"]["format"]["schema"],
        &body["output_format"]["schema"],
        &body["response_format"]["json_schema"]["schema"],
    ];
    if let Some(schema) = beside.into_iter().find(|schema| schema.is_object()) {
        return Some(schema.clone());
    }
    if body["tools"]
        .as_array()
        .is_some_and(|tools| !tools.is_empty())
        || !body.is_object()
    {
        return None;
    }
    let mut texts = Vec::new();
    strings(&body["messages"], &mut texts);
    strings(&body["system"], &mut texts);
    texts.iter().rev().find_map(|text| schema::in_prose(text))
}

fn strings<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| strings(field, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The error that the vendors send with a status.
fn usual_error(status: u16) -> (&'static str, &'static str) {
    match status {
        401 => ("authentication_error", "invalid x-api-key"),
        403 => (
            "permission_error",
            "Your API key does not have permission to use the specified resource.",
        ),
        404 => ("not_found_error", "model: not found"),
        429 => (
            "rate_limit_error",
            "This request would exceed your organization's rate limit.",
        ),
        529 => ("overloaded_error", "Overloaded"),
        _ => ("api_error", "Internal server error"),
    }
}

fn error_body(dialect: Dialect, kind: &str, message: &str) -> Value {
    match dialect {
        Dialect::Messages => {
            json!({"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_test"})
        }
        Dialect::Chat => {
            json!({"error": {"message": message, "type": kind, "param": null, "code": null}})
        }
    }
}

fn overflow(dialect: Dialect) -> Value {
    match dialect {
        Dialect::Messages => error_body(
            dialect,
            "invalid_request_error",
            "prompt is too long: 208310 tokens > 200000 maximum",
        ),
        Dialect::Chat => json!({"error": {
            "message": "This model's maximum context length is 128000 tokens. However, your messages resulted in 208310 tokens. Please reduce the length of the messages.",
            "type": "invalid_request_error", "param": "messages", "code": "context_length_exceeded"}}),
    }
}

fn error_event(dialect: Dialect, kind: &str) -> String {
    let body = error_body(dialect, kind, "Overloaded");
    match dialect {
        Dialect::Messages => format!("event: error\ndata: {body}\n\n"),
        Dialect::Chat => format!("data: {body}\n\n"),
    }
}

/// What is wrong with the credential, if anything is.
pub(super) fn check_key(request: &Received) -> Result<(), String> {
    let given = match request.dialect {
        Dialect::Messages => request.header("x-api-key").map(str::to_owned),
        Dialect::Chat => request
            .header("authorization")
            .and_then(|value| value.strip_prefix("Bearer "))
            .map(str::to_owned),
    };
    if given.as_deref() == Some(KEY) {
        Ok(())
    } else {
        Err(format!("the credential is {given:?}"))
    }
}
