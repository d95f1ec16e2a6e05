//! What a receipt says of the files that a call changed.

use super::*;

/// Path, and the content before and after as far as it was kept.
type Row = (String, Option<String>, Option<String>);

async fn touched(bench: &Bench) -> Vec<Row> {
    let touched = bench.workspace.touched().await.expect("what was touched");
    let kept = |image: Option<crate::domain::Image>| {
        let hash = image?.hash?;
        let path = bench.home.path().join("state/images");
        let path = path.join(&hash[..2]).join(&hash);
        let content = fs::read_to_string(path).expect("the content is kept");
        assert_eq!(blake3::hash(content.as_bytes()).to_hex().as_str(), hash);
        Some(content)
    };
    let is_directory = |file: &crate::domain::Touched| {
        let images = [&file.before, &file.after].into_iter().flatten();
        images.into_iter().any(|image| image.is_directory)
    };
    let rows = touched
        .into_iter()
        .filter(|file| !is_directory(file))
        .map(|file| (file.path, kept(file.before), kept(file.after)));
    rows.collect()
}

fn row(path: &str, before: Option<&str>, after: Option<&str>) -> Row {
    (
        path.into(),
        before.map(str::to_owned),
        after.map(str::to_owned),
    )
}

#[tokio::test]
async fn each_call_is_told_what_it_changed_and_nothing_else() {
    let bench = bench(&[("kept", "same"), ("edited", "one"), ("gone", "old")]);
    assert_eq!(
        touched(&bench).await,
        [],
        "there is nothing to compare with"
    );
    bench.snapshot().await;
    assert_eq!(touched(&bench).await, []);
    bench.put(&[("edited", "two"), ("new/鯉", "fresh")]);
    fs::remove_file(bench.path("gone")).expect("a file");
    let first = [
        row("edited", Some("one"), Some("two")),
        row("gone", Some("old"), None),
        row("new/鯉", None, Some("fresh")),
    ];
    assert_eq!(touched(&bench).await, first);
    assert_eq!(touched(&bench).await, [], "it was told already");
    bench.put(&[("edited", "six"), ("gone", "back")]);
    let second = [
        row("edited", Some("two"), Some("six")),
        row("gone", None, Some("back")),
    ];
    assert_eq!(touched(&bench).await, second);
    assert_eq!(
        bench.paths().await,
        ["edited", "gone", "new/鯉"],
        "the task's changes are counted from its beginning"
    );
}

#[tokio::test]
async fn what_settles_is_nobodys_change() {
    let bench = bench(&[("a", "one")]);
    bench.snapshot().await;
    bench.put(&[("dist/built", "by a check"), ("a", "by a check")]);
    bench.workspace.settle().await.expect("it settles");
    assert_eq!(touched(&bench).await, []);
    assert_eq!(bench.paths().await, [""; 0]);
    bench.put(&[("a", "by a call")]);
    assert_eq!(
        touched(&bench).await,
        [row("a", Some("by a check"), Some("by a call"))]
    );
}

#[tokio::test]
async fn a_large_file_is_kept_without_being_held_and_one_that_is_too_large_is_known_by_its_hash() {
    let mut bench = bench(&[
        ("large", &"x".repeat(2 << 20)),
        ("huge", &"y".repeat(4 << 20)),
    ]);
    bench.workspace = bench.workspace.with_limits(UndoLimits {
        file: 3 << 20,
        task: 100 << 20,
    });
    bench.snapshot().await;
    let told = bench.workspace.uncovered().await;
    assert_eq!(
        told,
        ["huge (4194304 bytes) is not kept for undo: undo.file_mb allows 3145728"]
    );
    bench.put(&[("large", "small"), ("huge", "small")]);
    let touched = bench.workspace.touched().await.expect("what was touched");
    for file in touched {
        let image = file.before.expect("it was there");
        let hash = image.hash.expect("its hash is known");
        let images = bench.home.path().join("state/images");
        let is_kept = images.join(&hash[..2]).join(&hash).exists();
        assert_eq!(is_kept, file.path == "large", "{}", file.path);
    }
}

