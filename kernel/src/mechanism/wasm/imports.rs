//! `openkoi:host` as a guest meets it: each function counts the call, then asks what is lent.

use super::bindings::openkoi::host::{files, http, kv, log, process};
use super::bindings::openkoi::types::common::Failure;
use super::contract::Ability;
use super::convert::fault::{self, failed};
use super::guest::Guest;
use crate::domain::{Command, Fault, FaultKind};
use crate::port::{HttpRequest, LogLevel};
use std::sync::Arc;
use wasmtime::component::{HasSelf, Linker};
use wasmtime::{Engine, Result};

/// Bytes of a response, and of what a command is given to read.
const RESPONSE_BYTES: usize = 16 << 20;
const STDIN_BYTES: usize = 1 << 20;
const LONGEST_COMMAND_MS: u32 = 600_000;

/// A linker that offers all of `openkoi:host`.
pub(super) fn linker(engine: &Engine) -> Result<Linker<Guest>> {
    let mut linker = Linker::new(engine);
    log::add_to_linker::<_, HasSelf<Guest>>(&mut linker, |guest| guest)?;
    http::add_to_linker::<_, HasSelf<Guest>>(&mut linker, |guest| guest)?;
    kv::add_to_linker::<_, HasSelf<Guest>>(&mut linker, |guest| guest)?;
    files::add_to_linker::<_, HasSelf<Guest>>(&mut linker, |guest| guest)?;
    process::add_to_linker::<_, HasSelf<Guest>>(&mut linker, |guest| guest)?;
    Ok(linker)
}

/// What is lent, or the refusal that names the manifest line. A component that was not given it is refused when it is
/// loaded, so that this is the second lock on the same door.
fn lent<T: ?Sized>(
    ability: Ability,
    granted: Option<&Arc<T>>,
) -> std::result::Result<Arc<T>, Failure> {
    granted.cloned().ok_or_else(|| {
        fault::failure(Fault::new(
            ability.interface(),
            FaultKind::Refused,
            format!(
                "not granted; the manifest asks for it with `{}`",
                ability.manifest_line()
            ),
        ))
    })
}

/// Asks what is lent, or says that it is not.
macro_rules! ask {
    ($guest:expr, $ability:expr, $field:ident, $with:ident => $work:expr) => {{
        $guest.count_call()?;
        match lent($ability, $guest.host.lent.$field.as_ref()) {
            Ok($with) => Ok(failed($guest.hosted($work).await)),
            Err(failure) => Ok(Err(failure)),
        }
    }};
}

impl log::Host for Guest {
    fn write(&mut self, level: log::Level, line: String) -> Result<()> {
        self.count_call()?;
        let level = match level {
            log::Level::Debug => LogLevel::Debug,
            log::Level::Info => LogLevel::Info,
            log::Level::Warn => LogLevel::Warn,
            log::Level::Error => LogLevel::Error,
        };
        self.log(level, &line);
        Ok(())
    }
}

impl http::Host for Guest {
    async fn fetch(&mut self, request: http::Request) -> Result<Result<http::Response, Failure>> {
        self.count_http()?;
        let request = HttpRequest {
            method: request.method,
            url: request.url,
            headers: request.headers,
            body: request.body,
        };
        let reply: Result<Result<_, Failure>> =
            ask!(self, Ability::Http, http, http => http.fetch(request, RESPONSE_BYTES));
        Ok(reply?.map(|reply| http::Response {
            status: reply.status,
            headers: reply.headers,
            body: reply.body,
        }))
    }
}

impl kv::Host for Guest {
    async fn get(&mut self, key: String) -> Result<Result<Option<Vec<u8>>, Failure>> {
        ask!(self, Ability::Kv, kv, kv => kv.get(&key))
    }

    async fn set(&mut self, key: String, value: Vec<u8>) -> Result<Result<(), Failure>> {
        ask!(self, Ability::Kv, kv, kv => kv.set(&key, &value))
    }

    async fn delete(&mut self, key: String) -> Result<Result<(), Failure>> {
        ask!(self, Ability::Kv, kv, kv => kv.delete(&key))
    }
}

impl files::Host for Guest {
    async fn read(&mut self, path: String) -> Result<Result<Vec<u8>, Failure>> {
        ask!(self, Ability::Files, files, files => files.read(&path))
    }

    async fn write(&mut self, path: String, content: Vec<u8>) -> Result<Result<(), Failure>> {
        ask!(self, Ability::Files, files, files => files.write(&path, &content))
    }

    async fn rename(&mut self, path: String, destination: String) -> Result<Result<(), Failure>> {
        ask!(self, Ability::Files, files, files => files.rename(&path, &destination))
    }

    async fn delete(&mut self, path: String) -> Result<Result<(), Failure>> {
        ask!(self, Ability::Files, files, files => files.delete(&path))
    }

    async fn entries(&mut self, path: String) -> Result<Result<Vec<files::Entry>, Failure>> {
        let found: Result<Result<Vec<_>, Failure>> =
            ask!(self, Ability::Files, files, files => files.entries(&path));
        let entry = |entry: crate::port::Entry| files::Entry {
            path: entry.path,
            is_directory: entry.is_directory,
            size: entry.size,
        };
        Ok(found?.map(|entries| entries.into_iter().map(entry).collect()))
    }

    async fn glob(
        &mut self,
        root: String,
        pattern: String,
    ) -> Result<Result<Vec<String>, Failure>> {
        ask!(self, Ability::Files, files, files => files.glob(&root, &pattern))
    }

    async fn search(
        &mut self,
        root: String,
        pattern: String,
        glob: Option<String>,
        limit: u32,
    ) -> Result<Result<Vec<files::Found>, Failure>> {
        let found: Result<Result<Vec<_>, Failure>> = ask!(self, Ability::Files, files, files => files.search(&root, &pattern, glob.as_deref(), limit));
        let line = |found: crate::port::Found| files::Found {
            path: found.path,
            line: found.line,
            text: found.text,
        };
        Ok(found?.map(|lines| lines.into_iter().map(line).collect()))
    }
}

impl process::Host for Guest {
    async fn run(
        &mut self,
        command: process::Command,
    ) -> Result<Result<process::Outcome, Failure>> {
        if let Err(why) = sound(&command) {
            self.count_call()?;
            return Ok(Err(fault::failure(Fault::new(
                "process",
                FaultKind::Invalid,
                why,
            ))));
        }
        let command = Command {
            line: command.line,
            directory: command.directory,
            stdin: command.stdin,
            timeout_ms: command.timeout_ms,
        };
        let outcome: Result<Result<_, Failure>> =
            ask!(self, Ability::Process, process, process => process.run(&command));
        Ok(outcome?.map(|outcome| process::Outcome {
            code: outcome.code,
            stdout: outcome.stdout,
            stderr: outcome.stderr,
            timed_out: outcome.timed_out,
            duration_ms: outcome.duration_ms,
        }))
    }
}

/// What the contract says of a command.
fn sound(command: &process::Command) -> std::result::Result<(), &'static str> {
    if command.line.trim().is_empty() {
        Err("the line is empty")
    } else if command.stdin.len() > STDIN_BYTES {
        Err("stdin has more than 1 MiB")
    } else if !(1..=LONGEST_COMMAND_MS).contains(&command.timeout_ms) {
        Err("the timeout is 1 to 600000 milliseconds")
    } else {
        Ok(())
    }
}
