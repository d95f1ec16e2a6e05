//! A helper, the peer in the tool's place, and what both of them made of a plan.

use openkoi_sandbox::{Launch, Limits, Plan, Report, Shown, What, seatbelt};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// How long a test looks for what has to come.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Bench {
    root: TempDir,
}

/// A program that runs, and its helper.
pub(crate) struct Running {
    pub(crate) helper: Child,
    pub(crate) lifeline: Option<std::os::fd::OwnedFd>,
    reports: BufReader<File>,
}

/// What was told when all was over.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) reports: Vec<Report>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let root = tempfile::tempdir().expect("a folder");
        for name in ["work", "temp"] {
            fs::create_dir(root.path().join(name)).expect("a folder");
        }
        Self { root }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        let root = self.root.path().canonicalize().expect("a real one");
        root.join(name)
    }

    pub(crate) fn peer() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seatbelt/peer")
    }

    /// Another tool.
    pub(crate) fn tool(&self, text: &str) -> PathBuf {
        let path = self.path("tool");
        fs::write(&path, text).expect("a tool");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a program");
        path
    }

    pub(crate) fn plan(&self, line: &str) -> Plan {
        let view = [
            (self.path("work"), What::Writable),
            ("/tmp".into(), What::WritableFrom(self.path("temp"))),
            ("/usr".into(), What::ReadOnly),
        ];
        Plan {
            words: ["/bin/sh", "-c", line].map(str::to_owned).into(),
            environment: BTreeMap::from([("PATH".into(), "/usr/bin:/bin".into())]),
            directory: self.path("work"),
            view: view.map(|(path, what)| Shown { path, what }).into(),
            limits: Limits::default(),
            proxy: None,
            stand_ins: None,
            without: Vec::new(),
        }
    }

    pub(crate) fn start(&self, tool: &Path, plan: &Plan) -> Running {
        let helper = Path::new(env!("CARGO_BIN_EXE_confine"));
        let Launch {
            mut command,
            report,
            lifeline,
        } = seatbelt::launch(helper, tool, plan).expect("a helper");
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0);
        let helper = command.spawn().expect("it starts");
        drop(command);
        Running {
            helper,
            lifeline: Some(lifeline),
            reports: BufReader::new(File::from(report)),
        }
    }

    /// Runs it to its own end, with `input`.
    pub(crate) fn run(&self, tool: &Path, plan: &Plan, input: &str) -> Told {
        let mut running = self.start(tool, plan);
        let mut stdin = running.helper.stdin.take().expect("a pipe");
        stdin.write_all(input.as_bytes()).expect("it reads");
        drop(stdin);
        running.told()
    }
}

impl Running {
    /// The next report.
    pub(crate) fn report(&mut self) -> Option<Report> {
        let mut line = String::new();
        self.reports.read_line(&mut line).expect("a pipe");
        (!line.is_empty()).then(|| serde_json::from_str(&line).expect("a report"))
    }

    /// The next line on its standard output.
    pub(crate) fn line(&mut self) -> String {
        let mut line = Vec::new();
        let stdout = self.helper.stdout.as_mut().expect("a pipe");
        let mut byte = [0];
        while stdout.read(&mut byte).expect("it speaks") == 1 && byte[0] != b'\n' {
            line.push(byte[0]);
        }
        String::from_utf8(line).expect("a text")
    }

    /// All that is told until the helper has ended by itself.
    pub(crate) fn told(&mut self) -> Told {
        let mut reports = Vec::new();
        while let Some(report) = self.report() {
            reports.push(report);
        }
        let text = |pipe: &mut dyn Read| {
            let mut text = String::new();
            pipe.read_to_string(&mut text).expect("a text");
            text
        };
        let stdout = text(self.helper.stdout.as_mut().expect("a pipe"));
        let stderr = text(self.helper.stderr.as_mut().expect("a pipe"));
        self.helper.wait().expect("it ends");
        Told {
            reports,
            stdout,
            stderr,
        }
    }
}

/// Whether this process comes to its end: one that has ended and waits to be collected has.
pub(crate) fn ends(process: &str) -> bool {
    let is_over = || {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        let state = stat.rsplit(')').next().unwrap_or_default().trim_start();
        state.is_empty() || state.starts_with(['Z', 'X'])
    };
    eventually(is_over)
}

pub(crate) fn eventually(is_so: impl Fn() -> bool) -> bool {
    let pause = Duration::from_millis(10);
    for _ in 0..PATIENCE.as_millis() / pause.as_millis() {
        if is_so() {
            return true;
        }
        thread::sleep(pause);
    }
    false
}
