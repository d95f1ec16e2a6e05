//! What a server says of one of its tools: the part that reaches a model, and that a person vouches for.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A tool as its server defines it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// The server's own name for it.
    pub name: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub description: String,
    /// JSON schema of its arguments.
    pub schema: Value,
    /// What it claims of its effects. Nothing is made easier by it.
    #[serde(default)]
    pub annotations: Value,
}

impl Definition {
    /// Equal for equal definitions, however their objects are ordered.
    pub fn hash(&self) -> String {
        let parts = [
            self.name.clone(),
            self.title.clone(),
            self.description.clone(),
            ordered(&self.schema).to_string(),
            ordered(&self.annotations).to_string(),
        ];
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            // The length before it, so that no two definitions have one text.
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// The value with the fields of every object in the order of their names.
fn ordered(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut names: Vec<&String> = fields.keys().collect();
            names.sort_unstable();
            let fields = names
                .into_iter()
                .map(|name| (name.clone(), ordered(&fields[name])));
            Value::Object(fields.collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(ordered).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_part_of_a_definition_counts_and_the_order_of_fields_does_not() {
        let one = Definition {
            name: "add".into(),
            title: String::new(),
            description: "Adds.".into(),
            schema: json!({"type": "object", "properties": {"a": {}, "b": {}}}),
            annotations: json!({"readOnlyHint": true}),
        };
        let turned = Definition {
            schema: json!({"properties": {"b": {}, "a": {}}, "type": "object"}),
            ..one.clone()
        };
        assert_eq!(one.hash(), turned.hash());
        let others = [
            Definition {
                name: "ad".into(),
                title: "d".into(),
                ..one.clone()
            },
            Definition {
                title: "Add".into(),
                ..one.clone()
            },
            Definition {
                description: "Adds!".into(),
                ..one.clone()
            },
            Definition {
                schema: json!({"type": "object"}),
                ..one.clone()
            },
            Definition {
                annotations: json!({"readOnlyHint": false}),
                ..one.clone()
            },
        ];
        for other in others {
            assert_ne!(one.hash(), other.hash(), "{other:?}");
        }
    }
}
