//! The environment variables, read once.

use std::collections::BTreeMap;
use std::fmt;

/// A snapshot of the environment. Values that are not UTF-8 are left out and named in [`Environment::ignored`].
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment {
    values: BTreeMap<String, String>,
    ignored: Vec<String>,
}

impl Environment {
    /// Takes the snapshot. The one place that reads the process's environment; `main` calls it once.
    pub fn capture() -> Self {
        let mut environment = Self::default();
        for (name, value) in std::env::vars_os() {
            match (name.into_string(), value.into_string()) {
                (Ok(name), Ok(value)) => {
                    environment.values.insert(name, value);
                }
                (Ok(name), Err(_)) => environment.ignored.push(name),
                (Err(name), _) => environment
                    .ignored
                    .push(name.to_string_lossy().into_owned()),
            }
        }
        environment.ignored.sort();
        environment
    }

    /// The value of a variable. An empty value counts as none.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// All variables by name, empty ones too.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The names of the variables that are left out because they are not UTF-8.
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let values = pairs
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        Self {
            values,
            ignored: Vec::new(),
        }
    }
}

/// Names only: values may be credentials.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_value_counts_as_none() {
        let environment = Environment::from_iter([("EMPTY", ""), ("FULL", "x")]);
        assert_eq!(environment.get("EMPTY"), None);
        assert_eq!(environment.get("FULL"), Some("x"));
        assert_eq!(environment.get("ABSENT"), None);
    }

    #[test]
    fn debug_output_holds_no_values() {
        let environment = Environment::from_iter([("LAB_API_KEY", "canary")]);
        let shown = format!("{environment:?}");
        assert!(
            shown.contains("LAB_API_KEY") && !shown.contains("canary"),
            "{shown}"
        );
    }
}
