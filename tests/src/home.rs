//! A home of one's own: configuration, journal and workspace in a temporary directory.

use crate::canary::Canaries;
use crate::run::{Input, Run, Running};
use crate::server::{Server, hold};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::Duration;
use tempfile::TempDir;

/// Generous, since two loaded cores may run everything at once.
const PATIENCE: Duration = Duration::from_secs(120);

/// Larger files are not looked into.
const LARGEST: u64 = 256 << 20;

/// A temporary home, and a workspace beside it in which the binary runs.
pub struct Home {
    root: TempDir,
    workspace: PathBuf,
    environment: BTreeMap<String, String>,
    patience: Duration,
    /// The layer of the sandbox that can't be had here.
    missing: Option<&'static str>,
    /// What the test wrote with a credential in it, and copies of which may lie about.
    planted: Mutex<Vec<Vec<u8>>>,
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

impl Home {
    /// A home that does not exist yet, and an empty workspace.
    pub fn new() -> Self {
        Self::with_workspace("work")
    }

    /// The same, in memory where the machine has such a place: for campaigns of hundreds of homes.
    pub fn in_memory() -> Self {
        let memory = Path::new("/dev/shm");
        let usual = std::env::temp_dir();
        Self::made("work", if memory.is_dir() { memory } else { &usual })
    }

    /// The same, with a workspace of this name.
    pub fn with_workspace(name: &str) -> Self {
        Self::made(name, &std::env::temp_dir())
    }

    fn made(name: &str, place: &Path) -> Self {
        let root = tempfile::Builder::new()
            .prefix("openkoi-test-")
            .tempdir_in(place)
            .expect("a temporary directory can be made");
        let workspace = root.path().join(name);
        for directory in [
            workspace.clone(),
            root.path().join("user"),
            root.path().join("tmp"),
        ] {
            fs::create_dir_all(directory).expect("directories can be made in a fresh one");
        }
        let own = root.path().join("koi").display().to_string();
        let environment = BTreeMap::from([("OPENKOI_HOME".to_owned(), own)]);
        Self {
            root,
            workspace,
            environment,
            patience: PATIENCE,
            missing: None,
            planted: Mutex::default(),
        }
    }

    /// `$OPENKOI_HOME`. The binary makes it when it needs it.
    pub fn path(&self) -> PathBuf {
        self.root.path().join("koi")
    }

    /// Everything that a run can have written to, the workspace included.
    pub fn everything(&self) -> &Path {
        self.root.path()
    }

    pub fn workspace(&self) -> &Path {
        &self.workspace
    }

    /// Sets a variable of the environment in which the binary runs.
    pub fn set(&mut self, name: &str, value: impl AsRef<str>) -> &mut Self {
        self.environment
            .insert(name.to_owned(), value.as_ref().to_owned());
        self
    }

    /// Runs that take longer than this are a failure.
    pub fn patient_for(&mut self, time: Duration) -> &mut Self {
        self.patience = time;
        self
    }

    /// Runs the binary where the kernel refuses what this layer of the sandbox needs.
    pub fn without(&mut self, layer: &'static str) -> &mut Self {
        self.missing = Some(layer);
        self
    }

    /// Writes a file of the workspace.
    pub fn file(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        self.plant(&self.workspace.join(path), content.as_ref())
    }

    /// Writes a file of the home, `config.toml` for example.
    pub fn own_file(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        self.plant(&self.path().join(path), content.as_ref())
    }

    fn plant(&self, path: &Path, content: &[u8]) -> &Self {
        if !Canaries::everywhere().left_in(content).is_empty() {
            self.may_hold(content);
        }
        write(path, content);
        self
    }

    /// Files with this content may hold a credential: a person wanted them to.
    pub fn may_hold(&self, content: impl AsRef<[u8]>) -> &Self {
        hold(&self.planted).push(content.as_ref().to_vec());
        self
    }

    /// Makes pauses between retries short.
    pub fn hurried(&self) -> &Self {
        self.own_file("config.toml", "[retry]\nbase_ms = 10\n")
    }

    /// The text of a workspace file.
    pub fn read(&self, path: &str) -> String {
        let path = self.workspace.join(path);
        fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
    }

    /// Copies a directory of this repository into the workspace.
    pub fn copy(&self, directory: &Path) -> &Self {
        copy(directory, &self.workspace);
        self
    }

    /// Connects the service that the server speaks the dialect of.
    pub fn connect(&mut self, server: &Server) -> &mut Self {
        for (name, value) in server.environment() {
            self.set(name, value);
        }
        self
    }

    /// A home with fast retries that is connected to this server.
    pub fn connected(server: &Server) -> Self {
        let mut home = Self::new();
        home.hurried();
        home.connect(server);
        home
    }

    /// The command, not yet started: nothing but this home's variables, and those without which no toolchain runs.
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = match self.missing {
            None => Command::new(crate::binary()),
            Some(layer) => {
                let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
                let launcher = "kernel/sandbox/tests/probes/without.py";
                let mut command = Command::new("python3");
                command.arg(repository.expect("it has one").join(launcher));
                command.arg(layer).arg(crate::binary());
                command
            }
        };
        command.args(arguments).current_dir(&self.workspace);
        self.dress(&mut command);
        command
    }

