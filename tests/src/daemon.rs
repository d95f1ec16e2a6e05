//! The daemon of a home, and whoever speaks HTTP with it.

use crate::Home;
use crate::run::{Input, Run, Running};
use rustix::process::Signal;
use serde_json::Value;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Generous, since two loaded cores may run everything at once.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running daemon; it ends with the test.
pub struct Daemon {
    running: Running,
    pub address: SocketAddr,
    pub token: String,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    /// The names in small letters.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// One server-sent event.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    pub id: Option<i64>,
    pub data: Value,
}

impl Daemon {
    /// Starts in the home's workspace. The home's config should let the system choose the port: [`config`].
    #[track_caller]
    pub fn start(home: &Home) -> Self {
        Self::start_with(home, &[])
    }

    /// The same with more flags.
    #[track_caller]
    pub fn start_with(home: &Home, flags: &[&str]) -> Self {
        let arguments = [&["daemon", "start", "--output-format", "json"], flags].concat();
        let running = Running::start(home.command(arguments), Input::Nothing);
        running.until("the line that tells where it listens", |running| {
            running.stdout().ends_with('\n')
        });
        let told: Value = serde_json::from_str(&running.stdout()).expect("one line of JSON");
        let url = told["url"].as_str().expect("where it listens");
        let address = url.strip_prefix("http://").expect("a URL").parse();
        let token = std::fs::read_to_string(home.path().join("credentials/api.token"));
        Self {
            running,
            address: address.expect("an address"),
            token: token.unwrap_or_default().trim().to_owned(),
        }
    }

    /// Its process.
    pub fn pid(&self) -> u64 {
        self.running.id()
    }

    pub fn signal(&self, signal: Signal) {
        self.running.signal(signal);
    }

    /// Waits for its end.
    #[track_caller]
    pub fn end(self) -> Run {
        self.running.end_within(PATIENCE)
    }

    /// Kills it, as nobody can prevent.
    pub fn kill(self) {
        self.running.signal(Signal::KILL);
        self.running.end_within(PATIENCE);
    }

    /// Everything it printed so far.
    pub fn printed(&self) -> String {
        format!("{}{}", self.running.stdout(), self.running.stderr())
    }

    /// A request with the token, and with these bytes as JSON.
    pub fn ask(&self, method: &str, path: &str, body: Option<&str>) -> Answer {
        self.ask_with(method, path, &[], body)
    }

