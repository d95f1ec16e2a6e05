//! The Test Anything Protocol, as `node --test` and others print it.

use super::outline::{Outline, indented};
use super::{Reading, place};

/// A result whose explanation is still being read.
struct Result {
    name: String,
    ok: bool,
    skipped: bool,
    explanation: String,
}

/// Reads all results; where there are closing counts, they are the ones that hold.
pub(super) fn read(text: &str) -> Option<Reading> {
    let mut reading = Reading::default();
    let mut outline = Outline::default();
    let mut result: Option<Result> = None;
    let mut counts = Counts::default();
    let mut planned = false;
    for line in text.lines() {
        let (indent, line) = indented(line);
        let depth = indent / 4;
        if let Some(title) = line.strip_prefix("# Subtest: ") {
            close(&mut reading, result.take());
            outline.open(depth, title);
        } else if let Some(next) = parse(line, depth, &outline) {
            close(&mut reading, result.replace(next));
        } else if line == "..." {
            close(&mut reading, result.take());
        } else if let Some(result) = result.as_mut().filter(|_| !line.starts_with('#')) {
            result.explanation.push_str(line);
            result.explanation.push('\n');
        }
        planned |= line.starts_with("TAP version")
            || (line.starts_with("1..") && line[3..].parse::<u32>().is_ok());
        counts.note(line);
    }
    close(&mut reading, result);
    if !planned {
        return None;
    }
    counts.fill(&mut reading);
    Some(reading)
}

/// Reads "not ok 2 - größe stimmt # SKIP".
fn parse(line: &str, depth: usize, outline: &Outline) -> Option<Result> {
    let (ok, rest) = match line.strip_prefix("not ok ") {
        Some(rest) => (false, rest),
        None => (true, line.strip_prefix("ok ")?),
    };
    let (number, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    number.parse::<u32>().ok()?;
    let (name, directive) = rest.rsplit_once(" # ").unwrap_or((rest, ""));
    let directive = directive.to_ascii_uppercase();
    let name = name.strip_prefix("- ").unwrap_or(name);
    Some(Result {
        name: outline.name(depth, name, " > "),
        ok,
        skipped: directive.starts_with("SKIP") || directive.starts_with("TODO"),
        explanation: String::new(),
    })
}

/// Notes a result, unless it only sums up the results inside it.
fn close(reading: &mut Reading, result: Option<Result>) {
    let Some(Result {
        name,
        ok,
        skipped,
        explanation,
    }) = result
    else {
        return;
    };
    if explanation.contains("type: 'suite'")
        || explanation.contains("failureType: 'subtestsFailed'")
    {
        return;
    }
    if skipped {
        reading.skip(&name);
    } else if ok {
        reading.pass(&name);
    } else {
        let field = |name: &str| {
            explanation
                .lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
        };
        let at = field("location")
            .or_else(|| field("at"))
            .and_then(|at| place(at.trim_matches(['\'', '"'])));
        reading.fail(&name, &explanation, at);
    }
}

/// The comments "# tests 5", "# pass 4" and so on.
#[derive(Default)]
struct Counts {
    pass: Option<u32>,
    fail: u32,
    skipped: u32,
}

impl Counts {
    fn note(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        let (Some("#"), Some(word), Some(number), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return;
        };
        let Ok(number) = number.parse::<u32>() else {
            return;
        };
        match word {
            "pass" => self.pass = Some(self.pass.unwrap_or(0) + number),
            "fail" | "cancelled" => self.fail += number,
            "skipped" | "skip" | "todo" => self.skipped += number,
            _ => {}
        }
    }

    fn fill(&self, reading: &mut Reading) {
        let count = |names: usize| u32::try_from(names).unwrap_or(u32::MAX);
        match self.pass {
            Some(pass) => {
                (reading.passed, reading.failed, reading.skipped) = (pass, self.fail, self.skipped)
            }
            None => {
                reading.passed = count(reading.passes.len());
                reading.failed = count(reading.failures.len());
                reading.skipped = count(reading.skips.len());
            }
        }
    }
}
