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
fn cut(lines: &[&str], head: impl Fn(usize) -> Option<String>, end: impl Fn(&str) -> bool) -> Vec<Failure> {
    let mut found: Vec<Failure> = Vec::new();
    let mut open = false;
    for (index, line) in lines.iter().enumerate() {
        if let Some(name) = head(index) {
            found.push(Failure { name, text: String::new(), last_words: false });
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
        Some(name.split(" - should panic").next().unwrap_or(name).to_owned())
    });
    let mut all: Vec<Failure> = named.map(|name| Failure { name, text: String::new(), last_words: false }).collect();
    let head = |index: usize| {
        let line: &str = lines.get(index)?;
        Some(line.strip_prefix("---- ")?.strip_suffix(" stdout ----")?.to_owned())
    };
    let mut sections = cut(lines, head, |line| line == "failures:" || line.starts_with("stack backtrace:"));
    for failure in &mut all {
        if let Some(at) = sections.iter().position(|section| section.name == failure.name) {
            failure.text = sections.remove(at).text;
        }
    }
    all
}

fn unittest(lines: &[&str]) -> Vec<Failure> {
    let head = |index: usize| {
        let line: &str = lines.get(index)?;
        let name = line.strip_prefix("FAIL: ").or_else(|| line.strip_prefix("ERROR: "))?;
        lines.get(index.checked_sub(1)?)?.starts_with("=====").then(|| name.to_owned())
    };
    cut(lines, head, |line| line.starts_with("=====") || line.starts_with("Ran "))
}

fn pytest(lines: &[&str]) -> Vec<Failure> {
    let head = |index: usize| {
        let line: &str = lines.get(index)?;
        let inner = line.strip_prefix("___")?.strip_suffix("___")?.trim_matches('_').trim();
        (!inner.is_empty()).then(|| inner.to_owned())
    };
    cut(lines, head, |line| line.starts_with("====="))
}

fn go(lines: &[&str]) -> Vec<Failure> {
    let head = |index: usize| {
        let line: &str = lines.get(index)?;
        Some(line.trim_start().strip_prefix("--- FAIL: ")?.split(' ').next()?.to_owned())
    };
    cut(lines, head, |line| line.starts_with("FAIL") || line.starts_with("==="))
}

fn tap(lines: &[&str]) -> Vec<Failure> {
    let head = |index: usize| {
        let line: &str = lines.get(index)?;
        let (_, name) = line.trim_start().strip_prefix("not ok ")?.split_once(" - ")?;
        Some(name.to_owned())
    };
    cut(lines, head, |line| line.trim() == "..." || line.starts_with("# Subtest"))
}

/// Node's reporter for people tells the details after "failing tests:".
fn node(lines: &[&str]) -> Vec<Failure> {
    let Some(from) = lines.iter().position(|line| line.contains("failing tests:")) else { return Vec::new() };
    let lines = &lines[from..];
    let head = |index: usize| {
        let line: &str = lines.get(index)?;
        let name = line.trim_start().strip_prefix("✖ ")?;
        (!name.starts_with("failing tests")).then(|| name.rsplit_once(" (").map_or(name, |(name, _)| name).to_owned())
    };
    cut(lines, head, |_| false)
}

/// C's `assert` ends the program, so there is one at most.
fn assertion(lines: &[&str]) -> Vec<Failure> {
    let found = lines.iter().find(|line| line.contains(": Assertion `") || line.contains("Assertion failed:"));
    let failure = |line: &&str| Failure { name: line.trim().to_owned(), text: format!("{line}\n"), last_words: true };
    found.map(failure).into_iter().collect()
}

fn plain(lines: &[&str]) -> Vec<Failure> {
    let marked = |line: &&&str| {
        let line = line.trim_start();
        ["FAIL:", "FAIL ", "FAILED:", "not ok ", "[FAIL]"].iter().any(|mark| line.starts_with(mark)) && line.len() < 400
    };
    let stable = |line: &str| line.split(" expected").next().unwrap_or(line).split(" got").next().unwrap_or(line).trim().to_owned();
    let failure = |line: &&str| Failure { name: stable(line), text: format!("{line}\n"), last_words: false };
    lines.iter().filter(marked).map(failure).collect()
}

