//! One permission rule: `Bash(git push:*)`, `Read(./.env)`, `mcp__server__tool`.

use super::deed::Deed;
use super::line::Line;
use super::pattern::{Host, Paths, Words, is_like};
use super::place::Place;
use super::tool::{Kind, WORDS};
use std::fmt;

/// Longer is no rule.
const LIMIT: usize = 4096;
/// More `*` than these make comparing slow.
const STARS: usize = 8;

/// A rule, and how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    written: String,
    pub(super) subject: Subject,
}

/// What a rule is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// Every call of this kind.
    All(Kind),
    Line {
        words: Words,
        /// The line as a whole, where it is meant letter for letter.
        whole: String,
        /// What its own words do: it covers nothing that does more.
        own: Deed,
    },
    Read(Paths),
    Edit(Paths),
    Fetch(Host),
    /// A tool by its name, `*` allowed.
    Tool(String),
}

/// Why a rule can't be read, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct RuleError {
    pub rule: String,
    pub why: String,
    pub remedy: String,
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the rule {:?} can't be read: {}", self.rule, self.why)
    }
}

impl Rule {
    /// Reads a rule: `Tool` or `Tool(specifier)`.
    pub fn parse(written: &str) -> Result<Self, RuleError> {
        let text = written.trim();
        let wrong = |why: &str, remedy: &str| RuleError {
            rule: written.chars().take(200).collect(),
            why: why.to_owned(),
            remedy: remedy.to_owned(),
        };
        if text.is_empty() {
            return Err(wrong(
                "it is empty",
                "Remove it, or write a rule such as \"Bash(git push:*)\".",
            ));
        }
        if text.len() > LIMIT {
            return Err(wrong(
                "it is too long",
                "Write a shorter one, with :* for what follows.",
            ));
        }
        if text.chars().any(char::is_control) {
            return Err(wrong(
                "it holds a control character",
                "Write it on one line, without tabs.",
            ));
        }
        if text.matches('*').count() > STARS {
            return Err(wrong("it holds more than 8 \"*\"", "Write several rules."));
        }
        let (tool, specifier) = match text.split_once('(') {
            None if text.contains(')') => {
                return Err(wrong(
                    "a \")\" has no \"(\"",
                    "Write it as Tool(specifier).",
                ));
            }
            None => (text, None),
            Some((tool, rest)) => match rest.strip_suffix(')') {
                Some(specifier) => (tool, Some(specifier)),
                None => {
                    return Err(wrong(
                        "its \")\" is missing at the end",
                        "Write it as Tool(specifier).",
                    ));
                }
            },
        };
        let subject = subject(tool, specifier).map_err(|(why, remedy)| wrong(&why, &remedy))?;
        Ok(Self {
            written: text.to_owned(),
            subject,
        })
    }

