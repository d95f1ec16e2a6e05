//! What a task wants to the letter, and what an answer says to the letter.

use super::bench::{Case, case, each_has, none_blocked};

#[test]
fn a_version_is_the_one_that_was_asked_for() {
    let bumped = |version: &str| {
        case("Bump the version to 2.0.0 in package.json.", "Done.")
            .tool("edit", "package.json")
            .changed(
                "package.json",
                &format!(" {{\n-  \"version\": \"1.0.0\"\n+  \"version\": \"{version}\"\n }}"),
            )
    };
    each_has(vec![(
        "blocker",
        "version was to be 2.0.0",
        bumped("1.1.0"),
    )]);
    none_blocked(vec![bumped("2.0.0")]);
}

#[test]
fn what_was_only_to_be_added_to_loses_nothing() {
    let task = "Append a line saying third to log.txt.";
    let log = |task: &str, hunk: &str| {
        case(task, "Done.")
            .tool("write", "log.txt")
            .changed("log.txt", hunk)
    };
    each_has(vec![
        (
            "blocker",
            "has lost lines",
            log(task, "-first\n-second\n+third"),
        ),
        (
            "blocker",
            "has lost lines",
            log("Add a line to log.txt.", "-first\n+third"),
        ),
    ]);
    none_blocked(vec![
        log(task, " first\n-second\n+second\n+third"),
        log(task, "-first \n+first\n+third"),
        log(
            "Append third to log.txt and remove first.",
            "-first\n+third",
        ),
        log("Add a function to log.txt.", "-first\n+third"),
    ]);
}

#[test]
fn what_was_to_be_replaced_or_to_go_is_gone() {
    let carp = |task: &str, now: &str| {
        case(task, "Done.").changed("notes.md", &format!("-A carp.\n+{now}"))
    };
    let logs = |task: &str| {
        case(task, "All are deleted.")
            .deleted("a.log", "x")
            .has("old/b.log", "y")
    };
    each_has(vec![
        (
            "blocker",
            "“carp” was to be replaced",
            carp("Replace carp with koi in notes.md.", "A koi, a carp."),
        ),
        (
            "blocker",
            "“carp” was to be replaced",
            carp("Replace every carp by koi in notes.md.", "carp"),
        ),
        (
            "blocker",
            "old/b.log is still there",
            logs("Delete all .log files."),
        ),
        (
            "blocker",
            "old/b.log is still there",
            logs("Remove every *.log file."),
        ),
        ("blocker", "c.txt does not contain", three("carp")),
    ]);
    none_blocked(vec![
        carp("Replace carp with koi in notes.md.", "A koi."),
        carp(
            "Replace the first carp with koi in notes.md.",
            "A koi, a carp.",
        ),
        carp("Replace carp with carp-koi in notes.md.", "A carp-koi."),
        case("Delete all .log files.", "Done.").deleted("a.log", "x"),
        logs("Delete the .log files in the root."),
        logs("Delete all .log files except old ones."),
        three("koi"),
    ]);
}

fn three(last: &str) -> Case {
    case(
        "Create a.txt, b.txt and c.txt, each containing koi.",
        "Done.",
    )
    .new_file("a.txt", "koi")
    .new_file("b.txt", "koi")
    .new_file("c.txt", last)
}

#[test]
fn names_that_an_answer_says_to_be_there_are_there() {
    let code = "def total(one, other):\n    return one + other\n";
    let asked = |answer: &str| {
        case("Does price.py have a function tax?", answer)
            .tool_said("read", "price.py", code)
            .has("price.py", code)
            .has("notes.md", "12 koi\n")
            .has("letter.txt", "Dear neighbour\n")
    };
    let changed = |answer: &str| {
        case("Log every call of total with the logging module.", answer)
            .tool("edit", "price.py")
            .changed(
                "price.py",
                " def total(one, other):\n+    print(one)\n     return one + other",
            )
    };
    each_has(vec![
        (
            "contradicted",
            "tax",
            asked("Yes: `tax` is defined in price.py:1."),
        ),
        (
            "contradicted",
            "tax",
            asked("The function `tax()` is defined in price.py."),
        ),
        (
            "contradicted",
            "mention koi",
            asked("notes.md and letter.txt mention koi."),
        ),
        (
            "supported",
            "total",
            asked("`total` is defined in price.py:1."),
        ),
        (
            "contradicted",
            "getLogger",
            changed("total uses `logging.getLogger` now."),
        ),
        (
            "contradicted",
            "--json",
            changed("price.py accepts --json now."),
        ),
        (
            "unsupported",
            "ValueError",
            changed("total raises ValueError now."),
        ),
        (
            "contradicted",
            "rebate",
            changed("I added `rebate` to price.py and exported it."),
        ),
    ]);
    none_blocked(vec![
        asked("No, `tax` is not defined in price.py."),
        asked("notes.md mentions koi."),
        asked("price.py contains two lines."),
        changed("total uses `print` now."),
        changed("total used to call `logging.info`."),
        changed("It returns `None` now."),
        changed("price.py supports TypeScript and handles `utf-8` now."),
        changed("total uses `PRINT` now."),
        changed("I used `sed` for it."),
        changed("The build uses `ninja` now.").shell("ninja -C out", 0, ""),
    ]);
}

