//! What `pytest` prints, quietly or not.

use std::collections::{BTreeMap, BTreeSet};

use super::outline::is_decimal;
use super::{Reading, place};

/// Reads the summary, the short reports and the long ones.
pub(super) fn read(text: &str) -> Option<Reading> {
    let mut reading = Reading::default();
    let mut seen = false;
    let details = details(text);
    let mut in_details = false;
    for line in text.lines() {
        if let Some(title) = framed(line, '=') {
            in_details = matches!(title, "FAILURES" | "ERRORS" | "PASSES");
        }
        if in_details {
            continue;
        }
        seen |= summary(line, &mut reading);
        short(line, &details, &mut reading);
    }
    count_once(&mut reading);
    seen.then_some(reading)
}

/// A test can fail twice, and pass before its fixture fails; pytest counts both.
fn count_once(reading: &mut Reading) {
    let Reading {
        failures,
        passes,
        passed,
        ..
    } = reading;
    let failed: BTreeSet<&str> = failures.iter().map(|failed| failed.name.as_str()).collect();
    let before = passes.len();
    passes.retain(|name| !failed.contains(name.as_str()));
    *passed = passed.saturating_sub(u32::try_from(before - passes.len()).unwrap_or(u32::MAX));
    let names = u32::try_from(reading.failures.len()).unwrap_or(u32::MAX);
    if names > 0 {
        reading.failed = reading.failed.min(names);
    }
}

/// The title in a line such as "=== FAILURES ===".
fn framed(line: &str, frame: char) -> Option<&str> {
    let edge: String = [frame; 3].iter().collect();
    if !line.starts_with(&edge) || !line.ends_with(frame) {
        return None;
    }
    Some(line.trim_matches(frame).trim()).filter(|title| !title.is_empty())
}

/// Adds up "2 failed, 3 passed, 1 skipped in 0.03s".
fn summary(line: &str, reading: &mut Reading) -> bool {
    let line = line.trim_matches('=').trim();
    let Some((counts, time)) = line.rsplit_once(" in ") else {
        return false;
    };
    let time = time.split(' ').next().unwrap_or_default();
    if !time.strip_suffix('s').is_some_and(is_decimal) {
        return false;
    }
    if counts == "no tests ran" {
        return true;
    }
    let mut counted = Reading::default();
    for part in counts.split(", ") {
        let Some((number, word)) = part.split_once(' ') else {
            return false;
        };
        let Ok(number) = number.parse::<u32>() else {
            return false;
        };
        match word {
            "passed" | "xpassed" => counted.passed += number,
            "failed" | "error" | "errors" => counted.failed += number,
            "skipped" | "xfailed" => counted.skipped += number,
            "deselected" | "warning" | "warnings" | "rerun" => {}
            _ => return false,
        }
    }
    reading.add(counted);
    true
}

/// Notes "FAILED path::name - why" and its relatives, and the verbose "path::name PASSED".
fn short(line: &str, details: &BTreeMap<String, String>, reading: &mut Reading) {
    let Some((word, rest)) = line.split_once(' ') else {
        return;
    };
    let (word, name) = match word {
        "FAILED" | "ERROR" | "PASSED" | "XPASS" | "XFAIL" => (word, without_reason(rest)),
        _ if word.contains("::") => match verbose(line) {
            Some((name, word)) => (word, name),
            None => return,
        },
        _ => return,
    };
    match word {
        "PASSED" | "XPASS" => reading.pass(name),
        "XFAIL" | "SKIPPED" => reading.skip(name),
        "FAILED" | "ERROR" if name.contains(".py") => {
            reading.cut_short |= !name.contains("::");
            let detail = details.get(&title(name)).map_or("", String::as_str);
            reading.fail(name, detail, location(name, detail));
        }
        _ => {}
    }
}

/// The name and the word of "path::name[a b] PASSED      [ 12%]".
fn verbose(line: &str) -> Option<(&str, &str)> {
    let words = ["PASSED", "FAILED", "ERROR", "SKIPPED", "XFAIL", "XPASS"];
    words.iter().find_map(|word| {
        let at = line.rfind(&format!(" {word}"))?;
        let rest = line[at + 1 + word.len()..].trim_start();
        (rest.is_empty() || rest.starts_with(['[', '('])).then_some((&line[..at], *word))
    })
}

fn without_reason(rest: &str) -> &str {
    let end = match rest.find('[') {
        Some(open) if rest.find(" - ").is_none_or(|dash| open < dash) => rest
            .find("] - ")
            .map(|at| at + 1)
            .or_else(|| rest.ends_with(']').then_some(rest.len())),
        _ => None,
    };
    &rest[..end.or_else(|| rest.find(" - ")).unwrap_or(rest.len())]
}

/// What stands in the frame above a test's long report.
fn title(name: &str) -> String {
    match name.split_once("::") {
        Some((_, inner)) => inner.replace("::", "."),
        None => name.to_string(),
    }
}

/// The long reports by their titles.
fn details(text: &str) -> BTreeMap<String, String> {
    let mut details: BTreeMap<String, String> = BTreeMap::new();
    let mut current: Option<&str> = None;
    for line in text.lines() {
        if let Some(title) = framed(line, '_') {
            let known = [
                "ERROR at setup of ",
                "ERROR at teardown of ",
                "ERROR collecting ",
            ];
            current = Some(
                known
                    .iter()
                    .find_map(|start| title.strip_prefix(start))
                    .unwrap_or(title),
            );
        } else if framed(line, '=').is_some() {
            current = None;
        } else if let Some(title) = current {
            let detail = details.entry(title.to_string()).or_default();
            detail.push_str(line);
            detail.push('\n');
        }
    }
    details
}

/// The place in the test's own file, else the last one that the report names.
fn location(name: &str, detail: &str) -> Option<String> {
    let path = name.split("::").next()?;
    let places: Vec<String> = detail
        .lines()
        .filter(|line| !line.starts_with([' ', '>', 'E']))
        .filter_map(place)
        .collect();
    let own = places.iter().rfind(|place| place.starts_with(path));
    own.or(places.last())
        .cloned()
        .or_else(|| Some(path.to_string()))
}
