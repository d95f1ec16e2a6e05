//! What the answer says, beside what was measured or what a receipt shows.

use openkoi_sdk::evaluator::{Phase, Receipt, Standing, Step};

use crate::bench::{Project, Said, work};

const MAKEFILE: &str = "build:\n\ttrue\ntest:\n\t@cat results; grep -q '0 failed' results\n";

fn results(passed: u32, failed: u32) -> String {
    format!(
        "running 9 tests\ntest result: ok. {passed} passed; {failed} failed; 0 ignored; 0 measured; 0 filtered out; finished in 1s\n"
    )
}

/// The standings of the claims in an answer, when so many tests pass and fail.
fn check(passed: u32, failed: u32, rows: &[(&'static str, &[Standing])]) {
    let project = Project::new(&[
        ("Makefile", MAKEFILE),
        ("results", &results(passed, failed)),
    ]);
    let baseline = project.baseline();
    for (answer, expected) in rows {
        let report = project.after(
            &Said {
                answer,
                ..Said::default()
            },
            baseline.clone(),
            "+++ b/x\n",
        );

        let standings: Vec<Standing> = report
            .claims
            .iter()
            .map(|claim| claim.standing.clone())
            .collect();
        assert_eq!(standings, *expected, "{answer}: {:?}", report.claims);
    }
}

#[test]
fn where_all_tests_pass_saying_so_is_supported() {
    check(
        7,
        0,
        &[
            ("All tests pass.", &[Standing::Supported]),
            ("✅ All 7 tests passed", &[Standing::Supported]),
            ("- **Tests:** 7 passed, 0 failed", &[Standing::Supported]),
            ("7/7 tests pass.", &[Standing::Supported]),
            ("There are no failing tests.", &[Standing::Supported]),
            (
                "The 2 new tests pass. The build succeeds.",
                &[Standing::Supported, Standing::Supported],
            ),
            (
                "The test suite is green and it compiles without errors",
                &[Standing::Supported],
            ),
            ("Failing tests fell from 2 to 1 on the way.", &[]),
            ("All 12 tests pass.", &[Standing::Contradicted]),
            ("One test still fails.", &[Standing::Unsupported]),
            ("I fixed the failing test.", &[Standing::Unsupported]),
            ("Clippy has no warnings.", &[Standing::Unsupported]),
        ],
    );
}

#[test]
fn where_a_test_fails_saying_that_all_pass_is_contradicted() {
    check(
        6,
        1,
        &[
            ("All tests pass.", &[Standing::Contradicted]),
            ("7 tests pass.", &[Standing::Contradicted]),
            ("I fixed the failing tests.", &[Standing::Contradicted]),
            ("No test fails.", &[Standing::Contradicted]),
            ("6 passed", &[Standing::Supported]),
            ("6 passed, 1 failed", &[Standing::Supported]),
            ("Not all tests pass.", &[Standing::Supported]),
            ("The tests don’t pass yet.", &[Standing::Supported]),
            (
                "All tests pass except the slow one.",
                &[Standing::Supported],
            ),
            ("All tests pass but one fails.", &[Standing::Supported]),
            ("The new test passes.", &[Standing::Unsupported]),
            ("The test test_adds passes.", &[Standing::Unsupported]),
        ],
    );
}

#[test]
fn what_is_no_statement_about_now_is_no_claim() {
    check(
        6,
        1,
        &[
            ("", &[]),
            ("The tests should pass.", &[]),
            ("Do all tests pass?", &[]),
            ("Run `cargo test` to see if all tests pass.", &[]),
            ("The test was failing because of a typo.", &[]),
            (
                "I could not run the tests, so I don't know if they pass.",
                &[],
            ),
            ("I added a test for the parser.", &[]),
            ("Before the change all tests passed.", &[]),
            ("```\n7 passed\n```", &[]),
            ("This builds an index of passengers.", &[]),
            ("I passed the value on to the contest form.", &[]),
        ],
    );
}

#[test]
fn without_a_measurement_the_last_receipt_of_a_test_command_is_the_evidence() {
    let receipt = |id: &str, summary: &str, code| Receipt {
        id: id.to_string(),
        tool: "shell".to_string(),
        summary: summary.to_string(),
        code: Some(code),
        is_error: code != 0,
        output: String::new(),
    };
    let rows = [
        (
            vec![
                receipt("r1", "cargo test", 101),
                receipt("r2", "cargo test", 0),
            ],
            Standing::Supported,
            vec!["r2"],
        ),
        (
            vec![
                receipt("r1", "cargo test", 0),
                receipt("r2", "cargo test", 101),
            ],
            Standing::Contradicted,
            vec!["r2"],
        ),
        (
            vec![receipt("r1", "cargo test | tail", 0)],
            Standing::Unsupported,
            vec![],
        ),
        (
            vec![receipt("r1", "grep -r test .", 0)],
            Standing::Unsupported,
            vec![],
        ),
        (vec![], Standing::Unsupported, vec![]),
    ];
    for (receipts, standing, evidence) in rows {
        let said = Said {
            answer: "All tests pass.",
            receipts,
            ..Said::default()
        };
        let step = openkoi_checks::judge::judge(&work(Phase::After, &said, Vec::new(), ""), &[]);

        let Ok(Step::Done(report)) = step else {
            panic!("a report at once")
        };
        assert_eq!(
            (&report.claims[0].standing, &report.claims[0].evidence),
            (
                &standing,
                &evidence.iter().map(ToString::to_string).collect()
            )
        );
        assert_eq!(
            report.findings.len(),
            usize::from(standing == Standing::Contradicted)
        );
    }
}
