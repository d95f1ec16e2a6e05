//! What globs and searches find.

use super::*;

#[tokio::test]
async fn a_glob_sees_what_a_developer_sees() {
    let bench = bench();
    bench.put(&[
        ("a.rs", ""),
        ("src/b.rs", ""),
        ("src/c.txt", ""),
        ("src/deep/d.rs", ""),
        ("target/e.rs", ""),
        (".hidden/f.rs", ""),
        (".g.rs", ""),
        ("src/h.log", ""),
        (".git/i.rs", ""),
        (".gitignore", "target/\n*.log\n"),
        (".ignore", "src/c.txt\n"),
        ("[x].rs", ""),
    ]);
    let rows: [(&str, &str, &[&str]); 11] = [
        ("workspace:", "*.rs", &["[x].rs", "a.rs"]),
        ("workspace:", "./*.rs", &["[x].rs", "a.rs"]),
        (
            "workspace:",
            "**/*.rs",
            &["[x].rs", "a.rs", "src/b.rs", "src/deep/d.rs"],
        ),
        ("workspace:", "src/?.{rs,txt,log}", &["src/b.rs"]),
        ("workspace:", "[[]x[]].rs", &["[x].rs"]),
        ("workspace:src", "**", &["src/b.rs", "src/deep/d.rs"]),
        ("workspace:src/deep", "*", &["src/deep/d.rs"]),
        ("workspace:", ".*", &[".g.rs", ".gitignore", ".ignore"]),
        ("workspace:", ".hidden/**", &[".hidden/f.rs"]),
        ("workspace:", ".git/**", &[]),
        ("workspace:", "target/**", &[]),
    ];
    for (root, pattern, paths) in rows {
        let paths: Vec<String> = paths
            .iter()
            .map(|path| format!("workspace:{path}"))
            .collect();
        assert_eq!(bench.glob(root, pattern).await, paths, "{root} {pattern}");
    }
    assert_eq!(
        kind(bench.files.glob("workspace:", "[").await),
        Some(FaultKind::Invalid)
    );
    assert_eq!(
        kind(bench.files.glob("workspace:missing", "*").await),
        Some(FaultKind::Invalid)
    );
    assert_eq!(
        kind(bench.files.glob("workspace:a.rs", "*").await),
        Some(FaultKind::Invalid)
    );
}

#[tokio::test]
async fn ignore_files_above_count_inside_a_repository_only() {
    for (repository, expected) in [(true, 0), (false, 1)] {
        let bench = bench();
        fs::write(bench.home.path().join(".gitignore"), "*.log\n").expect("a file");
        if repository {
            fs::create_dir(bench.home.path().join(".git")).expect("a repository");
        }
        bench.put(&[("a.log", "")]);
        assert_eq!(
            bench.glob("workspace:", "**").await.len(),
            expected,
            "repository: {repository}"
        );
    }
}

#[tokio::test]
async fn a_search_finds_lines_in_order() -> Result<(), Fault> {
    let bench = bench();
    let long = format!("needle {}", "鯉".repeat(600));
    bench.put(&[
        ("b.txt", "no\r\nneedle\r\nneedles\n"),
        ("a/x.rs", "a needle"),
        ("long", &long),
    ]);
    bench.put(&[
        ("binary", "needle\0"),
        ("skipped.log", "needle"),
        (".gitignore", "*.log"),
    ]);
    let found = bench
        .files
        .search("workspace:", "needles?$", None, 100)
        .await?;
    let rows: Vec<_> = found
        .iter()
        .map(|found| (found.path.as_str(), found.line, found.text.as_str()))
        .collect();
    let expected = [
        ("workspace:a/x.rs", 1, "a needle"),
        ("workspace:b.txt", 2, "needle"),
        ("workspace:b.txt", 3, "needles"),
    ];
    assert_eq!(rows, expected);
    let found = bench
        .files
        .search("workspace:", "^needle", Some("long"), 100)
        .await?;
    assert_eq!(found[0].text.chars().count(), 500);
    assert_eq!(
        bench
            .files
            .search("workspace:", "needle", None, 2)
            .await?
            .len(),
        2
    );
    assert_eq!(
        bench
            .files
            .search("workspace:", "needle", None, 0)
            .await?
            .len(),
        0
    );
    assert_eq!(
        bench
            .files
            .search("workspace:", "^$", Some("b.txt"), 9)
            .await?
            .len(),
        0,
        "no line after the last"
    );
    let fault = bench
        .files
        .search("workspace:", "a(", None, 1)
        .await
        .expect_err("it is wrong");
    assert!(
        fault.kind == FaultKind::Invalid && fault.message.contains("unclosed group"),
        "{fault}"
    );
    Ok(())
}
