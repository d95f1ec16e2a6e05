//! The tool as a model sees it.

use openkoi_sdk::tool::{Effect, Tool, ToolSpec};
use serde_json::json;

use crate::wire::{TIMEOUT, TIMEOUT_CAP};

/// The one tool.
pub fn tool() -> Tool {
    let parameters = json!({
        "type": "object",
        "properties": {
            "command": {
                "type": "string",
                "minLength": 1,
                "description": "What the shell runs, like cargo test --lib. It gets no input.",
            },
            "directory": {
                "type": "string",
                "description": "Where it runs, relative to the workspace. Default: the workspace.",
            },
            "timeout_ms": {
                "type": "integer",
                "minimum": 1,
                "maximum": TIMEOUT_CAP,
                "description": format!("When it is stopped, in milliseconds. Default: {TIMEOUT}."),
            },
        },
        "required": ["command"],
        "additionalProperties": false,
    });
    let spec = ToolSpec {
        name: "shell".to_string(),
        description: "Runs a command in the workspace and waits for its end: builds, tests, git, and what no other \
                      tool does, such as mv -n -- a b and rm -- a. Shows its output, then a last line with the exit \
                      code. Each call starts anew, so a changed directory or variable does not last. Do not start \
                      anything that waits for input or runs on."
            .to_string(),
        parameters: parameters.to_string(),
    };
    Tool {
        spec,
        effect: Effect::Execute,
    }
}
