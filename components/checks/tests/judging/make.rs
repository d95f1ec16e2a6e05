//! Projects that have only a Makefile.

use crate::bench::{Project, Said, needs, summary};

const MAKEFILE: &str =
    ".PHONY: test\nCC := cc\nbuild: add.sh\n\tsh -n add.sh\ntest:\n\tsh test.sh\n";
const GOOD: &str = "echo $(($1 + $2))\n";
const WRONG: &str = "echo $(($1 - $2))\n";
const TESTS: &str = "[ \"$(sh add.sh 1 2)\" = 3 ] || { echo 'adds: not 3'; exit 1; }\n";

fn check(code: &str, changes: &[(&str, &str)], task: &'static str, expected: &str) {
    needs("make");
    let project = Project::new(&[("Makefile", MAKEFILE), ("add.sh", code), ("test.sh", TESTS)]);
    let said = Said {
        task,
        answer: "All tests pass.",
        ..Said::default()
    };
    assert_eq!(summary(&project.judged(changes, &said)), expected);
}

#[test]
fn only_the_exit_code_tells() {
    let wrong = "blocker: The answer says what is not so: All tests pass.";
    let end = "contradicted: All tests pass.";
    check(
        GOOD,
        &[("a", "x")],
        "Add a",
        "tests 1.00\nbuild 1.00\nsupported: All tests pass.",
    );
    check(
        WRONG,
        &[("add.sh", GOOD)],
        "Fix add",
        "tests 1.00\nbuild 1.00\nsupported: All tests pass.",
    );
    check(
        GOOD,
        &[("add.sh", WRONG)],
        "Tidy",
        &format!("tests 0.00\nbuild 1.00\n{wrong}\nblocker: `make test` fails\n{end}"),
    );
    check(
        WRONG,
        &[("a", "x")],
        "Add a",
        &format!("tests 0.00\nbuild 1.00\n{wrong}\nimportant: `make test` fails\n{end}"),
    );
    check(
        GOOD,
        &[("add.sh", "if\n")],
        "Tidy",
        &format!(
            "tests 0.00\nbuild 0.00\n{wrong}\nblocker: `make build` fails\nblocker: `make test` fails\n{end}"
        ),
    );
}

#[test]
fn a_makefile_beside_something_more_specific_is_left_alone() {
    let project = Project::new(&[
        ("Makefile", "test:\n\tfalse\n"),
        (
            "package.json",
            r#"{"scripts":{"test":"echo \"Error: no test specified\" && exit 1"}}"#,
        ),
    ]);

    assert!(project.baseline().is_empty());
}
