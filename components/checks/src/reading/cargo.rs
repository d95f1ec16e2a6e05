//! What `cargo test` prints: one list and one result for each test binary, and for documentation tests.

use super::{Reading, number_before, place};

/// Where in a binary's output a line stands.
#[derive(Default)]
enum Part<'a> {
    #[default]
    List,
    /// Text that the test of this name printed.
    Detail(&'a str, String),
    /// The names of what failed, after all details.
    Names,
}

/// Reads all binaries' results.
pub(super) fn read(text: &str) -> Option<Reading> {
    let mut reading = Reading::default();
    let (mut started, mut ended) = (0, 0);
    let mut part = Part::default();
    for line in text.lines() {
        part = match part {
            Part::Detail(name, mut detail) => {
                if let Some(next) = detail_of(line) {
                    fail(&mut reading, name, &detail);
                    Part::Detail(next, String::new())
                } else if line == "failures:" {
                    fail(&mut reading, name, &detail);
                    Part::Names
                } else {
                    detail.push_str(line);
                    detail.push('\n');
                    Part::Detail(name, detail)
                }
            }
            Part::List | Part::Names => match detail_of(line) {
                Some(name) => Part::Detail(name, String::new()),
                None if line == "failures:" => Part::Names,
                None if result(line, &mut reading) => {
                    ended += 1;
                    Part::List
                }
                None if matches!(part, Part::Names) => {
                    if let Some(name) = line.strip_prefix("    ") {
                        fail(&mut reading, name, "");
                    }
                    Part::Names
                }
                None => {
                    let start = line
                        .strip_prefix("running ")
                        .is_some_and(|rest| rest.ends_with(" tests") || rest == "1 test");
                    started += usize::from(start);
                    listed(line, &mut reading);
                    Part::List
                }
            },
        };
    }
    if ended < started {
        aborted(text, &mut reading);
    }
    (started > 0).then_some(reading)
}

/// The name in "---- name stdout ----".
fn detail_of(line: &str) -> Option<&str> {
    line.strip_prefix("---- ")?.strip_suffix(" stdout ----")
}

/// Adds up "test result: ok. 2 passed; 1 failed; 1 ignored; …".
fn result(line: &str, reading: &mut Reading) -> bool {
    let Some(counts) = line.strip_prefix("test result: ") else {
        return false;
    };
    let Some(passed) = number_before(counts, "passed") else {
        return false;
    };
    reading.passed += passed;
    reading.failed += number_before(counts, "failed").unwrap_or(0);
    reading.skipped += number_before(counts, "ignored").unwrap_or(0);
    true
}

/// Notes a line such as "test tests::adds ... ok".
fn listed(line: &str, reading: &mut Reading) {
    let Some((name, status)) = line
        .strip_prefix("test ")
        .and_then(|rest| rest.rsplit_once(" ... "))
    else {
        return;
    };
    let name = plain(name);
    if status.starts_with("FAILED") {
        reading.fail(name, "", None);
    } else if status.starts_with("ignored") {
        reading.skip(name);
    } else if status.starts_with("ok") {
        reading.pass(name);
    }
}

/// The name without the remark on what is expected of the test.
fn plain(name: &str) -> &str {
    let remarks = [" - should panic", " - compile fail", " - compile"];
    remarks
        .iter()
        .find_map(|remark| name.strip_suffix(remark))
        .unwrap_or(name)
}

fn fail(reading: &mut Reading, name: &str, detail: &str) {
    let name = plain(name);
    let detail = detail.split("stack backtrace:").next().unwrap_or_default();
    let documentation = name.rsplit_once(" (line ").and_then(|(rest, number)| {
        let path = rest.split(" - ").next()?;
        Some(format!("{path}:{}", number.trim_end_matches(')')))
    });
    let panicked = || {
        let places = detail
            .lines()
            .filter_map(|line| place(line.split_once("panicked at ")?.1));
        places
            .into_iter()
            .find(|place| !place.starts_with("/rustc/"))
    };
    let location = documentation.or_else(panicked);
    reading.fail(name, detail.trim_start_matches('\n'), location);
}

/// A binary that began and printed no result took its tests with it.
fn aborted(text: &str, reading: &mut Reading) {
    let line = text
        .lines()
        .find(|line| line.contains("process didn't exit successfully"));
    reading.fail(
        "the test program",
        line.unwrap_or("it ended before it printed a result").trim(),
        None,
    );
    reading.failed += 1;
    reading.cut_short = true;
}