    /// Gives a command this home's environment.
    pub fn dress(&self, command: &mut Command) {
        command.env_clear();
        let outside = std::env::var_os("HOME")
            .map(PathBuf::from)
            .unwrap_or_default();
        for (name, directory) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            command.env(
                name,
                std::env::var_os(name).map_or_else(|| outside.join(directory), PathBuf::from),
            );
        }
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
            .env("HOME", self.root.path().join("user"))
            .env("TMPDIR", self.root.path().join("tmp"));
        command
            .env("LANG", "C.UTF-8")
            .env("CARGO_NET_OFFLINE", "true")
            .envs(Canaries::everywhere().environment())
            .envs(&self.environment);
    }

    /// Runs with nothing on stdin, until it ends.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Run {
        self.run_with(Input::Nothing, arguments)
    }

    /// Executes a task once, without evaluation, so that the model's own turns are all there is.
    pub fn once(&self, server: &Server, task: &str) -> Run {
        self.run([
            task,
            "-m",
            server.model(),
            "-i",
            "0",
            "--output-format",
            "json",
        ])
    }

    /// Runs with these bytes piped in.
    pub fn pipe<A: AsRef<OsStr>>(
        &self,
        input: impl Into<Vec<u8>>,
        arguments: impl IntoIterator<Item = A>,
    ) -> Run {
        self.run_with(Input::Bytes(input.into()), arguments)
    }

    pub fn run_with<A: AsRef<OsStr>>(
        &self,
        input: Input,
        arguments: impl IntoIterator<Item = A>,
    ) -> Run {
        let run = Running::start(self.command(arguments), input).end_within(self.patience);
        let canaries = Canaries::everywhere();
        let printed = [("stdout", &run.stdout), ("stderr", &run.stderr)];
        let left = printed
            .iter()
            .find_map(|(what, text)| canaries.finding(what, text.as_bytes()));
        assert_eq!(left, None, "{}", run.told());
        run
    }

    /// Starts and does not wait.
    pub fn start<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Running {
        Running::start(self.command(arguments), Input::Nothing)
    }

    /// The files under the home and the workspace, each with its bytes.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        collect(self.everything(), &mut found);
        found.sort();
        found
    }

    /// The files of the workspace, relative to it, each with its text.
    pub fn tree(&self) -> BTreeMap<String, String> {
        let mut found = Vec::new();
        collect(&self.workspace, &mut found);
        let relative = |path: &Path| {
            path.strip_prefix(&self.workspace)
                .unwrap_or(path)
                .display()
                .to_string()
        };
        found
            .into_iter()
            .map(|(path, bytes)| {
                (
                    relative(&path),
                    String::from_utf8_lossy(&bytes).into_owned(),
                )
            })
            .collect()
    }

    /// The journal's file. There is one after the first task.
    pub fn journal(&self) -> PathBuf {
        let is_journal = |path: &Path| {
            path.starts_with(self.path()) && path.extension().is_some_and(|end| end == "db")
        };
        let found = self
            .files()
            .into_iter()
            .map(|(path, _)| path)
            .find(|path| is_journal(path));
        found.unwrap_or_else(|| panic!("there is no journal in {}", self.path().display()))
    }
}

/// Nothing that a run of any test leaves behind holds a credential, but where credentials are kept.
impl Drop for Home {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let (own, planted) = (self.path().join("credentials"), hold(&self.planted));
        let binary = fs::metadata(crate::binary()).map_or(0, |metadata| metadata.len());
        let canaries = Canaries::everywhere();
        let left = self.files().into_iter().filter_map(|(path, content)| {
            // A copy of the binary knows by heart how private keys begin.
            let is_kept = path.starts_with(&own)
                || planted.contains(&content)
                || content.len() as u64 == binary;
            (!is_kept).then(|| canaries.finding(&path.display().to_string(), &content))?
        });
        let left: Vec<String> = left.collect();
        assert!(
            left.is_empty(),
            "credentials lie about:\n{}",
            left.join("\n")
        );
    }
}

fn write(path: &Path, content: &[u8]) {
    let directory = path.parent().expect("a file stands in a directory");
    fs::create_dir_all(directory).unwrap_or_else(|why| panic!("{}: {why}", directory.display()));
    fs::write(path, content).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
}

fn copy(from: &Path, to: &Path) {
    let entries = fs::read_dir(from).unwrap_or_else(|why| panic!("{}: {why}", from.display()));
    for entry in entries {
        let entry = entry.expect("a directory can be read to its end");
        if entry.file_name() == "target" {
            continue;
        }
        let destination = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &destination);
        } else {
            write(
                &destination,
                &fs::read(entry.path()).expect("a listed file can be read"),
            );
        }
    }
}

/// A pipe would be waited for; only projects that mean harm have files of gigabytes, with nothing in them.
fn is_read(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= LARGEST)
}

fn collect(directory: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    let Ok(entries) = fs::read_dir(directory) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() && !path.is_symlink() {
            collect(&path, found);
        } else if is_read(&path)
            && let Ok(bytes) = fs::read(&path)
        {
            found.push((path, bytes));
        }
    }
}
