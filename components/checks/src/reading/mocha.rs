//! What `mocha` prints with its "spec" reporter.

use super::outline::{Outline, indented, without_duration};
use super::{Reading, place_in_stack};

const SEPARATOR: &str = " > ";

/// Reads the outline, the counts below it and the reports below those.
pub(super) fn read(text: &str) -> Option<Reading> {
    let mut reading = Reading::default();
    let mut outline = Outline::default();
    let mut seen = false;
    let mut reports = Vec::new();
    for line in text.lines() {
        if seen {
            if !counted(line, &mut reading) {
                reports.push(line);
            }
        } else if passing(line, &mut reading) {
            seen = true;
        } else {
            listed(line, &mut outline, &mut reading);
        }
    }
    explain(&reports, &mut reading);
    seen.then_some(reading)
}

/// Reads "2 passing (5ms)".
fn passing(line: &str, reading: &mut Reading) -> bool {
    let Some((number, time)) = line.trim().split_once(" passing (") else {
        return false;
    };
    let (Ok(number), true) = (number.parse::<u32>(), time.ends_with(')')) else {
        return false;
    };
    reading.passed += number;
    true
}

/// Reads "2 failing" and "1 pending".
fn counted(line: &str, reading: &mut Reading) -> bool {
    let Some((number, word)) = line.trim().split_once(' ') else {
        return false;
    };
    let Ok(number) = number.parse::<u32>() else {
        return false;
    };
    match word {
        "failing" => reading.failed += number,
        "pending" => reading.skipped += number,
        _ => return false,
    }
    true
}

fn listed(line: &str, outline: &mut Outline, reading: &mut Reading) {
    let (indent, text) = indented(line);
    if text.is_empty() || indent < 2 {
        return;
    }
    let depth = indent / 2 - 1;
    match text.split_once(' ') {
        Some(("✔" | "✓", title)) => {
            reading.pass(&outline.name(depth, without_duration(title), SEPARATOR))
        }
        Some(("-", title)) => reading.skip(&outline.name(depth, title, SEPARATOR)),
        // Its report follows, with its whole name.
        Some((number, _)) if numbered(number) => {}
        _ => outline.open(depth, text),
    }
}

/// "1)"
fn numbered(text: &str) -> bool {
    text.strip_suffix(')')
        .is_some_and(|number| number.parse::<u32>().is_ok())
}

/// Reads the reports, each of which begins with a number and titles, the last of which ends with a colon.
fn explain(lines: &[&str], reading: &mut Reading) {
    let start = |line: &str| {
        let (indent, text) = indented(line);
        indent == 2
            && text
                .split_once(' ')
                .is_some_and(|(number, _)| numbered(number))
    };
    let starts: Vec<usize> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| start(line))
        .map(|(at, _)| at)
        .collect();
    for (index, from) in starts.iter().enumerate() {
        let to = starts.get(index + 1).copied().unwrap_or(lines.len());
        let report = &lines[*from..to];
        let titles = report
            .iter()
            .position(|line| line.trim_end().ends_with(':'))
            .map_or(1, |at| at + 1);
        let first = report[0].split_once(") ").map_or("", |(_, title)| title);
        let rest = report[1..titles].iter().map(|line| line.trim());
        let name = std::iter::once(first.trim())
            .chain(rest)
            .collect::<Vec<_>>()
            .join(SEPARATOR);
        let detail = report[titles..].join("\n");
        reading.fail(
            name.trim_end_matches(':'),
            detail.trim_start_matches('\n'),
            place_in_stack(&detail),
        );
    }
}
