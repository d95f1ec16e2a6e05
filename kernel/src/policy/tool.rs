//! Which word of a rule stands for which tools, and what of a call the rule looks at.

use serde_json::Value;

/// What a rule's specifier is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A line for the shell.
    Line,
    /// A path that is looked at.
    Read,
    /// A path that is written.
    Edit,
    /// An address that is fetched.
    Fetch,
}

/// The words that rules know, as other agents write them too.
pub(super) const WORDS: &[(&str, Kind)] = &[
    ("Bash", Kind::Line),
    ("Shell", Kind::Line),
    ("Read", Kind::Read),
    ("Glob", Kind::Read),
    ("Grep", Kind::Read),
    ("LS", Kind::Read),
    ("Edit", Kind::Edit),
    ("MultiEdit", Kind::Edit),
    ("Write", Kind::Edit),
    ("WebFetch", Kind::Fetch),
];

/// Our own tools, and the argument that says what a call is about.
const TOOLS: &[(&str, Kind, &str)] = &[
    ("shell", Kind::Line, "command"),
    ("read", Kind::Read, "path"),
    ("list", Kind::Read, "path"),
    ("glob", Kind::Read, "path"),
    ("grep", Kind::Read, "path"),
    ("write", Kind::Edit, "path"),
    ("edit", Kind::Edit, "path"),
    ("fetch", Kind::Fetch, "url"),
    ("web_fetch", Kind::Fetch, "url"),
];

/// What a tool's call is about: the kind, and the argument. None: rules know the tool by its name alone.
pub(super) fn subject<'a>(tool: &str, arguments: &'a Value) -> Option<(Kind, &'a str)> {
    let (_, kind, argument) = TOOLS.iter().find(|row| row.0 == tool)?;
    let text = arguments.get(argument).and_then(Value::as_str);
    Some((*kind, text.unwrap_or_default()))
}

/// The word that stands for a tool in a rule; the tool's own name where there is none.
pub(super) fn word(tool: &str) -> &str {
    let word = match TOOLS.iter().find(|row| row.0 == tool) {
        Some((_, Kind::Line, _)) => "Bash",
        Some((_, Kind::Read, _)) => "Read",
        Some((_, Kind::Edit, _)) => "Edit",
        Some((_, Kind::Fetch, _)) => "WebFetch",
        None => tool,
    };
    // A rule can't be told from another agent's word by anything but its first letter.
    word
}
