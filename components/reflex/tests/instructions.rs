//! Literal instructions, carried out in a real folder.

mod bench;

use bench::Bench;

/// A task, the files before, the files after (empty: gone), and a part of the answer.
type Row = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static [(&'static str, &'static str)],
    &'static str,
);

const DONE: [Row; 21] = [
    (
        "create hello.txt with \"Hello\"",
        &[],
        &[("hello.txt", "Hello\n")],
        "wrote hello.txt (1 line)",
    ),
    (
        "create docs/a/b.md containing:\n```\n# Title\n\ntext\n```",
        &[],
        &[("docs/a/b.md", "# Title\n\ntext\n")],
        "wrote docs/a/b.md",
    ),
    (
        "create 日本語/🎏.txt with 「鯉」",
        &[],
        &[("日本語/🎏.txt", "鯉\n")],
        "wrote 日本語/🎏.txt",
    ),
    (
        "append `two` to a.txt",
        &[("a.txt", "one\n")],
        &[("a.txt", "one\ntwo\n")],
        "appended 1 line(s) to a.txt after line 1",
    ),
    (
        "append `x` to a.txt",
        &[("a.txt", "x\nx\nx\n")],
        &[("a.txt", "x\nx\nx\nx\n")],
        "after line 3",
    ),
    (
        "append `one` to new.txt",
        &[],
        &[("new.txt", "one\n")],
        "wrote new.txt",
    ),
    (
        "append `one` to empty.txt",
        &[("empty.txt", "")],
        &[("empty.txt", "one\n")],
        "wrote empty.txt",
    ),
    (
        "replace foo with bar in a.txt",
        &[("a.txt", "foo foo\n")],
        &[("a.txt", "bar bar\n")],
        "edited a.txt (2 replacement(s))",
    ),
    (
        "replace `a.b(` with `c(` everywhere",
        &[("x.c", "a.b(1)\n"), ("d/y.c", "a.b(2) aXb(3)\n")],
        &[("x.c", "c(1)\n"), ("d/y.c", "c(2) aXb(3)\n")],
        "edited d/y.c (1 replacement(s))",
    ),
    (
        "rename the function `total` to `sum_of`",
        &[
            ("a.rs", "fn total() {}\nfn subtotal() { total() }\n"),
            ("b.rs", "total();\n"),
        ],
        &[
            ("a.rs", "fn sum_of() {}\nfn subtotal() { sum_of() }\n"),
            ("b.rs", "sum_of();\n"),
        ],
        "a.rs: `total` is `sum_of` now, on 2 line(s)",
    ),
    (
        "rename a.txt to b.txt",
        &[("a.txt", "x")],
        &[("a.txt", ""), ("b.txt", "x")],
        "moved a.txt to b.txt",
    ),
    (
        "move a.txt into docs/old/",
        &[("a.txt", "x")],
        &[("a.txt", ""), ("docs/old/a.txt", "x")],
        "moved a.txt to docs/old/a.txt",
    ),
    (
        "copy a.txt to b.txt",
        &[("a.txt", "x")],
        &[("a.txt", "x"), ("b.txt", "x")],
        "copied a.txt to b.txt",
    ),
    (
        "delete the file `it's here.txt`",
        &[("it's here.txt", "x")],
        &[("it's here.txt", "")],
        "deleted it's here.txt",
    ),
    (
        "delete -v.txt",
        &[("-v.txt", "x"), ("b.txt", "y")],
        &[("-v.txt", ""), ("b.txt", "y")],
        "deleted -v.txt",
    ),
    (
        "delete the folder junk",
        &[("junk/a", "x")],
        &[("junk/a", "")],
        "deleted junk",
    ),
    (
        "run `echo koi`",
        &[],
        &[],
        "`echo koi` exits 0. The end of its output:\n    koi",
    ),
    ("run `echo no; exit 3`", &[], &[], "exits 3"),
    (
        "write \"a\\tb\" to a.txt",
        &[("a.txt", "old")],
        &[("a.txt", "a\tb\n")],
        "wrote a.txt",
    ),
    (
        "1. create a.txt with `one`\n2. append `two` to a.txt\n3. rename a.txt to b.txt\n4. run `cat b.txt`",
        &[],
        &[("a.txt", ""), ("b.txt", "one\ntwo\n")],
        "`cat b.txt` exits 0. The end of its output:\n    one\n    two",
    ),
    (
        "run the tests",
        &[("Makefile", "test:\n\t@echo all well\n")],
        &[],
        "`make test` exits 0",
    ),
];

#[test]
fn instructions_are_carried_out_and_the_answer_quotes_the_tools() {
    for (task, before, after, said) in DONE {
        let mut bench = Bench::new(before);
        let ended = bench.ask(task);
        assert_eq!(ended.finish, "stop", "{task}: {}", ended.text);
        assert!(ended.text.contains(said), "{task}: {}", ended.text);
        for (path, content) in after {
            assert_eq!(bench.text(path), *content, "{task}: {path}");
            assert_eq!(bench.has(path), !content.is_empty(), "{task}: {path}");
        }
    }
}

const NOT_DONE: [Row; 8] = [
    (
        "create a.txt with `new`",
        &[("a.txt", "old")],
        &[("a.txt", "old")],
        "a.txt exists already",
    ),
    (
        "replace foo with bar in a.txt",
        &[("a.txt", "nothing")],
        &[("a.txt", "nothing")],
        "occurs 0 times",
    ),
    (
        "replace foo with bar in gone.txt",
        &[],
        &[("gone.txt", "")],
        "Not done: gone.txt",
    ),
    (
        "replace `foo` with `bar` everywhere",
        &[("a.txt", "x")],
        &[("a.txt", "x")],
        "nothing in the workspace matches",
    ),
    (
        "rename a.txt to b.txt",
        &[("a.txt", "x"), ("b.txt", "y")],
        &[("a.txt", "x"), ("b.txt", "y")],
        "Not done",
    ),
    (
        "delete gone.txt and create a.txt with `x`",
        &[],
        &[("a.txt", "")],
        "The 1 instruction(s) after it were not carried out",
    ),
    (
        "copy a.txt to b.txt",
        &[("a.txt", "x"), ("b.txt", "y")],
        &[("b.txt", "y")],
        "Not done",
    ),
    ("delete /etc/hostname", &[], &[], "outside of the workspace"),
];

#[test]
fn what_can_not_be_carried_out_is_said_and_nothing_is_lost() {
    for (task, before, after, said) in NOT_DONE {
        let mut bench = Bench::new(before);
        let ended = bench.ask(task);
        assert_eq!(ended.finish, "refusal", "{task}: {}", ended.text);
        assert!(ended.text.contains(said), "{task}: {}", ended.text);
        for (path, content) in after {
            assert_eq!(bench.text(path), *content, "{task}: {path}");
        }
    }
}

#[test]
fn findings_about_instructions_are_not_followed() {
    let mut bench = Bench::new(&[]);
    assert_eq!(bench.ask("create a.txt with `x`").finish, "stop");
    let ended = bench.find("delete a.txt and write a better one");
    assert_eq!(ended.finish, "refusal");
    assert!(
        ended.text.contains("wrote a.txt (1 line)"),
        "{}",
        ended.text
    );
    assert_eq!(bench.text("a.txt"), "x\n");
    assert_eq!(
        bench.calls.len(),
        2,
        "nothing more was called: {:?}",
        bench.calls
    );
}
