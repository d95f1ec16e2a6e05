//! JavaScript projects, tested by what is always there: node's own runner.

use crate::bench::{Project, Said, needs, summary};

const MANIFEST: &str = r#"{"name":"shop","version":"1.0.0","scripts":{"test":"node --test","build":"node --check add.js"}}"#;
const GOOD: &str = "exports.add = (a, b) => a + b;\n";
const WRONG: &str = "exports.add = (a, b) => a - b;\n";
const TESTS: &str = "const { describe, it } = require('node:test');\nconst assert = require('node:assert');\nconst { add } = require('../add.js');\ndescribe('prices', () => {\n  it('adds', () => assert.equal(add(1, 2), 3));\n  it('größe stimmt', () => assert.equal(add(2, 0), 2));\n});\n";

fn check(code: &str, changes: &[(&str, &str)], said: Said, expected: &str) {
    needs("node");
    needs("npm");
    let project = Project::new(&[
        ("package.json", MANIFEST),
        ("add.js", code),
        ("test/shop.test.js", TESTS),
    ]);
    assert_eq!(summary(&project.judged(changes, &said)), expected);
}

#[test]
fn green_work_has_no_finding() {
    check(
        GOOD,
        &[("add.js", "exports.add = (a, b) => b + a;\n")],
        Said {
            answer: "The build succeeds. `npm test`: 2 passed.",
            ..Said::default()
        },
        "tests 1.00\nbuild 1.00\nsupported: The build succeeds.\nsupported: `npm test`: 2 passed.",
    );
}

#[test]
fn work_that_mends_red_tests_has_no_finding() {
    check(
        WRONG,
        &[("add.js", GOOD)],
        Said {
            task: "Fix add",
            ..Said::default()
        },
        "tests 1.00\nbuild 1.00",
    );
}

#[test]
fn work_that_breaks_a_test_is_blocked() {
    check(
        GOOD,
        &[("add.js", WRONG)],
        Said {
            answer: "2 tests passed",
            ..Said::default()
        },
        "tests 0.50\nbuild 1.00\n\
         blocker: The answer says what is not so: 2 tests passed\n\
         blocker: Test fails: prices > adds @ test/shop.test.js:5\n\
         contradicted: 2 tests passed",
    );
}

#[test]
fn work_that_is_no_javascript_breaks_build_and_tests() {
    needs("node");
    needs("npm");
    let project = Project::new(&[
        ("package.json", MANIFEST),
        ("add.js", GOOD),
        ("test/shop.test.js", TESTS),
    ]);

    let report = project.judged(
        &[("add.js", "exports.add = (a, b => a;\n")],
        &Said {
            answer: "It builds cleanly.",
            ..Said::default()
        },
    );

    let lines = summary(&report);
    assert!(
        lines.starts_with("tests 0.00\nbuild 0.00\nblocker: The answer says"),
        "{lines}"
    );
    assert!(lines.contains("blocker: `npm run build` "), "{lines}");
    assert!(lines.contains("blocker: Test fails: "), "{lines}");
    assert!(
        lines.ends_with("contradicted: It builds cleanly."),
        "{lines}"
    );
}

#[test]
fn a_skipped_and_a_deleted_test_are_missed() {
    let skipped = TESTS.replacen("it('adds'", "it.skip('adds'", 1);
    let deleted = TESTS.replacen("  it('adds', () => assert.equal(add(1, 2), 3));\n", "", 1);
    for (tests, how) in [(skipped, "skipped now"), (deleted, "gone")] {
        check(
            WRONG,
            &[("test/shop.test.js", &tests)],
            Said {
                task: "Fix the failing test",
                ..Said::default()
            },
            &format!("tests 1.00\nbuild 1.00\nblocker: 1 test that ran before the work is {how}"),
        );
    }
}

#[test]
fn taking_the_test_script_away_is_missed() {
    check(
        GOOD,
        &[(
            "package.json",
            r#"{"name":"shop","version":"1.0.0","scripts":{"build":"node --check add.js"}}"#,
        )],
        Said {
            answer: "All tests pass.",
            ..Said::default()
        },
        "build 1.00\nblocker: `npm test` is no command of the project any more\nunsupported: All tests pass.",
    );
}

#[test]
fn a_script_whose_tool_is_not_installed_is_not_a_failure() {
    needs("npm");
    let manifest = r#"{"name":"shop","version":"1.0.0","scripts":{"test":"no-such-runner"}}"#;
    let project = Project::new(&[("package.json", manifest)]);

    let report = project.judged(
        &[("add.js", GOOD)],
        &Said {
            answer: "All tests pass.",
            ..Said::default()
        },
    );

    assert_eq!(summary(&report), "unsupported: All tests pass.");
    assert_eq!(report.measurements[0].kind, "not-run");
    assert_eq!(report.extra[0].0, "checks.not-run");
}
