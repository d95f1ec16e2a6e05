//! What `node --test` prints for people: its "spec" report.

use super::outline::{Outline, indented, without_duration};
use super::{Reading, place, place_in_stack};

/// Reads the outline, the counts below it and the reports below those.
pub(super) fn read(text: &str) -> Option<Reading> {
    let mut reading = Reading::default();
    let mut outline = Outline::default();
    let mut seen = false;
    for line in text.lines() {
        let (indent, line) = indented(line);
        if let Some(count) = line.strip_prefix("ℹ ") {
            seen |= counted(count, &mut reading);
        } else if line.starts_with("✖ failing tests:") {
            break;
        } else if !seen {
            listed(indent / 2, line, &mut outline, &mut reading);
        }
    }
    if seen && let Some((_, reports)) = text.split_once("✖ failing tests:") {
        explain(reports, &mut reading);
    }
    seen.then_some(reading)
}

/// Adds up "pass 4"; true for the line that only a summary has.
fn counted(line: &str, reading: &mut Reading) -> bool {
    let Some((word, number)) = line.split_once(' ') else {
        return false;
    };
    let Ok(number) = number.trim().parse::<u32>() else {
        return false;
    };
    match word {
        "pass" => reading.passed += number,
        "fail" | "cancelled" => reading.failed += number,
        "skipped" | "todo" => reading.skipped += number,
        _ => {}
    }
    word == "tests"
}

fn listed(depth: usize, line: &str, outline: &mut Outline, reading: &mut Reading) {
    let Some((mark, rest)) = line.split_once(' ') else {
        return;
    };
    let skipped = rest.ends_with("# SKIP") || rest.ends_with("# TODO");
    let title = without_duration(rest.trim_end_matches("# SKIP").trim_end_matches("# TODO"));
    match mark {
        "▶" if !outline.closes(depth, title) => outline.open(depth, title),
        "✔" | "✖" | "﹣" if outline.closes(depth, title) => {}
        "✔" | "✖" | "﹣" | "⚠" => {
            let name = outline.name(depth, title, " > ");
            match mark {
                _ if skipped => reading.skip(&name),
                "✔" => reading.pass(&name),
                "✖" => reading.fail(&name, "", None),
                _ => reading.skip(&name),
            }
        }
        _ => {}
    }
}

/// Reads "test at shop.test.js:6:3", the test's own name and what is below it.
fn explain(reports: &str, reading: &mut Reading) {
    for report in reports.split("\ntest at ").skip(1) {
        let mut lines = report.lines();
        let at = lines.next().and_then(place);
        let title = lines
            .next()
            .and_then(|line| line.strip_prefix("✖ "))
            .map(without_duration);
        let Some(title) = title else { continue };
        let detail = lines.collect::<Vec<_>>().join("\n");
        let end = format!(" > {title}");
        let known = reading.failures.iter().find(|failed| {
            failed.detail.is_empty() && (failed.name == title || failed.name.ends_with(&end))
        });
        let name = known.map_or_else(|| title.to_string(), |failed| failed.name.clone());
        let at = at.or_else(|| place_in_stack(&detail));
        reading.fail(&name, &detail, at);
    }
}
