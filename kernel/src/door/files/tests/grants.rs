//! What no path and no grant allows.

use super::*;
use std::os::unix::fs::symlink;

#[tokio::test]
async fn a_path_that_is_none_is_invalid() {
    let bench = bench();
    bench.put(&[("file", "x"), ("dir/file", "x")]);
    let rows = [
        "",
        "file",
        "/etc/passwd",
        "home:file",
        "workspace:/etc/passwd",
        "workspace:..",
        "workspace:../secret",
        "workspace:dir/../../secret",
        "workspace:dir/..",
        "workspace:a\0b",
        "workspace:missing",
        "workspace:file/below",
        "workspace:",
        "workspace:dir",
        "WORKSPACE:file",
    ];
    for path in rows {
        assert_eq!(
            kind(bench.files.read(path).await),
            Some(FaultKind::Invalid),
            "read {path:?}"
        );
    }
    for path in [
        "workspace:",
        "workspace:.",
        "workspace:dir",
        "workspace:../x",
        "workspace:file/below",
        "file",
    ] {
        assert_eq!(
            kind(bench.files.write(path, b"x").await),
            Some(FaultKind::Invalid),
            "write {path:?}"
        );
    }
    for path in [
        "workspace:",
        "workspace:missing",
        "workspace:dir",
        "workspace:../secret",
    ] {
        assert_eq!(
            kind(bench.files.delete(path).await),
            Some(FaultKind::Invalid),
            "delete {path:?}"
        );
    }
}

#[tokio::test]
async fn a_refusal_quotes_the_lines_that_would_allow_it() {
    let bench = bench();
    let rows = [
        (
            bench.files.write("data:x", b"x").await.err(),
            "root = \"data:\"\naccess = \"write\"",
        ),
        (
            bench.files.read("temp:x").await.err(),
            "root = \"temp:\"\naccess = \"read\"",
        ),
        (
            bench.files.glob("temp:", "**").await.err(),
            "root = \"temp:\"\naccess = \"read\"",
        ),
        (bench.files.delete("data:x").await.err(), "[[files]]"),
        (
            bench.files.rename("workspace:x", "data:x").await.err(),
            "[[files]]",
        ),
        (
            LocalFiles::new(vec![]).read("workspace:x").await.err(),
            "[[files]]",
        ),
    ];
    for (fault, lines) in rows {
        let fault = fault.expect("it is refused");
        assert_eq!(fault.kind, FaultKind::Refused);
        assert!(fault.message.contains(lines), "{fault}");
    }
}

#[tokio::test]
async fn only_the_user_writes_where_other_programs_look() {
    let bench = bench();
    bench.put(&[(".git/config", "x"), ("file", "x")]);
    symlink(".git", bench.path("innocent")).expect("a link");
    for path in [
        ".git/hooks/pre-commit",
        ".GIT/config",
        "sub/.git/config",
        ".openkoi/config.toml",
        "innocent/config",
    ] {
        let path = format!("workspace:{path}");
        assert_eq!(
            kind(bench.files.write(&path, b"x").await),
            Some(FaultKind::Refused),
            "{path}"
        );
        let moved = bench.files.rename("workspace:file", &path).await;
        assert_eq!(kind(moved), Some(FaultKind::Refused), "{path}");
    }
    assert_eq!(
        kind(bench.files.delete("workspace:.git/config").await),
        Some(FaultKind::Refused)
    );
    assert!(
        bench
            .files
            .write("workspace:.gitignore", b"x")
            .await
            .is_ok()
    );
}