/// Passed and failed tests, summed over all summaries.
pub(super) fn counts(output: &str) -> Option<(u32, u32)> {
    let (mut passed, mut failed, mut any) = (0, 0, false);
    let (mut ran, mut broken) = (0, 0);
    for line in output.lines() {
        let line = line.trim().trim_matches('=').trim();
        let line = line.trim_start_matches("ℹ ").trim_start_matches("# ");
        if line.starts_with("test result: ") || line.contains(" passed in ") || line.contains(" failed in ") || line.contains(" failed, ") {
            passed += before(line, " passed");
            failed += before(line, " failed");
            any = true;
        } else if let Some(rest) = line.strip_prefix("Ran ").filter(|rest| rest.contains(" test")) {
            ran = rest.split(' ').next().and_then(|count| count.parse().ok()).unwrap_or(0);
            any = true;
        } else if line.starts_with("FAILED (") {
            broken = after(line, "failures=") + after(line, "errors=");
        } else if let Some(count) = line.strip_prefix("pass ").and_then(|count| count.parse::<u32>().ok()) {
            passed += count;
            any = true;
        } else if let Some(count) = line.strip_prefix("fail ").and_then(|count| count.parse::<u32>().ok()) {
            failed += count;
        }
    }
    any.then(|| (passed + u32::saturating_sub(ran, broken), failed + broken))
}

