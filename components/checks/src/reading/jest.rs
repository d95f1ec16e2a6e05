//! What `jest` prints, verbosely or not.

use super::outline::{Outline, indented, without_duration};
use super::{Reading, number_before, place_in_stack};

const SEPARATOR: &str = " › ";
const BROKEN: &str = "Test suite failed to run";

/// Reads the counts, the outline where there is one, and the reports.
pub(super) fn read(text: &str) -> Option<Reading> {
    let mut reading = Reading::default();
    let mut outline = Outline::default();
    let mut seen = false;
    let (mut file, mut listing) = ("", false);
    let mut report: Option<(String, String)> = None;
    for line in text.lines() {
        let suite = line
            .strip_prefix("PASS ")
            .or_else(|| line.strip_prefix("FAIL "));
        let title = line
            .strip_prefix("  ● ")
            .filter(|title| !title.starts_with("Console"));
        if suite.is_some() || title.is_some() || line.starts_with("Test Suites: ") {
            close(&mut reading, report.take());
        }
        if let Some(path) = suite {
            file = without_duration(path).trim_start_matches("./");
            outline.clear();
            listing = true;
        } else if let Some(title) = title {
            listing = false;
            let broken = title == BROKEN;
            reading.cut_short |= broken;
            reading.failed += u32::from(broken);
            report = Some((
                if broken {
                    file.to_string()
                } else {
                    title.to_string()
                },
                String::new(),
            ));
        } else if let Some((_, detail)) = &mut report {
            detail.push_str(line);
            detail.push('\n');
        } else if let Some(counts) = line.strip_prefix("Tests: ") {
            seen |= counted(counts, &mut reading);
        } else if listing {
            listing = listed(line, &mut outline, &mut reading);
        }
    }
    close(&mut reading, report);
    seen.then_some(reading)
}

/// Adds up "2 failed, 1 skipped, 3 passed, 6 total".
fn counted(counts: &str, reading: &mut Reading) -> bool {
    let count = |word| number_before(counts, word).unwrap_or(0);
    reading.passed += count("passed");
    reading.failed += count("failed");
    reading.skipped += count("skipped") + count("todo");
    number_before(counts, "total").is_some()
}

/// Notes a line of the outline; false where it ends.
fn listed(line: &str, outline: &mut Outline, reading: &mut Reading) -> bool {
    let (indent, text) = indented(line);
    if text.is_empty() || indent < 2 {
        return false;
    }
    let depth = indent / 2 - 1;
    match text.split_once(' ') {
        Some(("✓", title)) => {
            reading.pass(&outline.name(depth, without_duration(title), SEPARATOR))
        }
        Some(("○", title)) => {
            reading.skip(&outline.name(
                depth,
                title.strip_prefix("skipped ").unwrap_or(title),
                SEPARATOR,
            ));
        }
        Some(("✎", title)) => reading.skip(&outline.name(depth, title, SEPARATOR)),
        // Its report follows, with its whole name.
        Some(("✕", _)) => {}
        _ => outline.open(depth, text),
    }
    true
}

fn close(reading: &mut Reading, report: Option<(String, String)>) {
    let Some((name, detail)) = report else { return };
    let lines = detail.trim_start_matches('\n');
    reading.fail(&name, lines, place_in_stack(&detail));
}
