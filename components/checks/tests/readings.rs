//! What is read from recorded outputs of each tool.

use std::fs;

use openkoi_checks::reading::Reading;
use openkoi_checks::transcript::{plain, together};

fn recorded(name: &str) -> String {
    let path = format!("{}/tests/outputs/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    plain(&fs::read_to_string(&path).expect("the output was recorded"))
}

/// A recording, its counts of passed, failed and skipped tests, and its failures as "name @ location".
type Row<'a> = (&'a str, [u32; 3], &'a [&'a str]);

fn check(rows: &[Row<'_>]) {
    for (name, counts, failures) in rows {
        let reading = Reading::of(&recorded(name)).expect("a result is recognised");

        assert_eq!(
            [reading.passed, reading.failed, reading.skipped],
            *counts,
            "{name}: {reading:#?}"
        );
        let read: Vec<String> = reading
            .failures
            .iter()
            .map(|failed| {
                format!(
                    "{} @ {}",
                    failed.name,
                    failed.location.as_deref().unwrap_or("?")
                )
            })
            .collect();
        assert_eq!(read, *failures, "{name}");
        for failed in &reading.failures {
            assert!(
                !failed.detail.is_empty(),
                "{name}: {} has no detail",
                failed.name
            );
        }
    }
}

#[test]
fn cargo_s_results_are_those_of_all_binaries_and_documentation() {
    check(&[
        (
            "cargo-red",
            [4, 3, 1],
            &[
                "tests::größe_stimmt @ src/lib.rs:29",
                "refunds @ tests/checkout.rs:9",
                "src/lib.rs - add (line 9) @ src/lib.rs:9",
            ],
        ),
        ("cargo-green", [7, 0, 1], &[]),
        ("cargo-aborted", [1, 1, 0], &["the test program @ ?"]),
        (
            "nextest-red",
            [3, 2, 1],
            &[
                "shop tests::größe_stimmt @ src/lib.rs:29",
                "shop::checkout refunds @ tests/checkout.rs:9",
            ],
        ),
        ("nextest-green", [5, 0, 1], &[]),
    ]);
}

#[test]
fn python_s_results_count_errors_as_failures_and_expected_failures_as_skipped() {
    let red: &[&str] = &[
        "tests/test_prices.py::test_with_fixture @ tests/test_prices.py:30",
        "tests/test_prices.py::test_größe @ tests/test_prices.py:10",
        "tests/test_prices.py::test_many[2] @ tests/test_prices.py:15",
    ];
    let plain: &[&str] = &[red[1], red[2], red[0]];
    let unittest: &[&str] = &[
        "test_raises (tests.test_prices.Prices.test_raises) @ /tmp/pyshop/a/tests/test_prices.py:14",
        "test_größe (tests.test_prices.Prices.test_größe) @ /tmp/pyshop/a/tests/test_prices.py:11",
        "test_subtests (tests.test_prices.Prices.test_subtests) (n=2) @ /tmp/pyshop/a/tests/test_prices.py:23",
    ];
    check(&[
        ("pytest-red", [3, 3, 2], red),
        ("pytest-red-plain", [3, 3, 2], plain),
        (
            "pytest-red-verbose",
            [3, 3, 2],
            &[plain[0], plain[1], plain[2]],
        ),
        (
            "pytest-collection-error",
            [0, 1, 0],
            &["tests/test_broken.py @ tests/test_broken.py:1"],
        ),
        ("pytest-green", [6, 0, 2], &[]),
        ("pytest-none", [0, 0, 0], &[]),
        ("unittest-red", [1, 3, 2], unittest),
        ("unittest-green", [4, 0, 2], &[]),
        ("unittest-none", [0, 0, 0], &[]),
        (
            "unittest-import-error",
            [1, 4, 2],
            &[
                "tests.test_broken (unittest.loader._FailedTest.tests.test_broken) @ /tmp/pyshop/a/tests/test_broken.py:1",
                unittest[0],
                unittest[1],
                unittest[2],
            ],
        ),
    ]);
}

#[test]
fn results_of_node_s_own_runner_are_read_from_both_of_its_reports() {
    check(&[
        (
            "node-tap-red",
            [2, 2, 1],
            &[
                "prices > größe stimmt @ /tmp/jsshop/shop.test.js:6",
                "prices > inner > throws @ /tmp/jsshop/shop.test.js:8",
            ],
        ),
        ("node-tap-green", [4, 0, 1], &[]),
        (
            "node-tap-syntax-error",
            [0, 1, 0],
            &["/tmp/jsshop/shop.test.js @ /tmp/jsshop/shop.test.js:1"],
        ),
        ("node-tap-none", [0, 0, 0], &[]),
        (
            "node-spec-red",
            [2, 2, 1],
            &[
                "prices > größe stimmt @ shop.test.js:6",
                "prices > inner > throws @ shop.test.js:8",
            ],
        ),
        ("node-spec-green", [4, 0, 1], &[]),
    ]);
}

#[test]
fn results_of_runners_that_npm_installs_are_read() {
    check(&[
        (
            "jest-red",
            [3, 2, 1],
            &[
                "prices › größe stimmt @ shop.test.js:6",
                "prices › inner › throws @ shop.test.js:8",
            ],
        ),
        (
            "jest-red-verbose",
            [3, 2, 1],
            &[
                "prices › größe stimmt @ shop.test.js:6",
                "prices › inner › throws @ shop.test.js:8",
            ],
        ),
        (
            "jest-suite-error",
            [2, 3, 1],
            &[
                "prices › größe stimmt @ shop.test.js:6",
                "prices › inner › throws @ shop.test.js:8",
                "other.test.js @ ?",
            ],
        ),
        ("jest-green", [4, 0, 1], &[]),
        (
            "vitest-red",
            [1, 2, 1],
            &[
                "shop.test.mjs > prices > größe stimmt @ shop.test.mjs:5",
                "shop.test.mjs > prices > inner > throws @ shop.test.mjs:7",
            ],
        ),
        (
            "vitest-suite-error",
            [1, 3, 1],
            &[
                "bad.test.mjs @ bad.test.mjs:1",
                "shop.test.mjs > prices > größe stimmt @ shop.test.mjs:5",
                "shop.test.mjs > prices > inner > throws @ shop.test.mjs:7",
            ],
        ),
        ("vitest-green", [3, 0, 1], &[]),
        (
            "mocha-red",
            [2, 2, 1],
            &[
                "prices > größe stimmt @ test/shop.js:6",
                "prices > inner > throws @ test/shop.js:8",
            ],
        ),
        ("mocha-green", [4, 0, 1], &[]),
    ]);
}

#[test]
fn go_s_results_are_those_of_all_packages() {
    check(&[
        (
            "go-verbose-red",
            [3, 2, 1],
            &[
                "example.com/shop/cart.TestGröße @ cart/add_test.go:14",
                "example.com/shop/cart.TestTable/large @ cart/add_test.go:25",
            ],
        ),
        (
            "go-verbose-unended",
            [4, 3, 1],
            &[
                "example.com/shop/prices.TestAdd @ prices/prices_test.go:3",
                "example.com/shop/prices.TestPrints @ ?",
                "example.com/shop/prices.TestPar/b @ prices/prices_test.go:7",
            ],
        ),
        (
            "go-plain-red",
            [1, 1, 0],
            &["example.com/shop/cart.TestAdd @ cart/add_test.go:9"],
        ),
        (
            "go-build-failed",
            [1, 1, 0],
            &["example.com/shop/cart [build failed] @ cart/add_test.go:9"],
        ),
    ]);
}

#[test]
fn packages_that_pnpm_tests_at_once_are_read_one_after_the_other() {
    let text = recorded("pnpm-recursive-red");
    assert_eq!(Reading::of(&text), None);

    let reading = Reading::of(&together(&text)).expect("a result is recognised");

    let counts = [reading.passed, reading.failed, reading.skipped];
    assert_eq!(counts, [5, 1, 4], "{reading:#?}");
    assert_eq!(reading.failures[0].name, "prices > adds");
    assert!(reading.failures[0].detail.contains("-1 == 3"));
    let mixed = "$ c\na t:u$ c\nb t:u$ c\na t:u: 1: 2\nb t:u: 3\na t:u:\nz t:u: 4\na t:u:  5\n";
    let sorted = "$ c\na t:u$ c\nb t:u$ c\nz t:u: 4\n1: 2\n\n 5\n3\n";
    assert_eq!(together(mixed), sorted);
}

#[test]
fn what_prints_no_result_has_no_reading() {
    for name in [
        "cargo-compile-error",
        "clippy-warnings",
        "clippy-errors",
        "pytest-missing",
        "npm-missing-tool",
        "make-missing-tool",
    ] {
        assert_eq!(Reading::of(&recorded(name)), None, "{name}");
    }
    assert_eq!(Reading::of(""), None);
}

#[test]
fn counts_are_marked_where_tests_were_not_reached() {
    let short = [
        "cargo-aborted",
        "pytest-collection-error",
        "unittest-import-error",
        "jest-suite-error",
        "vitest-suite-error",
        "go-build-failed",
    ];
    for name in short {
        assert!(
            Reading::of(&recorded(name)).expect("a result").cut_short,
            "{name}"
        );
    }
    for name in [
        "cargo-red",
        "pytest-red",
        "unittest-red",
        "jest-red",
        "vitest-red",
        "go-verbose-red",
    ] {
        assert!(
            !Reading::of(&recorded(name)).expect("a result").cut_short,
            "{name}"
        );
    }
}

#[test]
fn names_of_what_passed_and_was_skipped_are_known_where_the_tool_prints_them() {
    let rows = [
        ("cargo-green", "tests::panics", "tests::slow"),
        ("nextest-green", "shop::checkout pays", ""),
        (
            "pytest-green",
            "tests/test_prices.py::TestGroup::test_inside",
            "tests/test_prices.py::test_expected",
        ),
        (
            "pytest-red-verbose",
            "tests/test_prices.py::test_many[1]",
            "tests/test_prices.py::test_slow",
        ),
        (
            "unittest-green",
            "test_größe (tests.test_prices.Prices.test_größe)",
            "test_slow (tests.test_prices.Prices.test_slow)",
        ),
        (
            "node-tap-green",
            "prices > inner > ok › fine",
            "prices > slow",
        ),
        (
            "node-spec-green",
            "prices > inner > throws",
            "prices > slow",
        ),
        ("jest-green", "prices › inner › throws", "prices › slow"),
        ("mocha-green", "prices > inner > throws", "prices > slow"),
        (
            "go-verbose-red",
            "example.com/shop/cart.TestTable/small",
            "example.com/shop/cart.TestSlow",
        ),
    ];
    for (name, passed, skipped) in rows {
        let reading = Reading::of(&recorded(name)).expect("a result");

        assert!(
            reading.passes.iter().any(|known| known == passed),
            "{name}: {:?}",
            reading.passes
        );
        assert_eq!(
            reading.passes.len(),
            reading.passed as usize,
            "{name}: {:?}",
            reading.passes
        );
        assert!(
            skipped.is_empty() || reading.skips.iter().any(|known| known == skipped),
            "{name}: {:?}",
            reading.skips
        );
    }
}

#[test]
fn what_a_test_prints_is_not_taken_for_a_result() {
    let reading = Reading::of(&recorded("cargo-red")).expect("a result");

    assert!(reading.failures[0].detail.contains("99 passed"));
    assert!(reading.passed < 99);
}

#[test]
fn a_huge_output_with_any_characters_is_read() {
    let mut text = String::from("\nrunning 20000 tests\n");
    for number in 0..20_000 {
        text.push_str(&format!("test größe::日本_{number} ... ok\n"));
    }
    text.push_str("test result: ok. 20000 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.5s\n");

    let reading = Reading::of(&text).expect("a result");

    assert_eq!((reading.passed, reading.passes.len()), (20_000, 20_000));
    for junk in [
        "ℹ ",
        "--- FAIL: ",
        "Tests:  ",
        "not ok",
        "FAIL  \u{1b}[",
        "====\n",
        "1) ",
        "Ran  tests in",
        "é",
    ] {
        Reading::of(&junk.repeat(50_000));
    }
}
