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
        changed("No new dependencies").changed(
            "package.json",
            "   \"private\": true,\n+  \"dependencies\": { \"left-pad\": \"^1.3.0\" },",
        ),
        changed("Do not touch package.json: no new dependencies.")
            .changed("package.json", "-  \"name\": \"a\",\n+  \"name\": \"b\","),
        changed("Do not create any new files.")
            .tool("write", "src/new.rs")
            .new_file("src/new.rs", "x\n"),
        changed("Create no new files")
            .tool("write", "a.md")
            .new_file("a.md", "x\n"),
        changed("Change nothing: only tell me what is wrong."),
        changed("Only look, and do not change anything."),
        changed("Do not touch the tests and only change src/main.rs."),
        changed("Do not touch the tests and only change src/lib.rs.")
            .changed("tests/a.rs", "-assert!(a);\n+assert!(b);"),
        changed("Die Datei src/lib.rs darf nicht geändert werden."),
        changed("src/lib.rs nicht anfassen, bitte."),
        changed("Lass src/lib.rs unverändert."),
        changed("Ändere nur src/main.rs."),
        changed("src/main.rs und src/lib.rs dürfen nicht geändert werden."),
        changed("Ändere nichts, sag nur, was falsch ist."),
        changed("Lege keine neuen Dateien an.")
            .tool("write", "a.md")
            .new_file("a.md", "x\n"),
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
        changed("Do not touch the tests and only change src/lib.rs."),
        changed("Do not touch the tests, and change only src/lib.rs."),
        changed("Do not create any new files."),
        changed("Do not create new files outside src/.")
            .tool("write", "src/a.rs")
            .new_file("src/a.rs", "x\n"),
        changed("Do not change anything under tests/."),
        changed("Do not change anything else."),
        changed("Work without changing anything visible to users."),
        changed("Do not add any files that are not needed."),
        case(
            "Rename `a` to `b` in src/lib.rs. Don't change anything.",
            "Renamed.",
        )
        .tool("edit", "src/lib.rs")
        .changed("src/lib.rs", "-a\n+b"),
        changed("Don't change anything before you have read the code."),
        changed("Do not touch package.json: no new dependencies."),
        changed("Die Datei src/main.rs darf nicht geändert werden."),
        changed("Die Tests für src/lib.rs dürfen nicht geändert werden."),
        changed("Ändere nur src/lib.rs."),
        changed("Ändere src/lib.rs, aber nicht src/main.rs."),
        changed("Ändere sonst nichts."),
        changed("Was nicht geändert wird, steht in src/lib.rs."),
        changed("Do the smallest change that helps, and say what was left for later."),
        changed("Before step 2, read what it changes."),
    ]);
}
