//! What runs, what is shown, what is kept, and that nothing survives.

mod environment;
mod identity;
mod leaving;

use super::*;
use std::os::unix::fs::symlink;
use std::sync::Mutex;
use tempfile::TempDir;

// Runs before main, where it is the helper's turn.
#[ctor::ctor(unsafe)]
fn helper() {
    if let Some(code) = openkoi_sandbox::enter() {
        std::process::exit(if code == std::process::ExitCode::SUCCESS {
            0
        } else {
            1
        });
    }
}

struct Bench {
    workspace: TempDir,
    _room: TempDir,
    shell: Shell,
    shown: Arc<Mutex<Vec<String>>>,
}

fn bench() -> Bench {
    let workspace = tempfile::tempdir().expect("a temporary directory");
    let shown: Arc<Mutex<Vec<String>>> = Arc::default();
    let lines = Arc::clone(&shown);
    let progress: Progress =
        Arc::new(move |line: &str| lines.lock().expect("no panic").push(line.into()));
    let environment =
        BTreeMap::from([("PATH".to_owned(), "/usr/local/bin:/usr/bin:/bin".to_owned())]);
    let room = tempfile::tempdir().expect("a temporary directory");
    let places = places(room.path());
    let shell = Shell::new(workspace.path().to_owned(), &environment, places, progress);
    Bench {
        workspace,
        _room: room,
        shell,
        shown,
    }
}

pub(in crate::door) fn places(room: &Path) -> Places {
    Places {
        temp: room.join("temp"),
        caches: room.join("caches"),
        hidden: Vec::new(),
        hosts: Vec::new(),
    }
}

fn command(line: &str) -> Command {
    Command {
        line: line.into(),
        timeout_ms: 20_000,
        ..Command::default()
    }
}

impl Bench {
    async fn run(&self, line: &str) -> Outcome {
        self.shell.run(&command(line)).await.expect("it runs")
    }

    /// Whether a program that would make this file some time later was ended before.
    async fn never_appears(&self, file: &str) -> bool {
        sleep(Duration::from_millis(1_500)).await;
        !self.workspace.path().join(file).exists()
    }
}

#[tokio::test]
async fn a_line_runs_and_its_outcome_is_told() {
    let bench = bench();
    let outcome = bench.run("echo out; echo err >&2; exit 3").await;
    assert_eq!((outcome.code, outcome.timed_out), (Some(3), false));
    assert_eq!(
        (outcome.stdout.as_slice(), outcome.stderr.as_slice()),
        (&b"out\n"[..], &b"err\n"[..])
    );
    assert_eq!(
        bench.run("kill -9 $$").await.code,
        None,
        "a signal is no exit code"
    );
}

#[tokio::test]
async fn input_is_handed_over_and_then_ends() {
    let bench = bench();
    let mut with_input = command("cat; echo done");
    assert_eq!(
        bench.shell.run(&with_input).await.expect("it runs").stdout,
        b"done\n"
    );
    with_input.stdin = vec![b'x'; 1024 * 1024];
    assert_eq!(
        bench
            .shell
            .run(&with_input)
            .await
            .expect("it runs")
            .stdout
            .len(),
        1024 * 1024 - NOTE_AND_MORE
    );
    with_input.line = "exec true".into();
    assert_eq!(
        bench.shell.run(&with_input).await.expect("it runs").code,
        Some(0),
        "unread input is no error"
    );
    with_input.stdin.push(b'x');
    assert_eq!(
        bench
            .shell
            .run(&with_input)
            .await
            .expect_err("too much")
            .kind,
        FaultKind::Invalid
    );
}

/// How far an output that is cut stays below the limit: the note has less room taken than it may.
const NOTE_AND_MORE: usize = 64 - "\n[… 69 bytes left out …]\n".len();

