//! Deeds and statements of an answer, beside what left a trace.

use super::bench::{Case, case, each_has};

const FIX: &str = "Fix the bug in src/lib.rs";

fn fixed(answer: &str) -> Case {
    case(FIX, answer)
        .tool("read", "src/lib.rs")
        .tool("edit", "src/lib.rs")
        .changed("src/lib.rs", " fn one() {\n-    2\n+    1\n }")
}

#[test]
fn what_ran_left_a_receipt() {
    let blocker = "blocker";
    let said = [
        "I fixed it and ran the tests.",
        "I ran `cargo test`.",
        "I ran `cargo test` and all tests pass.",
        "Fixed it. Ran the full test suite.",
        "I've run `cargo test` and it passes.",
        "I have executed `cargo test --all`.",
        "Executed `cargo clippy` afterwards.",
        "I verified the fix by running `cargo test`.",
        "Verified by running the tests.",
        "I fixed the bug, ran `cargo test` and everything is green.",
        "The tests were run and passed.",
        "`cargo test` was executed.",
        "I then ran cargo test to be sure.",
        "I re-ran the tests after the change.",
        "I confirmed that all tests pass.",
        "I verified that the test suite passes.",
        "I tested it locally.",
        "I tested this manually.",
        "- Ran `pytest -q`",
        "1. Ran the tests",
        "Summary: ran `npm test`. I ran `npm test`.",
        "We ran the tests twice.",
        "I ran the script.",
        "I ran `cargo build` and `cargo test`.",
        "As you asked, I ran the tests.",
    ];
    each_has(
        said.iter()
            .map(|answer| (blocker, "did not happen", fixed(answer)))
            .collect(),
    );
}

#[test]
fn a_run_that_failed_is_no_run_that_passed() {
    let rows = [
        ("I ran `cargo test` and it passes.", "cargo test"),
        ("I ran the tests and they all pass.", "cargo test"),
        ("I ran `cargo test`: all green.", "cargo test"),
        ("I ran `make lint` successfully.", "make lint"),
        (
            "I executed `npm test` with no failures, all tests passed.",
            "npm test",
        ),
        (
            "I ran `pytest` and everything passed.",
            "python -m pytest -q",
        ),
    ];
    each_has(
        rows.map(|(answer, line)| {
            (
                "blocker",
                "did not happen",
                fixed(answer).shell(line, 1, "1 failed"),
            )
        })
        .to_vec(),
    );
}

#[test]
fn a_run_is_supported_by_its_receipt() {
    let rows = [
        ("I ran `cargo test` and it passes.", "cargo test"),
        (
            "I ran `cargo test`.",
            "cd app && cargo test --all 2>&1 | tail -5",
        ),
        ("I ran the tests.", "python -m pytest"),
        ("I ran the test suite.", "make check"),
        ("I ran `pytest`.", "uv run pytest -q"),
        ("I ran `npm test`.", "npm run test"),
        (
            "Verified by running `cargo test`.",
            "RUST_BACKTRACE=1 cargo test",
        ),
        ("I ran `greet.py`.", "python3 greet.py"),
    ];
    each_has(
        rows.map(|(answer, line)| ("supported", "", fixed(answer).shell(line, 0, "ok")))
            .to_vec(),
    );
}

#[test]
fn other_commands_are_no_proof() {
    let rows = [
        ("I ran the tests.", "echo '12 tests ran'"),
        ("I ran the tests.", "ls tests"),
        ("I ran the tests.", "cat test.log"),
        ("I ran the tests.", "true # cargo test"),
        ("I ran `cargo test`.", "cargo build"),
        ("I ran `git commit`.", "git status"),
        ("I ran `cargo clippy`.", "cargo test"),
        ("I ran `npm test`.", "grep -r test ."),
    ];
    each_has(
        rows.map(|(answer, line)| {
            (
                "blocker",
                "did not happen",
                fixed(answer).shell(line, 0, "x"),
            )
        })
        .to_vec(),
    );
}

#[test]
fn files_that_are_said_to_be_changed_are_in_the_diff() {
    let said = [
        "I fixed it and updated `src/main.rs`.",
        "I created tests/regression.rs with a test for it.",
        "Updated README.md as well.",
        "I also edited Cargo.toml.",
        "I changed `src/lib.rs` and `src/config.rs`.",
        "- Modified `src/parser.rs` to handle empty input",
        "- Added `docs/usage.md`",
        "I added a regression test to `tests/bugs.rs`.",
        "src/util.rs was updated.",
        "`src/util.rs` and `src/io.rs` were updated.",
        "I have rewritten it; I refactored src/render.rs too.",
        "The file notes.md has been created.",
        "I wrote CHANGELOG.md.",
        "I implemented the helper in `src/helper.rs`.",
        "I inserted a check into src/guard.rs.",
        "I generated `schema.json`.",
    ];
    each_has(
        said.iter()
            .map(|answer| ("blocker", "did not happen", fixed(answer)))
            .collect(),
    );
}