#[tokio::test]
async fn no_more_is_kept_than_a_task_may_add() {
    let rows: Vec<(String, String)> = (0..6_u8)
        .map(|at| {
            (
                format!("f{at}"),
                char::from(b'a' + at).to_string().repeat(2 << 20),
            )
        })
        .collect();
    let rows: Vec<(&str, &str)> = rows.iter().map(|(path, text)| (&**path, &**text)).collect();
    let mut bench = bench(&rows);
    bench.workspace = bench.workspace.with_limits(UndoLimits {
        file: 3 << 20,
        task: 7 << 20,
    });
    bench.snapshot().await;
    let told = bench.workspace.uncovered().await;
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].contains("f3 (2097152 bytes)") && told[0].contains("undo.task_mb"));
    let kept: u64 = walk_size(&bench.home.path().join("state/images"));
    assert_eq!(kept, 6 << 20);
}

fn walk_size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let sizes = entries.map(|entry| {
        let metadata = entry.metadata().expect("it is there");
        if metadata.is_dir() {
            walk_size(&entry.path())
        } else {
            metadata.len()
        }
    });
    sizes.sum()
}

#[tokio::test]
async fn what_ignore_files_name_is_taken_back_if_it_is_small_and_never_taken_for_new() {
    let many: Vec<(String, &str)> = (0..300).map(|at| (format!("dist/f{at}"), "old")).collect();
    let mut rows: Vec<(&str, &str)> = many.iter().map(|(path, text)| (&**path, *text)).collect();
    rows.extend([
        (".gitignore", ".env\ndist/\nout/\ntarget/\n"),
        (".env", "KEY=1"),
        ("out/a", "small"),
        ("target/debug/a", "built"),
        ("node_modules/x/index.js", "theirs"),
    ]);
    let bench = bench(&rows);
    bench.snapshot().await;
    bench.put(&[
        (".gitignore", ""),
        (".env", "KEY=2"),
        ("out/b", "new"),
        ("dist/f1", "changed"),
        ("target/debug/a", "again"),
        ("node_modules/x/index.js", "changed"),
    ]);
    let expected = [
        row(".env", Some("KEY=1"), Some("KEY=2")),
        row(".gitignore", Some(rows[300].1), Some("")),
        row("out/b", None, Some("new")),
    ];
    assert_eq!(touched(&bench).await, expected);
    let shown = bench.paths().await;
    assert!(
        !shown.contains(&".env".to_owned()),
        "{shown:?}: it holds secrets"
    );
}

#[tokio::test]
async fn directories_are_told_where_they_come_go_or_change_their_mode() {
    let bench = bench(&[("gone/a", "a"), ("stays/a", "a")]);
    bench.snapshot().await;
    fs::remove_dir_all(bench.path("gone")).expect("a directory");
    fs::create_dir(bench.path("new")).expect("a directory");
    fs::set_permissions(bench.path("stays"), Permissions::from_mode(0o700)).expect("a mode");
    bench.put(&[("stays/b", "b")]);
    let touched = bench.workspace.touched().await.expect("what was touched");
    let modes = |image: &Option<crate::domain::Image>| {
        let image = image.as_ref().filter(|image| image.is_directory)?;
        Some(image.mode & 0o700)
    };
    let rows: Vec<_> = touched
        .iter()
        .map(|file| (&*file.path, modes(&file.before), modes(&file.after)))
        .collect();
    let some = Some(0o700);
    let expected = [
        ("gone", some, None),
        ("gone/a", None, None),
        ("new", None, some),
        ("stays", some, some),
        ("stays/b", None, None),
    ];
    assert_eq!(rows, expected);
}

#[tokio::test]
async fn caches_are_nobodys_work() {
    let bench = bench(&[("src/a.py", "a")]);
    bench.snapshot().await;
    bench.put(&[
        ("src/__pycache__/a.pyc", "cache"),
        (".pytest_cache/v/last", "cache"),
        ("node_modules/left-pad/index.js", "cache"),
        (
            "target/CACHEDIR.TAG",
            "Signature: 8a477f597d28d172789f06886806bc55",
        ),
        ("target/debug/a", "cache"),
        ("other/target/mine", "work"),
    ]);
    assert_eq!(
        touched(&bench).await,
        [row("other/target/mine", None, Some("work"))]
    );
}
