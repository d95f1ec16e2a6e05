//! The task's words, from the arguments, from standard input or from both; and the schema of its answer.

use crate::failure::Failure;
use crate::session::schema_fault;
use serde_json::Value;
use std::io::{IsTerminal, Read};
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

/// The largest task.
const MOST: usize = 1024 * 1024;
/// How long a task that has words waits for more of it from a pipe that says nothing.
const PATIENCE: Duration = Duration::from_secs(3);

/// Joins words and piped input: the words, a blank line, `---`, a blank line, the input. Standard input is read where it
/// is no terminal, or where `forced`.
pub(super) fn task(words: &[String], forced: bool) -> Result<String, Failure> {
    let words = words.join(" ");
    let words = words.trim();
    let piped = if forced || !std::io::stdin().is_terminal() {
        piped(!words.is_empty() && !forced)?
    } else {
        None
    };
    let piped = piped.unwrap_or_default();
    let task = match (words.is_empty(), piped.trim().is_empty()) {
        (true, true) => {
            let remedy =
                "say what to do: openkoi \"Make the failing tests pass\"\nor see openkoi --help";
            return Err(Failure::usage("there is no task", remedy));
        }
        (false, true) => words.to_owned(),
        (true, false) => piped,
        (false, false) => format!("{words}\n\n---\n\n{piped}"),
    };
    if task.len() > MOST {
        let message = format!(
            "the task has {} bytes; at most {MOST} are taken",
            task.len()
        );
        return Err(Failure::usage(
            message,
            "put the material into a file in the workspace and name the file in the task",
        ));
    }
    Ok(task)
}

/// The JSON schema that a file holds.
pub(super) fn schema(path: &Path) -> Result<Value, Failure> {
    let wrong = |why: String, remedy: &str| {
        let message = format!("--json-schema {}: {why}", path.display());
        Failure::usage(message, remedy)
    };
    let text = std::fs::read_to_string(path).map_err(|error| {
        wrong(
            format!("the file can't be read: {error}"),
            "name a file with a JSON schema in it",
        )
    })?;
    let schema: Value = serde_json::from_str(&text).map_err(|error| {
        wrong(
            format!("the file is not JSON: {error}"),
            "mend it at the place named; a schema is a JSON object such as {\"type\": \"object\"}",
        )
    })?;
    match schema_fault(&schema) {
        Some(why) => Err(wrong(
            format!("the file is not a JSON schema: {why}"),
            "mend it; json-schema.org tells what a schema may say",
        )),
        None => Ok(schema),
    }
}

/// What standard input has to say. None: it stayed silent although words are there.
fn piped(impatient: bool) -> Result<Option<String>, Failure> {
    let (sender, receiver) = mpsc::channel();
    // A read of a pipe that nobody closes can't be taken back; the thread ends with the process.
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let outcome = std::io::stdin()
            .lock()
            .take(MOST as u64 + 1)
            .read_to_end(&mut bytes)
            .map(|_| bytes);
        // Nobody listens any more once patience has run out.
        drop(sender.send(outcome));
    });
    let outcome = if impatient {
        match receiver.recv_timeout(PATIENCE) {
            Ok(outcome) => outcome,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return Ok(None),
        }
    } else {
        receiver.recv().unwrap_or_else(|_closed| Ok(Vec::new()))
    };
    let bytes = outcome
        .map_err(|error| Failure::usage(format!("can't read standard input: {error}"), ""))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let message = format!(
            "standard input is not UTF-8 text (at byte {})",
            error.utf8_error().valid_up_to()
        );
        Failure::usage(
            message,
            "put the bytes into a file in the workspace and name the file in the task",
        )
    })?;
    Ok(Some(text))
}
