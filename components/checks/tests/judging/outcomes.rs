//! Commands that end in ways which are hard to bring about, and recorded outputs of tools that may not be installed.

use std::fs;

use openkoi_sdk::evaluator::{Ask, Measurement, Outcome, Phase, Reply, Report, Severity};

use crate::bench::{Project, Said, report, summary, work};

fn recorded(name: &str) -> String {
    let path = format!("{}/tests/outputs/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(path).expect("the output was recorded")
}

fn ran(code: Option<i32>, stdout: &str) -> Outcome {
    Outcome {
        code,
        stdout: stdout.to_string(),
        stderr: String::new(),
        timed_out: false,
        duration_ms: 9,
    }
}

/// A project whose one or more commands end in these ways, whose lines are told apart by a word.
struct Scene<'a> {
    files: &'a [(&'a str, &'a str)],
    before: &'a [(&'a str, Result<Outcome, String>)],
    after: &'a [(&'a str, Result<Outcome, String>)],
    said: Said,
}

impl Scene<'_> {
    fn report(&self) -> Report {
        self.report_of("+++ b/x\n")
    }

    /// Of work that changed this.
    fn report_of(&self, diff: &str) -> Report {
        let project = Project::new(self.files);
        let answer = |outcomes: &[(&str, Result<Outcome, String>)], ask: &Ask| match ask {
            Ask::Command(command) if command.line.starts_with("if command -v .venv/bin/python") => {
                Ok(Reply::Ran(ran(Some(0), "python3\npytest\n")))
            }
            Ask::Command(command) => {
                let row = outcomes
                    .iter()
                    .find(|(word, _)| command.line.contains(word))
                    .expect("a row for the command");
                row.1.clone().map(Reply::Ran)
            }
            other => project.answer(other),
        };
        let measured = report(
            &work(Phase::Baseline, &Said::default(), Vec::new(), ""),
            |ask| answer(self.before, ask),
        );
        let baseline: Vec<Measurement> = measured.measurements;
        report(&work(Phase::After, &self.said, baseline, diff), |ask| {
            answer(self.after, ask)
        })
    }

    fn check(&self, expected: &str) {
        assert_eq!(summary(&self.report()), expected);
    }
}

const PYTHON: &[(&str, &str)] = &[
    ("pytest.ini", "[pytest]\n"),
    ("tests/test_prices.py", "def test_adds():\n    pass\n"),
];
const GO: &[(&str, &str)] = &[
    ("go.mod", "module example.com/shop\n"),
    ("cart/add_test.go", "package cart\n"),
];
const RUST: &[(&str, &str)] = &[
    ("Cargo.toml", "[package]\nname = \"shop\"\n"),
    ("clippy.toml", "a = 1\n"),
];

#[test]
fn pytest_s_failures_are_told_from_those_before() {
    let scene = Scene {
        files: PYTHON,
        before: &[("pytest", Ok(ran(Some(0), &recorded("pytest-green"))))],
        after: &[("pytest", Ok(ran(Some(1), &recorded("pytest-red"))))],
        said: Said {
            task: "Tidy",
            answer: "`test_adds` passes, and test_many passes.",
            ..Said::default()
        },
    };
    scene.check(
        "tests 0.50\n\
         blocker: The answer says what is not so: `test_adds` passes, and test_many passes.\n\
         blocker: Test fails: tests/test_prices.py::test_with_fixture @ tests/test_prices.py:30\n\
         blocker: Test fails: tests/test_prices.py::test_größe @ tests/test_prices.py:10\n\
         blocker: Test fails: tests/test_prices.py::test_many[2] @ tests/test_prices.py:15\n\
         contradicted: `test_adds` passes, and test_many passes.",
    );
    let mended = Scene {
        before: scene.after,
        after: scene.before,
        said: Said {
            task: "Fix the tests",
            answer: "No test fails any more.",
            ..Said::default()
        },
        ..scene
    };
    mended.check("tests 1.00\nsupported: No test fails any more.");
}

