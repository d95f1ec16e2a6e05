//! The YAML at the head of a SKILL.md, by the rules of agentskills.io and in the form that OpenKoi had before.

use super::SkillKind;
use serde_json::{Map, Value};

/// The fields, whatever their shape.
#[derive(Debug)]
pub(super) struct Head {
    fields: Map<String, Value>,
}

/// The text between the first two lines of three dashes, and the text after them.
pub(super) fn split(text: &str) -> Result<(&str, &str), String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_end() != "---" {
        return Err("it does not begin with a line of three dashes".into());
    }
    let mut at = first.len();
    for line in lines {
        if line.trim_end() == "---" {
            return Ok((&text[first.len()..at], &text[at + line.len()..]));
        }
        at += line.len();
    }
    Err("its frontmatter has no end: a second line of three dashes is missing".into())
}

/// Parses the fields.
pub(super) fn read(yaml: &str) -> Result<Head, String> {
    if yaml.trim().is_empty() {
        return Ok(Head { fields: Map::new() });
    }
    let value: Value = serde_saphyr::from_str(yaml).map_err(|error| {
        let first = error.to_string();
        let first = first.lines().next().unwrap_or_default();
        format!("its frontmatter is not YAML: {first}")
    })?;
    match value {
        Value::Object(fields) => Ok(Head { fields }),
        Value::Null => Ok(Head { fields: Map::new() }),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err("its frontmatter has no fields".into())
        }
    }
}

impl Head {
    /// A field of the first level as text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.fields.get(name).and_then(scalar)
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.text(name)
            .is_some_and(|text| text.eq_ignore_ascii_case("true") || text == "yes")
    }

    /// Evaluator where metadata or the earlier `kind` says so.
    pub(super) fn kind(&self) -> SkillKind {
        let said = self
            .metadata("openkoi-kind")
            .and_then(scalar)
            .or_else(|| self.text("kind"));
        match said.as_deref() {
            Some("evaluator") => SkillKind::Evaluator,
            _ => SkillKind::Task,
        }
    }

    /// Words of the metadata: one text with the names between spaces or commas, or a list under the earlier name.
    pub(super) fn list(&self, name: &str, earlier: &str) -> Vec<String> {
        let value = self.metadata(name).or_else(|| self.metadata(earlier));
        let parts: Vec<String> = match value {
            Some(Value::Array(items)) => items.iter().filter_map(scalar).collect(),
            Some(other) => scalar(other)
                .unwrap_or_default()
                .split([' ', ',', '\n', '\t'])
                .map(str::to_owned)
                .collect(),
            None => Vec::new(),
        };
        let parts = parts.iter().map(|part| part.trim().to_owned());
        parts.filter(|part| !part.is_empty()).collect()
    }

    /// The dimensions in the earlier form.
    pub(super) fn dimensions(&self) -> Vec<Value> {
        match self.metadata("dimensions") {
            Some(Value::Array(items)) => items.clone(),
            _ => Vec::new(),
        }
    }

    fn metadata(&self, name: &str) -> Option<&Value> {
        self.fields.get("metadata").and_then(|map| map.get(name))
    }

    #[cfg(test)]
    pub(super) fn fields(&self) -> &Map<String, Value> {
        &self.fields
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
