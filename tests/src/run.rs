//! One run of the binary, from its start to its end.

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use serde_json::Value;
use std::io::{Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// What stands at stdin.
pub enum Input {
    /// `/dev/null`.
    Nothing,
    /// A pipe with these bytes, then its end.
    Bytes(Vec<u8>),
    /// A pipe that nobody writes to and nobody closes.
    Silence,
}

/// How a run went.
#[derive(Debug, Clone)]
pub struct Run {
    /// The exit code, or 128 and the number of the signal that ended it.
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
    pub elapsed: Duration,
    line: String,
}

impl Run {
    /// Asserts the exit code, and shows everything if it is another.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            code,
            "`{}` should end with {code}, after {:?}\n{}",
            self.line,
            self.elapsed,
            self.told()
        );
        self
    }

    /// Asserts that stderr mentions each of these.
    #[track_caller]
    pub fn tells(self, words: &[&str]) -> Self {
        for word in words {
            let found = self.stderr.to_lowercase().contains(&word.to_lowercase());
            assert!(
                found,
                "`{}` should say {word:?} on stderr\n{}",
                self.line,
                self.told()
            );
        }
        self
    }

    /// Everything it printed, for messages.
    pub fn told(&self) -> String {
        format!(
            "--- stdout\n{}\n--- stderr\n{}\n---",
            clip(&self.stdout),
            clip(&self.stderr)
        )
    }

    /// The one JSON object on stdout.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|why| {
            panic!(
                "`{}`: stdout is not one JSON value: {why}\n{}",
                self.line,
                self.told()
            )
        })
    }

    /// The JSON objects on stdout, one a line.
    #[track_caller]
    pub fn json_lines(&self) -> Vec<Value> {
        let parse = |line: &str| {
            serde_json::from_str(line)
                .unwrap_or_else(|why| panic!("not JSON: {why}: {line}\n{}", self.told()))
        };
        self.stdout.lines().map(parse).collect()
    }
}

fn clip(text: &str) -> &str {
    let end = text
        .char_indices()
        .nth(6000)
        .map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// A run that has begun.
pub struct Running {
    child: Child,
    stdout: Collected,
    stderr: Collected,
    begun: Instant,
    line: String,
    _stdin: Option<std::process::ChildStdin>,
}

impl Running {
    /// Starts the command in a process group of its own, so that nobody else can be hit when it is ended.
    pub fn start(mut command: Command, input: Input) -> Self {
        let arguments: Vec<_> = command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned())
            .collect();
        let line = clip(&format!("openkoi {}", arguments.join(" "))).to_owned();
        let piped = !matches!(input, Input::Nothing);
        command.stdin(if piped { Stdio::piped() } else { Stdio::null() });
        command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0);
        let begun = Instant::now();
        let mut child = command
            .spawn()
            .unwrap_or_else(|why| panic!("{line}: {why}"));
        let stdin = feed(&mut child, input);
        let stdout = Collected::of(child.stdout.take().expect("stdout is piped"));
        let stderr = Collected::of(child.stderr.take().expect("stderr is piped"));
        Self {
            child,
            stdout,
            stderr,
            begun,
            line,
            _stdin: stdin,
        }
    }

    /// Sends a signal to the process itself, not to what it started.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).expect("a child that was not waited for can be signalled");
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// The number of its process.
    pub fn id(&self) -> u64 {
        u64::from(self.child.id())
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// What stderr holds so far.
    pub fn stderr(&self) -> String {
        self.stderr.text()
    }

    /// What stdout holds so far.
    pub fn stdout(&self) -> String {
        self.stdout.text()
    }

    /// Waits until something is true of it.
    #[track_caller]
    pub fn until(&self, what: &str, mut is_true: impl FnMut(&Self) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !is_true(self) {
            assert!(
                Instant::now() < deadline,
                "`{}`: waited in vain for {what}\n{}\n{}",
                self.line,
                self.stdout(),
                self.stderr()
            );
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits for the end; a run that has not ended by then is killed and is a failure.
    #[track_caller]
    pub fn end_within(mut self, patience: Duration) -> Run {
        let deadline = Instant::now() + patience;
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
                break status;
            }
            if Instant::now() > deadline {
                self.kill();
                panic!(
                    "`{}` did not end within {patience:?}\n{}\n{}",
                    self.line,
                    self.stdout(),
                    self.stderr()
                );
            }
            thread::sleep(Duration::from_millis(5));
        };
        let elapsed = self.begun.elapsed();
        self.stdout.settle();
        self.stderr.settle();
        Run {
            code: code(status),
            stdout: self.stdout(),
            stderr: self.stderr(),
            elapsed,
            line: self.line.clone(),
        }
    }

    fn kill(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            kill_process_group(self.pid(), Signal::KILL).expect("a group of ours can be killed");
            self.child.wait().expect("a killed child ends");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

fn code(status: ExitStatus) -> i32 {
    status
        .code()
        .unwrap_or_else(|| 128 + status.signal().unwrap_or(0))
}

fn feed(child: &mut Child, input: Input) -> Option<std::process::ChildStdin> {
    let mut stdin = child.stdin.take()?;
    match input {
        Input::Nothing => None,
        Input::Silence => Some(stdin),
        Input::Bytes(bytes) => {
            // A program that refuses its input closes the pipe early: then what is left is not its business.
            thread::spawn(move || stdin.write_all(&bytes).ok());
            None
        }
    }
}

/// What a pipe has delivered so far.
struct Collected {
    bytes: Arc<Mutex<Vec<u8>>>,
    reader: thread::JoinHandle<()>,
}

impl Collected {
    fn of(mut pipe: impl Read + Send + 'static) -> Self {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&bytes);
        let reader = thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(count @ 1..) = pipe.read(&mut buffer) {
                hold(&sink).extend_from_slice(&buffer[..count]);
            }
        });
        Self { bytes, reader }
    }

    /// Waits a little for the pipe's end, which a grandchild that was left behind would hold off.
    fn settle(&self) {
        let deadline = Instant::now() + Duration::from_secs(5);
        while !self.reader.is_finished() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(2));
        }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&hold(&self.bytes)).into_owned()
    }
}

fn hold(bytes: &Mutex<Vec<u8>>) -> MutexGuard<'_, Vec<u8>> {
    bytes.lock().unwrap_or_else(PoisonError::into_inner)
}