fn before(line: &str, mark: &str) -> u32 {
    let head = line.split_once(mark).map_or("", |(head, _)| head);
    head.rsplit(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn after(line: &str, mark: &str) -> u32 {
    let tail = line.split_once(mark).map_or("", |(_, tail)| tail);
    tail.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// Every `path:line` and `File "path", line n` of a text.
pub(super) fn places(text: &str) -> Vec<(String, usize)> {
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut add = |path: &str, line: &str| {
        let digits: String = line.chars().take_while(char::is_ascii_digit).collect();
        if let Ok(number) = digits.parse()
            && crate::lexer::Language::of(path).is_some()
            && !found.iter().any(|(known, at)| known == path && *at == number)
        {
            found.push((path.to_owned(), number));
        }
    };
    for line in text.lines() {
        if let Some(rest) = line.trim_start().strip_prefix("File \"") {
            if let Some((path, number)) = rest.split_once("\", line ") {
                add(path, number);
            }
            continue;
        }
        for word in line.split([' ', '(', ')', '\'', '"', ',', '\t']) {
            let mut rest = word;
            while let Some((head, tail)) = rest.rsplit_once(':') {
                if tail.starts_with(|c: char| c.is_ascii_digit()) {
                    add(head, tail);
                }
                rest = head;
            }
        }
    }
    found
}

/// The two sides of a failed comparison.
pub(super) fn values(text: &str) -> Option<(String, String)> {
    let field = |names: &[&str]| {
        text.lines().find_map(|line| names.iter().find_map(|name| Some(plain_value(line.trim_start().strip_prefix(name)?))))
    };
    let sides = [
        (field(&["left: ", "left:"]), field(&["right: ", "right:"])),
        (field(&["expected: ", "Expected: "]), field(&["actual: ", "Received: ", "got: "])),
    ];
    for side in sides {
        if let (Some(one), Some(other)) = side {
            return Some((one, other));
        }
    }
    text.lines().find_map(compared)
}

/// `5 != 6`, `assert 5 == 6`, `expected 5, got 6`, `Add(1, 2) = -1, want 3`
fn compared(line: &str) -> Option<(String, String)> {
    let line = line.trim().trim_start_matches("E ").trim();
    for mark in ["AssertionError: assert ", "AssertionError: "] {
        if let Some(rest) = line.strip_prefix(mark) {
            let operators = [" !== ", " != ", " == "];
            let pair = operators.iter().find_map(|operator| rest.split_once(operator));
            return pair.map(|(one, other)| (plain_value(one), plain_value(other)));
        }
    }
    let wanted = ["want ", "wanted ", "expected ", "expect "].iter().find_map(|mark| line.split_once(mark))?.1;
    let got = ["got ", "was ", " = ", "actual "].iter().find_map(|mark| line.split_once(mark))?.1;
    let cut = |text: &str| plain_value(text.split([',', ';']).next().unwrap_or(text).split(" but ").next().unwrap_or(text));
    Some((cut(wanted), cut(got)))
}

/// A value without the quotes around it.
fn plain_value(value: &str) -> String {
    let value = value.trim().trim_end_matches([',', ';', '.']);
    for quote in ['"', '\'', '`'] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return inner.to_owned();
        }
    }
    value.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUST: &str = "running 2 tests\ntest a::adds ... FAILED\ntest a::ok ... ok\n\nfailures:\n\n---- a::adds stdout ----\n\nthread 'a::adds' (7) panicked at src/lib.rs:3:32:\nassertion `left == right` failed: sum\n  left: -1\n right: 3\nstack backtrace:\n at ./src/other.rs:9:1\n\nfailures:\n    a::adds\n\ntest result: FAILED. 1 passed; 1 failed; 0 ignored\n";
    const UNITTEST: &str = "F.\n======================================================================\nFAIL: test_greet (test_a.T.test_greet)\n----------------------------------------------------------------------\nTraceback (most recent call last):\n  File \"/w/test_a.py\", line 7, in test_greet\n    self.assertEqual(greet(\"Bob\"), \"Hello, Bob\")\nAssertionError: 'Helo, Bob' != 'Hello, Bob'\n- Helo, Bob\n\n----------------------------------------------------------------------\nRan 3 tests in 0.001s\n\nFAILED (failures=1)\n";
    const PYTEST: &str = "=== FAILURES ===\n_____ test_add _____\nTraceback (most recent call last):\n  File \"/w/test_a.py\", line 4, in test_add\n    assert add(1, 2) == 3\nAssertionError: assert -1 == 3\n +  where -1 = add(1, 2)\n=== short test summary info ===\nFAILED test_a.py::test_add\n1 failed, 2 passed in 0.01s\n";
    const TAP: &str = "not ok 1 - adds\n  ---\n  location: '/w/a.test.mjs:3:1'\n  expected: 3\n  actual: -1\n  stack: |-\n    TestContext.<anonymous> (file:///w/a.test.mjs:3:29)\n  ...\nok 2 - fine\n# pass 1\n# fail 1\n";
    const GO: &str = "--- FAIL: TestAdd (0.00s)\n    add_test.go:7: Add(1, 2) = -1, want 3\nFAIL\nFAIL\tw\t0.001s\n";
    const C: &str = "./test\ntest: test_calc.c:6: main: Assertion `add(2, 3) == 5' failed.\nmake: *** [Makefile:5: test] Aborted\n";
    const PLAIN: &str = "ok square\nFAIL: add expected 5, got -1\n1 of 2 failed\n";

    #[test]
    fn each_runner_tells_its_failures() {
        let pair = |one: &str, other: &str| Some((one.to_owned(), other.to_owned()));
        let rows = [
            (RUST, "a::adds", Some(("src/lib.rs", 3)), pair("-1", "3"), Some((1, 1))),
            (UNITTEST, "test_greet (test_a.T.test_greet)", Some(("/w/test_a.py", 7)), pair("Helo, Bob", "Hello, Bob"), Some((2, 1))),
            (PYTEST, "test_add", Some(("/w/test_a.py", 4)), pair("-1", "3"), Some((2, 1))),
            (TAP, "adds", Some(("/w/a.test.mjs", 3)), pair("3", "-1"), Some((1, 1))),
            (GO, "TestAdd", Some(("add_test.go", 7)), pair("3", "-1"), None),
            (C, "test: test_calc.c:6: main: Assertion `add(2, 3) == 5' failed.", Some(("test_calc.c", 6)), None, None),
            (PLAIN, "FAIL: add", None, pair("5", "-1"), None),
        ];
        for (output, name, place, values, counted) in rows {
            let found = failures(output);
            assert_eq!(found.iter().map(|failure| failure.name.as_str()).collect::<Vec<_>>(), [name], "{output}");
            let places = found[0].places();
            assert_eq!(places.first().map(|(path, line)| (path.as_str(), *line)), place, "{output}");
            assert!(!places.iter().any(|(path, _)| path.contains("other.rs")), "a backtrace is no evidence: {places:?}");
            assert_eq!(found[0].values(), values, "{output}");
            assert_eq!(counts(output), counted, "{output}");
        }
    }
}
