//! `read`, `write` and `list`.

use serde_json::json;

use crate::memory::Memory;

#[test]
fn each_line_has_its_number() {
    let rows = [
        ("a\nb\n", "1\ta\n2\tb"),
        ("a\r\nb", "1\ta\n2\tb"),
        ("", "[empty file]"),
        ("\u{feff}größe\n\n日本\n\n", "1\tgröße\n2\t\n3\t日本\n4\t"),
        ("\n", "1\t"),
    ];
    for (content, shown) in rows {
        let mut workspace = Memory::with(&[("a.txt", content)]);

        assert_eq!(
            workspace.says("read", json!({ "path": "a.txt" })),
            shown,
            "{content:?}"
        );
    }
}

#[test]
fn a_part_of_a_file_says_which_part_it_is() {
    let mut workspace = Memory::with(&[("a.txt", "a\nb\nc\nd\n")]);
    let rows = [
        (
            json!({ "path": "a.txt", "offset": 2, "limit": 2 }),
            "2\tb\n3\tc\n[lines 2-3 of 4]",
        ),
        (
            json!({ "path": "a.txt", "offset": 4 }),
            "4\td\n[lines 4-4 of 4]",
        ),
        (
            json!({ "path": "a.txt", "limit": 9 }),
            "1\ta\n2\tb\n3\tc\n4\td",
        ),
    ];
    for (arguments, shown) in rows {
        assert_eq!(workspace.says("read", arguments), shown);
    }
    let message = workspace.refuses("read", json!({ "path": "a.txt", "offset": 5 }));
    assert_eq!(message, "a.txt has 4 lines; there is no line 5");
}

#[test]
fn a_long_file_comes_in_pages_that_the_kernel_hands_on_whole() {
    let many = "x\n".repeat(5_000);
    let wide = format!("{}\n", "ü".repeat(300)).repeat(500);
    let mut workspace = Memory::with(&[("many", &many), ("wide", &wide)]);

    for path in ["many", "wide"] {
        let mut next = 1;
        let total = if path == "many" { 5_000 } else { 500 };
        while next <= total {
            let page = workspace.says("read", json!({ "path": path, "offset": next }));
            assert!(page.lines().count() <= 2_000 && page.len() <= 50_000);
            assert!(page.starts_with(&format!("{next}\t")));
            let last = page.lines().last().expect("a last line");
            let shown = last
                .strip_prefix(&format!("[lines {next}-"))
                .expect("the last line tells the part");
            let end = shown.split(' ').next().expect("a number");
            next = end.parse::<usize>().expect("a number") + 1;
        }
    }
}

#[test]
fn a_binary_file_is_named_with_its_size() {
    for content in [vec![0xff, 0xfe, 0x00], vec![b'a', 0, b'b']] {
        let mut workspace = Memory::default();
        workspace.0.insert("workspace:a.bin".to_string(), content);

        let output = workspace
            .call("read", json!({ "path": "a.bin" }))
            .expect("the tool runs");

        assert_eq!(output.text, "[binary file, 3 bytes]");
        assert_eq!(output.data.as_deref(), Some(r#"{"binary":true,"bytes":3}"#));
    }
}

#[test]
fn write_says_how_many_lines_there_are_now() {
    let mut workspace = Memory::default();
    let rows = [
        ("a\nb\n", "2 lines"),
        ("a\nb", "2 lines"),
        ("a\n", "1 line"),
        ("", "0 lines"),
    ];
    for (content, lines) in rows {
        let said = workspace.says("write", json!({ "path": "new/a.txt", "content": content }));

        assert_eq!(said, format!("wrote new/a.txt ({lines})"));
        assert_eq!(workspace.text("new/a.txt"), content);
    }
}

#[test]
fn list_shows_names_and_marks_directories() {
    let mut workspace =
        Memory::with(&[("src/lib.rs", ""), ("src/bin/x.rs", ""), ("README.md", "")]);

    assert_eq!(workspace.says("list", json!({})), "README.md\nsrc/");
    assert_eq!(
        workspace.says("list", json!({ "path": "./src/" })),
        "bin/\nlib.rs"
    );
    assert_eq!(
        workspace.says("list", json!({ "path": "none" })),
        "[empty directory]"
    );
}
