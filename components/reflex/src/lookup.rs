//! Answers questions by searching: quotes lines, with their places, and concludes nothing from them.

use crate::ending::Ending;
use crate::instructions::escaped;
use crate::intent::{Counted, Question};
use crate::session::{Call, Hit, Session, Step};
use crate::workspace::is_inside;
use serde_json::json;

/// Lines quoted in one answer.
const QUOTED: usize = 40;
/// What `grep` gives at most, see [`Session::grep`].
const LIMIT: usize = 200;

const DEFINES: &str = r"\b(fn|struct|enum|trait|union|type|mod|macro_rules!|const|static|class|def|function|interface|func|let|var|namespace|package)\s+(mut\s+|async\s+|\([^)]*\)\s*)*";

pub(crate) fn run(session: &mut Session, question: &Question) -> Step<Ending> {
    match question {
        Question::Defined { name, about } => defined(session, name, *about),
        Question::Occurs { text, files, word } => occurs(session, text, *files, *word),
        Question::Count(what) => count(session, what),
        Question::Todos => {
            let hits = session.grep(r"\b(TODO|FIXME|XXX)\b", None)?;
            Ok(listed(
                hits,
                "mark something as to do",
                "No TODO, FIXME or XXX found in the workspace.",
            ))
        }
        Question::Files(glob) => {
            let paths = globbed(session, glob)?;
            let shown: Vec<String> = paths
                .iter()
                .take(QUOTED)
                .map(|path| format!("- {path}"))
                .collect();
            let head = if paths.is_empty() {
                format!("No file matches `{glob}`.")
            } else {
                format!("{} file(s) match `{glob}`:", paths.len())
            };
            Ok(Ending::done(
                format!("{head}\n{}", shown.join("\n")).trim_end(),
            ))
        }
        Question::Shows(path) => shows(session, path),
    }
}

fn defined(session: &mut Session, name: &str, about: bool) -> Step<Ending> {
    let name_pattern = escaped(name);
    let hits = match session.grep(&format!("{DEFINES}{name_pattern}\\b"), None)? {
        Ok(hits) if !hits.is_empty() => hits,
        Err(why) => return Ok(Ending::refusal(format!("The search failed: {why}"))),
        Ok(_) => {
            let c_function = format!(
                r"^[A-Za-z_][A-Za-z0-9_ *]*\b{name_pattern}\s*\([^;]*$|^\s*#\s*define\s+{name_pattern}\b|^\s*{name_pattern}\s*="
            );
            session.grep(&c_function, None)?.unwrap_or_default()
        }
    };
    if hits.is_empty() {
        return Ok(Ending::done(format!(
            "No definition of `{name}` found in the workspace."
        )));
    }
    let mut text = format!(
        "`{name}` is defined in {} place(s):\n{}",
        hits.len(),
        quoted(&hits)
    );
    if about {
        text.push_str(
            "\n\nWhat it does is not something that rules can tell; this is what stands there:",
        );
        for hit in hits.iter().take(3) {
            text.push_str(&around(session, hit)?);
        }
    }
    Ok(Ending::done(text))
}

/// The comment above a definition, and its first lines.
fn around(session: &mut Session, hit: &Hit) -> Step<String> {
    let Some(file) = session.file(&hit.path)? else {
        return Ok(String::new());
    };
    let is_comment = |line: &str| {
        ["//", "#", "/*", "*", "--"]
            .iter()
            .any(|sign| line.trim_start().starts_with(sign))
    };
    let mut first = hit.line;
    while first > 1 && hit.line - first < 12 && file.line(first - 1).is_some_and(is_comment) {
        first -= 1;
    }
    let lines = (first..hit.line.saturating_add(12))
        .map_while(|number| Some(format!("    {number}: {}", file.line(number)?)));
    Ok(format!(
        "\n\n{}:{}\n{}",
        hit.path,
        hit.line,
        lines.collect::<Vec<_>>().join("\n")
    ))
}

fn occurs(session: &mut Session, text: &str, files: bool, word: bool) -> Step<Ending> {
    let pattern = if word {
        format!(r"\b{}\b", escaped(text))
    } else {
        escaped(text)
    };
    let hits = session.grep(&pattern, None)?;
    let none = format!("No line in the workspace mentions `{text}`.");
    let Ok(found) = &hits else {
        return Ok(listed(hits, "", &none));
    };
    if !files || found.is_empty() {
        return Ok(listed(hits, &format!("mention `{text}`"), &none));
    }
    let mut by_file: Vec<(&str, usize)> = Vec::new();
    for hit in found {
        match by_file.iter_mut().find(|(path, _)| *path == hit.path) {
            Some((_, lines)) => *lines += 1,
            None => by_file.push((&hit.path, 1)),
        }
    }
    let shown: Vec<String> = by_file
        .iter()
        .take(QUOTED)
        .map(|(path, lines)| format!("- {path} ({lines} line(s))"))
        .collect();
    let head = format!(
        "{}{} file(s) mention `{text}`:",
        at_least(found),
        by_file.len()
    );
    Ok(Ending::done(format!("{head}\n{}", shown.join("\n"))))
}

