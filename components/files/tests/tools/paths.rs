//! Which paths are accepted.

use openkoi_files::path::{Path, pattern};
use serde_json::json;

use crate::memory::Memory;

#[test]
fn a_path_inside_the_workspace_is_brought_to_one_form() {
    let rows = [
        ("src/lib.rs", "workspace:src/lib.rs"),
        ("./src//lib.rs", "workspace:src/lib.rs"),
        ("src/./a/", "workspace:src/a"),
        ("", "workspace:"),
        (".", "workspace:"),
        ("größe/日本.txt", "workspace:größe/日本.txt"),
        ("notes: today.md", "workspace:notes: today.md"),
        ("a..b/...", "workspace:a..b/..."),
        ("~draft", "workspace:~draft"),
    ];
    for (text, expected) in rows {
        assert_eq!(
            Path::parse(text).expect("accepted").on_host(),
            expected,
            "{text}"
        );
    }
}

#[test]
fn a_path_that_could_leave_the_workspace_is_refused_with_the_way_to_write_it() {
    let rows = [
        ("/etc/passwd", "absolute"),
        ("\\server", "absolute"),
        ("C:\\x", "absolute"),
        ("C:/x", "absolute"),
        ("..", "`..`"),
        ("src/../../x", "`..`"),
        ("src\\..\\x", "`..`"),
        ("~/x", "home"),
        ("data:x", "root"),
        ("temp:x", "root"),
        ("workspace:src", "root"),
        ("https://example.com", "root"),
        ("a\0b", "control"),
        ("a\nb", "control"),
    ];
    for (text, word) in rows {
        for tool in ["read", "list"] {
            let message = Memory::default().refuses(tool, json!({ "path": text }));

            assert!(message.contains(word), "{text:?}: {message}");
            assert!(message.contains("src/lib.rs"), "{text:?}: {message}");
            assert!(!message.contains(char::is_control), "{text:?}: {message}");
        }
    }
}

#[test]
fn a_pattern_stays_below_its_directory() {
    assert_eq!(pattern("./src/**/*.rs").expect("accepted"), "src/**/*.rs");
    for bad in ["", "/etc/*", "../*", "a/../*", "workspace:*"] {
        assert!(pattern(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn the_workspace_itself_is_no_file() {
    for path in ["", ".", "src/"] {
        let message = Memory::default().refuses("write", json!({ "path": path, "content": "" }));

        assert!(message.contains("is a directory"), "{message}");
    }
}

#[test]
fn a_failure_of_the_host_names_the_path_as_the_model_wrote_it() {
    let message = Memory::default().refuses("read", json!({ "path": "./src/nothing.rs" }));

    assert_eq!(message, "there is no file src/nothing.rs");
}
