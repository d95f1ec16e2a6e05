//! What a task is told about its workspace.

use super::*;
use crate::door::process::{Places, Shell};
use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use tempfile::TempDir;

mod touched;

struct Bench {
    home: TempDir,
    workspace: LocalWorkspace,
}

fn bench(rows: &[(&str, &str)]) -> Bench {
    let home = tempfile::tempdir().expect("a temporary directory");
    let root = home.path().join("work");
    fs::create_dir(&root).expect("a workspace");
    let places = Places {
        temp: home.path().join("temp"),
        caches: home.path().join("caches"),
        hidden: Vec::new(),
        hosts: Vec::new(),
    };
    let shell = Shell::new(root.clone(), &BTreeMap::new(), places, Arc::new(|_| {}));
    let task = TaskId("../task".into());
    let workspace = LocalWorkspace::new(root, Arc::new(shell), &home.path().join("state"), &task);
    let bench = Bench { home, workspace };
    bench.put(rows);
    bench
}

impl Bench {
    fn path(&self, path: &str) -> PathBuf {
        self.home.path().join("work").join(path)
    }

    fn put(&self, rows: &[(&str, &str)]) {
        for (path, content) in rows {
            let path = self.path(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
            fs::write(path, content).expect("a file");
        }
    }

    async fn snapshot(&self) {
        self.workspace.snapshot().await.expect("a snapshot");
    }

    async fn changes(&self) -> Vec<FileChange> {
        self.workspace.changes().await.expect("changes")
    }

    async fn paths(&self) -> Vec<String> {
        self.changes()
            .await
            .into_iter()
            .map(|change| change.path)
            .collect()
    }
}

#[tokio::test]
async fn a_unified_diff_tells_what_has_changed() {
    let bench = bench(&[
        ("same", "x\n"),
        ("src/edited.rs", "one\ntwo\nthree\n"),
        ("gone", "old\n"),
        ("end", "a"),
    ]);
    bench.snapshot().await;
    assert_eq!(bench.changes().await, []);
    bench.put(&[
        ("src/edited.rs", "one\n2\nthree\nfour\n"),
        ("new/鯉", "fresh\n"),
        ("same", "x\n"),
        ("end", "b"),
    ]);
    fs::remove_file(bench.path("gone")).expect("a file");
    let row = |path: &str, added, removed, diff: &str| FileChange {
        path: path.into(),
        added,
        removed,
        diff: diff.into(),
    };
    let no_end = "\n\\ No newline at end of file\n";
    let expected = [
        row(
            "end",
            1,
            1,
            &format!("--- a/end\n+++ b/end\n@@ -1 +1 @@\n-a{no_end}+b{no_end}"),
        ),
        row(
            "gone",
            0,
            1,
            "--- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-old\n",
        ),
        row(
            "new/鯉",
            1,
            0,
            "--- /dev/null\n+++ b/new/鯉\n@@ -0,0 +1 @@\n+fresh\n",
        ),
        row(
            "src/edited.rs",
            2,
            1,
            "--- a/src/edited.rs\n+++ b/src/edited.rs\n@@ -1,3 +1,4 @@\n one\n-two\n+2\n three\n+four\n",
        ),
    ];
    assert_eq!(bench.changes().await, expected);
}

#[tokio::test]
async fn a_change_back_is_no_change() {
    let bench = bench(&[("file", "x")]);
    bench.snapshot().await;
    bench.put(&[("file", "y"), ("other", "z")]);
    assert_eq!(bench.paths().await, ["file", "other"]);
    bench.put(&[("file", "x")]);
    fs::remove_file(bench.path("other")).expect("a file");
    assert_eq!(bench.changes().await, []);
}

#[tokio::test]
async fn a_change_of_equal_size_in_the_same_moment_is_seen() {
    for _ in 0..20 {
        let bench = bench(&[("file", "x")]);
        bench.snapshot().await;
        bench.put(&[("file", "y")]);
        assert_eq!(bench.paths().await, ["file"]);
    }
}

#[tokio::test]
async fn without_a_snapshot_nothing_is_known_to_have_changed() {
    let bench = bench(&[("file", "x")]);
    assert_eq!(bench.changes().await, []);
}

#[tokio::test]
async fn ignored_files_and_gits_own_are_not_looked_at_but_hidden_ones_are() {
    let bench = bench(&[
        (".gitignore", "target/\n"),
        ("target/x", "1"),
        (".git/x", "1"),
        (".hidden/x", "1"),
    ]);
    bench.snapshot().await;
    bench.put(&[
        ("target/x", "2"),
        ("target/y", "2"),
        (".git/x", "2"),
        (".hidden/x", "2"),
    ]);
    assert_eq!(bench.paths().await, [".hidden/x"]);
}

#[tokio::test]
async fn a_file_that_is_ignored_from_now_on_is_not_gone() {
    let bench = bench(&[("file.log", "1"), ("other.log", "1")]);
    bench.snapshot().await;
    bench.put(&[(".gitignore", "*.log\n"), ("other.log", "2")]);
    assert_eq!(bench.paths().await, [".gitignore", "other.log"]);
}

#[tokio::test]
async fn binary_large_and_odd_files_are_told_in_a_note() {
    let bench = bench(&[("binary", "a\0b"), ("latin", "")]);
    fs::write(bench.path("latin"), b"caf\xe9\n").expect("a file");
    fs::write(bench.path("large"), vec![b'x'; 2 * 1024 * 1024]).expect("a file");
    bench.snapshot().await;
    bench.put(&[("binary", "a\0c")]);
    fs::write(bench.path("latin"), b"th\xe9\n").expect("a file");
    let mut large = vec![b'x'; 2 * 1024 * 1024];
    large[77] = b'y';
    fs::write(bench.path("large"), large).expect("a file");
    let diffs: Vec<String> = bench
        .changes()
        .await
        .into_iter()
        .map(|change| change.diff)
        .collect();
    let expected = [
        "--- a/binary\n+++ b/binary\n(content binary: 3 bytes before, 3 bytes now)\n",
        "--- a/large\n+++ b/large\n(content too large to show: 2097152 bytes before, 2097152 bytes now)\n",
        "--- a/latin\n+++ b/latin\n@@ -1 +1 @@\n-caf\u{fffd}\n+th\u{fffd}\n",
    ];
    assert_eq!(diffs, expected);
}

#[tokio::test]
async fn modes_and_links_change_too() {
    let bench = bench(&[("run.sh", "x\n")]);
    fs::set_permissions(bench.path("run.sh"), Permissions::from_mode(0o644)).expect("a mode");
    symlink("one", bench.path("link")).expect("a link");
    bench.snapshot().await;
    fs::set_permissions(bench.path("run.sh"), Permissions::from_mode(0o755)).expect("a mode");
    fs::remove_file(bench.path("link")).expect("a link");
    symlink("two", bench.path("link")).expect("a link");
    let diffs: Vec<String> = bench
        .changes()
        .await
        .into_iter()
        .map(|change| change.diff)
        .collect();
    let expected = [
        "--- a/link\n+++ b/link\n@@ -1 +1 @@\n-one\n\\ No newline at end of file\n+two\n\\ No newline at end of file\n",
        "--- a/run.sh\n+++ b/run.sh\nold mode 644\nnew mode 755\n",
    ];
    assert_eq!(diffs, expected);
}

#[tokio::test]
async fn a_pipe_in_the_workspace_does_not_block() {
    let bench = bench(&[("file", "x")]);
    bench.snapshot().await;
    rustix::fs::mkfifoat(rustix::fs::CWD, bench.path("pipe"), 0o600.into()).expect("a pipe");
    fs::remove_file(bench.path("file")).expect("a file");
    rustix::fs::mkfifoat(rustix::fs::CWD, bench.path("file"), 0o600.into()).expect("a pipe");
    assert_eq!(bench.paths().await, ["file"]);
    bench.snapshot().await;
}

#[tokio::test]
async fn texts_and_globs_are_relative_to_the_workspace() -> Result<(), Fault> {
    let bench = bench(&[("a/b.rs", "鯉\n"), ("binary", "\0")]);
    fs::write(bench.path("large"), vec![b'x'; TEXT_LIMIT + 1]).expect("a file");
    assert_eq!(bench.workspace.text("a/b.rs").await?, "鯉\n");
    assert_eq!(bench.workspace.glob("**/*.rs").await?, ["a/b.rs"]);
    for path in ["missing", "binary", "large", "../state", "/etc/passwd", ""] {
        let fault = bench.workspace.text(path).await.expect_err(path);
        assert_eq!(fault.kind, FaultKind::Invalid, "{path}");
    }
    let command = Command {
        line: "cat a/b.rs".into(),
        timeout_ms: 9_000,
        ..Command::default()
    };
    assert_eq!(
        bench.workspace.run(&command).await?.stdout,
        "鯉\n".as_bytes()
    );
    Ok(())
}

#[tokio::test]
async fn a_kept_output_is_the_users_alone_and_replaces_none() -> Result<(), Fault> {
    let bench = bench(&[]);
    let first = bench.workspace.keep("../r1 shell", "one").await?;
    let second = bench.workspace.keep("../r1 shell", "two").await?;
    assert_ne!(first, second);
    let outputs = bench.home.path().join("state/tool-output");
    for (path, content) in [(&first, "one"), (&second, "two")] {
        assert!(Path::new(path).starts_with(&outputs), "{path}");
        assert_eq!(fs::read_to_string(path).expect("the output"), content);
        let mode = fs::metadata(path).expect("the output").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let directory = Path::new(&first).parent().expect("a directory");
    assert_eq!(
        fs::metadata(directory)
            .expect("the directory")
            .permissions()
            .mode()
            & 0o777,
        0o700
    );
    assert_eq!(
        bench.workspace.keep("...", "x").await?.rsplit('/').next(),
        Some("output.txt")
    );
    Ok(())
}
