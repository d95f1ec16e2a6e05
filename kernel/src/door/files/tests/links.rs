//! No link, pipe or race leads out of a root.

use super::*;
use std::os::unix::fs::symlink;

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
