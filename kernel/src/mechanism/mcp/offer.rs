//! Which of a server's tools a model gets to see, and in what words.

use super::list::shown;
use super::name::mapped;
use super::text;
use crate::domain::{Definition, Effect, ToolInfo, ToolSpec};
use serde_json::Value;
use std::collections::BTreeMap;

/// More tools of one server are none.
const TOOLS: usize = 128;
/// Bytes of a tool's description, and of one within its schema.
const DESCRIPTION: usize = 4 * 1024;
/// Bytes and levels of a schema.
const SCHEMA: usize = 64 * 1024;
const DEPTH: usize = 32;
/// Where a schema speaks to its reader.
const PROSE: [&str; 3] = ["title", "description", "$comment"];

/// One of a server's tools, and what it is for us.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    pub info: ToolInfo,
    pub definition: Definition,
}

/// The tools in the order of their names here, and what was left out and why.
pub fn offered(server: &str, definitions: Vec<Definition>) -> (Vec<Offer>, Vec<String>) {
    let mut left_out = Vec::new();
    let more = definitions.len().saturating_sub(TOOLS);
    if more > 0 {
        left_out.push(format!("{more} more tools: {TOOLS} are the most"));
    }
    let mut offers: BTreeMap<String, Option<Offer>> = BTreeMap::new();
    for definition in definitions.into_iter().take(TOOLS) {
        let (name, own) = (mapped(server, &definition.name), shown(&definition.name));
        match offer(&name, definition) {
            Err(why) => left_out.push(format!("{own}: {why}")),
            // Of two with one name nobody knows which is meant.
            Ok(_) if offers.contains_key(&name) => {
                left_out.push(format!("{own}: two tools have this name"));
                offers.insert(name, None);
            }
            Ok(offer) => {
                offers.insert(name, Some(offer));
            }
        }
    }
    (offers.into_values().flatten().collect(), left_out)
}

fn offer(name: &str, definition: Definition) -> Result<Offer, String> {
    let parameters = parameters(&definition.schema)?;
    let description = if definition.description.is_empty() {
        &definition.title
    } else {
        &definition.description
    };
    let spec = ToolSpec {
        name: name.to_owned(),
        description: text::bounded(&text::visible(description), DESCRIPTION),
        parameters,
    };
    let info = ToolInfo {
        spec,
        effect: Effect::Execute,
    };
    Ok(Offer { info, definition })
}

/// The schema as a model sees it: equal in what it demands, with cleaned prose.
fn parameters(schema: &Value) -> Result<Value, String> {
    if schema.get("type").and_then(Value::as_str) != Some("object") {
        return Err("the schema of its arguments is not that of an object".to_owned());
    }
    let cleaned = cleaned(schema, DEPTH)?;
    let size = cleaned.to_string().len();
    if size > SCHEMA {
        return Err(format!(
            "its schema has {size} bytes, {SCHEMA} are the most"
        ));
    }
    if refers_in_circles(schema) {
        return Err("its schema refers to itself, or to what is no definition of it".to_owned());
    }
    // An object without arguments satisfies most, and the schema is read as a whole for it.
    jsonschema::validator_for(schema)
        .map_err(|error| format!("its schema is none: {}", shown(&error.to_string())))?;
    Ok(cleaned)
}

fn cleaned(schema: &Value, depth: usize) -> Result<Value, String> {
    let depth = depth
        .checked_sub(1)
        .ok_or("its schema is nested too deeply")?;
    Ok(match schema {
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                seen(name)?;
                let value = match value {
                    Value::String(prose) if PROSE.contains(&name.as_str()) => {
                        text::bounded(&text::visible(prose), DESCRIPTION).into()
                    }
                    other => cleaned(other, depth)?,
                };
                Ok::<_, String>((name.clone(), value))
            };
            Value::Object(fields.iter().map(field).collect::<Result<_, _>>()?)
        }
        Value::Array(items) => {
            let items = items.iter().map(|item| cleaned(item, depth));
            Value::Array(items.collect::<Result<_, _>>()?)
        }
        Value::String(word) => {
            seen(word)?;
            schema.clone()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => schema.clone(),
    })
}

/// A word that has to stay as it is, so nothing may be hidden in it.
fn seen(word: &str) -> Result<(), String> {
    if text::visible(word) == word {
        Ok(())
    } else {
        Err("its schema has words with characters that can't be seen".to_owned())
    }
}

/// Whether following references could go on for ever: they may lead to definitions, and none of these refers to any.
fn refers_in_circles(schema: &Value) -> bool {
    let definitions = ["$defs", "definitions"]
        .iter()
        .filter_map(|name| schema.get(*name)?.as_object())
        .flatten();
    let names: BTreeMap<&str, Vec<&str>> = definitions
        .map(|(name, value)| (name.as_str(), references(value)))
        .collect();
    let target = |reference: &str| {
        let name = reference
            .strip_prefix("#/$defs/")
            .or(reference.strip_prefix("#/definitions/"))?;
        names.get_key_value(name).map(|(name, _)| *name)
    };
    // Whatever is no such definition might be anything, the whole schema included.
    let all = references(schema);
    if all.iter().any(|reference| target(reference).is_none()) {
        return true;
    }
    let mut open: BTreeMap<&str, Vec<&str>> = names
        .iter()
        .map(|(name, to)| (*name, to.iter().filter_map(|to| target(to)).collect()))
        .collect();
    // Takes away what refers to nothing that is left, until nothing changes: what stays is in a circle or leads to one.
    loop {
        let done: Vec<&str> = open
            .iter()
            .filter(|(_, to)| !to.iter().any(|to| open.contains_key(to)))
            .map(|(name, _)| *name)
            .collect();
        if done.is_empty() {
            return !open.is_empty();
        }
        open.retain(|name, _| !done.contains(name));
    }
}

fn references(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| match (name.as_str(), value) {
                ("$ref" | "$dynamicRef" | "$recursiveRef", Value::String(reference)) => {
                    vec![reference.as_str()]
                }
                (_, value) => references(value),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}
