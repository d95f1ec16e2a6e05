//! What others see of a process that holds a credential: nothing in its arguments, its memory, its cores or its children.

#![cfg(target_os = "linux")]

use openkoi_redact::Known;
use openkoi_tests::server::KEY;
use openkoi_tests::{Home, Script, Server, Turn, binary};
use rustix::process::{Pid, Signal, geteuid, kill_process};
use serde_json::json;
use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Somebody else than root, who owns nothing.
const NOBODY: u32 = 65_534;
const PATIENCE: Duration = Duration::from_secs(60);

fn known() -> Known {
    let mut known = Known::default();
    known.add(KEY);
    known
}

/// A model that has a command run which lasts.
fn server() -> Server {
    let command = "echo begun > begun.txt; sleep 120";
    Server::messages(Script::new().then(Turn::calls("shell", json!({"command": command}))))
}

/// A run in the middle of its command; not as root, so that what root may do proves nothing.
fn running(home: &Home, server: &Server) -> Child {
    let mut command = home.command(["Wait", "-m", server.model(), "-i", "0", "--verbose"]);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if geteuid().is_root() {
        give(home.everything());
        command.uid(NOBODY).gid(NOBODY);
    }
    let child = command.spawn().expect("the binary starts");
    let begun = Instant::now();
    while !home.workspace().join("begun.txt").exists() {
        assert!(begun.elapsed() < PATIENCE, "the command has not begun");
        thread::sleep(Duration::from_millis(20));
    }
    child
}

fn give(path: &Path) {
    chown(path, Some(NOBODY), Some(NOBODY)).expect("root gives files away");
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            give(&entry.path());
        } else {
            chown(entry.path(), Some(NOBODY), Some(NOBODY)).expect("root gives files away");
        }
    }
}

/// What a process of the same user reads of a file of `/proc`.
fn seen_by_its_user(file: &str) -> Result<Vec<u8>, String> {
    let mut command = Command::new("cat");
    command.arg(file);
    if geteuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output().expect("cat runs");
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

fn end(mut child: Child) {
    kill_process(Pid::from_child(&child), Signal::INT).expect("our own child can be interrupted");
    child.wait().expect("our own child can be waited for");
}

/// Every process that there is, with what it was started with.
fn processes() -> Vec<(PathBuf, Vec<u8>)> {
    let all = fs::read_dir("/proc").expect("there is /proc").flatten();
    let numbered = all.filter(|entry| {
        let name = entry.file_name();
        name.to_string_lossy()
            .bytes()
            .all(|byte| byte.is_ascii_digit())
    });
    // One that has ended meanwhile is none.
    let read = |path: PathBuf| fs::read(path.join("cmdline")).ok().map(|line| (path, line));
    numbered.filter_map(|entry| read(entry.path())).collect()
}

#[test]
fn nobody_reads_the_memory_or_the_environment_of_a_run() {
    let server = server();
    let home = Home::connected(&server);
    let child = running(&home, &server);
    let process = format!("/proc/{}", child.id());
    for file in [
        "environ", "mem", "maps", "auxv", "stack", "syscall", "fd/0", "io",
    ] {
        let seen = seen_by_its_user(&format!("{process}/{file}"));
        assert!(seen.is_err(), "{file} can be read");
    }
    let mut sleep = Command::new("sleep");
    if geteuid().is_root() {
        sleep.uid(NOBODY).gid(NOBODY);
    }
    let mut control = sleep
        .arg("60")
        .env("CONTROL", "seen")
        .spawn()
        .expect("sleep runs");
    let environ = seen_by_its_user(&format!("/proc/{}/environ", control.id()));
    control.kill().expect("our own child can be killed");
    control.wait().expect("our own child can be waited for");
    let environ = String::from_utf8_lossy(&environ.expect("others can be read")).into_owned();
    assert!(environ.contains("CONTROL=seen"), "who looks is not blind");
    end(child);
}

#[test]
fn no_process_has_a_credential_in_its_arguments_and_no_child_in_its_environment() {
    let server = server();
    let home = Home::connected(&server);
    let child = running(&home, &server);
    let (known, all) = (known(), processes());
    let ours = format!("/proc/{}", child.id());
    let mut below = 0;
    for (process, line) in &all {
        assert!(
            !known.occur_in(line),
            "{}: {}",
            process.display(),
            String::from_utf8_lossy(line)
        );
        let environ = fs::read(process.join("environ")).unwrap_or_default();
        if line.windows(9).any(|word| word == b"sleep 120") || line.starts_with(b"sleep\x00120") {
            below += 1;
            assert!(!known.occur_in(&environ), "{}", process.display());
        }
    }
    assert!(
        all.iter()
            .any(|(process, _)| process.as_os_str() == ours.as_str())
    );
    assert!(
        below > 0 || !geteuid().is_root(),
        "the command itself is seen"
    );
    end(child);
}

#[test]
fn a_run_that_aborts_leaves_no_core() {
    let server = server();
    let home = Home::connected(&server);
    let mut child = running(&home, &server);
    let limits = fs::read_to_string(format!("/proc/{}/limits", child.id())).expect("limits");
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"));
    let words: Vec<&str> = core.unwrap_or_default().split_whitespace().collect();
    assert_eq!(words[4..6], ["0", "0"], "{limits}");
    kill_process(Pid::from_child(&child), Signal::ABORT).expect("our own child gets a signal");
    let status = child.wait().expect("our own child can be waited for");
    assert_eq!(status.signal(), Some(6), "{status:?}");
    assert!(!status.core_dumped(), "{status:?}");
    for (path, bytes) in home.files() {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        assert!(!name.starts_with("core"), "{}", path.display());
        assert!(
            !known().occur_in(&bytes),
            "the key is in {}",
            path.display()
        );
    }
}
