//! The tools as a model sees them.

use openkoi_sdk::tool::{Effect, Tool, ToolSpec};
use serde_json::{Value, json};

/// All six, in the order of the manifest.
pub fn tools() -> Vec<Tool> {
    vec![read(), write(), edit(), list(), glob(), grep()]
}

fn read() -> Tool {
    tool(
        "read",
        Effect::Read,
        "Shows a text file of the workspace. Each line is its number, a tab, and its text. A long file comes in parts: \
         a last line `[lines a-b of N]` says which lines are shown; go on with offset. Read a file before you edit it.",
        &["path"],
        json!({
            "path": file(),
            "offset": { "type": "integer", "minimum": 1, "description": "The first line to show, from 1. Default: 1." },
            "limit": { "type": "integer", "minimum": 1, "description": "How many lines to show. Default: as many as fit." },
        }),
    )
}

fn write() -> Tool {
    tool(
        "write",
        Effect::WriteWorkspace,
        "Creates a file, or replaces all of its content, and creates the directories above it. To change a part of a \
         file, use edit.",
        &["path", "content"],
        json!({
            "path": file(),
            "content": { "type": "string", "description": "The whole new content, with a newline at its end." },
        }),
    )
}

fn edit() -> Tool {
    tool(
        "edit",
        Effect::WriteWorkspace,
        "Replaces text in a file. old_string must be in the file exactly as given, white space included and without \
         the line numbers that read adds, and only once unless replace_all is true.",
        &["path", "old_string", "new_string"],
        json!({
            "path": file(),
            "old_string": { "type": "string", "minLength": 1, "description": "The text to replace; enough lines to be unique." },
            "new_string": { "type": "string", "description": "What stands there afterwards; empty to delete the text." },
            "replace_all": { "type": "boolean", "description": "Replace every occurrence. Default: false." },
        }),
    )
}

fn list() -> Tool {
    tool(
        "list",
        Effect::Read,
        "Shows what is directly in a directory, one name a line; the names of directories end with \"/\".",
        &[],
        json!({ "path": directory("The directory") }),
    )
}

fn glob() -> Tool {
    tool(
        "glob",
        Effect::Read,
        "Finds files by their path, one path a line. Ignored and hidden files are left out unless the pattern names them.",
        &["pattern"],
        json!({
            "pattern": { "type": "string", "minLength": 1, "description": "A glob such as src/**/*.rs or **/*.{ts,tsx}." },
            "path": directory("Where to search"),
        }),
    )
}

fn grep() -> Tool {
    tool(
        "grep",
        Effect::Read,
        "Finds the lines that match a regular expression, each as `path:line: text`. Binary, ignored and hidden files \
         are left out.",
        &["pattern"],
        json!({
            "pattern": {
                "type": "string",
                "minLength": 1,
                "description": "A regular expression (Rust syntax). Put (?i) before it to ignore case; escape . ( [ { to mean themselves.",
            },
            "path": directory("The directory, or the one file, to search"),
            "glob": { "type": "string", "description": "Only files whose path below the directory matches, such as **/*.py." },
            "limit": { "type": "integer", "minimum": 1, "description": "How many matches to show. Default: 200." },
        }),
    )
}

fn tool(
    name: &str,
    effect: Effect,
    description: &str,
    required: &[&str],
    properties: Value,
) -> Tool {
    let parameters = json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    let spec = ToolSpec {
        name: name.to_string(),
        description: description.to_string(),
        parameters: parameters.to_string(),
    };
    Tool { spec, effect }
}

fn file() -> Value {
    json!({ "type": "string", "minLength": 1, "description": "The file, relative to the workspace, like src/lib.rs." })
}

fn directory(what: &str) -> Value {
    json!({ "type": "string", "description": format!("{what}, relative to the workspace. Default: the workspace.") })
}
