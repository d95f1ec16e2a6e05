//! `glob` and `grep`.

use serde_json::json;

use crate::memory::Memory;

#[test]
fn glob_shows_a_path_a_line() {
    let mut workspace = Memory::with(&[("src/a.rs", ""), ("src/b/c.rs", ""), ("d.md", "")]);
    let rows = [
        (json!({ "pattern": "**.rs" }), "src/a.rs\nsrc/b/c.rs"),
        (json!({ "pattern": "*.rs", "path": "src/b" }), "src/b/c.rs"),
        (json!({ "pattern": "*.py" }), "[no matches]"),
    ];
    for (arguments, shown) in rows {
        assert_eq!(workspace.says("glob", arguments), shown);
    }
}

#[test]
fn glob_says_when_it_shows_only_a_part() {
    let names: Vec<String> = (0..1_001).map(|number| format!("{number:04}")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();

    let shown = Memory::with(&files).says("glob", json!({ "pattern": "*" }));

    assert_eq!(shown.lines().count(), 1_001);
    assert!(shown.ends_with("\n[first 1000 matches; narrow the pattern]"));
}

#[test]
fn grep_shows_path_line_and_text() {
    let mut workspace = Memory::with(&[
        ("src/a.rs", "x = 1\ny\nx = 2"),
        ("src/b.py", "x = 3"),
        ("c[1].txt", "x"),
    ]);
    let rows = [
        (
            json!({ "pattern": "x =" }),
            "src/a.rs:1: x = 1\nsrc/a.rs:3: x = 2\nsrc/b.py:1: x = 3",
        ),
        (
            json!({ "pattern": "x =", "glob": "*.py" }),
            "src/b.py:1: x = 3",
        ),
        (
            json!({ "pattern": "x", "path": "src/b.py" }),
            "src/b.py:1: x = 3",
        ),
        (
            json!({ "pattern": "x", "path": "src", "limit": 1 }),
            "src/a.rs:1: x = 1\n[first 1 matches; narrow the pattern]",
        ),
        (
            json!({ "pattern": "x", "path": "src", "limit": 3 }),
            "src/a.rs:1: x = 1\nsrc/a.rs:3: x = 2\nsrc/b.py:1: x = 3",
        ),
        (json!({ "pattern": "z" }), "[no matches]"),
    ];
    for (arguments, shown) in rows {
        assert_eq!(
            workspace.says("grep", arguments.clone()),
            shown,
            "{arguments}"
        );
    }
    assert!(
        workspace
            .refuses("grep", json!({ "pattern": "" }))
            .contains("regular expression")
    );
}