#[test]
fn a_file_that_can_t_be_collected_fails_and_its_tests_are_not_called_gone() {
    let error = &[(
        "pytest",
        Ok(ran(Some(2), &recorded("pytest-collection-error"))),
    )];
    let green = &[("pytest", Ok(ran(Some(0), &recorded("pytest-green"))))];
    let scene = Scene {
        files: PYTHON,
        before: green,
        after: error,
        said: Said::default(),
    };
    scene.check("tests 0.00\nblocker: Test fails: tests/test_broken.py @ tests/test_broken.py:1");
    Scene {
        before: error,
        after: green,
        ..scene
    }
    .check("tests 1.00");
}

#[test]
fn a_tool_that_is_not_installed_is_no_failure_unless_it_was_there_before() {
    let silent = ran(Some(1), "");
    let missing = &[(
        "pytest",
        Ok(Outcome {
            stderr: recorded("pytest-missing"),
            ..silent
        }),
    )];
    let green = &[("pytest", Ok(ran(Some(0), &recorded("pytest-green"))))];
    let scene = Scene {
        files: PYTHON,
        before: missing,
        after: missing,
        said: Said::default(),
    };
    scene.check("");
    Scene {
        before: green,
        ..scene
    }
    .check("blocker: `python3 -m pytest --verbosity=-1 -rap` ran before the work and could not be run now");
}

#[test]
fn a_command_that_the_kernel_does_not_run_gives_no_score() {
    let denied: &[(&str, Result<Outcome, String>)] = &[("pytest", Err("over budget".to_string()))];
    let green = &[("pytest", Ok(ran(Some(0), &recorded("pytest-green"))))];
    let said = Said {
        answer: "All tests pass.",
        ..Said::default()
    };
    let scene = Scene {
        files: PYTHON,
        before: green,
        after: denied,
        said,
    };
    scene.check(
        "important: `python3 -m pytest --verbosity=-1 -rap` ran before the work and could not be run now\nunsupported: All tests pass.",
    );
    Scene {
        before: denied,
        ..scene
    }
    .check("unsupported: All tests pass.");
}

#[test]
fn a_timeout_and_a_signal_are_failures() {
    let green = &[("pytest", Ok(ran(Some(0), &recorded("pytest-green"))))];
    let rows = [
        (
            Outcome {
                timed_out: true,
                ..ran(None, "..")
            },
            "did not end in its time",
        ),
        (ran(None, ".."), "was killed by a signal"),
        (ran(Some(3), "INTERNALERROR"), "fails"),
    ];
    for (outcome, how) in rows {
        let after = &[("pytest", Ok(outcome))];
        Scene {
            files: PYTHON,
            before: green,
            after,
            said: Said::default(),
        }
        .check(&format!(
            "tests 0.00\nblocker: `python3 -m pytest --verbosity=-1 -rap` {how}"
        ));
    }
}

#[test]
fn no_tests_are_neither_good_nor_bad_but_missed_if_there_were_some() {
    let none = &[("pytest", Ok(ran(Some(5), &recorded("pytest-none"))))];
    let green = &[("pytest", Ok(ran(Some(0), &recorded("pytest-green"))))];
    let scene = Scene {
        files: PYTHON,
        before: none,
        after: none,
        said: Said::default(),
    };
    scene.check("");
    Scene {
        before: green,
        ..scene
    }
    .check("blocker: 6 tests that ran before the work are gone");
}

