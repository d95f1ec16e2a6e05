//! A model service that notes when it is asked, and says what it was told to say.
//!
//! Unlike the server of the tests it checks nothing and cuts nothing: it must not cost what is being measured.

use openkoi_tests::{Dialect, Home};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// It serves until the program ends.
pub(crate) struct Service {
    address: String,
    dialect: Dialect,
    asked: Receiver<Instant>,
}

/// How an answer is spread over writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writes {
    /// Each event by itself, as a model speaks.
    Single,
    /// As much as there is, as a proxy that buffers does.
    Full,
}

impl Service {
    /// Answers each request with so many fragments of text.
    pub(crate) fn start(
        dialect: Dialect,
        fragments: usize,
        writes: Writes,
    ) -> Result<Self, String> {
        let listener =
            TcpListener::bind("127.0.0.1:0").map_err(|why| format!("the loopback: {why}"))?;
        let address = listener.local_addr().map_err(|why| why.to_string())?;
        let (note, asked) = channel();
        let events = Arc::new(events(dialect, fragments));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (note, events) = (note.clone(), Arc::clone(&events));
                // A client that goes away before its answer has its reasons.
                thread::spawn(move || answer(stream, &note, &events, writes));
            }
        });
        Ok(Self {
            address: address.to_string(),
            dialect,
            asked,
        })
    }

    /// A home that is connected to this service.
    pub(crate) fn home(&self) -> Home {
        let mut home = Home::new();
        let (vendor, path) = match self.dialect {
            Dialect::Messages => ("ANTHROPIC", ""),
            Dialect::Chat => ("OPENAI", "/v1"),
        };
        home.set(&format!("{vendor}_API_KEY"), "sk-bench");
        home.set(
            &format!("{vendor}_BASE_URL"),
            format!("http://{}{path}", self.address),
        );
        home
    }

    pub(crate) fn model(&self) -> &'static str {
        match self.dialect {
            Dialect::Messages => "anthropic/claude-sonnet-4-5-20250929",
            Dialect::Chat => "openai/gpt-4.1",
        }
    }

    /// When the next model request, of those not yet asked for, had come whole.
    pub(crate) fn next(&self) -> Result<Instant, String> {
        let patience = Duration::from_secs(10);
        self.asked
            .recv_timeout(patience)
            .map_err(|why| format!("no request came: {why}"))
    }

    /// Forgets the requests that nobody asked for, once their process has ended.
    pub(crate) fn forget(&self) {
        while self.asked.try_recv().is_ok() {}
    }
}

/// Reads one request, notes when it was there if a model is asked by it, and answers. None: the connection broke off.
fn answer(
    mut stream: TcpStream,
    note: &Sender<Instant>,
    events: &[String],
    writes: Writes,
) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(count) = line.strip_prefix("content-length:") {
            length = count.trim().parse().ok()?;
        }
    }
    reader.read_exact(&mut vec![0; length]).ok()?;
    let at = Instant::now();
    if !first.starts_with("POST") {
        let head = "HTTP/1.1 404 Answer\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        return stream.write_all(head.as_bytes()).ok();
    }
    note.send(at).ok()?;
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
    stream.write_all(head.as_bytes()).ok()?;
    match writes {
        Writes::Single => events
            .iter()
            .try_for_each(|event| stream.write_all(event.as_bytes())),
        Writes::Full => stream.write_all(events.concat().as_bytes()),
    }
    .ok()
}

/// The server-sent events of an answer in words.
fn events(dialect: Dialect, fragments: usize) -> Vec<String> {
    let words = (0..fragments).map(|number| format!("word{number} "));
    let named = |name: &str, mut data: Value| {
        data["type"] = json!(name);
        format!("event: {name}\ndata: {data}\n\n")
    };
    let chunk = |choices: Value, usage: Value| {
        let data = json!({"id": "bench", "object": "chat.completion.chunk", "created": 0, "model": "gpt-4.1",
            "choices": choices, "usage": usage});
        format!("data: {data}\n\n")
    };
    let usage = json!({"input_tokens": 100, "output_tokens": fragments});
    let mut events = Vec::new();
    match dialect {
        Dialect::Messages => {
            let message = json!({"id": "msg_bench", "type": "message", "role": "assistant", "content": [],
                "model": "claude-sonnet-4-5-20250929", "stop_reason": null, "stop_sequence": null, "usage": usage});
            events.push(named("message_start", json!({"message": message})));
            let block = json!({"index": 0, "content_block": {"type": "text", "text": ""}});
            events.push(named("content_block_start", block));
            events.extend(words.map(|word| {
                let delta = json!({"index": 0, "delta": {"type": "text_delta", "text": word}});
                named("content_block_delta", delta)
            }));
            events.push(named("content_block_stop", json!({"index": 0})));
            let end = json!({"delta": {"stop_reason": "end_turn", "stop_sequence": null}, "usage": usage});
            events.push(named("message_delta", end));
            events.push(named("message_stop", json!({})));
        }
        Dialect::Chat => {
            let choice = |delta: Value, finish: Value| json!([{"index": 0, "delta": delta, "finish_reason": finish}]);
            events.extend(
                words.map(|word| chunk(choice(json!({"content": word}), Value::Null), Value::Null)),
            );
            events.push(chunk(choice(json!({}), json!("stop")), Value::Null));
            let counted = json!({"prompt_tokens": 100, "completion_tokens": fragments, "total_tokens": 100 + fragments});
            events.push(chunk(json!([]), counted));
            events.push("data: [DONE]\n\n".to_owned());
        }
    }
    events
}
