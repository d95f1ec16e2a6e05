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

#[test]
fn a_question_for_leave_is_no_work() {
    let said = [
        "I found the mistake in discount.sh. Shall I go ahead and apply the fix?",
        "The cause is clear. Do you want me to fix it?",
        "Would you like me to proceed?",
        "Ich habe den Fehler gefunden. Soll ich ihn beheben?",
    ];
    let asked =
        |answer: &str| case("Fix the bug in discount.sh", answer).tool("read", "discount.sh");
    each_has(
        said.iter()
            .map(|answer| ("blocker", "nothing was changed", asked(answer)))
            .collect(),
    );
    none_blocked(
        [
            "Should I fix the rounding or the rate?",
            "Which of the two mistakes do you mean?",
            "The file is missing. Shall I implement it in another file instead?",
            "Do you mean the rate?",
        ]
        .map(asked)
        .to_vec(),
    );
}

#[test]
fn another_task_than_the_one_that_was_set_is_not_it() {
    let task = "Add a function gross(price) to price.js that returns the price and a fifth of it, and export it.";
    let haiku = case(
        task,
        "I wrote a haiku about the pond and saved it as haiku.md.",
    )
    .tool("write", "haiku.md")
    .new_file("haiku.md", "Old pond\n")
    .has("price.js", "x\n");
    each_has(vec![("blocker", "Something else was changed", haiku)]);
    none_blocked(vec![
        case(
            "Fix the crash described in issue.md",
            "The parser read one character too many; fixed in src/parser.rs.",
        )
        .tool("read", "issue.md")
        .tool("edit", "src/parser.rs")
        .changed("src/parser.rs", "-a\n+b")
        .has("issue.md", "x\n"),
        case(
            "Fix what test_price.py complains about",
            "The rate was wrong; it is a tenth now.",
        )
        .tool("edit", "price.py")
        .changed("price.py", "-a\n+b")
        .has("test_price.py", "x\n"),
        case(
            "Make app.js load its colours from a file",
            "The colours stand in colours.json; app.js loads them.",
        )
        .tool("write", "colours.json")
        .new_file("colours.json", "{}\n")
        .has("app.js", "x\n"),
    ]);
}

#[test]
fn a_task_in_another_language_is_a_task_too() {
    let rows = vec![
        case(
            "Füge in price.py eine Funktion gross(price) hinzu.",
            "Ich werde jetzt die Funktion gross in price.py hinzufügen.",
        )
        .tool("read", "price.py"),
        case(
            "Repariere discount: es muss ein Zehntel sein.",
            "Ich habe discount repariert. Alle Tests laufen durch.",
        ),
        case("Bitte lösche den Code, den niemand braucht.", "Erledigt."),
        case(
            "discountの計算を直して、テストが通るようにしてください。",
            "discountの計算を直しました。",
        ),
        case("请修复 discount 的计算。", "完成。"),
        case("Corrige el error de discount.", "Hecho."),
    ];
    each_has(rows.into_iter().map(|case| ("blocker", "", case)).collect());
    none_blocked(vec![
        case(
            "Repariere discount.sh.",
            "Ich konnte discount.sh nicht reparieren: die Datei gibt es nicht.",
        ),
        case(
            "Repariere discount.sh.",
            "discount.sh teilt jetzt durch 10.",
        )
        .tool("edit", "discount.sh")
        .changed("discount.sh", "-a\n+b"),
        case("Was macht discount.sh?", "Es teilt durch fünf."),
        case(
            "Ändere nichts; sag nur, was an discount.sh falsch ist.",
            "Es teilt durch fünf.",
        )
        .tool("read", "discount.sh"),
        case("discountを直してください。", "discountが見つかりません。").tool("grep", "discount"),
        case(
            "discountの直し方を説明してください。",
            "5ではなく10で割ります。",
        ),
        case("Erkläre, wie man Tests repariert.", "Man liest sie zuerst."),
    ]);
}
