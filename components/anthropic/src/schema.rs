//! A JSON schema as the API can enforce it.

use serde_json::{Map, Value};

/// Keywords that say what a value means or of what shape it is; all others are limits that the API can't enforce.
const KEPT: &[&str] = &[
    "type",
    "properties",
    "required",
    "items",
    "enum",
    "const",
    "anyOf",
    "allOf",
    "title",
    "description",
    "default",
];

/// Keywords that mean nothing to a model.
const DROPPED: &[&str] = &[
    "$schema",
    "$id",
    "$comment",
    "examples",
    "additionalProperties",
];

/// The schema with closed objects, its limits told in descriptions instead, or none where that would change what it
/// allows: free keys, references, negation. The kernel checks the answer against the whole schema in any case.
pub(crate) fn enforceable(schema: &str) -> Option<Value> {
    let mut value: Value = serde_json::from_str(schema).ok()?;
    close(&mut value)?;
    Some(value)
}

fn close(value: &mut Value) -> Option<()> {
    let Value::Object(schema) = value else {
        return None;
    };
    if let Some(options) = schema.remove("oneOf") {
        schema.insert("anyOf".to_owned(), options);
    }
    if describes_object(schema) {
        let open = schema
            .get("additionalProperties")
            .is_some_and(|more| *more != Value::Bool(false));
        if open || !schema.contains_key("properties") {
            return None;
        }
        schema.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
    tell_limits(schema)?;
    for (keyword, inner) in schema.iter_mut() {
        match (keyword.as_str(), inner) {
            ("properties", Value::Object(properties)) => {
                properties.values_mut().try_for_each(close)?
            }
            ("anyOf" | "allOf", Value::Array(options)) => options.iter_mut().try_for_each(close)?,
            ("items", items) => close(items)?,
            _ => {}
        }
    }
    Some(())
}

fn describes_object(schema: &Map<String, Value>) -> bool {
    match schema.get("type") {
        Some(Value::String(one)) => one == "object",
        Some(Value::Array(some)) => some.iter().any(|one| one == "object"),
        _ => schema.contains_key("properties"),
    }
}

/// Moves limits such as "minimum" into the description. None: a keyword is no limit but part of the meaning.
fn tell_limits(schema: &mut Map<String, Value>) -> Option<()> {
    let mut limits = Vec::new();
    for (keyword, value) in &*schema {
        match keyword.as_str() {
            keyword if KEPT.contains(&keyword) || DROPPED.contains(&keyword) => {}
            keyword if keyword.starts_with('$') => return None,
            "not" | "if" | "then" | "else" | "patternProperties" | "prefixItems"
            | "definitions" => return None,
            keyword => limits.push(format!("{keyword}: {value}")),
        }
    }
    let closed = schema.get("additionalProperties").cloned();
    schema.retain(|keyword, _| KEPT.contains(&keyword.as_str()));
    schema.extend(closed.map(|closed| ("additionalProperties".to_owned(), closed)));
    if !limits.is_empty() {
        let told = schema
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let told = format!("{told} ({})", limits.join(", "));
        schema.insert(
            "description".to_owned(),
            Value::String(told.trim_start().to_owned()),
        );
    }
    Some(())
}
