//! What a component can and can't do with files.

use super::*;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use tempfile::TempDir;

/// A workspace that may be written, beside a secret that may not be seen.
struct Bench {
    home: TempDir,
    files: LocalFiles,
}

fn bench() -> Bench {
    let home = tempfile::tempdir().expect("a temporary directory");
    let workspace = home.path().join("work");
    fs::create_dir(&workspace).expect("a workspace");
    fs::write(home.path().join("secret"), "secret").expect("a secret");
    let root = |name: &str, dir: &str, access| Root {
        name: name.into(),
        dir: home.path().join(dir),
        access,
    };
    let roots = vec![
        root("workspace:", "work", Access::Write),
        root("data:", "data", Access::Read),
    ];
    Bench {
        files: LocalFiles::new(roots),
        home,
    }
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

    async fn glob(&self, root: &str, pattern: &str) -> Vec<String> {
        self.files
            .glob(root, pattern)
            .await
            .expect("a good pattern")
    }
}

fn kind<T>(result: Result<T, Fault>) -> Option<FaultKind> {
    result.err().map(|fault| fault.kind)
}

#[tokio::test]
async fn what_is_written_is_read() -> Result<(), Fault> {
    let bench = bench();
    for content in [&b"one"[..], b"two\xff\0", b""] {
        bench
            .files
            .write("workspace:new/dir/鯉.txt", content)
            .await?;
        assert_eq!(
            bench.files.read("workspace:./new//dir/鯉.txt").await?,
            content
        );
    }
    let left = fs::read_dir(bench.path("new/dir"))
        .expect("the directory")
        .count();
    assert_eq!(left, 1, "nothing is left beside it");
    Ok(())
}

#[tokio::test]
async fn a_replaced_file_keeps_its_mode() -> Result<(), Fault> {
    let bench = bench();
    bench.put(&[("run.sh", "old")]);
    let mode = |mode| fs::Permissions::from_mode(mode);
    fs::set_permissions(bench.path("run.sh"), mode(0o754)).expect("a mode");
    bench.files.write("workspace:run.sh", b"new").await?;
    let metadata = fs::metadata(bench.path("run.sh")).expect("the file");
    assert_eq!(metadata.permissions().mode() & 0o777, 0o754);
    fs::set_permissions(bench.path("run.sh"), mode(0o444)).expect("a mode");
    assert_eq!(
        kind(bench.files.write("workspace:run.sh", b"newer").await),
        Some(FaultKind::Invalid)
    );
    Ok(())
}

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
async fn no_link_leads_out_of_the_root() {
    let bench = bench();
    bench.put(&[("dir/file", "x")]);
    let outside = bench.home.path();
    symlink(outside.join("secret"), bench.path("absolute")).expect("a link");
    symlink("../secret", bench.path("relative")).expect("a link");
    symlink("..", bench.path("up")).expect("a link");
    symlink(outside, bench.path("dir/out")).expect("a link");
    symlink("absolute", bench.path("chain")).expect("a link");
    symlink("loop", bench.path("loop")).expect("a link");
    for path in [
        "absolute",
        "relative",
        "up/secret",
        "dir/out/secret",
        "chain",
        "loop",
        "up/work/dir/file",
    ] {
        let path = format!("workspace:{path}");
        assert_eq!(
            kind(bench.files.read(&path).await),
            Some(FaultKind::Invalid),
            "read {path}"
        );
        assert_eq!(
            kind(bench.files.write(&path, b"x").await),
            Some(FaultKind::Invalid),
            "write {path}"
        );
        let moved = bench.files.rename("workspace:dir/file", &path).await;
        assert_eq!(kind(moved), Some(FaultKind::Invalid), "move to {path}");
        assert!(bench.files.delete(&path).await.is_err(), "delete {path}");
    }
    assert_eq!(bench.glob("workspace:", "**").await, ["workspace:dir/file"]);
    assert_eq!(
        fs::read_to_string(outside.join("secret")).expect("the secret"),
        "secret"
    );
    let listed = bench.files.entries("workspace:").await.expect("a list");
    assert_eq!(listed.len(), 1, "{listed:?}");
}

#[tokio::test]
async fn a_link_inside_the_root_is_read_but_not_written() -> Result<(), Fault> {
    let bench = bench();
    bench.put(&[("file", "x"), ("dir/file", "y")]);
    symlink("file", bench.path("link")).expect("a link");
    symlink("dir", bench.path("way")).expect("a link");
    assert_eq!(bench.files.read("workspace:link").await?, b"x");
    assert_eq!(
        kind(bench.files.write("workspace:link", b"z").await),
        Some(FaultKind::Invalid)
    );
    assert_eq!(
        bench.glob("workspace:way", "*").await,
        ["workspace:way/file"]
    );
    bench.files.write("workspace:way/new", b"z").await?;
    assert_eq!(bench.files.read("workspace:dir/new").await?, b"z");
    Ok(())
}

#[tokio::test]
async fn a_file_with_two_names_is_not_written() {
    let bench = bench();
    fs::hard_link(bench.home.path().join("secret"), bench.path("twin")).expect("a link");
    let fault = bench
        .files
        .write("workspace:twin", b"x")
        .await
        .expect_err("it is refused");
    assert!(fault.message.contains("hard link"), "{fault}");
    assert_eq!(
        fs::read_to_string(bench.home.path().join("secret")).expect("the secret"),
        "secret"
    );
}

