//! What is going to be done, and what it is expected to cost.

use super::{PlanStep, Spend};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Plan {
    pub steps: Vec<PlanStep>,
    #[serde(default)]
    pub estimate: Spend,
}

/// The JSON schema that a planner's answer satisfies.
pub fn plan_schema() -> Value {
    let effects = [
        "read",
        "write-workspace",
        "execute",
        "network",
        "message-others",
        "irreversible",
    ];
    json!({
        "type": "object",
        "properties": {
            "steps": {"type": "array", "items": {
                "type": "object",
                "properties": {"text": {"type": "string"}, "effect": {"type": "string", "enum": effects}},
                "required": ["text", "effect"], "additionalProperties": false}},
            "estimate": {
                "type": "object",
                "properties": {"tokens": {"type": "integer"}, "usd": {"type": "number"}, "seconds": {"type": "integer"}},
                "required": ["tokens", "usd", "seconds"], "additionalProperties": false}
        },
        "required": ["steps", "estimate"], "additionalProperties": false
    })
}
