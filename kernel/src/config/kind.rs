//! What a value may be.

use super::units::{parse_size, parse_time};
use crate::policy::Rule;
use serde_json::Value;

/// The type and range of a value.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    Flag,
    /// A whole number from, to.
    Count(u64, u64),
    /// A number from, to.
    Number(f64, f64),
    Text,
    /// Text that is never shown.
    Secret,
    /// A list of secrets.
    Secrets,
    Texts,
    /// A permission rule.
    Rule,
    Rules,
    /// The base of http or https addresses.
    Url,
    /// `provider/model`.
    Model,
    Models,
    /// Lower-case letters, digits, "-".
    Name,
    /// The name of an environment variable.
    Variable,
    Variables,
    OneOf(&'static [&'static str]),
    ManyOf(&'static [&'static str]),
    /// "64 MiB".
    Size,
    /// "10 s".
    Time,
}

/// Why a value is not of its kind, and how to write it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) message: String,
    pub(crate) remedy: String,
}

impl Kind {
    /// The kind in words, as it follows "takes".
    pub fn words(self) -> String {
        match self {
            Self::Flag => "true or false".to_owned(),
            Self::Count(from, u64::MAX) => format!("a whole number of {from} or more"),
            Self::Count(from, to) => format!("a whole number from {from} to {to}"),
            Self::Number(from, f64::MAX) => format!("a number of {from} or more"),
            Self::Number(from, to) => format!("a number from {from} to {to}"),
            Self::Text | Self::Secret => "text".to_owned(),
            Self::Texts | Self::Secrets => "a list of texts".to_owned(),
            Self::Rule => "a permission rule such as \"Bash(git push:*)\"".to_owned(),
            Self::Rules => "a list of permission rules such as \"Bash(git push:*)\"".to_owned(),
            Self::Url => "an http or https address without user, query and fragment".to_owned(),
            Self::Model => "a model, as provider/model or by its own id".to_owned(),
            Self::Models => "a list of models".to_owned(),
            Self::Name => "a name of lower-case letters, digits and \"-\"".to_owned(),
            Self::Variable => "the name of an environment variable".to_owned(),
            Self::Variables => "a list of names of environment variables".to_owned(),
            Self::OneOf(words) => format!("one of {}", quoted(words)),
            Self::ManyOf(words) => format!("a list of {}", quoted(words)),
            Self::Size => "a size such as \"64 MiB\"".to_owned(),
            Self::Time => "a time such as \"10 s\"".to_owned(),
        }
    }

    /// Whether the value is shown to nobody.
    pub fn is_secret(self) -> bool {
        matches!(self, Self::Secret | Self::Secrets)
    }

    /// Checks a value; `name` is what the remedy calls it.
    pub(crate) fn check(self, name: &str, value: &Value) -> Result<(), Wrong> {
        let element = match self {
            Self::Texts => Some(Self::Text),
            Self::Rules => Some(Self::Rule),
            Self::Secrets => Some(Self::Secret),
            Self::Models => Some(Self::Model),
            Self::Variables => Some(Self::Variable),
            Self::ManyOf(words) => Some(Self::OneOf(words)),
            _ => None,
        };
        let holds = match (element, value) {
            (Some(element), Value::Array(values)) => {
                values.iter().all(|value| element.holds(value))
            }
            (Some(_), _) => false,
            (None, value) => self.holds(value),
        };
        if holds {
            return Ok(());
        }
        if let (Self::Rules, Value::Array(values)) = (self, value)
            && let Some(wrong) = values.iter().find_map(wrong_rule)
        {
            return Err(wrong);
        }
        let shown = if self.is_secret() {
            what(value).to_owned()
        } else {
            format!("{value}, {}", what(value))
        };
        Err(Wrong {
            message: format!("it is {shown}; it takes {}", self.words()),
            remedy: self.remedy(name, value),
        })
    }

    /// Whether a single value is of this kind. A list kind holds no single value.
    fn holds(self, value: &Value) -> bool {
        let text = value.as_str();
        match self {
            Self::Flag => value.is_boolean(),
            Self::Count(from, to) => value
                .as_u64()
                .is_some_and(|count| (from..=to).contains(&count)),
            Self::Number(from, to) => value
                .as_f64()
                .is_some_and(|number| (from..=to).contains(&number)),
            Self::Text | Self::Secret => text.is_some(),
            Self::Rule => text.is_some_and(|text| Rule::parse(text).is_ok()),
            Self::Url => text.is_some_and(|text| super::base_url::parse_base_url(text).is_ok()),
            Self::Model => text.is_some_and(|text| {
                !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control())
            }),
            Self::Name => text.is_some_and(is_name),
            Self::Variable => text.is_some_and(is_variable),
            Self::OneOf(words) => text.is_some_and(|text| words.contains(&text)),
            Self::Size => text.is_some_and(|text| parse_size(text).is_some()),
            Self::Time => text.is_some_and(|text| parse_time(text).is_some()),
            Self::Texts
            | Self::Rules
            | Self::Secrets
            | Self::Models
            | Self::Variables
            | Self::ManyOf(_) => false,
        }
    }

    fn remedy(self, name: &str, value: &Value) -> String {
        match (self, value) {
            (Self::Count(..) | Self::Number(..), Value::String(text))
                if text.trim().parse::<f64>().is_ok() =>
            {
                format!(
                    "Numbers are written without quotes: {name} = {}",
                    text.trim()
                )
            }
            (Self::Flag, Value::String(text)) if ["true", "false"].contains(&text.as_str()) => {
                format!("Written without quotes: {name} = {text}")
            }
            (Self::OneOf(words), Value::String(text)) => {
                match super::nearest::nearest(text, words.iter().copied()) {
                    Some(word) => format!("Did you mean \"{word}\"?"),
                    None => String::new(),
                }
            }
            (
                Self::Texts | Self::Rules | Self::Models | Self::Variables | Self::ManyOf(_),
                Value::String(_),
            ) => {
                format!("Lists are written in brackets: {name} = [{value}]")
            }
            (Self::Size | Self::Time, Value::Number(_)) => {
                format!(
                    "Write the unit too, in quotes: {}.",
                    if matches!(self, Self::Size) {
                        "\"64 MiB\""
                    } else {
                        "\"10 s\""
                    }
                )
            }
            _ => String::new(),
        }
    }
}

/// What keeps a text from being a rule.
fn wrong_rule(value: &Value) -> Option<Wrong> {
    let error = Rule::parse(value.as_str()?).err()?;
    Some(Wrong {
        message: error.to_string(),
        remedy: error.remedy,
    })
}

fn what(value: &Value) -> &'static str {
    match value {
        Value::Null => "not a number",
        Value::Bool(_) => "a yes or no",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a table",
    }
}

fn quoted(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    words.join(", ")
}

/// A component's, service's or secret's name: lower-case letters, digits, "-"; a letter or digit first and last.
fn is_name(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (1..=64).contains(&text.len())
        && text.chars().all(|c| plain(c) || c == '-')
        && text.starts_with(plain)
        && text.ends_with(plain)
}

fn is_variable(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !text.starts_with(|c: char| c.is_ascii_digit())
}
