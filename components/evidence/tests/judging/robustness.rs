//! Hostile and huge work is judged too, in linear time and without a panic.

use super::bench::{Case, case, summary};

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

const PIECES: [&str; 60] = [
    "I ran ",
    "`cargo test`",
    "the tests",
    ". ",
    "\n",
    "```",
    "\n```\n",
    "é",
    "日本語",
    "🎏",
    "’",
    "“",
    "”",
    "\"",
    "'",
    "`",
    "``",
    "(",
    ")",
    ":",
    ";",
    ",",
    "created ",
    "a.rs",
    "src/é.rs",
    "../x.py",
    "/etc/passwd.txt",
    "deleted ",
    "now contains ",
    "renamed ",
    " to ",
    " and ",
    "12 tests pass",
    "99999999999999999999 tests passed",
    "1/0",
    "[x](y.md)",
    "--- ",
    "+++ ",
    "@@ -1,9 +1,9 @@\n",
    "+",
    "-",
    " ",
    "\\",
    "\u{0}",
    "\u{202e}",
    "I ",
    "have ",
    "been ",
    "was ",
    "without ",
    "no references to ",
    "Let me ",
    "i.e. ",
    "...",
    "#[ignore]",
    "def test_",
    "|| true",
    "'a' ",
    "> ",
    "\t",
];

fn soup(dice: &mut Dice, pieces: usize) -> String {
    (0..pieces)
        .map(|_| PIECES[dice.roll(PIECES.len())])
        .collect()
}

#[test]
fn no_mixture_of_words_and_marks_is_a_panic() {
    let mut dice = Dice(20_261_122);
    for round in 0..600 {
        let mut row: Case = case(&soup(&mut dice, 30), &soup(&mut dice, 120))
            .shell(&soup(&mut dice, 12), 0, &soup(&mut dice, 20))
            .tool("edit", &soup(&mut dice, 3))
            .under(&soup(&mut dice, 12));
        if round % 2 == 0 {
            row = row.changed("tests/é.rs", &soup(&mut dice, 60));
        }
        let report = row.report();
        assert_eq!(report, row.report(), "the step is pure");
    }
}

#[test]
fn a_mebibyte_of_anything_is_judged() {
    let whole = |piece: &str| piece.repeat(1_048_576 / piece.len());
    let task = "Fix the bug in src/lib.rs";
    for piece in [
        "a",
        "I ran `cargo test`. ",
        "`",
        "\"",
        "(",
        "I created a.rs, b.rs and c.rs. ",
        "日本語。",
        "\n",
        "```\n",
        "no references to `x` ",
        "I read src/a.rs; ",
    ] {
        let report = case(task, &whole(piece))
            .tool("read", "src/lib.rs")
            .report();
        assert!(
            !report.findings.is_empty(),
            "{piece}: a change was asked for"
        );
    }
    let diff = case(task, "Fixed.").tool("edit", "tests/a.rs").changed(
        "tests/a.rs",
        &whole("-    assert_eq!(a, 1);\n+    assert_eq!(a, 2);\n"),
    );
    assert_eq!(diff.report().findings.len(), 30);
    let wrapped = case(task, "Fixed.").tool("edit", "tests/a.py").changed(
        "tests/a.py",
        &whole("-from b import c\n-    assert d() == 1\n+        assert d() == 1\n+    except:\n+def e():\n"),
    );
    assert!(!wrapped.report().findings.is_empty());
    let task = case(&whole("Create hello.txt. "), "Done.").report();
    assert!(task.findings.len() <= 30);
}

#[test]
fn lies_beyond_the_cap_are_counted_once_each() {
    let said: String = (0..200)
        .map(|number| format!("I created file{number}.rs.\n"))
        .collect();
    let report = case("Fix the bug in src/lib.rs", &said)
        .tool("read", "src/lib.rs")
        .report();
    assert_eq!(
        (report.findings.len(), report.claims.len()),
        (30, 50),
        "{}",
        summary(&report)
    );
}

#[test]
fn before_the_work_there_is_nothing_to_say() {
    let mut work = case("Fix the bug in src/lib.rs", "Done.").work();
    work.phase = openkoi_sdk::evaluator::Phase::Baseline;
    let openkoi_sdk::evaluator::Step::Done(report) = openkoi_evidence::judge::judge(&work, &[])
    else {
        panic!("nothing has to be asked");
    };
    assert!(report.findings.is_empty() && report.claims.is_empty());
}
