//! A project's entry for a server, read from the bytes that were consented to.

use super::item::{Item, ItemKind};
use super::shown::escaped;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// How a project wants a server to be started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// As the file says it, whatever stands in it.
    pub name: String,
    pub command: String,
    pub arguments: Vec<String>,
    /// May refer to variables, as all of these texts.
    pub environment: BTreeMap<String, String>,
    /// Below the workspace; empty: there.
    pub directory: String,
}

/// The entry as it is written.
#[derive(Deserialize)]
struct Written {
    #[serde(rename = "type")]
    kind: Option<String>,
    command: Option<String>,
    #[serde(default)]
    args: Vec<String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    cwd: Option<String>,
    url: Option<Value>,
}

impl Entry {
    /// The entry that an item is; or its name, and why it can't be started.
    pub fn of(item: &Item) -> Result<Self, (String, String)> {
        let named = item
            .name
            .rsplit_once('#')
            .map_or(&*item.name, |(_, name)| name);
        let no = |why: &str| (named.to_owned(), why.to_owned());
        let (name, value) = entry(item).ok_or_else(|| no("there is no such entry"))?;
        let no = |why: &str| (name.clone(), why.to_owned());
        let written: Written =
            serde_json::from_value(value).map_err(|error| no(&escaped(&error.to_string())))?;
        let is_stdio = written.kind.as_deref().is_none_or(|kind| kind == "stdio");
        if written.url.is_some() || !is_stdio {
            return Err(no(
                "it is spoken to over the network, and only servers that are programs are started so far",
            ));
        }
        let command = written.command.ok_or_else(|| no("it names no command"))?;
        Ok(Self {
            command,
            arguments: written.args,
            environment: written.env,
            directory: written.cwd.unwrap_or_default(),
            name,
        })
    }
}

/// The one entry of the item's file that has the item's name.
fn entry(item: &Item) -> Option<(String, Value)> {
    let content = item
        .contents
        .first()
        .filter(|_| item.kind == ItemKind::Mcp)?;
    let mut file: Value = serde_json::from_slice(&content.bytes).ok()?;
    let servers: Map<String, Value> = std::mem::take(file.get_mut("mcpServers")?.as_object_mut()?);
    let before = escaped(&content.path);
    servers
        .into_iter()
        .find(|(name, _)| item.name == format!("{before}#{}", escaped(name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::Content;

    fn read(name: &str, text: &str) -> Result<Entry, (String, String)> {
        let content = Content {
            path: ".mcp.json".into(),
            bytes: text.into(),
            executable: false,
        };
        let name = format!(".mcp.json#{name}");
        Entry::of(&Item::new(ItemKind::Mcp, &name, vec![content]))
    }

    #[test]
    fn an_entry_is_what_its_item_shows_and_anything_else_is_named_with_the_reason() {
        let text = r#"{"mcpServers":{"a":{"command":"x"},"b":{"command":"sh","args":["-c","y"],"env":{"K":"v"},"cwd":"sub"},
            "c":{"url":"https://e/"},"d":{"type":"sse","command":"x"},"e":{},"f":{"command":1},"\u0007":{"command":"bell"}}}"#;
        let b = read("b", text).expect("it is one");
        assert_eq!((b.command.as_str(), b.directory.as_str()), ("sh", "sub"));
        assert_eq!((b.arguments.len(), b.environment["K"].as_str()), (2, "v"));
        assert_eq!(read("\u{7}", text).expect("it is one").name, "\u{7}");
        let rows = [
            ("c", "over the network"),
            ("d", "over the network"),
            ("e", "names no command"),
            ("f", "invalid type"),
            ("g", "no such entry"),
        ];
        for (name, why) in rows {
            let (of, told) = read(name, text).expect_err(name);
            assert!(of == name && told.contains(why), "{name}: {of}: {told}");
        }
    }
}
