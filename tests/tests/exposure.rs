//! What others see of a process that holds a credential: nothing in its arguments, its memory, its cores or its children.

#![cfg(target_os = "linux")]

use openkoi_redact::Known;
use openkoi_tests::server::KEY;
use openkoi_tests::{Home, Script, Server, Turn, binary};
use rustix::process::{Pid, Signal, geteuid, kill_process};
use serde_json::json;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::chown;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Somebody else than root, who owns nothing.
const NOBODY: u32 = 65_534;
const PATIENCE: Duration = Duration::from_secs(60);

fn known() -> Known {
    let mut known = Known::default();
    known.add(KEY);
    known
}

/// A run that waits for a model which says nothing, and the model; not as root, so that what root may do proves nothing.
fn waiting(home: &mut Home) -> (Child, TcpStream) {
    let model = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
    let address = model.local_addr().expect("an address");
    home.set("ANTHROPIC_API_KEY", KEY);
    home.set("ANTHROPIC_BASE_URL", format!("http://{address}"));
    // Where others may reach it, wherever it was built.
    let program = home.everything().join("openkoi");
    fs::copy(binary(), &program).expect("the binary can be copied");
    let mut command = Command::new(program);
    home.dress(&mut command);
    command
        .args([
            "Wait",
            "-m",
            "anthropic/claude-sonnet-4-5-20250929",
            "-i",
            "0",
        ])
        .current_dir(home.workspace())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if geteuid().is_root() {
        give(home.everything());
        command.uid(NOBODY).gid(NOBODY);
    }
    let child = command.spawn().expect("the binary starts");
    let (asked, _) = model.accept().expect("the model is asked");
    (child, asked)
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
    let mut home = Home::new();
    let (child, _model) = waiting(&mut home);
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
    const ASLEEP: &[u8] = b"sleep\x0077\x00";
    let command = "sleep 77";
    let script = Script::new().then(Turn::calls("shell", json!({"command": command})));
    let server = Server::messages(script);
    let home = Home::connected(&server);
    let running = home.start(["Wait", "-m", server.model(), "-i", "0"]);
    let is_asleep = || processes().iter().any(|(_, line)| line == ASLEEP);
    running.until("the command", |_| is_asleep());
    let (known, mut below) = (known(), 0);
    for (process, line) in processes() {
        let told = String::from_utf8_lossy(&line).into_owned();
        assert!(!known.occur_in(&line), "{}: {told}", process.display());
        if line == ASLEEP {
            below += 1;
            // That of another test can't be read, and holds nothing of ours.
            let environ = fs::read(process.join("environ")).unwrap_or_default();
            assert!(!known.occur_in(&environ), "{}", process.display());
        }
    }
    assert!(below > 0, "the command itself is seen");
    running.signal(Signal::KILL);
    running.end_within(PATIENCE);
}

#[test]
fn a_run_that_aborts_leaves_no_core() {
    let mut home = Home::new();
    let (mut child, _model) = waiting(&mut home);
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