#[tokio::test]
async fn it_runs_where_it_is_told_below_the_workspace() {
    let bench = bench();
    let root = bench.workspace.path();
    std::fs::create_dir_all(root.join("a/b")).expect("directories");
    std::fs::write(root.join("file"), "").expect("a file");
    symlink("a", root.join("inside")).expect("a link");
    symlink("/tmp", root.join("outside")).expect("a link");
    let real = root.canonicalize().expect("the workspace");
    for (directory, below) in [
        ("", ""),
        (".", ""),
        ("a/b", "a/b"),
        ("a/./b/", "a/b"),
        ("inside", "a"),
    ] {
        let outcome = bench
            .shell
            .run(&Command {
                directory: directory.into(),
                ..command("pwd -P")
            })
            .await;
        let printed = String::from_utf8(outcome.expect("it runs").stdout).expect("a path");
        assert_eq!(
            Path::new(printed.trim_end()),
            real.join(below).components().as_path(),
            "{directory:?}"
        );
    }
    for directory in ["..", "a/../..", "/tmp", "outside", "missing", "file", "a\0"] {
        let outcome = bench
            .shell
            .run(&Command {
                directory: directory.into(),
                ..command("pwd")
            })
            .await;
        assert_eq!(
            outcome.expect_err("it is refused").kind,
            FaultKind::Invalid,
            "{directory:?}"
        );
    }
}

#[tokio::test]
async fn a_command_that_is_none_is_invalid() {
    let bench = bench();
    let no_time = Command {
        timeout_ms: 0,
        ..command("true")
    };
    for command in [command(""), command(" \n"), command("a\0b"), no_time] {
        assert_eq!(
            bench.shell.run(&command).await.expect_err("refused").kind,
            FaultKind::Invalid,
            "{command:?}"
        );
    }
}

#[tokio::test]
async fn complete_lines_are_shown_while_it_runs() {
    let bench = bench();
    let shown = Arc::clone(&bench.shown);
    let run = bench.run("printf 'one\\ntw'; sleep 0.4; printf 'o\\r\\n'; printf three");
    let look = async {
        sleep(Duration::from_millis(200)).await;
        shown.lock().expect("no panic").clone()
    };
    let (_, early) = tokio::join!(run, look);
    assert_eq!(early, ["one"]);
    assert_eq!(
        *bench.shown.lock().expect("no panic"),
        ["one", "two", "three"]
    );
}

#[tokio::test]
async fn of_a_long_output_the_start_and_the_end_are_kept() {
    let bench = bench();
    let outcome = bench
        .run("echo start; head -c 3000000 /dev/zero | tr '\\0' x; echo; echo end; echo err >&2")
        .await;
    assert!(outcome.stdout.len() <= 1024 * 1024 && outcome.stdout.len() > 1_000_000);
    assert!(outcome.stdout.starts_with(b"start\n") && outcome.stdout.ends_with(b"\nend\n"));
    let text = String::from_utf8(outcome.stdout).expect("text");
    let missing = 3_000_000 + "start\n\nend\n".len() - 2 * ((1024 * 1024 - 64) / 2);
    assert!(text.contains(&format!("\n[… {missing} bytes left out …]\n")));
    assert_eq!(outcome.stderr, b"err\n");
}

#[tokio::test]
async fn a_timeout_ends_everything_that_was_started() {
    let bench = bench();
    let slow = "echo begun; (sleep 1; touch late) & sleep 30";
    let outcome = bench
        .shell
        .run(&Command {
            timeout_ms: 200,
            ..command(slow)
        })
        .await
        .expect("it runs");
    assert_eq!((outcome.code, outcome.timed_out), (None, true));
    assert_eq!(outcome.stdout, b"begun\n");
    assert!(outcome.duration_ms < 5_000, "{}", outcome.duration_ms);
    assert!(bench.never_appears("late").await);
}

#[tokio::test]
async fn a_program_that_is_asked_to_end_may_tidy_up_but_not_stay() {
    let bench = bench();
    let tidy = Command {
        timeout_ms: 200,
        ..command("trap 'echo tidy; exit 7' TERM; sleep 30 & wait")
    };
    let outcome = bench.shell.run(&tidy).await.expect("it runs");
    assert_eq!(
        (outcome.code, outcome.timed_out, outcome.stdout.as_slice()),
        (Some(7), true, &b"tidy\n"[..])
    );
    let deaf = Command {
        timeout_ms: 200,
        ..command("trap '' TERM; while true; do sleep 0.1; done")
    };
    let outcome = bench.shell.run(&deaf).await.expect("it runs");
    assert_eq!((outcome.code, outcome.timed_out), (None, true));
    assert!(
        outcome.duration_ms >= 700 && outcome.duration_ms < 6_000,
        "{}",
        outcome.duration_ms
    );
}

