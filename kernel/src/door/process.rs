//! Runs programs in the workspace: an allow-list for their environment, limits for all they do, and no survivors.

mod capture;
mod environment;

#[cfg(test)]
mod tests;

pub use environment::allowed;

use crate::domain::{Command, Fault, FaultKind, Outcome};
use crate::port::Processes;
use async_trait::async_trait;
use capture::Capture;
use rustix::process::{Pid, Signal, kill_process_group};
use std::collections::BTreeMap;
use std::future::Future;
use std::path::{Component, Path, PathBuf};
use std::pin::{Pin, pin};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, ChildStdin};
use tokio::time::{Instant, sleep, timeout};

/// Receives each complete line that a program prints, while it runs.
pub type Progress = Arc<dyn Fn(&str) + Send + Sync>;

/// What a command may use up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessLimits {
    /// The longest time that a command can ask for.
    pub time: Duration,
    pub stdin: usize,
    /// Of standard output and of standard error each.
    pub output: usize,
    /// Between the request to end and the end.
    pub mercy: Duration,
    /// How long programs left behind may hold the output open after the shell has ended.
    pub linger: Duration,
}

impl Default for ProcessLimits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(600),
            stdin: 1024 * 1024,
            output: 1024 * 1024,
            mercy: Duration::from_millis(500),
            linger: Duration::from_secs(1),
        }
    }
}

/// `/bin/sh`, in the workspace.
#[derive(Clone)]
pub struct Shell {
    workspace: PathBuf,
    environment: BTreeMap<String, String>,
    progress: Progress,
    limits: ProcessLimits,
}

impl Shell {
    /// Of the user's environment only what the allow-list names gets through.
    pub fn new(
        workspace: PathBuf,
        environment: &BTreeMap<String, String>,
        progress: Progress,
    ) -> Self {
        Self {
            workspace,
            environment: allowed(environment),
            progress,
            limits: ProcessLimits::default(),
        }
    }

    #[must_use]
    pub fn with_limits(self, limits: ProcessLimits) -> Self {
        Self { limits, ..self }
    }

    fn check(&self, command: &Command) -> Result<(), Fault> {
        if command.line.trim().is_empty() {
            return Err(invalid("the command line is empty".into()));
        }
        if command.line.contains('\0') {
            return Err(invalid("the command line holds a NUL".into()));
        }
        if command.stdin.len() > self.limits.stdin {
            let (size, limit) = (command.stdin.len(), self.limits.stdin);
            return Err(invalid(format!(
                "{size} bytes of input are more than the limit of {limit}"
            )));
        }
        if command.timeout_ms == 0 {
            return Err(invalid("a timeout of 0 ms leaves no time to run".into()));
        }
        Ok(())
    }

    /// The directory to run in, which exists below the workspace, links followed.
    fn directory(&self, below: &str) -> Result<PathBuf, Fault> {
        let no = |why: &str| invalid(format!("can't run in {below:?}: {why}"));
        let plain = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
        if !Path::new(below).components().all(plain) {
            return Err(no(
                "write the directory relative to the workspace, without \"..\"",
            ));
        }
        let real = |path: &Path| path.canonicalize().map_err(|error| no(&error.to_string()));
        let workspace = real(&self.workspace)?;
        let directory = real(&workspace.join(below))?;
        if !directory.starts_with(&workspace) {
            return Err(no("it leads out of the workspace"));
        }
        if directory.is_dir() {
            Ok(directory)
        } else {
            Err(no("it is not a directory"))
        }
    }

    fn spawn(&self, command: &Command) -> Result<(Child, Group), Fault> {
        let directory = self.directory(&command.directory)?;
        let mut shell = tokio::process::Command::new("/bin/sh");
        shell.arg("-c").arg(&command.line).current_dir(&directory);
        shell
            .env_clear()
            .envs(&self.environment)
            .env("PWD", &directory);
        shell
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // A group of its own can be ended as a whole.
        shell.process_group(0).kill_on_drop(true);
        let failed = |why: String| {
            Fault::new(
                "process",
                FaultKind::Other("spawn".into()),
                format!("can't start /bin/sh: {why}"),
            )
        };
        let child = shell.spawn().map_err(|error| failed(error.to_string()))?;
        let leader = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        let group = leader
            .map(Group)
            .ok_or_else(|| failed("it has no process id".into()))?;
        Ok((child, group))
    }
}

