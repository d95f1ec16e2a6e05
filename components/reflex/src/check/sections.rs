//! Cuts the output of test runners into one section for each failed test.

use super::Failure;

/// The failed tests of an output, whichever runner wrote it.
pub(super) fn failures(output: &str) -> Vec<Failure> {
    let lines: Vec<&str> = output.lines().collect();
    for sections in [rust, unittest, pytest, go, tap, node, assertion, plain] {
        let found = sections(&lines);
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// The sections that begin at a head and reach to the next head or an end.
fn cut(
    lines: &[&str],
    head: impl Fn(usize) -> Option<String>,
    end: impl Fn(&str) -> bool,
) -> Vec<Failure> {
    let mut found: Vec<Failure> = Vec::new();
    let mut open = false;
    for (index, line) in lines.iter().enumerate() {
        if let Some(name) = head(index) {
            found.push(Failure {
                name,
                text: String::new(),
                last_words: false,
            });
            open = true;
        } else if end(line) {
            open = false;
        }
        if open && let Some(section) = found.last_mut() {
            section.text.push_str(line);
            section.text.push('\n');
        }
    }
    found
}

fn rust(lines: &[&str]) -> Vec<Failure> {
    let named = lines.iter().filter_map(|line| {
        let (name, _) = line.strip_prefix("test ")?.split_once(" ... FAILED")?;
        Some(
            name.split(" - should panic")
                .next()
                .unwrap_or(name)
                .to_owned(),
        )
    });
    let mut all: Vec<Failure> = named
        .map(|name| Failure {
            name,
            text: String::new(),
            last_words: false,
        })
        .collect();
    let head = |index: usize| {
        let line: &str = lines.get(index)?;
        Some(
            line.strip_prefix("---- ")?
                .strip_suffix(" stdout ----")?
                .to_owned(),
        )
    };
    let mut sections = cut(lines, head, |line| {
        line == "failures:" || line.starts_with("stack backtrace:")
    });
    for failure in &mut all {
        if let Some(at) = sections
            .iter()
            .position(|section| section.name == failure.name)
        {
            failure.text = sections.remove(at).text;
        }
    }
    all
}

fn unittest(lines: &[&str]) -> Vec<Failure> {
    let head = |index: usize| {
        let line: &str = lines.get(index)?;
        let name = line
            .strip_prefix("FAIL: ")
            .or_else(|| line.strip_prefix("ERROR: "))?;
        lines
            .get(index.checked_sub(1)?)?
            .starts_with("=====")
            .then(|| name.to_owned())
    };
    cut(lines, head, |line| {
        line.starts_with("=====") || line.starts_with("Ran ")
    })
}

fn pytest(lines: &[&str]) -> Vec<Failure> {
    let head = |index: usize| {
        let line: &str = lines.get(index)?;
        let inner = line
            .strip_prefix("___")?
            .strip_suffix("___")?
            .trim_matches('_')
            .trim();
        (!inner.is_empty()).then(|| inner.to_owned())
    };
    cut(lines, head, |line| line.starts_with("====="))
}

fn go(lines: &[&str]) -> Vec<Failure> {
    let head = |index: usize| {
        let line: &str = lines.get(index)?;
        Some(
            line.trim_start()
                .strip_prefix("--- FAIL: ")?
                .split(' ')
                .next()?
                .to_owned(),
        )
    };
    cut(lines, head, |line| {
        line.starts_with("FAIL") || line.starts_with("===")
    })
}

fn tap(lines: &[&str]) -> Vec<Failure> {
    let head = |index: usize| {
        let line: &str = lines.get(index)?;
        let (_, name) = line
            .trim_start()
            .strip_prefix("not ok ")?
            .split_once(" - ")?;
        Some(name.to_owned())
    };
    cut(lines, head, |line| {
        line.trim() == "..." || line.starts_with("# Subtest")
    })
}

/// Node's reporter for people tells the details after "failing tests:".
fn node(lines: &[&str]) -> Vec<Failure> {
    let Some(from) = lines
        .iter()
        .position(|line| line.contains("failing tests:"))
    else {
        return Vec::new();
    };
    let lines = &lines[from..];
    let head = |index: usize| {
        let line: &str = lines.get(index)?;
        let name = line.trim_start().strip_prefix("✖ ")?;
        (!name.starts_with("failing tests")).then(|| {
            name.rsplit_once(" (")
                .map_or(name, |(name, _)| name)
                .to_owned()
        })
    };
    cut(lines, head, |_| false)
}

/// C's `assert` ends the program, so there is one at most.
fn assertion(lines: &[&str]) -> Vec<Failure> {
    let found = lines
        .iter()
        .find(|line| line.contains(": Assertion `") || line.contains("Assertion failed:"));
    let failure = |line: &&str| Failure {
        name: line.trim().to_owned(),
        text: format!("{line}\n"),
        last_words: true,
    };
    found.map(failure).into_iter().collect()
}

fn plain(lines: &[&str]) -> Vec<Failure> {
    let marked = |line: &&&str| {
        let line = line.trim_start();
        ["FAIL:", "FAIL ", "FAILED:", "not ok ", "[FAIL]"]
            .iter()
            .any(|mark| line.starts_with(mark))
            && line.len() < 400
    };
    let stable = |line: &str| {
        line.split(" expected")
            .next()
            .unwrap_or(line)
            .split(" got")
            .next()
            .unwrap_or(line)
            .trim()
            .to_owned()
    };
    let failure = |line: &&str| Failure {
        name: stable(line),
        text: format!("{line}\n"),
        last_words: false,
    };
    lines.iter().filter(marked).map(failure).collect()
}

#[cfg(test)]
mod tests;
