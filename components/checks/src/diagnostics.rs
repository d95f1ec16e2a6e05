//! What compilers and lints complain about.

use crate::transcript::clip;

const MESSAGE_BYTES: usize = 300;

/// One complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// An error, else a warning.
    pub is_error: bool,
    /// What the tool says, in one line.
    pub message: String,
    /// "path:line" as the tool prints it.
    pub location: Option<String>,
}

impl Diagnostic {
    /// The same for the same complaint, wherever in the file it has moved.
    pub fn name(&self) -> String {
        let word = if self.is_error { "error" } else { "warning" };
        match self.location.as_deref().and_then(|at| at.rsplit_once(':')) {
            Some((path, _)) => format!("{word}: {} ({path})", self.message),
            None => format!("{word}: {}", self.message),
        }
    }
}

/// Everything that one command complained about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    /// Each complaint once, in the order of the output.
    pub entries: Vec<Diagnostic>,
    /// As the tool counts them, or as there are entries.
    pub errors: u32,
    /// As the tool counts them, or as there are entries.
    pub warnings: u32,
}

impl Diagnostics {
    /// Reads an output in which rustc, clippy, eslint, tsc, go vet or a tool that prints "path:line: message" may have
    /// spoken. Plain places are errors only if the command failed.
    pub fn of(text: &str, failed: bool) -> Self {
        let mut entries = rustc(text);
        let counted = eslint(text, &mut entries);
        if entries.is_empty() && failed {
            entries.extend(text.lines().filter_map(place_and_message));
        }
        let mut unique: Vec<Diagnostic> = Vec::new();
        for entry in entries {
            if !unique.contains(&entry) {
                unique.push(entry);
            }
        }
        let count = |is_error| {
            u32::try_from(
                unique
                    .iter()
                    .filter(|entry| entry.is_error == is_error)
                    .count(),
            )
            .unwrap_or(u32::MAX)
        };
        let (errors, warnings) = counted.unwrap_or((count(true), count(false)));
        Self {
            entries: unique,
            errors,
            warnings,
        }
    }
}

/// "error[E0425]: message" or "warning: message", then "  --> path:line:column".
fn rustc(text: &str) -> Vec<Diagnostic> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let Some((is_error, message)) = rustc_message(line) else {
            continue;
        };
        let arrow = lines[index + 1..]
            .iter()
            .take(4)
            .find_map(|line| line.trim_start().strip_prefix("--> "));
        if let Some(at) = arrow {
            let location = at
                .rsplit_once(':')
                .map(|(place, _)| place.trim().to_string());
            found.push(Diagnostic {
                is_error,
                message: clip(message, MESSAGE_BYTES).to_string(),
                location,
            });
        }
    }
    found
}

fn rustc_message(line: &str) -> Option<(bool, &str)> {
    if let Some(message) = line.strip_prefix("warning: ") {
        return Some((false, message));
    }
    let rest = line.strip_prefix("error")?;
    let (code, message) = rest.split_once(": ")?;
    (code.is_empty() || (code.starts_with('[') && code.ends_with(']'))).then_some((true, message))
}

/// Lines "  3:5  error  message  rule" below a path, and the count "✖ 3 problems (1 error, 2 warnings)".
fn eslint(text: &str, found: &mut Vec<Diagnostic>) -> Option<(u32, u32)> {
    let counts = text.lines().rev().find_map(|line| {
        let (_, counts) = line.strip_prefix("✖ ")?.split_once(" (")?;
        let mut numbers = counts
            .split(|character: char| !character.is_ascii_digit())
            .filter_map(|number| number.parse().ok());
        Some((numbers.next()?, numbers.next()?))
    })?;
    let mut path = "";
    for line in text.lines() {
        if !line.starts_with(' ') {
            path = line.trim();
            continue;
        }
        let mut words = line.split_whitespace();
        let (Some(at), Some(word @ ("error" | "warning"))) = (words.next(), words.next()) else {
            continue;
        };
        let number = at.split(':').next().unwrap_or_default();
        let message = words.collect::<Vec<_>>().join(" ");
        found.push(Diagnostic {
            is_error: word == "error",
            message: clip(&message, MESSAGE_BYTES).to_string(),
            location: number
                .parse::<u32>()
                .ok()
                .map(|number| format!("{path}:{number}")),
        });
    }
    Some(counts)
}

/// "path:line:column: message", or tsc's "path(line,column): error TS1: message" and "path:line:column - error TS1: …".
fn place_and_message(line: &str) -> Option<Diagnostic> {
    let line = line.strip_prefix("vet: ").unwrap_or(line);
    if line.starts_with(char::is_whitespace) {
        return None;
    }
    let (location, message) = match line.split_once("): error ") {
        Some((place, message)) => {
            let (path, numbers) = place.rsplit_once('(')?;
            (format!("{path}:{}", numbers.split(',').next()?), message)
        }
        None => {
            let (path, rest) = line.split_once(':')?;
            let (number, rest) = rest.split_once([':', ' '])?;
            number.parse::<u32>().ok()?;
            let column = rest.bytes().take_while(u8::is_ascii_digit).count();
            let message = rest[column..].trim_start_matches([':', ' ', '-']);
            (format!("{path}:{number}"), message)
        }
    };
    let path = location.rsplit_once(':').map_or("", |(path, _)| path);
    let plausible = path.contains('.') && !path.contains(char::is_whitespace);
    plausible.then(|| Diagnostic {
        is_error: !message.starts_with("warning"),
        message: clip(message, MESSAGE_BYTES).to_string(),
        location: Some(location),
    })
}
