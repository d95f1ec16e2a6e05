//! What of an action a person is shown, and the rule that would allow exactly that.

use crate::domain::Action;
use crate::port::Workspace;
use serde_json::Value;
use similar::TextDiff;
use std::time::Duration;

/// The characters of a call's line that the journal keeps.
const LINE: usize = 200;

/// Texts that have little in common are compared no longer than this.
const PATIENCE: Duration = Duration::from_secs(2);

/// The concrete effect, whole: the command, the diff, the host; else all arguments.
pub(super) async fn shown(action: &Action, workspace: &dyn Workspace) -> String {
    let text = |name: &str| action.arguments.get(name).and_then(Value::as_str);
    match (text("command"), text("path"), text("url")) {
        (Some(command), _, _) => command_line(command, text("directory")),
        (None, Some(path), _) => match (text("content"), text("old_string"), text("new_string")) {
            (Some(content), _, _) => {
                // What is not there yet, or is no text, is compared with nothing.
                let before = workspace.text(path).await.unwrap_or_default();
                diff(path, &before, content)
            }
            (None, Some(old), Some(new)) => diff(path, old, new),
            _ => all(action),
        },
        (None, None, Some(url)) => format!("host {}\n{}", host(url), all(action)),
        (None, None, None) => all(action),
    }
}

fn command_line(command: &str, directory: Option<&str>) -> String {
    match directory.filter(|directory| !matches!(*directory, "" | ".")) {
        Some(directory) => format!("$ {command}\n(in {directory})"),
        None => format!("$ {command}"),
    }
}

fn diff(path: &str, before: &str, after: &str) -> String {
    if before == after {
        return format!("{path} (no change)");
    }
    let diff = TextDiff::configure()
        .timeout(PATIENCE)
        .diff_lines(before, after);
    diff.unified_diff()
        .context_radius(3)
        .header(&format!("{path} (now)"), &format!("{path} (then)"))
        .to_string()
}

fn all(action: &Action) -> String {
    let mut shown = action.tool.clone();
    for (name, value) in action.arguments.as_object().into_iter().flatten() {
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        shown.push_str(&format!("\n  {name}: {value}"));
    }
    shown
}

/// What follows the scheme and the user, up to the port.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

/// blake3 of the arguments, hexadecimal: what the receipt of the call bears too.
pub(super) fn hash(action: &Action) -> String {
    blake3::hash(action.arguments.to_string().as_bytes())
        .to_hex()
        .to_string()
}

/// The call in one line, its beginning.
pub(super) fn line(action: &Action) -> String {
    let line = super::toolbox::summary(&action.tool, &action.arguments);
    match line.char_indices().nth(LINE) {
        Some((at, _)) => format!("{} …", &line[..at]),
        None => line,
    }
}

/// JSON that does not depend on the order in which names were written.
pub(super) fn canonical(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            let fields: Vec<String> = fields
                .into_iter()
                .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), canonical(value)))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(canonical).collect();
            format!("[{}]", values.join(","))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_order_of_arguments_is_no_difference_and_everything_else_is() {
        let one = canonical(&json!({"a": 1, "b": {"c": [1, 2], "d": null}}));
        let other = canonical(&json!({"b": {"d": null, "c": [1, 2]}, "a": 1}));
        assert_eq!(one, other);
        for different in [
            json!({"a": 1, "b": {"c": [2, 1], "d": null}}),
            json!({"a": "1", "b": {"c": [1, 2], "d": null}}),
            json!({"a": 1, "b": {"c": [1, 2]}}),
        ] {
            assert_ne!(canonical(&different), one, "{different}");
        }
    }
}