    /// As it stands in a file.
    pub fn written(&self) -> &str {
        &self.written
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

fn subject(tool: &str, specifier: Option<&str>) -> Result<Subject, (String, String)> {
    let word = WORDS.iter().find(|row| row.0 == tool);
    let Some((word, kind)) = word else {
        return name(tool, specifier);
    };
    let Some(specifier) = specifier else {
        return Ok(Subject::All(*kind));
    };
    let specifier = specifier.trim();
    if specifier.is_empty() {
        return Err((
            "nothing stands between its parentheses".to_owned(),
            format!("Write {word} for every use, or say which."),
        ));
    }
    let path = || {
        Paths::parse(specifier).map_err(|why| {
            let remedy = format!("Write it from the workspace, like {word}(./src/**), or from /.");
            (why.to_owned(), remedy)
        })
    };
    match kind {
        Kind::Line if matches!(specifier, "*" | ":*") => Ok(Subject::All(Kind::Line)),
        Kind::Line => Ok(line(specifier)),
        Kind::Read => Ok(Subject::Read(path()?)),
        Kind::Edit => Ok(Subject::Edit(path()?)),
        Kind::Fetch => Host::parse(specifier).map(Subject::Fetch).map_err(|why| {
            (
                why.to_owned(),
                "Write it like WebFetch(domain:example.com).".to_owned(),
            )
        }),
    }
}

fn line(specifier: &str) -> Subject {
    let words = Words::parse(specifier);
    let own = Line::read(&words.words.join(" "), "", &Place::default());
    let own = own.furthest().map_or(Deed::RUNS, |step| Deed {
        is_bent: own.steps.iter().any(|step| step.deed.is_bent),
        ..step.deed
    });
    let is_exact = !words.is_open
        && !words
            .words
            .iter()
            .any(|word| word.replace("\\*", "").contains('*'));
    Subject::Line {
        words,
        whole: if is_exact {
            specifier.replace("\\*", "*").replace(":\\*", ":*")
        } else {
            String::new()
        },
        own,
    }
}

/// A tool that is known by its name alone.
fn name(tool: &str, specifier: Option<&str>) -> Result<Subject, (String, String)> {
    let known: Vec<&str> = WORDS.iter().map(|row| row.0).collect();
    if specifier.is_some() {
        return Err((
            format!("{tool:?} takes nothing in parentheses"),
            format!("Name the tool alone, or use one of {}.", known.join(", ")),
        ));
    }
    let is_plain = |c: char| {
        c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '*' | '.')
    };
    let is_server = tool.starts_with("mcp__") && tool.len() > "mcp__".len();
    let is_server = is_server && tool.chars().all(|c| is_plain(c) || c.is_ascii_uppercase());
    if is_server || (!tool.is_empty() && tool != "*" && tool.chars().all(is_plain)) {
        return Ok(Subject::Tool(tool.to_owned()));
    }
    Err((
        format!("{tool:?} is no tool"),
        format!(
            "Write one of {}, or a tool's own name such as mcp__server__tool.",
            known.join(", ")
        ),
    ))
}

impl Subject {
    /// Whether a tool is meant by its name. A server means all of its tools.
    pub(super) fn names_tool(&self, tool: &str) -> bool {
        match self {
            Self::Tool(pattern) => {
                let below = tool
                    .strip_prefix(pattern.as_str())
                    .is_some_and(|rest| rest.starts_with("__"));
                is_like(pattern, tool) || (pattern.starts_with("mcp__") && below)
            }
            Self::All(_) | Self::Line { .. } | Self::Read(_) | Self::Edit(_) | Self::Fetch(_) => {
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_can_t_be_read_names_itself_the_reason_and_the_remedy() {
        let rows = [
            ("", "it is empty"),
            ("Bash(", "its \")\" is missing at the end"),
            ("Bash(git push:*", "its \")\" is missing at the end"),
            ("Bash git)", "a \")\" has no \"(\""),
            ("Bash()", "nothing stands between its parentheses"),
            ("Bsh(git)", "\"Bsh\" takes nothing in parentheses"),
            ("Everything", "\"Everything\" is no tool"),
            ("*", "\"*\" is no tool"),
            (
                "Read(../x)",
                "a path with \"..\" means a different place each time",
            ),
            (
                "WebFetch(https://x.org)",
                "an address is named by its domain",
            ),
            (
                "WebFetch(domain:a b)",
                "a domain is letters, digits, \"-\" and \".\"",
            ),
            ("Bash(a\tb)", "it holds a control character"),
            ("Bash(* * * * * * * * *)", "it holds more than 8 \"*\""),
            ("shell(x)", "\"shell\" takes nothing in parentheses"),
        ];
        for (written, why) in rows {
            let error = Rule::parse(written).expect_err(written);
            assert_eq!(error.why, why, "{written}");
            assert!(
                error.to_string().contains(&format!("{written:?}")),
                "{error}"
            );
            assert!(!error.remedy.is_empty(), "{written}");
        }
    }
}