#[tokio::test]
async fn pipes_sockets_and_devices_are_no_files() {
    let bench = bench();
    rustix::fs::mkfifoat(rustix::fs::CWD, bench.path("pipe"), 0o600.into()).expect("a pipe");
    let _socket = std::os::unix::net::UnixListener::bind(bench.path("socket")).expect("a socket");
    for path in ["workspace:pipe", "workspace:socket"] {
        assert_eq!(kind(bench.files.read(path).await), Some(FaultKind::Invalid));
        assert_eq!(
            kind(bench.files.write(path, b"x").await),
            Some(FaultKind::Invalid)
        );
        assert_eq!(
            kind(bench.files.delete(path).await),
            Some(FaultKind::Invalid)
        );
    }
    assert!(
        bench
            .files
            .entries("workspace:")
            .await
            .expect("a list")
            .is_empty()
    );
    assert!(bench.glob("workspace:", "**").await.is_empty());
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

#[tokio::test]
async fn a_move_takes_no_place_that_is_taken() -> Result<(), Fault> {
    let bench = bench();
    bench.put(&[("a", "a"), ("b", "b"), ("dir/c", "c")]);
    for destination in ["workspace:b", "workspace:dir", "workspace:a"] {
        let moved = bench.files.rename("workspace:a", destination).await;
        assert_eq!(kind(moved), Some(FaultKind::Invalid), "{destination}");
    }
    assert_eq!(
        kind(bench.files.rename("workspace:dir", "workspace:d").await),
        Some(FaultKind::Invalid)
    );
    bench.files.rename("workspace:a", "workspace:new/a").await?;
    assert_eq!(bench.files.read("workspace:new/a").await?, b"a");
    assert!(!bench.path("a").exists());
    Ok(())
}

#[tokio::test]
async fn files_and_empty_directories_are_deleted() -> Result<(), Fault> {
    let bench = bench();
    bench.put(&[("dir/file", "x")]);
    let fault = bench
        .files
        .delete("workspace:dir")
        .await
        .expect_err("it is not empty");
    assert!(fault.message.contains("not empty"), "{fault}");
    bench.files.delete("workspace:dir/file").await?;
    bench.files.delete("workspace:dir").await?;
    assert!(bench.files.entries("workspace:").await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn entries_are_sorted_and_can_be_handed_back() -> Result<(), Fault> {
    let bench = bench();
    bench.put(&[("b", "12"), ("a/x", "1"), (".hidden", "")]);
    let entry = |path: &str, is_directory, size| Entry {
        path: path.into(),
        is_directory,
        size,
    };
    let expected = [
        entry("workspace:.hidden", false, 0),
        entry("workspace:a", true, 0),
        entry("workspace:b", false, 2),
    ];
    assert_eq!(bench.files.entries("workspace:").await?, expected);
    assert_eq!(
        bench.files.entries("workspace:a/").await?,
        [entry("workspace:a/x", false, 1)]
    );
    assert_eq!(
        kind(bench.files.entries("workspace:b").await),
        Some(FaultKind::Invalid)
    );
    Ok(())
}

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

#[tokio::test]
async fn a_file_has_a_largest_size() {
    let bench = bench();
    let file = fs::File::create(bench.path("sparse")).expect("a file");
    file.set_len(FILE_LIMIT as u64 + 1).expect("a hole");
    let fault = bench
        .files
        .read("workspace:sparse")
        .await
        .expect_err("it is too large");
    assert!(
        fault.kind == FaultKind::Invalid && fault.message.contains("16777217"),
        "{fault}"
    );
    let fault = bench
        .files
        .write("workspace:new", &vec![0; FILE_LIMIT + 1])
        .await
        .expect_err("it is too large");
    assert_eq!(fault.kind, FaultKind::Invalid);
    assert!(!Path::exists(&bench.path("new")));
}

#[tokio::test]
async fn a_root_that_is_missing_is_made_by_the_first_write() -> Result<(), Fault> {
    let bench = bench();
    let dir = bench.home.path().join("fresh/data");
    let root = Root {
        name: "data:".into(),
        dir: dir.clone(),
        access: Access::Write,
    };
    let files = LocalFiles::new(vec![root]);
    assert_eq!(kind(files.read("data:x").await), Some(FaultKind::Invalid));
    files.write("data:x", b"x").await?;
    assert_eq!(fs::metadata(dir.join("x")).expect("the file").size(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_race_with_a_link_leads_out_of_the_root() {
    let bench = bench();
    bench.put(&[("dir/file", "inside")]);
    let (dir, outside) = (bench.path("dir"), bench.home.path().to_owned());
    fs::write(outside.join("file"), "outside").expect("a file");
    let aside = bench.path("aside");
    let swapper = tokio::task::spawn_blocking(move || {
        for _ in 0..3_000 {
            fs::rename(&dir, &aside).expect("aside");
            symlink(&outside, &dir).expect("a link");
            fs::remove_file(&dir).expect("no link");
            fs::rename(&aside, &dir).expect("back");
        }
    });
    while !swapper.is_finished() {
        if let Ok(content) = bench.files.read("workspace:dir/file").await {
            assert_eq!(content, b"inside");
        }
        // It may well fail; it may not write outside.
        drop(bench.files.write("workspace:dir/new", b"new").await);
        assert!(!bench.home.path().join("new").exists());
    }
}
