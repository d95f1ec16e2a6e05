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
            ("With `$1 / 10` the tests pass.", &[Standing::Supported]),
            (
                "I divided by 10 and the tests pass.",
                &[Standing::Supported],
            ),
            (
                "12 tests were failing before, and all 9 tests pass now.",
                &[Standing::Contradicted],
            ),
            (
                "1 test was failing before, and all 7 tests pass now.",
                &[Standing::Supported],
            ),
            (
                "Before, all 9 tests passed; now 7 pass.",
                &[Standing::Supported],
            ),
            ("Before the change, all 9 tests pass.", &[]),
            ("All 7 tests pass; none is skipped.", &[Standing::Supported]),
            (
                "Alle Tests laufen erfolgreich durch.",
                &[Standing::Supported],
            ),
            ("すべてのテストが通りました。", &[Standing::Supported]),
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
            (
                "Ich habe es repariert. Alle Tests laufen erfolgreich durch.",
                &[Standing::Contradicted],
            ),
            ("Alle Tests bestehen.", &[Standing::Contradicted]),
            ("Die Tests laufen nicht durch.", &[]),
            ("Die Tests sollten durchlaufen.", &[]),
            (
                "直しました。すべてのテストが通りました。",
                &[Standing::Contradicted],
            ),
            ("テストは通りませんでした。", &[]),
            ("所有测试都通过了。", &[Standing::Contradicted]),
            ("Tous les tests passent.", &[Standing::Contradicted]),
            ("Les tests ne passent pas.", &[]),
            ("Todas las pruebas pasan.", &[Standing::Contradicted]),
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
fn a_file_that_is_named_beside_a_passing_test_is_no_failing_one() {
    let red = "PASSED tests/test_gross.py::test_gross_adds_a_fifth\nFAILED tests/test_price.py::test_discount - assert 40 == 20\n1 failed, 1 passed in 0.01s\n";
    let project = Project::new(&[
        ("Makefile", "test:\n\t@cat results; exit 1\n"),
        ("results", red),
    ]);
    let rows = [
        (
            "`gross` is in price.py; its test test_gross_adds_a_fifth passes.",
            Standing::Supported,
        ),
        (
            "price.py is right and test_discount passes.",
            Standing::Contradicted,
        ),
        ("tests/test_price.py passes.", Standing::Contradicted),
        ("test_disc passes.", Standing::Unsupported),
        ("The tests of price.py pass.", Standing::Unsupported),
    ];
    for (answer, standing) in rows {
        let said = Said {
            answer,
            ..Said::default()
        };
        let report = project.after(&said, project.baseline(), "+++ b/x\n");

        let claim = report.claims.first().expect("a claim");
        assert_eq!(claim.standing, standing, "{answer}: {claim:?}");
    }
}

#[test]
fn tests_that_the_work_skips_refute_that_none_is_skipped() {
    let skipped = "ok 1 - adds\nok 2 - tax # SKIP\n1..2\n";
    let rows = [
        (
            "ok 1 - adds\n1..1\n",
            "No test is skipped.",
            Standing::Contradicted,
        ),
        (skipped, "I skipped no test.", Standing::Unsupported),
        (
            skipped,
            "All 2 tests pass; none is skipped.",
            Standing::Contradicted,
        ),
        (skipped, "1 test passes, 1 is skipped.", Standing::Supported),
    ];
    for (before, answer, standing) in rows {
        let project = Project::new(&[("Makefile", "test:\n\t@cat results\n"), ("results", before)]);
        let baseline = project.baseline();
        project.write(&[("results", skipped)]);
        let said = Said {
            answer,
            ..Said::default()
        };
        let report = project.after(&said, baseline, "+++ b/x\n");

        let claim = report.claims.first().expect("a claim");
        assert_eq!(claim.standing, standing, "{answer}: {claim:?}");
    }
}

#[test]
fn an_answer_of_one_long_line_is_read_to_its_end() {
    // Looked through for each sentence anew, a line like this would take minutes.
    let long = format!("{}All 12 tests pass.", "A word. ".repeat(400_000));
    let said = Said {
        answer: long.leak(),
        ..Said::default()
    };

    let step = openkoi_checks::judge::judge(&work(Phase::After, &said, Vec::new(), ""), &[]);

    let Ok(Step::Done(report)) = step else {
        panic!("a report at once")
    };
    assert_eq!(report.claims[0].text, "All 12 tests pass.");
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
