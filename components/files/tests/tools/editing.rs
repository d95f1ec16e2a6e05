//! `edit`, its refusals and its hints.

use openkoi_files::hint::nearest;
use openkoi_files::replacement::{Refusal, replace};
use serde_json::json;

use crate::memory::Memory;

#[test]
fn exact_text_is_replaced_and_line_ends_are_kept() {
    let rows = [
        ("a b", "a", "x", false, "x b", 1),
        ("a a", "a", "x", true, "x x", 2),
        ("a\nb\n", "a\nb", "x\ny", false, "x\ny\n", 1),
        (
            "a\r\nb\r\nc\r\n",
            "a\nb",
            "x\ny",
            false,
            "x\r\ny\r\nc\r\n",
            1,
        ),
        ("a\r\nb\r\n", "b", "x\ny", false, "a\r\nx\r\ny\r\n", 1),
        ("a\r\nb\r\n", "a\r\nb", "x", false, "x\r\n", 1),
        ("a\r\nb\nc\r\n", "a\nb", "x\ny", false, "x\r\ny\nc\r\n", 1),
        ("a\r\nb\nc", "b\nc", "x", false, "a\r\nx", 1),
        ("größe 日本", "日本", "", false, "größe ", 1),
    ];
    for (text, old, new, all, changed, count) in rows {
        assert_eq!(
            replace(text, old, new, all),
            Ok((changed.to_string(), count)),
            "{text:?} {old:?}"
        );
    }
}

#[test]
fn nothing_is_replaced_unless_it_is_clear_what_is_meant() {
    let rows = [
        ("a", "", "x", Refusal::Empty),
        ("a", "a", "a", Refusal::Identical),
        ("a\r\nb\r\n", "a\nb", "a\r\nb", Refusal::Identical),
        ("a", "b", "x", Refusal::Absent),
        (
            "a\nb a\n",
            "a",
            "x",
            Refusal::Ambiguous {
                lines: vec![1, 2],
                count: 2,
            },
        ),
    ];
    for (text, old, new, refusal) in rows {
        assert_eq!(
            replace(text, old, new, false),
            Err(refusal),
            "{text:?} {old:?}"
        );
    }
}

#[test]
fn edit_changes_the_file_and_says_how_often() {
    let mut workspace = Memory::with(&[("a.txt", "one two one")]);

    let said = workspace.says(
        "edit",
        json!({ "path": "a.txt", "old_string": "two", "new_string": "2" }),
    );
    assert_eq!(said, "edited a.txt (1 replacement)");
    let said = workspace.says(
        "edit",
        json!({ "path": "a.txt", "old_string": "one", "new_string": "1", "replace_all": true }),
    );
    assert_eq!(said, "edited a.txt (2 replacements)");
    assert_eq!(workspace.text("a.txt"), "1 2 1");
}

#[test]
fn a_refused_edit_leaves_the_file_alone_and_says_what_to_do() {
    let content = "fn add(a: i32) {\n    a\n}\nx\nx\n";
    let mut workspace = Memory::with(&[("a.rs", content)]);
    let rows = [
        ("", "y", "use `write`"),
        ("x", "x", "the same"),
        ("x", "y", "occurs 2 times in a.rs (lines 4, 5)"),
        (
            "fn add(b: i32) {",
            "y",
            "the nearest line is 1\nfn add(a: i32) {",
        ),
        (
            "fn add(a: i32) {\n  a\n}",
            "y",
            "lines 1-3 differ from it only in white space",
        ),
        (
            "1\tfn add(a: i32) {\n2\t    a",
            "y",
            "line 1 without the line numbers",
        ),
        ("something quite different", "y", "copy the text exactly"),
    ];
    for (old, new, word) in rows {
        let message = workspace.refuses(
            "edit",
            json!({ "path": "a.rs", "old_string": old, "new_string": new }),
        );

        assert!(message.contains(word), "{old:?}: {message}");
        assert_eq!(workspace.text("a.rs"), content);
    }
}

#[test]
fn a_binary_file_is_not_edited() {
    let mut workspace = Memory::default();
    workspace
        .0
        .insert("workspace:a.bin".to_string(), vec![0xff, b'a']);

    let message = workspace.refuses(
        "edit",
        json!({ "path": "a.bin", "old_string": "a", "new_string": "b" }),
    );

    assert!(message.contains("binary"), "{message}");
}

#[test]
fn a_hint_survives_any_text() {
    let long = "日".repeat(100_000);
    for (text, old) in [
        ("", "a"),
        ("\n\n", "\n"),
        ("é\u{301}", "e"),
        (long.as_str(), "日本"),
        ("a", "\t"),
    ] {
        nearest(text, old);
    }
    let nearby = format!("{long}\nlet größe = 1;\n");
    assert!(
        nearest(&nearby, "let größe = 2;")
            .expect("a hint")
            .contains("line is 2\nlet größe = 1;")
    );
}