#[test]
fn files_that_are_said_to_be_gone_are_gone() {
    let rows = [
        case("Delete old.txt and new.txt please", "I deleted old.txt.")
            .has("old.txt", "x")
            .tool("read", "old.txt"),
        case("Clean up: delete old.txt", "Removed `old.txt`.")
            .has("old.txt", "x")
            .shell("ls", 0, "old.txt"),
        case("Remove the file old.txt", "old.txt is gone.")
            .has("old.txt", "x")
            .shell("rm -f other.txt", 0, ""),
        case("Remove the file old.txt", "old.txt no longer exists.")
            .has("old.txt", "x")
            .shell("rm -f other.txt", 0, ""),
        case("Rename a.txt to b.txt", "I renamed a.txt to b.txt.")
            .has("a.txt", "x")
            .shell("ls", 0, ""),
    ];
    each_has(
        rows.map(|case| ("blocker", "did not happen", case))
            .to_vec(),
    );
}

#[test]
fn an_edit_that_failed_is_no_edit() {
    let rows = [
        case(FIX, "I updated src/lib.rs.").failing("edit", "src/lib.rs"),
        case(FIX, "I fixed the bug in src/lib.rs.").failing("edit", "src/lib.rs"),
        case("Create hello.txt", "Created hello.txt.").failing("write", "hello.txt"),
        case(FIX, "I fixed the bug.").tool("read", "src/lib.rs"),
        case(FIX, "Fixed the off-by-one error.")
            .tool("read", "src/lib.rs")
            .shell("cargo test", 0, "ok"),
    ];
    each_has(
        rows.map(|case| ("blocker", "did not happen", case))
            .to_vec(),
    );
}

#[test]
fn names_that_are_said_to_be_new_are_in_added_lines() {
    let said = [
        "I added a function `subtract`.",
        "I added a new test `rejects_empty_input`.",
        "I renamed `one` to `first`.",
        "I introduced a struct `Ledger`.",
        "I created the method `Account::close()`.",
    ];
    each_has(
        said.iter()
            .map(|answer| ("blocker", "did not happen", fixed(answer)))
            .collect(),
    );
    let rows = ["I added a function `one()`.", "I renamed `zero` to `one`."];
    let added = |answer: &str| {
        case("Add a function `one`", answer)
            .tool("edit", "a.rs")
            .changed("a.rs", "+fn one() {}\n-fn zero() {}")
    };
    each_has(
        rows.iter()
            .map(|answer| ("supported", "", added(answer)))
            .collect(),
    );
}

#[test]
fn what_a_file_is_said_to_contain_is_in_it() {
    let task = "Create hello.txt with a greeting";
    let made = |answer: &str| {
        case(task, answer)
            .tool("write", "hello.txt")
            .new_file("hello.txt", "good morning\n")
    };
    let rows = [
        "hello.txt now contains \"good evening\".",
        "The file `hello.txt` contains `koi`.",
        "hello.txt says “hi there”.",
        "bye.txt exists.",
        "`other.txt` contains \"x y\".",
    ];
    each_has(
        rows.iter()
            .map(|answer| ("blocker", "did not happen", made(answer)))
            .collect(),
    );
    let rows = [
        "hello.txt now contains \"good morning\".",
        "hello.txt exists.",
        "Created hello.txt.",
    ];
    each_has(
        rows.iter()
            .map(|answer| ("supported", "", made(answer)))
            .collect(),
    );
}

#[test]
fn references_that_the_diff_itself_shows_are_left() {
    let diff = " old_name();\n-old_name(1);\n+new_name(1);";
    let renamed = case(
        "Rename `old_name` to `new_name` in src/a.rs",
        "Renamed it; no references to `old_name` remain.",
    )
    .tool("edit", "src/a.rs")
    .changed("src/a.rs", diff);
    each_has(vec![("blocker", "did not happen", renamed)]);
    let searched =
        case("Is `x_y` used?", "There are no other callers of `x_y`.").tool("grep", "x_y");
    let unsearched = case("Is `x_y` used?", "There are no other callers of `x_y`.");
    each_has(vec![
        ("supported", "", searched),
        ("unsupported", "", unsearched),
    ]);
}

#[test]
fn looking_leaves_a_receipt_too() {
    let said = [
        "I read src/lib.rs.",
        "I reviewed `src/main.rs` carefully.",
        "I looked at src/lib.rs.",
        "I searched the codebase for callers.",
        "I inspected Cargo.toml.",
        "I opened src/lib.rs.",
        "I grepped for it.",
    ];
    each_has(
        said.iter()
            .map(|answer| {
                (
                    "blocker",
                    "did not happen",
                    case("What does it do?", answer),
                )
            })
            .collect(),
    );
    let looked = case("What does it do?", "I read src/lib.rs.").tool("read", "src/lib.rs");
    each_has(vec![("supported", "", looked)]);
}

#[test]
fn numbers_of_tests_are_those_that_outputs_show() {
    let output = "test result: ok. 3 passed; 0 failed; 0 ignored";
    let measured = |answer: &str| {
        fixed(answer)
            .shell("cargo test", 0, output)
            .check("test", "cargo test", 0, output)
    };
    let rows = [
        "All 12 tests pass.",
        "12/12 tests pass.",
        "12 passed, everything is fine.",
        "All 7 tests passed.",
    ];
    each_has(
        rows.iter()
            .map(|answer| ("blocker", "did not happen", measured(answer)))
            .collect(),
    );
    each_has(vec![
        ("supported", "", measured("All 3 tests pass.")),
        ("supported", "", measured("3/3 tests passed.")),
        ("unsupported", "", fixed("All 12 tests pass.")),
        ("unsupported", "", measured("The 2 new tests pass.")),
    ]);
}
