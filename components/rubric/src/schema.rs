//! The JSON schema of the answer.

use openkoi_sdk::evaluator::Dimension;
use serde_json::json;

/// A schema that names these dimensions and no others.
pub fn of(dimensions: &[Dimension]) -> String {
    let names: Vec<&str> = dimensions
        .iter()
        .map(|dimension| dimension.name.as_str())
        .collect();
    let text = json!({"type": "string"});
    let optional = json!({"type": ["string", "null"]});
    let evidence = json!({"type": "array", "items": {"type": "string"}});
    let score = object(&json!({
        "dimension": {"type": "string", "enum": names},
        "value": {"type": "number", "minimum": 0, "maximum": 1},
        "reason": text,
    }));
    let finding = object(&json!({
        "severity": {"type": "string", "enum": ["blocker", "important", "suggestion"]},
        "dimension": {"type": "string", "enum": names},
        "title": text,
        "detail": text,
        "location": optional,
        "fix": optional,
        "evidence": evidence,
    }));
    let claim = object(&json!({
        "text": text,
        "standing": {"type": "string", "enum": ["supported", "contradicted", "unsupported"]},
        "evidence": evidence,
    }));
    object(&json!({
        "scores": {"type": "array", "items": score, "minItems": names.len(), "maxItems": names.len()},
        "findings": {"type": "array", "items": finding},
        "claims": {"type": "array", "items": claim},
    }))
    .to_string()
}

/// An object that has all of these properties and no others.
fn object(properties: &serde_json::Value) -> serde_json::Value {
    let required: Vec<&String> = properties
        .as_object()
        .map(|fields| fields.keys().collect())
        .unwrap_or_default();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}
