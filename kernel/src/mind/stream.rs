//! Events as lines of the JSON stream: the same for `--output-format stream-json` and the HTTP API.

use crate::domain::{Event, EventBody};
use serde_json::{Value, json};

/// The lines that an event is worth: itself and, where the executor has said something, a message in the shape that readers
/// of other agents' streams know.
pub fn stream_lines(event: &Event) -> Vec<Value> {
    let mut value =
        serde_json::to_value(event).unwrap_or_else(|error| json!({"error": error.to_string()}));
    value["type"] = "event".into();
    value["session_id"] = event.task.0.clone().into();
    let mut lines = vec![value];
    if let EventBody::ModelCalled {
        role, model, text, ..
    } = &event.body
        && role == "executor"
        && !text.is_empty()
    {
        lines.push(json!({
            "type": "assistant", "session_id": event.task,
            "message": {"role": "assistant", "model": model.to_string(), "content": [{"type": "text", "text": text}]},
        }));
    }
    lines
}
