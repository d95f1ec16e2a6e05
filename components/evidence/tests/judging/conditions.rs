//! Conditions that a rule can check.

use super::bench::{Case, case, each_has, none_blocked};

fn changed(constraint: &str) -> Case {
    case("Fix the bug in src/lib.rs", "Fixed it in src/lib.rs.")
        .tool("edit", "src/lib.rs")
        .changed("src/lib.rs", "-a\n+b")
        .under(constraint)
}

#[test]
fn a_broken_condition_is_named() {
    let rows = [
        changed("Do not touch src/lib.rs"),
        changed("Don't change src/"),
        changed("Do not edit anything outside docs/"),
        changed("Only change src/main.rs"),
        changed("Change only `src/main.rs`."),
        changed("Never modify the src directory"),
        changed("Leave src/lib.rs as it is"),
        changed("Keep the tests as they are").changed("tests/a.rs", "-assert!(a);\n+assert!(b);"),
        changed("Do not change existing tests.").deleted("tests/a.rs", "x\n"),
        changed("Run the tests").has("tests/a.py", "x"),
        changed("Run `cargo fmt` before you finish"),
        changed("No new dependencies").changed(
            "Cargo.toml",
            " [dependencies]\n serde = \"1\"\n+rand = \"0.8\"",
        ),
        changed("Do not add new dependencies").changed(
            "package.json",
            " \"dependencies\": {\n+  \"left-pad\": \"^1.0.0\",\n   \"x\": \"1\"",
        ),
        changed("Work without adding new dependencies")
            .changed("requirements.txt", " flask==1\n+numpy==2"),
        changed("No new dependencies.")
            .changed("go.mod", " require (\n+\tgithub.com/x/y v1.2.3\n )"),
        case(
            "Fix the bug in src/lib.rs. Do not touch the tests.",
            "Fixed.",
        )
        .tool("edit", "src/lib.rs")
        .changed("src/lib.rs", "-a\n+b")
        .changed("tests/a.rs", "-x\n+y"),
    ];
    each_has(
        rows.map(|case| ("blocker", "Condition broken", case))
            .to_vec(),
    );
}

#[test]
fn a_condition_that_is_kept_or_that_no_rule_reads_is_left_alone() {
    none_blocked(vec![
        changed("Do not touch src/main.rs"),
        changed("Do not edit anything outside src/"),
        changed("Only change src/lib.rs"),
        changed("Only change src/lib.rs").changed("Cargo.lock", "-a\n+b"),
        changed("Keep the tests as they are").new_file("tests/new.rs", "#[test]\nfn a() {}\n"),
        changed("Run the tests").shell("cargo test", 0, "ok"),
        changed("Run the tests").check("test", "cargo test", 0, "ok"),
        changed(
            "Run the project's tests before saying that “Fix it” is done; if there are none, say so.",
        ),
        changed("Run `cargo fmt` before you finish").shell("cargo fmt", 0, ""),
        changed("No new dependencies").changed(
            "Cargo.toml",
            " [dependencies]\n-serde = \"1\"\n+serde = \"1.1\"",
        ),
        changed("No new dependencies").changed(
            "Cargo.toml",
            " [package]\n-version = \"1\"\n+version = \"2\"",
        ),
        changed("Say plainly which check no longer holds and where, and touch no other."),
        changed("Keep the public interface"),
        changed("Do the smallest change that helps, and say what was left for later."),
        changed("Before step 2, read what it changes."),
    ]);
}