#[tokio::test]
async fn what_stays_behind_neither_hangs_the_call_nor_survives_it() {
    for line in [
        "(sleep 2; touch late) & echo ok",
        "(sleep 2; touch late) >/dev/null 2>&1 </dev/null & echo ok",
    ] {
        let bench = bench();
        let outcome = bench.run(line).await;
        assert_eq!(
            (outcome.code, outcome.stdout.as_slice()),
            (Some(0), &b"ok\n"[..]),
            "{line}"
        );
        assert!(
            outcome.duration_ms < 1_900,
            "{line}: {}",
            outcome.duration_ms
        );
        assert!(bench.never_appears("late").await, "{line}");
    }
}

#[tokio::test]
async fn output_from_what_stays_behind_a_moment_is_kept() {
    let outcome = bench().run("(sleep 0.2; echo late) & echo ok").await;
    assert_eq!(outcome.stdout, b"ok\nlate\n");
}

#[tokio::test]
async fn nobody_waiting_means_nobody_running() {
    let bench = bench();
    let line = command("(sleep 1; touch late) & sleep 1; touch late");
    let run = timeout(Duration::from_millis(200), bench.shell.run(&line));
    assert!(run.await.is_err(), "the call is dropped");
    assert!(bench.never_appears("late").await);
}

/// Asks the proxy from inside; the interpreter is the system's.
const ASK: &str = "python3 -c 'import socket as s; c = s.create_connection((\"127.0.0.1\", 3128), 5); \
    c.sendall(b\"CONNECT 127.0.0.1:PORT HTTP/1.1\\r\\n\\r\\n\"); print(c.recv(99)); print(c.recv(99))'";

#[tokio::test]
async fn a_listed_host_is_reached_from_the_sandbox_and_without_a_list_none_is() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            stream.write_all(b"welcome").await.ok();
        }
    });
    let line = ASK.replace("PORT", &port.to_string());
    let mut bench = bench();
    let alone = bench.run(&line).await;
    assert_ne!(alone.code, Some(0), "nobody listens inside");
    bench.shell.places.hosts = vec![format!("127.0.0.1:{port}")];
    let outcome = bench.run(&line).await;
    let printed = String::from_utf8_lossy(&outcome.stdout).into_owned();
    assert!(
        printed.contains("200") && printed.contains("welcome"),
        "{printed} {outcome:?}"
    );
    let elsewhere = bench.run(&line.replace(&port.to_string(), "1")).await;
    assert!(
        String::from_utf8_lossy(&elsewhere.stdout).contains("403"),
        "{elsewhere:?}"
    );
    bench.shell.places.hosts = vec!["no host".to_owned()];
    bench.shell.proxy = Arc::default();
    let refused = bench
        .shell
        .run(&command("true"))
        .await
        .expect_err("it is no host");
    assert!(refused.message.contains("sandbox.hosts"), "{refused}");
}

#[tokio::test]
async fn a_command_with_a_way_out_is_over_as_soon_as_its_programs_have_ended() {
    let mut bench = bench();
    bench.shell.places.hosts = vec!["example.test".to_owned()];
    bench.shell.limits.linger = Duration::from_secs(3600);
    for line in ["echo done", "(sleep 0.3; echo late) & echo done"] {
        let run = timeout(Duration::from_secs(60), bench.run(line));
        let outcome = run.await.expect("nobody is left to wait for");
        assert!(outcome.stdout.starts_with(b"done\n"), "{outcome:?}");
    }
}

#[tokio::test]
async fn nothing_outside_is_within_reach_and_the_workspace_is() {
    let bench = bench();
    let outside = tempfile::tempdir().expect("a folder");
    let secret = outside.path().join("secret");
    std::fs::write(&secret, "secret").expect("a file");
    let line = format!(
        "echo y > inside; mkdir -p .git/hooks; echo z > .git/hooks/update; cat {0}; echo x > {0}",
        secret.display()
    );
    let outcome = bench.run(&line).await;
    assert_ne!(outcome.code, Some(0));
    assert!(outcome.stdout.is_empty(), "{outcome:?}");
    assert_eq!(std::fs::read(&secret).expect("it is there"), b"secret");
    let told = String::from_utf8_lossy(&outcome.stderr);
    assert!(told.contains(".git is protected"), "{told}");
    let work = bench.workspace.path();
    assert!(work.join("inside").exists() && !work.join(".git").exists());
}
