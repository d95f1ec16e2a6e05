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
    let rows = touched
        .into_iter()
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
async fn a_file_too_long_to_keep_is_known_by_its_hash() {
    let bench = bench(&[]);
    bench.snapshot().await;
    bench.put(&[("long", &"x".repeat(2 << 20))]);
    let touched = bench.workspace.touched().await.expect("what was touched");
    let image = touched[0].after.clone().expect("it is there");
    assert_eq!((image.hash.is_some(), image.size), (true, 2 << 20));
    assert!(!bench.home.path().join("state/images").exists());
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
