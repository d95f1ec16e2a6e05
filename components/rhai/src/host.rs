//! What is lent to a script, as functions of the language. Each throws `#{kind, message}` where the host says no.

use crate::value::{from_json, to_json};
use openkoi_sdk::interpreter::log::{self, Level};
use openkoi_sdk::interpreter::{Failure, FailureKind, files, http, kv, process};
use rhai::{Array, Dynamic, Engine, EvalAltResult, Map};
use serde_json::{Value, json};

/// How long a command may run unless the script says otherwise.
const TIMEOUT: i64 = 120_000;

/// The host's functions, with JSON where they have records.
pub trait Host {
    fn log(&self, level: &str, line: &str);

    /// Calls `read`, `write`, `remove`, `rename`, `entries`, `glob`, `search`, `run`, `fetch`, `kv_get`, `kv_set` or
    /// `kv_delete`.
    fn ask(&self, function: &str, arguments: Vec<Value>) -> Result<Value, Failure>;
}

/// The kernel's.
#[derive(Debug, Clone, Copy)]
pub struct Lent;

impl Host for Lent {
    fn log(&self, level: &str, line: &str) {
        let level = match level {
            "debug" => Level::Debug,
            "warn" => Level::Warn,
            "error" => Level::Error,
            _ => Level::Info,
        };
        log::write(level, line);
    }

    fn ask(&self, function: &str, arguments: Vec<Value>) -> Result<Value, Failure> {
        let text = |at: usize| {
            arguments
                .get(at)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let done = |()| Value::Null;
        match function {
            "read" => Ok(lossy(files::read(text(0))?)),
            "write" => files::write(text(0), text(1).as_bytes()).map(done),
            "remove" => files::delete(text(0)).map(done),
            "rename" => files::rename(text(0), text(1)).map(done),
            "entries" => Ok(files::entries(text(0))?
                .into_iter()
                .map(|entry| json!({"path": entry.path, "is_directory": entry.is_directory, "size": entry.size}))
                .collect()),
            "glob" => Ok(json!(files::glob(text(0), text(1))?)),
            "search" => {
                let glob = arguments.get(2).and_then(Value::as_str);
                let limit = arguments.get(3).and_then(Value::as_u64).unwrap_or(1_000);
                let limit = u32::try_from(limit).unwrap_or(u32::MAX);
                Ok(files::search(text(0), text(1), glob, limit)?
                    .into_iter()
                    .map(|found| json!({"path": found.path, "line": found.line, "text": found.text}))
                    .collect())
            }
            "run" => run(&arguments[0]),
            "fetch" => fetch(&arguments[0]),
            "kv_get" => Ok(kv::get(text(0))?.map_or(Value::Null, lossy)),
            "kv_set" => kv::set(text(0), text(1).as_bytes()).map(done),
            "kv_delete" => kv::delete(text(0)).map(done),
            other => Err(Failure::invalid(format!("the host has no `{other}`"))),
        }
    }
}

fn lossy(bytes: Vec<u8>) -> Value {
    Value::String(String::from_utf8_lossy(&bytes).into_owned())
}

/// A line, or a map with `line`, `directory`, `stdin` and `timeout_ms`.
fn run(command: &Value) -> Result<Value, Failure> {
    let field = |name: &str| command[name].as_str().unwrap_or_default().to_owned();
    let timeout = command["timeout_ms"].as_i64().unwrap_or(TIMEOUT);
    let outcome = process::run(&process::Command {
        line: command
            .as_str()
            .map_or_else(|| field("line"), str::to_owned),
        directory: field("directory"),
        stdin: field("stdin").into_bytes(),
        timeout_ms: u32::try_from(timeout).unwrap_or_default(),
    })?;
    Ok(json!({
        "code": outcome.code,
        "stdout": lossy(outcome.stdout),
        "stderr": lossy(outcome.stderr),
        "timed_out": outcome.timed_out,
        "duration_ms": outcome.duration_ms,
    }))
}

/// A URL, or a map with `method`, `url`, `headers` (a map) and `body`.
fn fetch(request: &Value) -> Result<Value, Failure> {
    let field = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
    let headers = request["headers"].as_object().into_iter().flatten();
    let method = field("method");
    let response = http::fetch(&http::Request {
        method: if method.is_empty() {
            "GET".to_owned()
        } else {
            method
        },
        url: request.as_str().map_or_else(|| field("url"), str::to_owned),
        headers: headers
            .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect(),
        body: field("body").into_bytes(),
    })?;
    let headers: serde_json::Map<_, _> = response
        .headers
        .into_iter()
        .map(|(name, value)| (name, Value::String(value)))
        .collect();
    Ok(json!({"status": response.status, "headers": headers, "body": lossy(response.body)}))
}

/// Gives a script the host's functions, and JSON.
pub fn register<H: Host + Clone + 'static>(engine: &mut Engine, host: &H) {
    let logs = host.clone();
    engine.on_print(move |line| logs.log("info", line));
    let logs = host.clone();
    engine.on_debug(move |line, _, _| logs.log("debug", line));
    let logs = host.clone();
    engine.register_fn("log", move |level: &str, line: &str| logs.log(level, line));
    for name in [
        "read",
        "remove",
        "entries",
        "run",
        "fetch",
        "kv_get",
        "kv_delete",
    ] {
        let host = host.clone();
        engine.register_fn(name, move |one: Dynamic| ask(&host, name, vec![one]));
    }
    for name in ["write", "rename", "glob", "search", "kv_set"] {
        let host = host.clone();
        engine.register_fn(name, move |one: Dynamic, two: Dynamic| {
            ask(&host, name, vec![one, two])
        });
    }
    let host = host.clone();
    engine.register_fn(
        "search",
        move |root: Dynamic, pattern: Dynamic, glob: Dynamic, limit: Dynamic| {
            ask(&host, "search", vec![root, pattern, glob, limit])
        },
    );
    engine.register_fn("parse_json", |text: &str| {
        serde_json::from_str(text)
            .map(from_json)
            .map_err(|error| thrown("invalid", format!("not JSON: {error}")))
    });
    engine.register_fn("to_json", |value: Map| text(value.into()));
    engine.register_fn("to_json", |value: Array| text(value.into()));
}

fn text(value: Dynamic) -> Result<String, Box<EvalAltResult>> {
    to_json(value)
        .map(|value| value.to_string())
        .map_err(|why| thrown("invalid", why))
}

fn ask(
    host: &impl Host,
    function: &str,
    arguments: Vec<Dynamic>,
) -> Result<Dynamic, Box<EvalAltResult>> {
    let arguments = arguments
        .into_iter()
        .map(to_json)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|why| thrown("invalid", format!("{function}: {why}")))?;
    host.ask(function, arguments)
        .map(from_json)
        .map_err(|failure| thrown(word(&failure.kind), failure.message))
}

fn word(kind: &FailureKind) -> &str {
    match kind {
        FailureKind::Invalid => "invalid",
        FailureKind::Auth => "auth",
        FailureKind::Rate(_) => "rate",
        FailureKind::Unavailable => "unavailable",
        FailureKind::ContextOverflow(_) => "context-overflow",
        FailureKind::Refused => "refused",
        FailureKind::Other(word) => word,
    }
}

fn thrown(kind: &str, message: String) -> Box<EvalAltResult> {
    let mut map = Map::new();
    map.insert("kind".into(), kind.to_owned().into());
    map.insert("message".into(), message.into());
    Box::new(EvalAltResult::ErrorRuntime(
        map.into(),
        rhai::Position::NONE,
    ))
}
