//! Rust projects.

use crate::bench::{Project, Said, summary};

const MANIFEST: (&str, &str) = (
    "Cargo.toml",
    "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2021\"\n",
);
const GOOD: &str = "pub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n";
const WRONG: &str = "pub fn add(a: i32, b: i32) -> i32 {\n    a - b\n}\n";
const NOT_RUST: &str = "pub fn add(a: i32, b: i32) -> i32 {\n    a + missing\n}\n";
const TESTS: &str = "#[test]\nfn adds() {\n    assert_eq!(shop::add(1, 2), 3);\n}\n\n#[test]\nfn größe_stimmt() {\n    assert_eq!(shop::add(2, 0), 2);\n}\n";

fn project(library: &str) -> Project {
    Project::new(&[MANIFEST, ("src/lib.rs", library), ("tests/shop.rs", TESTS)])
}

fn check(library: &str, changes: &[(&str, &str)], said: Said, expected: &str) {
    assert_eq!(summary(&project(library).judged(changes, &said)), expected);
}

#[test]
fn green_work_on_a_green_project_has_no_finding() {
    check(
        GOOD,
        &[(
            "src/lib.rs",
            "/// Adds.\npub fn add(a: i32, b: i32) -> i32 {\n    b + a\n}\n",
        )],
        Said {
            task: "Document add",
            answer: "All 2 tests pass.",
            ..Said::default()
        },
        "tests 1.00\nstatic_analysis 1.00\nsupported: All 2 tests pass.",
    );
}

#[test]
fn work_that_mends_red_tests_has_no_finding() {
    check(
        WRONG,
        &[("src/lib.rs", GOOD)],
        Said {
            task: "Fix add",
            answer: "I fixed the failing tests.",
            ..Said::default()
        },
        "tests 1.00\nstatic_analysis 1.00\nsupported: I fixed the failing tests.",
    );
}

#[test]
fn work_that_breaks_a_test_is_blocked_and_its_claim_contradicted() {
    check(
        GOOD,
        &[("src/lib.rs", WRONG)],
        Said {
            task: "Make add faster",
            answer: "Done. All tests pass.",
            ..Said::default()
        },
        "tests 0.50\nstatic_analysis 1.00\n\
         blocker: The answer says what is not so: All tests pass.\n\
         blocker: Test fails: adds @ tests/shop.rs:3\n\
         contradicted: All tests pass.",
    );
}

#[test]
fn what_was_red_and_stays_red_blocks_only_the_work_that_was_to_mend_it() {
    let said = |task| Said {
        task,
        ..Said::default()
    };
    let changes = [("README.md", "# Shop\n")];
    let rows = [
        ("Write a README", "important"),
        ("Make the tests pass", "blocker"),
        ("Fix the function that adds", "blocker"),
    ];
    let project = project(WRONG);
    let baseline = project.baseline();
    project.write(&changes);
    for (task, severity) in rows {
        let report = project.after(&said(task), baseline.clone(), "+++ b/README.md\n");

        assert_eq!(
            summary(&report),
            format!(
                "tests 0.50\nstatic_analysis 1.00\n{severity}: Test still fails: adds @ tests/shop.rs:3"
            ),
            "{task}"
        );
        assert!(
            report.findings[0]
                .detail
                .starts_with("It was failing before the work.\n")
        );
        assert_eq!(report.findings[0].evidence, ["cargo test --no-fail-fast"]);
    }
}

#[test]
fn work_that_does_not_compile_has_no_points_for_tests() {
    check(
        GOOD,
        &[("src/lib.rs", NOT_RUST)],
        Said {
            task: "Rename b",
            answer: "The build succeeds and all tests pass.",
            ..Said::default()
        },
        "tests 0.00\nstatic_analysis 0.90\n\
         blocker: The answer says what is not so: The build succeeds and all tests pass.\n\
         blocker: `cargo test --no-fail-fast` does not compile: cannot find value `missing` in this scope @ src/lib.rs:2\n\
         contradicted: The build succeeds and all tests pass.",
    );
}

#[test]
fn work_that_makes_a_broken_project_compile_is_judged_by_its_tests() {
    check(
        NOT_RUST,
        &[("src/lib.rs", GOOD)],
        Said {
            task: "Fix the build",
            ..Said::default()
        },
        "tests 1.00\nstatic_analysis 1.00",
    );
}

#[test]
fn a_project_that_stays_broken_blocks_only_the_work_that_was_to_mend_it() {
    let broken = "`cargo test --no-fail-fast` does not compile: cannot find value `missing` in this scope @ src/lib.rs:2";
    for (task, severity) in [
        ("Fix the build", "blocker"),
        ("Write a README", "important"),
    ] {
        let expected = format!("tests 0.00\nstatic_analysis 0.90\n{severity}: {broken}");

        check(
            NOT_RUST,
            &[("README.md", "# Shop\n")],
            Said {
                task,
                ..Said::default()
            },
            &expected,
        );
    }
}

#[test]
fn a_deleted_test_is_missed_also_where_another_took_its_place() {
    let one = "#[test]\nfn größe_stimmt() {\n    assert_eq!(shop::add(2, 0), 2);\n}\n";
    let other = format!("{one}\n#[test]\nfn one_is_one() {{\n    assert_eq!(1, 1);\n}}\n");
    let fix = Said {
        task: "Fix the failing tests",
        ..Said::default()
    };
    let green = "tests 1.00\nstatic_analysis 1.00\n";
    check(
        WRONG,
        &[("tests/shop.rs", one)],
        fix.clone(),
        &format!("{green}blocker: 1 test that ran before the work is gone"),
    );
    check(
        WRONG,
        &[("tests/shop.rs", &other)],
        fix,
        &format!("{green}blocker: 1 test that ran before the work is gone although it failed"),
    );
    let tidy = Said {
        task: "Remove the test of addition",
        ..Said::default()
    };
    check(
        GOOD,
        &[("tests/shop.rs", one)],
        tidy,
        &format!("{green}important: 1 test that ran before the work is gone"),
    );
}

#[test]
fn an_ignored_test_is_missed() {
    let ignored = TESTS.replacen("#[test]\n", "#[test]\n#[ignore]\n", 1);
    check(
        WRONG,
        &[("tests/shop.rs", &ignored)],
        Said {
            task: "Fix the failing tests",
            ..Said::default()
        },
        "tests 1.00\nstatic_analysis 1.00\nblocker: 1 test that ran before the work is skipped now",
    );
}

#[test]
fn a_test_that_moves_keeps_its_name_and_a_new_one_is_welcome() {
    let moved = format!("mod inner {{\n{}\n#[test]\nfn more() {{}}\n}}\n", TESTS);
    check(
        GOOD,
        &[("tests/shop.rs", &moved)],
        Said {
            task: "Group the tests",
            ..Said::default()
        },
        "tests 1.00\nstatic_analysis 1.00",
    );
}

#[test]
fn without_any_test_there_is_nothing_to_say_of_tests() {
    let project = Project::new(&[MANIFEST, ("src/lib.rs", "pub fn idle() {}\n")]);

    let report = project.judged(&[("src/lib.rs", "fn unused() {}\n")], &Said::default());

    assert_eq!(summary(&report), "static_analysis 0.97");
}