fn listed(hits: Result<Vec<Hit>, String>, what: &str, none: &str) -> Ending {
    match hits {
        Ok(hits) if hits.is_empty() => Ending::done(none),
        Ok(hits) => Ending::done(format!(
            "{}{} line(s) {what}:\n{}",
            at_least(&hits),
            hits.len(),
            quoted(&hits)
        )),
        Err(why) => Ending::refusal(format!("The search failed: {why}")),
    }
}

/// The search stops at a limit, and then the number is a lower bound.
fn at_least(hits: &[Hit]) -> &'static str {
    if hits.len() >= LIMIT { "At least " } else { "" }
}

fn quoted(hits: &[Hit]) -> String {
    let mut lines: Vec<String> = hits
        .iter()
        .take(QUOTED)
        .map(|hit| {
            format!(
                "- {}:{}: `{}`",
                hit.path,
                hit.line,
                hit.text.trim().chars().take(160).collect::<String>()
            )
        })
        .collect();
    if hits.len() > QUOTED {
        lines.push(format!("… and {} more", hits.len() - QUOTED));
    }
    lines.join("\n")
}

fn count(session: &mut Session, what: &Counted) -> Step<Ending> {
    let (pattern, noun, glob) = match what {
        Counted::Files(glob) => {
            let paths = globbed(session, glob)?;
            return Ok(Ending::done(format!("{} file(s) match `{glob}`.", paths.len())));
        }
        Counted::LinesOf(path) => {
            let text = if is_inside(path) { session.file(path)? } else { None };
            return Ok(match text {
                Some(text) => Ending::done(format!("{path} has {} line(s).", text.lines.len())),
                None => Ending::refusal(format!("{path} can't be read.")),
            });
        }
        Counted::Text(text) => (escaped(text), format!("line(s) mention `{text}`"), None),
        Counted::Todos => (r"\b(TODO|FIXME|XXX)\b".into(), "line(s) say TODO, FIXME or XXX".into(), None),
        Counted::Tests => (
            r"^\s*#\[(tokio::)?test\]|^\s*(async )?def test_|^func Test|^\s*(test|it)\(".into(),
            "line(s) look like the start of a test (Rust, Python, Go, JavaScript)".into(),
            Some("**/*.{rs,py,go,js,mjs,ts,tsx}"),
        ),
        Counted::Functions => (
            r"^\s*(pub(\([^)]*\))? )?(const )?(async )?(unsafe )?fn |^\s*(async )?def |^func |^\s*(export )?(async )?function ".into(),
            "line(s) begin a function (Rust, Python, Go, JavaScript)".into(),
            Some("**/*.{rs,py,go,js,mjs,ts,tsx}"),
        ),
    };
    Ok(match session.grep(&pattern, glob)? {
        Ok(hits) => Ending::done(format!("{}{} {noun}.", at_least(&hits), hits.len())),
        Err(why) => Ending::refusal(format!("The search failed: {why}")),
    })
}

fn globbed(session: &mut Session, glob: &str) -> Step<Vec<String>> {
    let output = session.one(Call::new("glob", json!({"pattern": glob})))?;
    let lines = output
        .text
        .lines()
        .map(str::trim)
        .filter(|line| !output.is_error && is_inside(line) && !line.starts_with('['));
    Ok(lines.map(str::to_owned).collect())
}

fn shows(session: &mut Session, path: &str) -> Step<Ending> {
    if !is_inside(path) {
        return Ok(Ending::refusal(format!(
            "`{path}` lies outside of the workspace."
        )));
    }
    Ok(match session.file(path)? {
        Some(text) => {
            let shown: Vec<&str> = text.lines.iter().take(200).map(String::as_str).collect();
            let left = text.lines.len() - shown.len();
            let more = if left > 0 {
                format!("\n… and {left} more line(s)")
            } else {
                String::new()
            };
            Ending::done(format!(
                "{path}, {} line(s):\n\n{}{more}",
                text.lines.len(),
                shown.join("\n")
            ))
        }
        None => Ending::refusal(format!("{path} can't be read.")),
    })
}
