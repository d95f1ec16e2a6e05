//! The arguments of the tool, as a model writes them.

use openkoi_sdk::tool::Failure;
use openkoi_sdk::tool::process::Command;
use serde::Deserialize;

/// How long a command may run unless the model says otherwise.
pub const TIMEOUT: u64 = 120_000;
/// How long it may run at most.
pub const TIMEOUT_CAP: u64 = 600_000;

#[derive(Deserialize)]
struct Arguments {
    command: String,
    directory: Option<String>,
    timeout_ms: Option<u64>,
}

/// Reads the command that the host shall run.
pub fn command(arguments: &str) -> Result<Command, Failure> {
    let arguments: Arguments = serde_json::from_str(arguments).map_err(|error| {
        Failure::invalid(format!(
            "the arguments of `shell` do not fit its schema: {error}"
        ))
    })?;
    if arguments.command.trim().is_empty() {
        return Err(Failure::invalid(
            "the command is empty; give one line for the shell, like cargo test",
        ));
    }
    if arguments.command.contains('\0') {
        return Err(Failure::invalid(
            "the command contains a NUL character, which no shell takes; leave it out",
        ));
    }
    let timeout = arguments
        .timeout_ms
        .unwrap_or(TIMEOUT)
        .clamp(1, TIMEOUT_CAP);
    Ok(Command {
        line: arguments.command,
        directory: directory(arguments.directory.as_deref().unwrap_or_default())?,
        stdin: Vec::new(),
        timeout_ms: u32::try_from(timeout).unwrap_or(u32::MAX),
    })
}

fn directory(text: &str) -> Result<String, Failure> {
    let drive =
        text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && text[1..].starts_with(':');
    let reason = if text.chars().any(char::is_control) {
        "contains a control character"
    } else if text.starts_with(['/', '\\', '~']) || drive || text.starts_with("workspace:") {
        "is not relative"
    } else if text.split(['/', '\\']).any(|name| name == "..") {
        "contains `..`"
    } else {
        let names = text.split('/').filter(|name| !matches!(*name, "" | "."));
        return Ok(names.collect::<Vec<_>>().join("/"));
    };
    let shown: String = text
        .chars()
        .filter(|character| !character.is_control())
        .take(200)
        .collect();
    Err(Failure::invalid(format!(
        "the directory `{shown}` {reason}; write it relative to the workspace, like crates/core"
    )))
}
