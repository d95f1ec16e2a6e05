//! The list of a server's tools, read piece by piece: one that makes no sense does not spoil the others.

use super::text;
use crate::domain::Definition;
use rmcp::model::Tool;
use serde_json::Value;

/// What a page of the list holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) definitions: Vec<Definition>,
    /// The tools that can't be read, and why.
    pub(super) unreadable: Vec<String>,
    pub(super) next: Option<String>,
}

/// Reads the answer to `tools/list`.
pub(super) fn page(answer: &Value) -> Result<Page, String> {
    let Some(tools) = answer.get("tools").and_then(Value::as_array) else {
        return Err("its answer to tools/list has no list of tools".to_owned());
    };
    let mut page = Page {
        next: answer
            .get("nextCursor")
            .and_then(Value::as_str)
            .map(str::to_owned),
        ..Page::default()
    };
    for tool in tools {
        match definition(tool) {
            Ok(definition) => page.definitions.push(definition),
            Err(why) => {
                let name = tool.get("name").and_then(Value::as_str);
                let name = name.map_or("a tool without a name".to_owned(), shown);
                page.unreadable.push(format!("{name}: {why}"));
            }
        }
    }
    Ok(page)
}

fn definition(tool: &Value) -> Result<Definition, String> {
    if !tool.get("inputSchema").is_some_and(Value::is_object) {
        return Err("the schema of its arguments is not an object".to_owned());
    }
    let tool: Tool =
        serde_json::from_value(tool.clone()).map_err(|error| shown(&error.to_string()))?;
    let annotations = tool.annotations.map(serde_json::to_value);
    Ok(Definition {
        name: tool.name.into_owned(),
        title: tool.title.unwrap_or_default(),
        description: tool.description.unwrap_or_default().into_owned(),
        schema: Value::Object(tool.input_schema.as_ref().clone()),
        annotations: annotations
            .transpose()
            .map_err(|error| error.to_string())?
            .unwrap_or_default(),
    })
}

/// A word of a server in a line of ours.
pub(super) fn shown(word: &str) -> String {
    let line = text::visible(word).replace(['\n', '\t'], " ");
    text::bounded(&line, 120)
}
