//! What `go test` prints, verbosely or not.

use std::collections::{BTreeMap, BTreeSet};

use super::outline::indented;
use super::{Reading, place};

/// A test's result, before the package's own line says where it belongs.
struct Result<'a> {
    word: &'a str,
    name: &'a str,
}

/// Reads the results package by package. Without the verbose list a package counts as one test.
pub(super) fn read(text: &str) -> Option<Reading> {
    let mut reading = Reading::default();
    let mut seen = false;
    let mut results: Vec<Result<'_>> = Vec::new();
    // What a test logs stands below its result, or in the verbose list before it, below a line that names the test.
    let mut current = "";
    let mut logs: BTreeMap<&str, String> = BTreeMap::new();
    let verbose = text.contains("=== RUN ");
    for line in text.lines() {
        if let Some((word, package, rest)) = package(line) {
            seen = true;
            match word {
                "ok" if !verbose => reading.passed += 1,
                "FAIL" => failed_package(text, package, rest, &results, &mut reading),
                _ => {}
            }
            let failed = reading.failed;
            close(package, &results, &logs, &mut reading);
            if !verbose {
                reading.failed = reading.failed.min(failed + 1);
            }
            results.clear();
            logs.clear();
        } else if let Some((said, word, name)) = result(line).or_else(|| late(line, text)) {
            logs.entry(name).or_default().push_str(said);
            current = name;
            results.push(Result { word, name });
        } else if let Some(change) = line.strip_prefix("=== ") {
            current = change.split_whitespace().nth(1).unwrap_or_default();
        } else {
            let log = logs.entry(current).or_default();
            log.push_str(line);
            log.push('\n');
        }
    }
    seen.then_some(reading)
}

/// The parts of "ok  \tpackage\t0.01s" and "FAIL\tpackage [build failed]".
fn package(line: &str) -> Option<(&str, &str, &str)> {
    let (word, rest) = line.split_once('\t')?;
    let word = word.trim();
    if !matches!(word, "ok" | "FAIL" | "?" | "") {
        return None;
    }
    let (package, rest) = rest.split_once(['\t', ' ']).unwrap_or((rest, ""));
    let path = |character: char| character.is_alphanumeric() || "./_-~".contains(character);
    (!package.is_empty() && package.chars().all(path)).then_some((word, package, rest))
}

/// Nothing, the word and the name in "    --- FAIL: TestAdd/negative (0.00s)".
fn result(line: &str) -> Option<(&str, &str, &str)> {
    let (_, text) = indented(line);
    let (word, rest) = text.strip_prefix("--- ")?.split_once(": ")?;
    let (name, _) = rest.rsplit_once(" (")?;
    matches!(word, "PASS" | "FAIL" | "SKIP").then_some(("", word, name))
}

/// The same of a test that did not end its last line: what it said stands before the result.
fn late<'a>(line: &'a str, text: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let (said, rest) = line.split_at(line.rfind("--- ")?);
    let (_, word, name) = result(rest)?;
    let ran = text.contains(&format!("=== RUN   {name}\n"));
    ran.then_some((said, word, name))
}

/// Notes a package that failed without a test that says why.
fn failed_package(
    text: &str,
    package: &str,
    rest: &str,
    results: &[Result<'_>],
    reading: &mut Reading,
) {
    let broken = rest.contains("[build failed]") || rest.contains("[setup failed]");
    if !broken && results.iter().any(|result| result.word == "FAIL") {
        return;
    }
    reading.failed += 1;
    reading.cut_short = true;
    let name = if broken {
        format!("{package} {}", rest.trim())
    } else {
        package.to_string()
    };
    let header = format!("# {package}");
    let lines = text
        .lines()
        .skip_while(|line| !line.starts_with(&header))
        .skip(1);
    let detail: Vec<&str> = lines
        .take_while(|line| !line.starts_with('#') && self::package(line).is_none())
        .collect();
    let location = detail.iter().find_map(|line| place(line));
    reading.fail(&name, &detail.join("\n"), location);
}

/// Notes the tests of a package. A test with tests inside is no test of its own.
fn close(
    package: &str,
    results: &[Result<'_>],
    logs: &BTreeMap<&str, String>,
    reading: &mut Reading,
) {
    let outer: BTreeSet<&str> = results
        .iter()
        .filter_map(|result| Some(result.name.rsplit_once('/')?.0))
        .collect();
    for result in results.iter().filter(|result| !outer.contains(result.name)) {
        let name = format!("{package}.{}", result.name);
        match result.word {
            "PASS" => {
                reading.passed += 1;
                reading.pass(&name);
            }
            "SKIP" => {
                reading.skipped += 1;
                reading.skip(&name);
            }
            _ => {
                reading.failed += 1;
                let directory = package.rsplit('/').next().unwrap_or(package);
                let log = logs.get(result.name).map_or("", String::as_str);
                let at = log
                    .lines()
                    .find_map(place)
                    .map(|at| format!("{directory}/{at}"));
                reading.fail(&name, log, at);
            }
        }
    }
}
