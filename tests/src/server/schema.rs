//! The smallest instance of a JSON schema that a benevolent model would give.

use serde_json::{Map, Value, json};

/// Words that let work go on, where a schema offers a choice.
const AGREEABLE: [&str; 8] = [
    "approve",
    "APPROVE",
    "supported",
    "yes",
    "pass",
    "read",
    "suggestion",
    "none",
];

/// An instance of the schema: approving, well scored, without findings.
pub fn instance(schema: &Value) -> Value {
    if let Some(value) = schema.get("const") {
        return value.clone();
    }
    if let Some(choices) = schema["enum"].as_array() {
        let agreeable = AGREEABLE
            .iter()
            .find_map(|word| choices.iter().find(|choice| choice.as_str() == Some(word)));
        return agreeable
            .or(choices.first())
            .cloned()
            .unwrap_or(Value::Null);
    }
    for choice in ["anyOf", "oneOf"] {
        if let Some(first) = schema[choice]
            .as_array()
            .and_then(|options| options.first())
        {
            return instance(first);
        }
    }
    match kind(schema) {
        "object" => object(schema),
        "array" => array(schema),
        "number" => json!(number(schema, 0.9)),
        "integer" => json!(number(schema, 1.0) as i64),
        "boolean" => json!(true),
        "null" => Value::Null,
        _ => json!("fine"),
    }
}

fn kind(schema: &Value) -> &str {
    let named = schema["type"].as_str().or_else(|| {
        schema["type"]
            .as_array()
            .and_then(|kinds| kinds.first()?.as_str())
    });
    named.unwrap_or(if schema["properties"].is_object() {
        "object"
    } else {
        "string"
    })
}

fn object(schema: &Value) -> Value {
    let no_properties = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&no_properties);
    // What is planned costs next to nothing.
    let value = |name: &str, schema| {
        if name == "usd" {
            json!(0.001)
        } else {
            instance(schema)
        }
    };
    Value::Object(
        properties
            .iter()
            .map(|(name, schema)| (name.clone(), value(name, schema)))
            .collect(),
    )
}

fn array(schema: &Value) -> Value {
    let items = &schema["items"];
    if let Some((name, choices)) = graded(items) {
        let row = |choice: &Value| {
            let mut row = instance(items);
            row[name] = choice.clone();
            row
        };
        return Value::Array(choices.iter().map(row).collect());
    }
    let count = schema["minItems"].as_u64().unwrap_or(0);
    Value::Array((0..count).map(|_| instance(items)).collect())
}

/// The property by which items are told apart, if each of its choices gets a number: a score for each dimension.
fn graded(items: &Value) -> Option<(&str, &[Value])> {
    let properties = items["properties"].as_object()?;
    properties
        .values()
        .find(|property| property["type"] == "number")?;
    let (name, property) = properties
        .iter()
        .find(|(_, property)| property["enum"].is_array())?;
    Some((name, property["enum"].as_array()?))
}

fn number(schema: &Value, wish: f64) -> f64 {
    let least = schema["minimum"].as_f64().unwrap_or(f64::MIN);
    let most = schema["maximum"].as_f64().unwrap_or(f64::MAX);
    wish.clamp(least, most)
}

/// The schema that a prompt spells out, for services that take none beside it.
pub(super) fn in_prose(text: &str) -> Option<Value> {
    let starts = text.match_indices('{').map(|(at, _)| &text[at..]);
    let parse = |rest: &str| {
        serde_json::Deserializer::from_str(rest)
            .into_iter::<Value>()
            .next()?
            .ok()
    };
    starts
        .filter_map(parse)
        .find(|value| value["type"] == "object" && value["properties"].is_object())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_is_agreeable() {
        let cases = [
            (json!({"type": "string"}), json!("fine")),
            (json!({"enum": ["block", "approve"]}), json!("approve")),
            (
                json!({"type": "number", "minimum": 0, "maximum": 0.5}),
                json!(0.5),
            ),
            (
                json!({"type": "object", "properties": {"a": {"type": "array", "items": {}}, "b": {"type": "integer"}}}),
                json!({"a": [], "b": 1}),
            ),
            (json!({"type": ["string", "null"]}), json!("fine")),
        ];
        for (schema, expected) in cases {
            assert_eq!(instance(&schema), expected, "{schema}");
        }
    }

    #[test]
    fn a_schema_is_found_in_prose() {
        let prose = r#"Answer {like this} with JSON: {"type":"object","properties":{"a":{"type":"string"}}} only."#;
        assert_eq!(
            in_prose(prose).expect("there is one")["properties"]["a"]["type"],
            "string"
        );
        assert_eq!(in_prose("no { schema here }"), None);
    }
}
