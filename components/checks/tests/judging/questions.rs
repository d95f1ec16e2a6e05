//! Which commands a project has, told by its files.

use openkoi_checks::judge::judge;
use openkoi_sdk::evaluator::{Answer, Ask, Outcome, Phase, Reply, Step};

use crate::bench::{Project, Said, report, work};

/// The commands that are run for these files, each with its directory; a probe finds what it is told.
fn commands(files: &[(&str, &str)], probe: &str) -> Vec<String> {
    let project = Project::new(files);
    let asked = std::cell::RefCell::new(Vec::new());
    report(
        &work(Phase::Baseline, &Said::default(), Vec::new(), ""),
        |ask| match ask {
            Ask::Command(command) if command.line.starts_with("if command -v .venv") => {
                Ok(ran(probe))
            }
            Ask::Command(command) => {
                assert_eq!(command.timeout_ms, 600_000);
                asked
                    .borrow_mut()
                    .push(format!("{}$ {}", command.directory, command.line));
                Ok(ran(""))
            }
            other => project.answer(other),
        },
    );
    asked.into_inner()
}

fn ran(stdout: &str) -> Reply {
    let stdout = stdout.to_string();
    Reply::Ran(Outcome {
        code: Some(0),
        stdout,
        stderr: String::new(),
        timed_out: false,
        duration_ms: 1,
    })
}

fn check(files: &[(&str, &str)], expected: &[&str]) {
    assert_eq!(commands(files, "python3\npytest\n"), expected, "{files:?}");
}

#[test]
fn rust_projects_are_tested_and_linted_where_they_ask_for_it() {
    let package = "[package]\nname = \"a\"\n";
    let workspace = format!("[workspace]\nmembers = [\"b\"]\n{package}");
    let chosen = format!("[workspace]\nmembers = [\"b\"]\ndefault-members = [\"b\"]\n{package}");
    let linted = format!("{package}[lints.clippy]\nunwrap_used = \"warn\"\n");
    let (test, clippy) = (
        "$ cargo test --no-fail-fast",
        "$ cargo clippy --all-targets --quiet",
    );
    check(&[("Cargo.toml", package)], &[test]);
    check(
        &[("Cargo.toml", &workspace)],
        &["$ cargo test --workspace --no-fail-fast"],
    );
    check(&[("Cargo.toml", &chosen)], &[test]);
    check(&[("Cargo.toml", &linted)], &[test, clippy]);
    check(
        &[("Cargo.toml", package), (".clippy.toml", "x = 1")],
        &[test, clippy],
    );
    check(
        &[
            ("Cargo.toml", package),
            ("Makefile", "lint:\n\tcargo clippy\n"),
        ],
        &[test, clippy],
    );
    check(
        &[
            ("Cargo.toml", package),
            ("tests/test_tool.py", "def test_a(): pass"),
        ],
        &[test],
    );
}