    /// The same with more headers.
    pub fn ask_with(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Answer {
        let token = format!("Bearer {}", self.token);
        let host = self.address.to_string();
        let mut all = vec![("Host", host.as_str()), ("Authorization", token.as_str())];
        if body.is_some() {
            all.push(("Content-Type", "application/json"));
        }
        all.extend(headers);
        self.plain(method, path, &all, body.unwrap_or_default().as_bytes())
    }

    /// A request with exactly these headers, beside those that say how long it is.
    pub fn plain(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut bytes = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n").into_bytes();
        for (name, value) in headers {
            bytes.extend(format!("{name}: {value}\r\n").bytes());
        }
        let has_body = !body.is_empty() || method == "POST";
        if has_body {
            bytes.extend(format!("Content-Length: {}\r\n", body.len()).bytes());
        }
        bytes.extend(b"\r\n");
        bytes.extend(body);
        self.raw(&bytes)
            .unwrap_or_else(|| panic!("{method} {path} was not answered\n{}", self.printed()))
    }

    /// Bytes as they are; none: no answer came.
    pub fn raw(&self, bytes: &[u8]) -> Option<Answer> {
        Self::exchange(self.connect(), bytes)
    }

    /// The same with a daemon that may be gone by now.
    pub fn try_raw(&self, bytes: &[u8]) -> Option<Answer> {
        let stream = TcpStream::connect(self.address).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        Self::exchange(stream, bytes)
    }

    fn exchange(mut stream: TcpStream, bytes: &[u8]) -> Option<Answer> {
        // A server that refuses early may read no further.
        drop(stream.write_all(bytes));
        let mut answer = Vec::new();
        let mut piece = [0; 8192];
        loop {
            match stream.read(&mut piece) {
                Ok(0) => break,
                Ok(count) => answer.extend_from_slice(&piece[..count]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // A reset after the answer, or no answer within the time.
                Err(_) => break,
            }
            if is_whole(&answer) {
                break;
            }
        }
        drop(stream.shutdown(Shutdown::Both));
        parse(&answer)
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("the daemon listens");
        stream
            .set_read_timeout(Some(PATIENCE))
            .expect("a socket takes a time");
        stream
    }

    /// Hands a task in, and gives its id.
    #[track_caller]
    pub fn submit(&self, body: &Value) -> String {
        let answer = self.ask("POST", "/api/v1/tasks", Some(&body.to_string()));
        assert_eq!(answer.status, 202, "{}\n{}", answer.body, self.printed());
        let id = answer.json()["task_id"].clone();
        id.as_str().expect("an id").to_owned()
    }

    /// The task as it is told now.
    #[track_caller]
    pub fn task(&self, id: &str) -> Value {
        let answer = self.ask("GET", &format!("/api/v1/tasks/{id}"), None);
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// Waits until the task has come so far.
    #[track_caller]
    pub fn until(&self, id: &str, status: &str) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let task = self.task(id);
            if task["status"] == status {
                return task;
            }
            assert!(
                Instant::now() < deadline,
                "waited in vain for {status}: {task}\n{}",
                self.printed()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// A task's events to their end, from after this one. Asked in the old version of the protocol, whose answers come
    /// whole and not in chunks.
    #[track_caller]
    pub fn events(&self, id: &str, after: Option<i64>) -> Vec<Sent> {
        let after = after.map_or_else(String::new, |id| format!("Last-Event-ID: {id}\r\n"));
        let request = format!(
            "GET /api/v1/tasks/{id}/events HTTP/1.0\r\nHost: {}\r\nAuthorization: Bearer {}\r\n{after}\r\n",
            self.address, self.token
        );
        let mut stream = self.connect();
        stream
            .write_all(request.as_bytes())
            .expect("a request can be written");
        let mut answer = Vec::new();
        stream
            .read_to_end(&mut answer)
            .expect("the events come to an end");
        let answer = parse(&answer).expect("an answer");
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.header("content-type"), Some("text/event-stream"));
        sent(&answer.body)
    }
}

impl Answer {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|why| panic!("not JSON: {why}: {}", self.body))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut named = self.headers.iter().filter(|(own, _)| own == name);
        named.next().map(|(_, value)| value.as_str())
    }

    /// The stable word of a refusal; empty where it is none.
    pub fn code(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        body["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// The config of a home whose daemon listens wherever a port is free.
pub fn config(more: &str) -> String {
    format!("[retry]\nbase_ms = 10\n[api]\nport = 0\n{more}")
}

fn head(bytes: &[u8]) -> Option<(String, usize)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some((String::from_utf8_lossy(&bytes[..end]).into_owned(), end + 4))
}

fn is_whole(bytes: &[u8]) -> bool {
    let Some((head, from)) = head(bytes) else {
        return false;
    };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().ok())?
    });
    length.is_some_and(|length| bytes.len() >= from + length)
}

fn parse(bytes: &[u8]) -> Option<Answer> {
    let (head, from) = head(bytes)?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    });
    Some(Answer {
        status,
        headers: headers.collect(),
        body: String::from_utf8_lossy(&bytes[from..]).into_owned(),
    })
}

fn sent(text: &str) -> Vec<Sent> {
    let mut events = Vec::new();
    for block in text.split("\n\n") {
        let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
        let Some(data) = field("data: ") else {
            continue;
        };
        events.push(Sent {
            id: field("id: ").and_then(|id| id.parse().ok()),
            data: serde_json::from_str(data).expect("each event is JSON"),
        });
    }
    events
}
