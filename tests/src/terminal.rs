//! A pseudo-terminal, for what the binary does differently when a person is there.

use crate::Home;
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The exit code, and everything that appeared on the terminal.
pub struct Shown {
    pub code: Option<i32>,
    pub screen: String,
}

/// What is done once a text has appeared on the screen.
#[derive(Debug, Clone, Copy)]
pub enum Reply {
    /// These keys are typed.
    Keys(&'static str),
    /// The process is interrupted, as Ctrl-C does.
    Interrupt,
}

/// Runs the command with all three streams on a fresh terminal, at which it sits.
pub fn run(home: &Home, arguments: &[&str], environment: &[(&str, &str)]) -> Shown {
    converse(home, arguments, environment, &[])
}

/// Runs the command with all three streams on a terminal that is not its own: it was opened by its name.
pub fn run_beside(home: &Home, arguments: &[&str]) -> Shown {
    let mut command = home.command(arguments);
    command.process_group(0);
    on_terminal(command, &[], &[])
}

/// The same, with somebody there who replies: to each text in its order, once it has appeared after the one before.
pub fn converse(
    home: &Home,
    arguments: &[&str],
    environment: &[(&str, &str)],
    replies: &[(&str, Reply)],
) -> Shown {
    if !cfg!(target_os = "linux") {
        let mut command = home.command(arguments);
        command.process_group(0);
        return on_terminal(command, environment, replies);
    }
    // A session of its own, whose terminal the one on stdin becomes; then it is the binary, in the same process.
    let inner = home.command(arguments);
    let mut command = Command::new("setsid");
    command
        .arg("--ctty")
        .arg(inner.get_program())
        .args(inner.get_args())
        .current_dir(home.workspace());
    home.dress(&mut command);
    on_terminal(command, environment, replies)
}

fn on_terminal(
    mut command: Command,
    environment: &[(&str, &str)],
    replies: &[(&str, Reply)],
) -> Shown {
    let control =
        openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal can be opened");
    grantpt(&control).expect("it can be granted");
    unlockpt(&control).expect("it can be unlocked");
    let name = ptsname(&control, Vec::new()).expect("it has a name");
    let open = || {
        let path = std::path::Path::new(std::ffi::OsStr::from_bytes(name.as_bytes()));
        let terminal = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(libc_noctty())
            .open(path);
        Stdio::from(terminal.expect("its other end can be opened"))
    };
    command
        .env("TERM", "xterm-256color")
        .envs(environment.iter().copied());
    command.stdin(open()).stdout(open()).stderr(open());
    let mut child = command.spawn().expect("the binary starts");
    drop(command);
    let process = Pid::from_child(&child);
    let replies: Vec<(String, Reply)> = replies
        .iter()
        .map(|(text, reply)| ((*text).to_owned(), *reply))
        .collect();
    let screen = thread::spawn(move || read(File::from(control), process, &replies));
    let deadline = Instant::now() + Duration::from_secs(120);
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            break status;
        }
        if Instant::now() > deadline {
            child.kill().expect("our own child can be killed");
        }
        thread::sleep(Duration::from_millis(10));
    };
    Shown {
        code: status.code(),
        screen: screen.join().expect("reading a terminal does not panic"),
    }
}

/// Reads until the other end is closed, which Linux reports as an error, and replies meanwhile.
fn read(mut control: File, process: Pid, replies: &[(String, Reply)]) -> String {
    let mut seen = Vec::new();
    let mut buffer = [0; 4096];
    let (mut replies, mut from) = (replies.iter(), 0);
    let mut next = replies.next();
    while let Ok(count @ 1..) = control.read(&mut buffer) {
        seen.extend_from_slice(&buffer[..count]);
        while let Some((text, reply)) = next {
            let fresh = String::from_utf8_lossy(&seen[from..]);
            if !fresh.contains(text.as_str()) {
                break;
            }
            from = seen.len();
            match reply {
                // What was typed before the question counts for nothing: it has to be up.
                Reply::Keys(keys) => {
                    thread::sleep(Duration::from_millis(100));
                    control
                        .write_all(keys.as_bytes())
                        .expect("keys can be typed");
                }
                Reply::Interrupt => {
                    kill_process(process, Signal::INT).expect("our own child can be interrupted");
                }
            }
            next = replies.next();
        }
    }
    String::from_utf8_lossy(&seen).into_owned()
}

/// Opening must not make it this process' own terminal.
fn libc_noctty() -> i32 {
    i32::try_from(rustix::fs::OFlags::NOCTTY.bits()).expect("the flag is small")
}
