//! A program that is spoken to for as long as a task runs: a server on its own standard input and output, in the sandbox
//! that commands run in.

use super::confined::Confined;
use super::{Shell, invalid};
use crate::domain::Fault;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::AsyncReadExt;
use tokio::process::{ChildStderr, ChildStdin, ChildStdout};
use tokio::task::JoinHandle;

/// More processes and threads than these no server has.
const PROCESSES: u64 = 512;
/// The end of what it prints to standard error that is kept.
const KEPT: usize = 4 * 1024;
/// What a task's programs are marked with, which none of them takes off.
const MARK: &str = "OPENKOI_TASK";

/// A server to be started.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Program {
    /// Looked for in the PATH, or from where it runs.
    pub command: String,
    pub arguments: Vec<String>,
    /// Below the workspace.
    pub directory: String,
    /// Beside those of the allow-list.
    pub environment: BTreeMap<String, String>,
}

/// A server that runs.
pub struct Served {
    pub input: ChildStdin,
    pub output: ChildStdout,
    pub life: Life,
}

/// What a server's life hangs on: dropped, it ends with all that it started.
pub struct Life {
    confined: Confined,
    errors: Arc<Mutex<VecDeque<u8>>>,
    reader: JoinHandle<()>,
}

impl Shell {
    /// Starts a server. Where the sandbox can't be set up, [`Life::ended`] says so, and nothing of it has run.
    pub async fn serve(&self, program: &Program) -> Result<Served, Fault> {
        check(program)?;
        let directory = self.directory(&program.directory)?;
        let mut scene = self.scene().await?;
        scene.limits.processes = scene.limits.processes.min(PROCESSES);
        // The shell looks the command up and becomes it; no word of it is read as anything else.
        let mut words = ["/bin/sh", "-c", "exec \"$@\"", "server"]
            .map(str::to_owned)
            .to_vec();
        words.push(program.command.clone());
        words.extend(program.arguments.iter().cloned());
        let mut variables = program.environment.clone();
        variables.remove(MARK);
        let mut confined = Confined::start_with(scene, words, directory, variables).await?;
        let pipes = (
            confined.child.stdin.take(),
            confined.child.stdout.take(),
            confined.child.stderr.take(),
        );
        let (Some(input), Some(output), Some(stderr)) = pipes else {
            return Err(invalid("it has no pipes".into()));
        };
        let errors = Arc::default();
        let reader = keep_reading(stderr, Arc::clone(&errors));
        Ok(Served {
            input,
            output,
            life: Life {
                confined,
                errors,
                reader,
            },
        })
    }
}

impl Life {
    /// Waits until the server has ended, and says how; or why it could not be started.
    pub async fn ended(&mut self) -> String {
        match self.confined.wait().await {
            Ok(ending) => match ending.code {
                Some(code) => format!("it ended with exit code {code}"),
                None => "it was ended by a signal".to_owned(),
            },
            Err(fault) => fault.message,
        }
    }

    /// The end of what it printed to standard error: its own words.
    pub fn said(&self) -> String {
        let errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes: Vec<u8> = errors.iter().copied().collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

fn check(program: &Program) -> Result<(), Fault> {
    let variables = &program.environment;
    let texts = variables.iter().flat_map(|(name, value)| [name, value]);
    let mut texts = texts.chain([&program.command]).chain(&program.arguments);
    if texts.any(|text| text.contains('\0')) {
        return Err(invalid("a NUL stands in its command or environment".into()));
    }
    if program.command.is_empty() || program.command.starts_with('-') {
        let command = &program.command;
        return Err(invalid(format!("{command:?} is no command")));
    }
    let wrong = variables
        .keys()
        .find(|name| name.is_empty() || name.contains('='));
    wrong.map_or(Ok(()), |name| {
        Err(invalid(format!("{name:?} is no name of a variable")))
    })
}

/// A server whose standard error nobody reads would stop sooner or later.
fn keep_reading(mut stderr: ChildStderr, kept: Arc<Mutex<VecDeque<u8>>>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut buffer = [0; 4 * 1024];
        while let Ok(count @ 1..) = stderr.read(&mut buffer).await {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.extend(&buffer[..count]);
            let excess = kept.len().saturating_sub(KEPT);
            kept.drain(..excess);
        }
    })
}