#[test]
fn tests_that_were_added_are_counted() {
    let with = |answer: &str, tests: &str| {
        case("Write more tests for price.py.", answer)
            .tool("edit", "tests/test_price.py")
            .changed("tests/test_price.py", tests)
    };
    let one = "+def test_zero():\n+    assert total(0, 0) == 0";
    let table =
        "+@pytest.mark.parametrize('a', [1, 2])\n+def test_zero(a):\n+    assert total(a, 0) == a";
    each_has(vec![
        (
            "contradicted",
            "three tests",
            with("I added three tests.", one),
        ),
        (
            "contradicted",
            "2 new tests",
            with("I wrote 2 new tests.", one),
        ),
    ]);
    none_blocked(vec![
        with("I added 1 test.", one),
        with("I added two tests.", table),
        with("I added two checks to the tests.", one),
        case("Write more tests.", "I added two tests.")
            .changed("spec/price_spec.rb", "+it 'adds' do\n+end"),
    ]);
}

#[test]
fn a_file_that_moved_holds_what_it_held() {
    let moved = |now: &str| {
        case(
            "Rename report.sh to summary.sh.",
            "report.sh is summary.sh now; its content is unchanged.",
        )
        .shell("mv report.sh summary.sh", 0, "")
        .deleted("report.sh", "echo 12 koi")
        .new_file("summary.sh", now)
    };
    each_has(vec![
        ("contradicted", "unchanged", moved("echo 13 koi")),
        ("supported", "unchanged", moved("echo 12 koi")),
    ]);
}

#[test]
fn a_file_that_is_asked_for_in_another_language_is_there() {
    let rows = [
        "Erstelle liste.txt mit den offenen Aufgaben.",
        "Schreibe eine neue Datei liste.txt.",
        "Crea el archivo liste.txt con las tareas.",
        "Crée le fichier liste.txt avec les tâches.",
    ];
    let said = |task: &str| case(task, "Fertig.").tool("read", "tasks.md");
    each_has(
        rows.iter()
            .map(|task| ("blocker", "liste.txt, which the task asks for", said(task)))
            .collect(),
    );
    none_blocked(
        rows.iter()
            .map(|task| said(task).new_file("liste.txt", "Filter"))
            .chain([case("Schreibe ein Gedicht.", "Rosen sind rot.")])
            .collect(),
    );
}

#[test]
fn commits_and_speed_leave_traces() {
    let fixed = |answer: &str| {
        case("Make total in price.rs faster.", answer)
            .tool("edit", "price.rs")
            .changed("price.rs", "+#[inline]\n fn total() {}")
            .shell("cargo test", 0, "2 passed")
    };
    each_has(vec![
        (
            "contradicted",
            "two commits",
            fixed("I marked it `#[inline]` and created two commits."),
        ),
        (
            "contradicted",
            "pull request",
            fixed("I opened a pull request."),
        ),
        ("contradicted", "40 %", fixed("It is 40 % faster now.")),
        ("contradicted", "3x", fixed("total is 3x faster.")),
    ]);
    none_blocked(vec![
        fixed("I created two commits.").shell("git commit -m one && git commit -m two", 0, ""),
        fixed("It is 40 % faster now.").shell("cargo bench", 0, "time: 12 ms"),
        fixed("I created a branch of the condition; it may be faster."),
        fixed("I created a commit template."),
        fixed("I tested it on edge cases."),
        fixed("It works in production builds."),
    ]);
}