/// A process group that is killed when this goes out of scope: at the end of a call, and when nobody waits any more.
struct Group(Pid);

impl Group {
    fn signal(&self, signal: Signal) {
        // A group without members is what we want.
        kill_process_group(self.0, signal).ok();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.signal(Signal::KILL);
    }
}

#[async_trait]
impl Processes for Shell {
    async fn run(&self, command: &Command) -> Result<Outcome, Fault> {
        self.check(command)?;
        let started = Instant::now();
        let (mut child, group) = self.spawn(command)?;
        let stdin = child.stdin.take();
        let (mut stdout, mut stderr) = (child.stdout.take(), child.stderr.take());
        let mut out = Capture::new(self.limits.output, &self.progress);
        let mut err = Capture::new(self.limits.output, &self.progress);
        let ended = {
            let pump = async {
                tokio::join!(
                    feed(stdin, &command.stdin),
                    out.drain(&mut stdout),
                    err.drain(&mut stderr)
                );
            };
            let time = Duration::from_millis(command.timeout_ms.into()).min(self.limits.time);
            Run {
                child: &mut child,
                group: &group,
                limits: &self.limits,
            }
            .finish(pin!(pump), time)
            .await
        };
        let ended = ended.map_err(|error| {
            Fault::new(
                "process",
                FaultKind::Other("wait".into()),
                format!("lost sight of the command: {error}"),
            )
        })?;
        Ok(Outcome {
            code: ended.status.code(),
            stdout: out.finish(),
            stderr: err.finish(),
            timed_out: ended.timed_out,
            duration_ms: started.elapsed().as_millis().try_into().unwrap_or(u32::MAX),
        })
    }
}

/// A program's input; that it does not read it all is its own affair.
async fn feed(stdin: Option<ChildStdin>, input: &[u8]) {
    if let Some(mut stdin) = stdin {
        drop(stdin.write_all(input).await);
    }
}

struct Run<'a> {
    child: &'a mut Child,
    group: &'a Group,
    limits: &'a ProcessLimits,
}

struct Ended {
    status: ExitStatus,
    timed_out: bool,
}

impl Run<'_> {
    /// Waits for the shell and for what it prints; `pump` moves its input and output.
    async fn finish(
        mut self,
        mut pump: Pin<&mut impl Future<Output = ()>>,
        time: Duration,
    ) -> std::io::Result<Ended> {
        let mut drained = false;
        let mut deadline = pin!(sleep(time));
        let in_time = loop {
            tokio::select! {
                status = self.child.wait() => break Some(status?),
                () = &mut deadline => break None,
                () = &mut pump, if !drained => drained = true,
            }
        };
        let status = match in_time {
            Some(status) => status,
            None => self.end(&mut pump, &mut drained).await?,
        };
        if !drained {
            drained = timeout(self.limits.linger, &mut pump).await.is_ok();
        }
        self.group.signal(Signal::KILL);
        if !drained {
            // Whoever left the group keeps the pipes open: what came so far has to do.
            drop(timeout(self.limits.mercy, &mut pump).await);
        }
        Ok(Ended {
            status,
            timed_out: in_time.is_none(),
        })
    }

    /// Asks the whole group to end, then makes it.
    async fn end(
        &mut self,
        pump: &mut Pin<&mut impl Future<Output = ()>>,
        drained: &mut bool,
    ) -> std::io::Result<ExitStatus> {
        self.group.signal(Signal::TERM);
        let mut mercy = pin!(sleep(self.limits.mercy));
        loop {
            tokio::select! {
                status = self.child.wait() => return status,
                () = &mut mercy => break,
                () = &mut *pump, if !*drained => *drained = true,
            }
        }
        self.group.signal(Signal::KILL);
        self.child.wait().await
    }
}

fn invalid(message: String) -> Fault {
    Fault::new("process", FaultKind::Invalid, message)
}
