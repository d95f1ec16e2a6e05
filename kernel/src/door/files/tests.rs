//! What a component can and can't do with files.

mod grants;
mod links;
mod matching;

use super::*;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
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
