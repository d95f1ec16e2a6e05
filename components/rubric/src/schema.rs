//! The JSON schema of the answer.

use openkoi_sdk::evaluator::Dimension;

/// NAMES stands for the names of the dimensions, COUNT for how many there are.
const SCHEMA: &str = r#"{
  "type": "object",
  "properties": {
    "scores": {
      "type": "array", "minItems": COUNT, "maxItems": COUNT,
      "items": {
        "type": "object",
        "properties": {
          "dimension": {"type": "string", "enum": NAMES},
          "value": {"type": "number", "minimum": 0, "maximum": 1},
          "reason": {"type": "string"}
        },
        "required": ["dimension", "value", "reason"], "additionalProperties": false
      }
    },
    "findings": {
      "type": "array",
      "items": {
        "type": "object",
        "properties": {
          "severity": {"type": "string", "enum": ["blocker", "important", "suggestion"]},
          "dimension": {"type": "string", "enum": NAMES},
          "title": {"type": "string"},
          "detail": {"type": "string"},
          "location": {"type": ["string", "null"]},
          "fix": {"type": ["string", "null"]},
          "evidence": {"type": "array", "items": {"type": "string"}}
        },
        "required": ["severity", "dimension", "title", "detail", "location", "fix", "evidence"], "additionalProperties": false
      }
    },
    "claims": {
      "type": "array",
      "items": {
        "type": "object",
        "properties": {
          "text": {"type": "string"},
          "standing": {"type": "string", "enum": ["supported", "contradicted", "unsupported"]},
          "evidence": {"type": "array", "items": {"type": "string"}}
        },
        "required": ["text", "standing", "evidence"], "additionalProperties": false
      }
    }
  },
  "required": ["scores", "findings", "claims"],
  "additionalProperties": false
}"#;

/// A schema that names these dimensions and no others.
pub fn of(dimensions: &[Dimension]) -> String {
    let names: Vec<&str> = dimensions
        .iter()
        .map(|dimension| dimension.name.as_str())
        .collect();
    // Names last, so that no name is taken for a placeholder.
    SCHEMA
        .replace("COUNT", &names.len().to_string())
        .replace("NAMES", &serde_json::Value::from(names).to_string())
}
