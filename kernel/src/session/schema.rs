//! JSON from models, checked against a schema.

use serde_json::Value;

/// Why this is no JSON schema that answers can be checked against.
pub fn fault(schema: &Value) -> Option<String> {
    let error = jsonschema::validator_for(schema).err()?;
    Some(placed(&error))
}

/// Parses a text that should be JSON, also when the model put it into a fenced block, and checks it.
/// The error says what is wrong, for the model to mend.
pub(super) fn parse(text: &str, schema: &Value) -> Result<Value, String> {
    let value: Value = serde_json::from_str(unfenced(text))
        .map_err(|error| format!("this is not JSON: {error}"))?;
    check(&value, schema)?;
    Ok(value)
}

/// Checks a value; the error names the first place that does not fit.
pub(super) fn check(value: &Value, schema: &Value) -> Result<(), String> {
    let validator = jsonschema::validator_for(schema)
        .map_err(|error| format!("the schema itself is invalid: {error}"))?;
    validator.validate(value).map_err(|error| placed(&error))
}

fn placed(error: &jsonschema::ValidationError<'_>) -> String {
    let place = error.instance_path().to_string();
    if place.is_empty() {
        error.to_string()
    } else {
        format!("{place}: {error}")
    }
}

fn unfenced(text: &str) -> &str {
    let text = text.trim();
    let Some(inner) = text.strip_prefix("```") else {
        return text;
    };
    let inner = inner.strip_prefix("json").unwrap_or(inner);
    inner.strip_suffix("```").unwrap_or(inner).trim()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn json_is_taken_bare_and_fenced_and_refused_with_the_place() {
        let schema =
            json!({"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]});
        let rows = [
            ("{\"n\": 1}", Ok(())),
            ("```json\n{\"n\": 1}\n```", Ok(())),
            ("{\"n\": \"one\"}", Err("/n: ")),
            ("{}", Err("\"n\" is a required property")),
            ("certainly!", Err("this is not JSON")),
            ("", Err("this is not JSON")),
        ];
        for (text, expected) in rows {
            match (parse(text, &schema), expected) {
                (Ok(_), Ok(())) => {}
                (Err(why), Err(part)) => assert!(why.contains(part), "{text}: {why}"),
                (outcome, _) => panic!("{text}: {outcome:?}"),
            }
        }
    }
}
