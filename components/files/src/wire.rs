//! The arguments of each tool, as a model writes them.

use openkoi_sdk::tool::{Failure, Output};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Arguments of `read`.
#[derive(Debug, Deserialize)]
pub struct Read {
    /// The file.
    pub path: String,
    /// The first line wanted, from 1.
    pub offset: Option<u64>,
    /// How many lines.
    pub limit: Option<u64>,
}

/// Arguments of `write`.
#[derive(Debug, Deserialize)]
pub struct Write {
    /// The file.
    pub path: String,
    /// What it holds from now on.
    pub content: String,
}

/// Arguments of `edit`.
#[derive(Debug, Deserialize)]
pub struct Edit {
    /// The file.
    pub path: String,
    /// What stands there.
    pub old_string: String,
    /// What shall stand there.
    pub new_string: String,
    /// Replace every occurrence.
    pub replace_all: Option<bool>,
}

/// Arguments of `list`.
#[derive(Debug, Deserialize)]
pub struct List {
    /// The directory; the workspace if it is missing.
    pub path: Option<String>,
}

/// Arguments of `glob`.
#[derive(Debug, Deserialize)]
pub struct Glob {
    /// What the paths below the directory look like.
    pub pattern: String,
    /// The directory; the workspace if it is missing.
    pub path: Option<String>,
}

/// Arguments of `grep`.
#[derive(Debug, Deserialize)]
pub struct Grep {
    /// A regular expression.
    pub pattern: String,
    /// The directory or file; the workspace if it is missing.
    pub path: Option<String>,
    /// Which files below the directory.
    pub glob: Option<String>,
    /// How many matches at most.
    pub limit: Option<u32>,
}

/// Reads a tool's arguments; the failure tells the model which argument is wrong.
pub fn parse<T: DeserializeOwned>(tool: &str, arguments: &str) -> Result<T, Failure> {
    serde_json::from_str(arguments).map_err(|error| {
        Failure::invalid(format!(
            "the arguments of `{tool}` do not fit its schema: {error}"
        ))
    })
}

/// An output that says what the tool did.
pub fn done(text: String) -> Output {
    Output {
        text,
        is_error: false,
        data: None,
    }
}

/// "1 line", "2 lines".
pub fn lines(count: usize) -> String {
    if count == 1 {
        "1 line".to_owned()
    } else {
        format!("{count} lines")
    }
}