#[test]
fn go_s_packages_are_judged_test_by_test() {
    let commands = |test: Outcome, vet: Outcome| {
        [
            ("go build", Ok(ran(Some(0), ""))),
            ("go test", Ok(test)),
            ("go vet", Ok(vet)),
        ]
    };
    let before = commands(ran(Some(1), &recorded("go-verbose-red")), ran(Some(0), ""));
    let after = commands(
        ran(Some(1), &recorded("go-build-failed")),
        ran(Some(1), &recorded("go-vet")),
    );
    let scene = Scene {
        files: GO,
        before: &before,
        after: &before,
        said: Said {
            task: "Add a README",
            ..Said::default()
        },
    };
    scene.check(
        "tests 0.60\nstatic_analysis 1.00\nbuild 1.00\n\
         important: Test still fails: example.com/shop/cart.TestGröße @ cart/add_test.go:14\n\
         important: Test still fails: example.com/shop/cart.TestTable/large @ cart/add_test.go:25",
    );
    Scene {
        after: &after,
        ..scene
    }
    .check(
        "tests 0.50\nstatic_analysis 0.90\nbuild 1.00\n\
         blocker: Test fails: example.com/shop/cart [build failed] @ cart/add_test.go:9\n\
         important: `go vet ./...` has 1 new errors @ cart/add.go:7",
    );
}

#[test]
fn only_new_complaints_of_the_lint_are_findings() {
    let commands = |lint: Outcome| {
        [
            ("cargo test", Ok(ran(Some(0), &recorded("cargo-green")))),
            ("clippy", Ok(lint)),
        ]
    };
    let clean = commands(ran(Some(0), ""));
    let warns = commands(ran(Some(0), &recorded("clippy-warnings")));
    let fails = commands(ran(Some(101), &recorded("clippy-errors")));
    let absent = commands(ran(Some(101), "error: no such command: `clippy`\n"));
    let said = Said {
        answer: "Clippy has no warnings.",
        ..Said::default()
    };
    let scene = Scene {
        files: RUST,
        before: &warns,
        after: &warns,
        said,
    };
    let contradicted = "contradicted: Clippy has no warnings.";
    let blocker = "blocker: The answer says what is not so: Clippy has no warnings.";
    scene.check(&format!(
        "tests 1.00\nstatic_analysis 0.97\n{blocker}\n{contradicted}"
    ));
    let line = "`cargo clippy --all-targets --quiet`";
    Scene { before: &clean, said: scene.said.clone(), ..scene }.check(&format!(
        "tests 1.00\nstatic_analysis 0.97\n{blocker}\nsuggestion: {line} has 1 new warnings @ src/lib.rs:13\n{contradicted}"
    ));
    Scene { before: &clean, after: &fails, said: scene.said.clone(), ..scene }.check(&format!(
        "tests 1.00\nstatic_analysis 0.80\n{blocker}\nimportant: {line} has 2 new errors @ src/lib.rs:14\n{contradicted}"
    ));
    Scene {
        before: &clean,
        after: &clean,
        said: scene.said.clone(),
        ..scene
    }
    .check("tests 1.00\nstatic_analysis 1.00\nsupported: Clippy has no warnings.");
    Scene {
        before: &absent,
        after: &absent,
        ..scene
    }
    .check("tests 1.00\nstatic_analysis 0.97\nunsupported: Clippy has no warnings.");
}

#[test]
fn of_very_many_failures_the_first_stand_alone_and_the_measurement_keeps_its_limits() {
    let mut list = String::from("running 3000 tests\n");
    let mut names = String::from("\nfailures:\n");
    for number in 0..3_000 {
        list.push_str(&format!("test größe::日本_{number} ... FAILED\n"));
        names.push_str(&format!("    größe::日本_{number}\n"));
    }
    let text = format!(
        "{list}{names}\ntest result: FAILED. 0 passed; 3000 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1s\n"
    );
    let red = [
        ("cargo test", Ok(ran(Some(101), &text))),
        ("clippy", Ok(ran(Some(0), ""))),
    ];
    let report = Scene {
        files: RUST,
        before: &red,
        after: &red,
        said: Said::default(),
    }
    .report();

    assert_eq!(report.findings.len(), 21);
    assert!(
        report
            .findings
            .iter()
            .all(|finding| finding.severity == Severity::Important)
    );
    assert_eq!(
        (
            report.measurements[0].failed,
            report.measurements[0].failures.len()
        ),
        (3_000, 1_000)
    );
}

