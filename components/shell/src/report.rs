//! What a model reads of a command that has ended.

use openkoi_sdk::tool::Output;
use openkoi_sdk::tool::process::Outcome;
use serde_json::json;

use crate::terminal::plain;

/// Both outputs as plain text, then a line that says how it ended.
pub fn output(outcome: &Outcome) -> Output {
    let parts = [
        plain(&outcome.stdout),
        plain(&outcome.stderr),
        ending(outcome),
    ];
    let text = parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n");
    let data = json!({
        "code": outcome.code,
        "duration_ms": outcome.duration_ms,
        "timed_out": outcome.timed_out,
    });
    Output {
        text,
        is_error: outcome.timed_out || outcome.code != Some(0),
        data: Some(data.to_string()),
    }
}

fn ending(outcome: &Outcome) -> String {
    match outcome.code {
        _ if outcome.timed_out => format!("[timed out after {} ms]", outcome.duration_ms),
        Some(code) => format!("[exit code {code}]"),
        None => "[killed by a signal]".to_string(),
    }
}
