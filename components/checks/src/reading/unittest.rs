//! What Python's `unittest` prints, verbosely or not.

use std::collections::BTreeSet;

use super::Reading;

/// Reads the report of each failed test, the verbose list and the result.
pub(super) fn read(text: &str) -> Option<Reading> {
    let mut reading = Reading::default();
    let mut seen = false;
    let mut ran = None;
    let mut previous = "";
    let mut report: Option<(&str, String)> = None;
    let mut failed: BTreeSet<String> = BTreeSet::new();
    for line in text.lines() {
        let header = line
            .strip_prefix("ERROR: ")
            .or_else(|| line.strip_prefix("FAIL: "));
        let ruled = previous.len() >= 70 && previous.bytes().all(|byte| byte == b'=');
        if let Some(name) = header.filter(|_| ruled) {
            close(&mut reading, &mut failed, report.take());
            report = Some((name, String::new()));
        } else if let Some(count) = line
            .strip_prefix("Ran ")
            .and_then(|rest| rest.split(' ').next()?.parse().ok())
        {
            close(&mut reading, &mut failed, report.take());
            ran = Some(count);
        } else if let Some(count) = ran.filter(|_| ended(line)) {
            result(line, count, &failed, &mut reading);
            failed.clear();
            (seen, ran) = (true, None);
        } else if let Some((_, detail)) = &mut report {
            if !line.starts_with("======") {
                detail.push_str(line);
                detail.push('\n');
            }
        } else {
            listed(previous, line, &mut reading);
        }
        previous = line;
    }
    seen.then_some(reading)
}

fn ended(line: &str) -> bool {
    ["OK", "FAILED", "NO TESTS RAN"]
        .iter()
        .any(|word| line == *word || line.starts_with(&format!("{word} (")))
}

/// Adds up "FAILED (failures=2, errors=1, skipped=1, expected failures=1)". A test whose parts fail counts once.
fn result(line: &str, ran: u32, failed: &BTreeSet<String>, reading: &mut Reading) {
    let count = |name: &str| {
        line.split(['(', ',', ')']).find_map(|part| {
            part.trim()
                .strip_prefix(name)?
                .strip_prefix('=')?
                .parse()
                .ok()
        })
    };
    let skipped = count("skipped").unwrap_or(0u32) + count("expected failures").unwrap_or(0);
    let unexpected = count("unexpected successes").unwrap_or(0);
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let tests = number(failed.iter().filter(|name| !outside(name)).count()) + unexpected;
    reading.passed += ran.saturating_sub(skipped).saturating_sub(tests);
    reading.failed += number(failed.len()) + unexpected;
    reading.skipped += skipped;
}

/// What failed is no test, but what stands around tests.
fn outside(name: &str) -> bool {
    [
        "setUpClass ",
        "tearDownClass ",
        "setUpModule ",
        "tearDownModule ",
    ]
    .iter()
    .any(|start| name.starts_with(start))
}

/// Notes "test_adds (tests.test_prices.Prices.test_adds) ... ok"; with a description the name stands a line above.
fn listed(previous: &str, line: &str, reading: &mut Reading) {
    let Some((name, status)) = line.rsplit_once(" ... ") else {
        return;
    };
    let named = |text: &str| text.contains(" (") && text.ends_with(')') && !text.starts_with(' ');
    let name = if named(name) {
        name
    } else if named(previous) {
        previous
    } else {
        return;
    };
    match status {
        "ok" => reading.pass(name),
        "expected failure" => reading.skip(name),
        _ if status.starts_with("skipped") => reading.skip(name),
        _ => {}
    }
}

fn close(reading: &mut Reading, failed: &mut BTreeSet<String>, report: Option<(&str, String)>) {
    let Some((name, detail)) = report else { return };
    // A part of a test has its parameters behind the test's name.
    let base = name.find(')').map_or(name, |end| &name[..=end]);
    failed.insert(base.to_string());
    reading.cut_short |= outside(name) || name.contains("_FailedTest");
    let detail = detail.trim_start_matches(
        "----------------------------------------------------------------------\n",
    );
    let detail = detail.trim_end().trim_end_matches('-');
    reading.fail(name, detail, location(detail));
}

/// The last place of the traceback that is in a test, else the last one.
fn location(detail: &str) -> Option<String> {
    let places: Vec<String> = detail
        .lines()
        .filter_map(|line| {
            let (path, rest) = line
                .trim()
                .strip_prefix("File \"")?
                .split_once("\", line ")?;
            Some(format!("{path}:{}", rest.split(',').next()?))
        })
        .collect();
    let test = |place: &&String| {
        place
            .rsplit('/')
            .next()
            .is_some_and(|name| name.contains("test"))
    };
    places.iter().rfind(test).or(places.last()).cloned()
}