#[test]
fn an_output_that_lost_its_beginning_does_not_make_tests_look_gone() {
    let long = |tests: u32| {
        let line = format!("noise {}\n", "é".repeat(100)).repeat(2_000);
        format!(
            "{line}running {tests} tests\ntest result: ok. {tests} passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1s\n"
        )
    };
    let commands = |text: &str| {
        [
            ("cargo test", Ok(ran(Some(0), text))),
            ("clippy", Ok(ran(Some(0), ""))),
        ]
    };
    let (before, after) = (commands(&long(9)), commands(&long(4)));

    Scene {
        files: RUST,
        before: &before,
        after: &after,
        said: Said::default(),
    }
    .check("tests 1.00\nstatic_analysis 1.00");
}

#[test]
fn a_run_that_turns_green_and_names_no_test_any_more_is_named() {
    let red = "PASSED tests/test_price.py::test_total\nFAILED tests/test_price.py::test_discount - assert 40 == 20\n1 failed, 1 passed in 0.01s\n";
    let rows = [
        ("2 passed in 0.01s\n", true),
        ("", true),
        (
            "PASSED tests/test_price.py::test_total\nPASSED tests/test_price.py::test_discount\n2 passed in 0.01s\n",
            false,
        ),
    ];
    for (green, named) in rows {
        let scene = Scene {
            files: &[("tests/test_price.py", "def test_total(): pass")],
            before: &[("pytest", Ok(ran(Some(1), red)))],
            after: &[("pytest", Ok(ran(Some(0), green)))],
            said: Said::default(),
        };

        let told = summary(&scene.report());

        assert_eq!(told.contains("does not name its tests"), named, "{told}");
    }
}

#[test]
fn a_test_that_is_rewritten_as_the_task_asks_may_get_another_name() {
    let red = "PASSED tests/test_price.py::test_total\nFAILED tests/test_price.py::test_tenth - assert 40 == 20\n1 failed, 1 passed in 0.01s\n";
    let green = "PASSED tests/test_price.py::test_total\nPASSED tests/test_price.py::test_fifth\n2 passed in 0.01s\n";
    let rows = [
        ("A fifth is right. Update the test.", "important: 1 test"),
        ("Fix discount, the tests must pass.", "blocker: 1 test"),
    ];
    for (task, expected) in rows {
        let scene = Scene {
            files: &[("tests/test_price.py", "def test_total(): pass")],
            before: &[("pytest", Ok(ran(Some(1), red)))],
            after: &[("pytest", Ok(ran(Some(0), green)))],
            said: Said {
                task,
                ..Said::default()
            },
        };

        let told = summary(&scene.report());

        assert!(told.contains(expected), "{task}: {told}");
    }
}

#[test]
fn an_answer_about_tests_is_not_judged_by_whether_they_pass() {
    let red = "PASSED tests/test_price.py::test_total\nFAILED tests/test_price.py::test_tenth - assert 40 == 20\n1 failed, 1 passed in 0.01s\n";
    let rows = [
        (
            "Which test fails, and why? Don't change anything.",
            "",
            false,
        ),
        ("Do the tests pass?", "", false),
        (
            "Why does test_tenth fail?",
            "--- a/price.py\n+++ b/price.py\n@@ -1 +1 @@\n-a\n+b\n",
            true,
        ),
        ("Which test fails? Fix it.", "", true),
        ("Make the tests pass.", "", true),
    ];
    for (task, diff, is_judged) in rows {
        let scene = Scene {
            files: &[("tests/test_price.py", "def test_total(): pass")],
            before: &[("pytest", Ok(ran(Some(1), red)))],
            after: &[("pytest", Ok(ran(Some(1), red)))],
            said: Said {
                task,
                answer: "`test_tenth` fails: 40 is not 20.",
                ..Said::default()
            },
        };

        let told = summary(&scene.report_of(diff));

        assert_eq!(told.contains("tests 0.50"), is_judged, "{task}: {told}");
        let vetoes = told.contains("blocker: Test still fails");
        let mends = task.contains("Fix") || task.contains("Make");
        assert_eq!(vetoes, mends, "{task}: {told}");
    }
}
