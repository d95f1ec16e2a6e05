//! What `cargo nextest run` prints.

use super::{Reading, number_before, place};

/// Reads the summary and the line of each test.
pub(super) fn read(text: &str) -> Option<Reading> {
    let mut reading = Reading::default();
    let mut seen = false;
    let mut failing: Option<(&str, String)> = None;
    for line in text.lines() {
        let trimmed = line.trim_start();
        let status = status(trimmed);
        if status.is_some() || trimmed.starts_with("Summary [") || line.starts_with('─') {
            close(&mut reading, failing.take());
        }
        match status {
            Some(("PASS" | "FLAKY", name)) => reading.pass(name),
            Some(("SKIP", name)) => reading.skip(name),
            Some((_, name)) => failing = Some((name, String::new())),
            None => {
                if let Some((_, detail)) = &mut failing {
                    detail.push_str(line.strip_prefix("    ").unwrap_or(line));
                    detail.push('\n');
                }
            }
        }
        if trimmed.starts_with("Summary [") && trimmed.contains(" run: ") {
            seen = true;
            reading.passed += number_before(trimmed, "passed").unwrap_or(0);
            reading.failed += ["failed", "timed", "exec"]
                .iter()
                .filter_map(|word| number_before(trimmed, word))
                .sum::<u32>();
            reading.skipped += number_before(trimmed, "skipped").unwrap_or(0);
        }
    }
    close(&mut reading, failing);
    seen.then_some(reading)
}

/// The word and the name in "FAIL [   0.100s] (4/5) shop tests::adds".
fn status(line: &str) -> Option<(&str, &str)> {
    let (word, rest) = line.split_once(" [")?;
    let known = matches!(
        word,
        "PASS" | "FLAKY" | "FAIL" | "SKIP" | "TIMEOUT" | "ABORT" | "LEAK-FAIL"
    );
    if !known && !word.starts_with("SIG") {
        return None;
    }
    let (_, name) = rest.split_once("s] ")?;
    let counted = name
        .trim_start()
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(") "));
    Some((word, counted.map_or(name, |(_, name)| name).trim()))
}

fn close(reading: &mut Reading, failing: Option<(&str, String)>) {
    let Some((name, detail)) = failing else {
        return;
    };
    let detail = detail.split("stack backtrace:").next().unwrap_or_default();
    let location = detail
        .lines()
        .find_map(|line| place(line.split_once("panicked at ")?.1));
    reading.fail(name, detail, location);
}
