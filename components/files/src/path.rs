//! Where a model says a file is: a path that can't name anything outside the workspace.

use std::fmt;

use openkoi_sdk::tool::Failure;

const ROOT: &str = "workspace:";

/// A path below the workspace, without a root, "." or "..". Empty: the workspace itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path(String);

impl Path {
    /// Reads a path that may be the workspace itself.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        if let Some(reason) = outside(text) {
            let shown: String = text
                .chars()
                .filter(|character| !character.is_control())
                .take(200)
                .collect();
            return Err(Failure::invalid(format!(
                "the path `{shown}` {reason}; write it relative to the workspace, like src/lib.rs"
            )));
        }
        let names = text.split('/').filter(|name| !matches!(*name, "" | "."));
        Ok(Self(names.collect::<Vec<_>>().join("/")))
    }

    /// Reads the path of a file, which the workspace itself is not.
    pub fn file(text: &str) -> Result<Self, Failure> {
        let path = Self::parse(text)?;
        if path.0.is_empty() || text.ends_with('/') {
            return Err(Failure::invalid(format!(
                "`{text}` is a directory; name a file, like src/lib.rs"
            )));
        }
        Ok(path)
    }

    /// The path as the host takes it.
    pub fn on_host(&self) -> String {
        format!("{ROOT}{}", self.0)
    }

    /// A path that the host gave, as a model writes it.
    pub fn from_host(path: &str) -> &str {
        path.strip_prefix(ROOT).unwrap_or(path)
    }

    /// The directory and the name in it; none for the workspace itself.
    pub fn parent(&self) -> Option<(Self, &str)> {
        if self.0.is_empty() {
            return None;
        }
        let (directory, name) = self.0.rsplit_once('/').unwrap_or(("", &self.0));
        Some((Self(directory.to_string()), name))
    }

    /// A failure of the host about this path, in the words in which the model knows it.
    pub fn explain(&self, mut failure: Failure) -> Failure {
        failure.message = failure.message.replace(&self.on_host(), &self.to_string());
        failure
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_empty() { "." } else { &self.0 })
    }
}

/// Checks that a glob stays below its directory, and drops a leading "./".
pub fn pattern(text: &str) -> Result<&str, Failure> {
    let text = text.strip_prefix("./").unwrap_or(text);
    let reason = if text.is_empty() {
        Some("is empty")
    } else {
        outside(text)
    };
    match reason {
        Some(reason) => Err(Failure::invalid(format!(
            "the pattern `{}` {reason}; write it relative to the directory that is searched, like src/**/*.rs",
            text.replace(char::is_control, " ")
        ))),
        None => Ok(text),
    }
}

/// Why this does not name something in the workspace.
fn outside(text: &str) -> Option<&'static str> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let drive =
        letters == 1 && (text[letters..].starts_with(":\\") || text[letters..].starts_with(":/"));
    let root = [ROOT, "data:", "temp:"]
        .iter()
        .any(|root| text.starts_with(root));
    if text.chars().any(char::is_control) {
        Some("contains a control character")
    } else if text.starts_with('/') || text.starts_with('\\') || drive {
        Some("is absolute")
    } else if text == "~" || text.starts_with("~/") {
        Some("begins in the home directory")
    } else if root || text[letters..].starts_with("://") {
        Some("names a root")
    } else if text.split(['/', '\\']).any(|name| name == "..") {
        Some("contains `..`")
    } else {
        None
    }
}