#[test]
fn scripts_are_run_if_they_exist() {
    let all = r#"{"scripts":{"test":"jest","build":"tsc","lint":"eslint ."}}"#;
    let default = r#"{"scripts":{"test":"echo \"Error: no test specified\" && exit 1"}}"#;
    check(
        &[("package.json", all)],
        &["$ npm run build", "$ npm test", "$ npm run lint"],
    );
    check(
        &[("package.json", all), ("pnpm-lock.yaml", "a")],
        &["$ pnpm run build", "$ pnpm test", "$ pnpm run lint"],
    );
    check(
        &[("package.json", r#"{"scripts":{"test":"vitest --watch"}}"#)],
        &["$ CI=true npm test"],
    );
    check(&[("package.json", default)], &[]);
    check(&[("package.json", "{ no json")], &[]);
    check(&[("package.json", r#"{"scripts":{"test":7}}"#)], &[]);
}

#[test]
fn python_tests_run_with_what_they_are_written_for() {
    let (plain, class) = (
        "def test_a():\n    pass\n",
        "import unittest\nclass A(unittest.TestCase):\n    pass\n",
    );
    let (pytest, unittest) = (
        "$ python3 -m pytest --verbosity=-1 -rap",
        "$ python3 -m unittest -v",
    );
    check(&[("test_a.py", plain)], &[pytest]);
    check(&[("test_a.py", class)], &[unittest]);
    check(
        &[("test_a.py", class), ("pytest.ini", "[pytest]\n")],
        &[pytest],
    );
    check(
        &[
            ("test_a.py", class),
            ("pyproject.toml", "[tool.pytest.ini_options]\n"),
        ],
        &[pytest],
    );
    check(
        &[("test_a.py", class), ("pyproject.toml", "[project]\n")],
        &[unittest],
    );
    check(
        &[("tests/test_a.py", class)],
        &["$ python3 -m unittest discover -v -s tests"],
    );
    check(
        &[("tests/test_a.py", class), ("tests/__init__.py", "#\n")],
        &[unittest],
    );
    check(
        &[("my tests/a_test.py", class)],
        &["$ python3 -m unittest discover -v -s 'my tests' -p '*_test.py'"],
    );
    check(&[("pyproject.toml", "[project]\n")], &[]);
    check(&[("node_modules/x/test_a.py", plain)], &[]);
}

#[test]
fn python_s_own_interpreter_is_used_and_a_missing_pytest_replaced_where_that_is_possible() {
    let class = "import unittest\nclass A(unittest.TestCase):\n    pass\n";
    let files = [("test_a.py", class), ("pytest.ini", "[pytest]\n")];
    let rows = [
        (
            ".venv/bin/python\npytest\n",
            "$ .venv/bin/python -m pytest --verbosity=-1 -rap",
        ),
        ("python3\n", "$ python3 -m unittest -v"),
        ("", "$ python3 -m unittest -v"),
    ];
    for (probe, expected) in rows {
        assert_eq!(commands(&files, probe), [expected]);
    }
}

#[test]
fn go_and_make_have_their_own_commands() {
    check(
        &[("go.mod", "module a\n")],
        &["$ go build ./...", "$ go test -v ./...", "$ go vet ./..."],
    );
    check(
        &[(
            "Makefile",
            "A = b\nC := d\nall: test lint\ntest check: x\n\tbuild: y\n.PHONY: lint\n",
        )],
        &["$ make test", "$ make check"],
    );
    check(&[("Makefile", "help:\n\techo\n")], &[]);
}

#[test]
fn projects_one_directory_below_are_found_if_there_is_none_at_the_root() {
    check(
        &[
            ("web/package.json", r#"{"scripts":{"test":"jest"}}"#),
            ("api/go.mod", "module a\n"),
            ("target/Cargo.toml", "x"),
        ],
        &[
            "api$ go build ./...",
            "api$ go test -v ./...",
            "api$ go vet ./...",
            "web$ npm test",
        ],
    );
    check(
        &[
            ("go.mod", "module a\n"),
            ("web/package.json", r#"{"scripts":{"test":"jest"}}"#),
        ],
        &["$ go build ./...", "$ go test -v ./...", "$ go vet ./..."],
    );
    check(&[("README.md", "# Nothing\n")], &[]);
}

#[test]
fn nothing_is_asked_where_nothing_was_measured_and_nothing_changed() {
    let work = work(
        Phase::After,
        &Said {
            answer: "All tests pass.",
            ..Said::default()
        },
        Vec::new(),
        "\n",
    );

    let Ok(Step::Done(report)) = judge(&work, &[]) else {
        panic!("a report at once")
    };

    assert!(report.scores.is_empty() && report.findings.is_empty());
    assert_eq!(report.claims.len(), 1);
}

#[test]
fn a_workspace_that_can_t_be_looked_at_is_a_failure_and_not_an_empty_report() {
    let work = work(Phase::Baseline, &Said::default(), Vec::new(), "");
    let Ok(Step::Ask(questions)) = judge(&work, &[]) else {
        panic!("questions")
    };
    let deny = |question: openkoi_sdk::evaluator::Question| Answer {
        id: question.id,
        outcome: Err("denied".to_string()),
    };
    let answers: Vec<Answer> = questions.into_iter().map(deny).collect();

    let failure = judge(&work, &answers).expect_err("a failure");

    assert!(failure.message.contains("denied"), "{}", failure.message);
}

#[test]
fn a_file_that_can_t_be_read_leaves_its_commands_out() {
    let project = Project::new(&[("package.json", r#"{"scripts":{"test":"jest"}}"#)]);
    let measured = report(
        &work(Phase::Baseline, &Said::default(), Vec::new(), ""),
        |ask| match ask {
            Ask::File(_) => Err("too large".to_string()),
            other => project.answer(other),
        },
    );

    assert!(measured.measurements.is_empty());
}
