//! Runs programs in the workspace: in a sandbox, with an allow-list for their environment, limits for all they do, and no
//! survivors.

mod capture;
mod confined;
mod environment;
mod identity;
mod proxy;
mod serve;

#[cfg(test)]
mod tests;

pub use confined::{Standing, probe};
pub use environment::allowed;
pub use openkoi_sandbox::Kept;
pub use serve::{Life, Program, Served};

use crate::domain::{Command, Fault, FaultKind, Outcome};
use crate::port::Processes;
use async_trait::async_trait;
use capture::Capture;
use confined::{Confined, Ending};
use identity::Identity;
use openkoi_sandbox::Scene;
pub(crate) use proxy::Proxy;
use std::collections::BTreeMap;
use std::future::Future;
use std::path::{Component, Path, PathBuf};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::ChildStdin;
use tokio::sync::OnceCell;
use tokio::time::{Instant, sleep, timeout};

/// Where programs in a sandbox find the proxy, on a loopback that is theirs alone.
const PROXY_PORT: u16 = 3128;

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

/// Where the sandbox of a workspace keeps what it needs, and what it never shows.
#[derive(Debug, Clone)]
pub struct Places {
    /// What is temporary, for one task: `/tmp` for its programs.
    pub temp: PathBuf,
    /// What build tools keep; a folder below it for each workspace.
    pub caches: PathBuf,
    /// Our own, wherever it lies.
    pub hidden: Vec<PathBuf>,
    /// The hosts that programs may reach, as the user lists them; none: there is no network.
    pub hosts: Vec<String>,
}

/// What is temporary goes with the last shell that needs it.
struct Temp(PathBuf);

impl Drop for Temp {
    fn drop(&mut self) {
        // What was never made need not go; what can't be removed is left to the system.
        std::fs::remove_dir_all(&self.0).ok();
        if let Some(task) = self.0.parent() {
            std::fs::remove_dir(task).ok();
        }
    }
}

/// `/bin/sh`, in the workspace, in the sandbox.
#[derive(Clone)]
pub struct Shell {
    workspace: PathBuf,
    environment: BTreeMap<String, String>,
    places: Places,
    temp: Arc<Temp>,
    /// Begun by the first program, where there are hosts to reach.
    proxy: Arc<OnceCell<Proxy>>,
    identity: Identity,
    /// What git is told of the user; looked up by the first program.
    settings: Arc<OnceCell<Option<PathBuf>>>,
    progress: Progress,
    limits: ProcessLimits,
}

impl Shell {
    /// Of the user's environment only what the allow-list names gets through.
    pub fn new(
        workspace: PathBuf,
        environment: &BTreeMap<String, String>,
        places: Places,
        progress: Progress,
    ) -> Self {
        Self {
            workspace,
            environment: allowed(environment),
            temp: Arc::new(Temp(places.temp.clone())),
            places,
            proxy: Arc::default(),
            identity: Identity::new(environment),
            settings: Arc::default(),
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

    /// What the program will see; the workspace by its real name.
    async fn scene(&self) -> Result<Scene, Fault> {
        let workspace = self.workspace.canonicalize();
        let workspace = workspace.map_err(|error| invalid(format!("no workspace: {error}")))?;
        let name = blake3::hash(workspace.as_os_str().as_encoded_bytes()).to_hex();
        let caches = self.places.caches.join(&name[..16]);
        let look_up = || self.identity.keep(&workspace, &caches);
        let settings = self.settings.get_or_init(look_up).await.clone();
        let mut environment = self.environment.clone();
        if let Some(settings) = &settings {
            let path = settings.display().to_string();
            environment.insert("GIT_CONFIG_GLOBAL".into(), path);
        }
        Ok(Scene {
            caches,
            temp: self.temp.0.clone(),
            hidden: self.places.hidden.clone(),
            readable: settings.into_iter().collect(),
            environment,
            limits: openkoi_sandbox::Limits::for_this_machine(),
            proxy: self.proxy()?,
            workspace,
        })
    }

    /// The way to the hosts that the user lists; what is no host opens none.
    fn proxy(&self) -> Result<Option<openkoi_sandbox::Proxy>, Fault> {
        let Places { temp, hosts, .. } = &self.places;
        if hosts.is_empty() {
            return Ok(None);
        }
        let proxy = match self.proxy.get() {
            Some(proxy) => proxy,
            None => {
                let begun = Proxy::start(&temp.with_extension("proxy"), hosts).map_err(invalid)?;
                // Where two begin at once, one of them is enough.
                self.proxy.set(begun).ok();
                self.proxy
                    .get()
                    .ok_or_else(|| invalid("there is no proxy".into()))?
            }
        };
        Ok(Some(openkoi_sandbox::Proxy {
            socket: proxy.socket.clone(),
            port: PROXY_PORT,
        }))
    }

    async fn start(&self, command: &Command) -> Result<Confined, Fault> {
        let directory = self.directory(&command.directory)?;
        let scene = self.scene().await?;
        let words = ["/bin/sh", "-c", command.line.as_str()].map(str::to_owned);
        Confined::start(scene, words.into(), directory).await
    }
}

#[async_trait]
impl Processes for Shell {
    async fn run(&self, command: &Command) -> Result<Outcome, Fault> {
        self.check(command)?;
        let started = Instant::now();
        let mut confined = self.start(command).await?;
        let stdin = confined.child.stdin.take();
        let (mut stdout, mut stderr) = (confined.child.stdout.take(), confined.child.stderr.take());
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
                confined: &mut confined,
                limits: &self.limits,
            }
            .finish(pin!(pump), time)
            .await?
        };
        for line in confined.close().await? {
            err.say(&line);
        }
        Ok(Outcome {
            code: ended.code,
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
    confined: &'a mut Confined,
    limits: &'a ProcessLimits,
}

struct Ended {
    code: Option<i32>,
    timed_out: bool,
}

impl Run<'_> {
    /// Waits for the shell and for what it prints; `pump` moves its input and output.
    async fn finish(
        mut self,
        mut pump: Pin<&mut impl Future<Output = ()>>,
        time: Duration,
    ) -> Result<Ended, Fault> {
        let mut drained = false;
        let mut deadline = pin!(sleep(time));
        let in_time = loop {
            tokio::select! {
                ending = self.confined.wait() => break Some(ending?),
                () = &mut deadline => break None,
                () = &mut pump, if !drained => drained = true,
            }
        };
        let ending = match in_time {
            Some(ending) => ending,
            None => self.end(&mut pump, &mut drained).await?,
        };
        if !drained {
            drained = timeout(self.limits.linger, &mut pump).await.is_ok();
        }
        self.confined.end().await;
        if !drained {
            // With the sandbox all who held the pipes are gone: what is in them is read in a moment.
            drop(timeout(self.limits.mercy, &mut pump).await);
        }
        Ok(Ended {
            code: ending.code,
            timed_out: in_time.is_none(),
        })
    }

    /// Asks all of them to end, then makes them.
    async fn end(
        &mut self,
        pump: &mut Pin<&mut impl Future<Output = ()>>,
        drained: &mut bool,
    ) -> Result<Ending, Fault> {
        self.confined.ask_to_end();
        let mut mercy = pin!(sleep(self.limits.mercy));
        loop {
            tokio::select! {
                ending = self.confined.wait() => return ending,
                () = &mut mercy => break,
                () = &mut *pump, if !*drained => *drained = true,
            }
        }
        self.confined.end().await;
        Ok(Ending { code: None })
    }
}

fn invalid(message: String) -> Fault {
    Fault::new("process", FaultKind::Invalid, message)
}
