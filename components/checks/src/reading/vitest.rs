//! What `vitest` prints.

use super::outline::without_duration;
use super::{Reading, number_before, place_in_stack};

/// Reads the counts, the reports, and the names that the verbose list has.
pub(super) fn read(text: &str) -> Option<Reading> {
    let mut reading = Reading::default();
    let (mut seen, mut files) = (false, false);
    let mut report: Option<(&str, String)> = None;
    for line in text.lines() {
        let trimmed = line.trim();
        let failed = trimmed
            .strip_prefix("FAIL  ")
            .filter(|_| line.starts_with(' '));
        if failed.is_some() || trimmed.starts_with('⎯') {
            close(&mut reading, report.take());
        }
        if let Some(name) = failed {
            report = Some((name, String::new()));
        } else if let Some((_, detail)) = &mut report {
            detail.push_str(line);
            detail.push('\n');
        } else if trimmed.starts_with("Test Files  ") {
            files = true;
        } else if let Some(counts) = trimmed.strip_prefix("Tests  ").filter(|_| files) {
            seen = true;
            let count = |word| number_before(counts, word).unwrap_or(0);
            reading.passed += count("passed");
            reading.failed += count("failed");
            reading.skipped += count("skipped") + count("todo");
        } else if let Some((mark, name)) = trimmed
            .split_once(' ')
            .filter(|(_, name)| name.contains(" > "))
        {
            match mark {
                "✓" => reading.pass(without_duration(name)),
                "↓" => reading.skip(without_duration(name)),
                _ => {}
            }
        }
    }
    close(&mut reading, report);
    seen.then_some(reading)
}

/// Notes a report; the name of a file that could not be loaded is "bad.test.js [ bad.test.js ]".
fn close(reading: &mut Reading, report: Option<(&str, String)>) {
    let Some((name, detail)) = report else { return };
    let broken = name.split_once(" [ ").filter(|_| name.ends_with(" ]"));
    if let Some((file, _)) = broken {
        reading.cut_short = true;
        if !reading.failures.iter().any(|failed| failed.name == file) {
            reading.failed += 1;
        }
    }
    let name = broken.map_or(name, |(file, _)| file);
    reading.fail(name, &detail, place_in_stack(&detail));
}
