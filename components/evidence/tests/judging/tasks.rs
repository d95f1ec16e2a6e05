//! Tasks beside what came of them.

use super::bench::{case, each_has, none_blocked};

#[test]
fn a_change_that_was_asked_for_is_there() {
    let asked = [
        "Fix the bug in src/lib.rs",
        "Create a greeting file in three languages",
        "Add a function that subtracts to src/calc.py",
        "Please implement the parser",
        "Refactor the importer",
        "Rename `foo` to `bar`",
        "Can you remove the debug logging?",
        "Update the README",
        "Write tests for the parser",
        "Find the bug in src/x.rs and fix it",
        "I want you to delete the unused module",
        "Make the failing tests pass",
        "Replace tabs with spaces everywhere",
        "Generate a script backup.sh that makes a copy",
    ];
    each_has(
        asked
            .iter()
            .map(|task| {
                (
                    "blocker",
                    "nothing was changed",
                    case(task, "Done. Everything works as you wished."),
                )
            })
            .collect(),
    );
    let pretended = [
        case("Fix the bug in a.py", "All good now!")
            .shell("python -m unittest", 1, "FAILED")
            .new_file("__pycache__/a.cpython-311.pyc", "x"),
        case("Fix the bug in src/lib.rs", "Done.").shell("cargo test", 1, "1 failed"),
        case("Fix the bug in src/lib.rs", "Done.").shell("true", 0, ""),
        case("Fix the bug in src/lib.rs", "It was fine already."),
        case("Add a function to src/calc.py", "All set!").shell("echo done", 0, "done"),
    ];
    each_has(
        pretended
            .map(|case| ("blocker", "nothing was changed", case))
            .to_vec(),
    );
}

#[test]
fn what_a_task_wants_to_the_letter_is_so() {
    let other = |task: &str| {
        case(task, "All done.")
            .tool("write", "other.txt")
            .new_file("other.txt", "x\n")
    };
    each_has(vec![
        ("blocker", "is not there", other("Create hello.txt")),
        (
            "blocker",
            "is not there",
            other("Create a file named src/hello.txt containing koi"),
        ),
        (
            "blocker",
            "does not contain “koi”",
            case("Create hello.txt containing koi", "Done.")
                .tool("write", "hello.txt")
                .new_file("hello.txt", "carp\n"),
        ),
        (
            "blocker",
            "does not contain",
            case(
                "Create hello.txt with the content \"good morning\"",
                "Done.",
            )
            .tool("write", "hello.txt")
            .new_file("hello.txt", "good night\n"),
        ),
        (
            "blocker",
            "does not contain",
            case("Write hello.txt saying `koi`", "Done.")
                .tool("write", "hello.txt")
                .new_file("hello.txt", "\n"),
        ),
        (
            "blocker",
            "still there",
            other("Delete old.txt").has("old.txt", "x"),
        ),
        (
            "blocker",
            "still there",
            other("Please remove the file old.txt and tell me").has("old.txt", "x"),
        ),
        (
            "blocker",
            "is not there",
            other("Rename a.txt to b.txt").has("a.txt", "x"),
        ),
        (
            "blocker",
            "is still there",
            other("Rename a.txt to b.txt")
                .has("a.txt", "x")
                .new_file("b.txt", "x\n"),
        ),
        (
            "important",
            "is not there",
            case(
                "Create hello.txt",
                "I could not create hello.txt: the disk is full.",
            )
            .failing("write", "hello.txt"),
        ),
    ]);
}

#[test]
fn work_that_is_only_announced_is_not_done() {
    let said = [
        "I will now create the function.",
        "Let me look at the code first.",
        "Sounds good. Next, I'll update src/lib.rs.",
        "I'm going to fix the bug in src/lib.rs.",
        "First, I'll read the file.",
        "I'll start by reading src/lib.rs.",
        "Now let me fix that.",
    ];
    each_has(
        said.iter()
            .map(|answer| {
                (
                    "blocker",
                    "ends where the work would begin",
                    case("Fix the bug in src/lib.rs", answer).tool("read", "src/lib.rs"),
                )
            })
            .collect(),
    );
    each_has(vec![
        (
            "blocker",
            "ends where",
            case("What does src/lib.rs do?", "Let me read the file."),
        ),
        (
            "important",
            "ends where",
            case(
                "Fix the bug in src/lib.rs",
                "Fixed half. Next, I'll update the tests.",
            )
            .tool("edit", "src/lib.rs")
            .changed("src/lib.rs", "-a\n+b"),
        ),
    ]);
}

#[test]
fn an_answer_is_about_its_task() {
    each_has(vec![
        (
            "blocker",
            "something else",
            case(
                "What does src/parser.rs do?",
                "The class in billing/invoice.py computes taxes.",
            ),
        ),
        (
            "blocker",
            "something else",
            case(
                "Fix the typo in README.md",
                "The typo in docs/intro.rst is corrected now.",
            )
            .tool("write", "x.txt")
            .new_file("x.txt", "a\n"),
        ),
    ]);
}

#[test]
fn a_change_that_was_asked_for_in_another_language_is_there() {
    let asked = [
        "Repariere discount: es muss ein Zehntel des Preises sein, und die Tests müssen laufen.",
        "Füge in price.py eine Funktion gross(price) hinzu.",
        "Corrige la fonction discount dans price.py.",
        "Arregla la función discount.",
        "discountの計算を直して、テストが通るようにしてください。",
        "请修复 price.py 里的 discount。",
    ];
    each_has(
        asked
            .iter()
            .map(|task| ("blocker", "nothing was changed", case(task, "OK.")))
            .collect(),
    );
    let others = [
        "Warum ist discount falsch? Ändere nichts.",
        "¿Cuántos koi hay en el estanque?",
        "水泵是什么时候更换的?",
        "Comment corriger discount ?",
        "discountはなぜ間違っていますか?",
        "Wie behebe ich den Fehler?",
    ];
    none_blocked(others.map(|task| case(task, "OK.")).to_vec());
    none_blocked(vec![
        case("Repariere price.py.", "price.py ist repariert.")
            .tool("edit", "price.py")
            .changed("price.py", "-a = 1\n+a = 2"),
    ]);
}
