//! Test runners: one recorded output each.

use super::*;
use crate::check::counts::counts;

const RUST: &str = "running 2 tests\ntest a::adds ... FAILED\ntest a::ok ... ok\n\nfailures:\n\n---- a::adds stdout ----\n\nthread 'a::adds' (7) panicked at src/lib.rs:3:32:\nassertion `left == right` failed: sum\n  left: -1\n right: 3\nstack backtrace:\n at ./src/other.rs:9:1\n\nfailures:\n    a::adds\n\ntest result: FAILED. 1 passed; 1 failed; 0 ignored\n";
const UNITTEST: &str = "F.\n======================================================================\nFAIL: test_greet (test_a.T.test_greet)\n----------------------------------------------------------------------\nTraceback (most recent call last):\n  File \"/w/test_a.py\", line 7, in test_greet\n    self.assertEqual(greet(\"Bob\"), \"Hello, Bob\")\nAssertionError: 'Helo, Bob' != 'Hello, Bob'\n- Helo, Bob\n\n----------------------------------------------------------------------\nRan 3 tests in 0.001s\n\nFAILED (failures=1)\n";
const PYTEST: &str = "=== FAILURES ===\n_____ test_add _____\nTraceback (most recent call last):\n  File \"/w/test_a.py\", line 4, in test_add\n    assert add(1, 2) == 3\nAssertionError: assert -1 == 3\n +  where -1 = add(1, 2)\n=== short test summary info ===\nFAILED test_a.py::test_add\n1 failed, 2 passed in 0.01s\n";
const TAP: &str = "not ok 1 - adds\n  ---\n  location: '/w/a.test.mjs:3:1'\n  expected: 3\n  actual: -1\n  stack: |-\n    TestContext.<anonymous> (file:///w/a.test.mjs:3:29)\n  ...\nok 2 - fine\n# pass 1\n# fail 1\n";
const GO: &str =
    "--- FAIL: TestAdd (0.00s)\n    add_test.go:7: Add(1, 2) = -1, want 3\nFAIL\nFAIL\tw\t0.001s\n";
const C: &str = "./test\ntest: test_calc.c:6: main: Assertion `add(2, 3) == 5' failed.\nmake: *** [Makefile:5: test] Aborted\n";
const PLAIN: &str = "ok square\nFAIL: add expected 5, got -1\n1 of 2 failed\n";

#[test]
fn each_runner_tells_its_failures() {
    let pair = |one: &str, other: &str| Some((one.to_owned(), other.to_owned()));
    let rows = [
        (
            RUST,
            "a::adds",
            Some(("src/lib.rs", 3)),
            pair("-1", "3"),
            Some((1, 1)),
        ),
        (
            UNITTEST,
            "test_greet (test_a.T.test_greet)",
            Some(("/w/test_a.py", 7)),
            pair("Helo, Bob", "Hello, Bob"),
            Some((2, 1)),
        ),
        (
            PYTEST,
            "test_add",
            Some(("/w/test_a.py", 4)),
            pair("-1", "3"),
            Some((2, 1)),
        ),
        (
            TAP,
            "adds",
            Some(("/w/a.test.mjs", 3)),
            pair("3", "-1"),
            Some((1, 1)),
        ),
        (
            GO,
            "TestAdd",
            Some(("add_test.go", 7)),
            pair("3", "-1"),
            None,
        ),
        (
            C,
            "test: test_calc.c:6: main: Assertion `add(2, 3) == 5' failed.",
            Some(("test_calc.c", 6)),
            None,
            None,
        ),
        (PLAIN, "FAIL: add", None, pair("5", "-1"), None),
    ];
    for (output, name, place, values, counted) in rows {
        let found = failures(output);
        assert_eq!(
            found
                .iter()
                .map(|failure| failure.name.as_str())
                .collect::<Vec<_>>(),
            [name],
            "{output}"
        );
        let places = found[0].places();
        assert_eq!(
            places.first().map(|(path, line)| (path.as_str(), *line)),
            place,
            "{output}"
        );
        assert!(
            !places.iter().any(|(path, _)| path.contains("other.rs")),
            "a backtrace is no evidence: {places:?}"
        );
        assert_eq!(found[0].values(), values, "{output}");
        assert_eq!(counts(output), counted, "{output}");
    }
}
