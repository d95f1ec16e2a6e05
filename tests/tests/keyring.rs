//! Keys live in the system's keyring where there is one, are read from there when they are needed, and appear nowhere else.

#![cfg(target_os = "linux")]

use openkoi_redact::Known;
use openkoi_tests::keyring::Keyring;
use openkoi_tests::server::KEY;
use openkoi_tests::terminal::{Reply, converse};
use openkoi_tests::{Home, Run, Script, Server, Turn};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

const SERVICE: &str = "anthropic";
const BUS: &str = "DBUS_SESSION_BUS_ADDRESS";

fn server() -> Server {
    Server::messages(Script::new().then(Turn::says("Hello.")))
}

/// A home that knows where the service is, and no key; on this bus.
fn home(server: &Server, bus: &str) -> Home {
    let mut home = Home::new();
    home.hurried();
    let [_, (name, place)] = server.environment();
    home.set(name, place).set(BUS, bus);
    home
}

fn connect(home: &Home, more: &[&str]) -> Run {
    let words = ["connect", SERVICE, "--stdin"]
        .into_iter()
        .chain(more.iter().copied());
    home.pipe(format!("{KEY}\n"), words)
}

fn file(home: &Home) -> PathBuf {
    home.path().join(format!("credentials/{SERVICE}.key"))
}

fn put_file(home: &Home) {
    home.own_file(&format!("credentials/{SERVICE}.key"), format!("{KEY}\n"));
    fs::set_permissions(file(home), fs::Permissions::from_mode(0o600)).expect("a mode");
    let folder = home.path().join("credentials");
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).expect("a mode");
}

/// The key is nowhere below the home, in any spelling, but in these files.
fn assert_nowhere(home: &Home, but: &[PathBuf], runs: &[&Run]) {
    let mut known = Known::default();
    known.add(KEY);
    for (path, bytes) in home.files() {
        let is_fine = but.contains(&path) || !known.occur_in(&bytes);
        assert!(is_fine, "the key is in {}", path.display());
    }
    for run in runs {
        assert!(!known.occur_in(run.told().as_bytes()), "{}", run.told());
    }
}

#[test]
fn a_key_goes_into_the_keyring_is_used_from_there_and_is_nowhere_else() {
    let (server, keyring) = (server(), Keyring::start());
    let home = home(&server, keyring.address());
    home.once(&server, "Say hello")
        .ends(6)
        .tells(&["openkoi connect anthropic"]);
    let connected = connect(&home, &[]).ends(0);
    assert!(
        connected.stdout.contains("the system's keyring"),
        "{}",
        connected.told()
    );
    assert_eq!(keyring.values(), [KEY.as_bytes()]);
    let mut told = vec![connected];
    for words in [
        &["status"][..],
        &["connect", "status"],
        &["connect"],
        &["doctor"],
    ] {
        let run = home.run(words);
        let whole = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            whole.contains("key from the system's keyring"),
            "{}",
            run.told()
        );
        told.push(run);
    }
    told.push(home.once(&server, "Say hello").ends(0));
    let asked = server.received().pop().expect("it was asked");
    assert_eq!(asked.header("x-api-key"), Some(KEY));
    assert_nowhere(&home, &[], &told.iter().collect::<Vec<_>>());
    let gone = home.run(["disconnect", SERVICE]).ends(0);
    assert!(
        gone.stdout.contains("gone from the system's keyring"),
        "{}",
        gone.told()
    );
    assert!(keyring.values().is_empty());
    home.once(&server, "Say hello").ends(6);
    let again = home.run(["disconnect", SERVICE]).ends(0);
    assert!(
        again.stdout.contains("no key of anthropic is kept"),
        "{}",
        again.told()
    );
}

#[test]
fn a_new_key_takes_the_place_of_the_old_one() {
    let (server, keyring) = (server(), Keyring::start());
    let home = home(&server, keyring.address());
    home.pipe("sk-an-older-key-0123", ["connect", SERVICE, "--stdin"])
        .ends(0);
    connect(&home, &[]).ends(0);
    assert_eq!(keyring.values(), [KEY.as_bytes()]);
    let other = self::home(&server, keyring.address());
    other
        .pipe("sk-of-another-home-1", ["connect", SERVICE, "--stdin"])
        .ends(0);
    assert_eq!(keyring.values().len(), 2, "each home has its own");
    connect(&home, &["--file"]).ends(0);
    assert_eq!(
        keyring.values(),
        [b"sk-of-another-home-1"],
        "one place is enough"
    );
    home.once(&server, "Say hello").ends(0);
}

#[test]
fn without_a_keyring_a_key_goes_into_a_file_for_its_owner_alone() {
    let server = server();
    for bus in [
        "",
        "unix:path=/nonexistent/bus",
        "tcp:host=127.0.0.1,port=9",
    ] {
        let home = home(&server, bus);
        let connected = connect(&home, &[]).ends(0);
        let file = file(&home);
        assert!(
            connected.stdout.contains("anthropic.key"),
            "{bus:?}: {}",
            connected.told()
        );
        let mode = |path: &std::path::Path| {
            let metadata = fs::metadata(path).expect("it is there");
            metadata.permissions().mode() & 0o777
        };
        assert_eq!(mode(&file), 0o600);
        assert_eq!(mode(file.parent().expect("a folder")), 0o700);
        assert_nowhere(&home, &[file], &[&connected]);
    }
    let home = home(&server, "");
    connect(&home, &[]).ends(0);
    home.once(&server, "Say hello").ends(0);
    home.run(["disconnect", SERVICE]).ends(0);
    assert!(!file(&home).exists());
}

#[test]
fn a_file_stays_valid_and_moves_into_the_keyring_when_it_is_connected() {
    let (server, keyring) = (server(), Keyring::start());
    let home = home(&server, keyring.address());
    put_file(&home);
    let status = home.run(["status"]).ends(0);
    assert!(status.stdout.contains("anthropic.key"), "{}", status.told());
    assert!(keyring.values().is_empty(), "nothing moves by itself");
    let connected = connect(&home, &[]).ends(0);
    assert!(
        connected
            .stdout
            .contains("is gone: its key is in the keyring"),
        "{}",
        connected.told()
    );
    assert!(!file(&home).exists());
    assert_nowhere(&home, &[], &[&connected]);
}

#[test]
fn a_keyring_that_is_locked_says_so_with_what_to_do_and_nothing_is_lost() {
    let (server, keyring) = (server(), Keyring::start());
    let home = home(&server, keyring.address());
    connect(&home, &[]).ends(0);
    keyring.lock();
    let run = home.once(&server, "Say hello").ends(6);
    assert!(
        run.told().contains("the keyring is locked") && run.told().contains("unlock it"),
        "{}",
        run.told()
    );
    let status = home.run(["status"]).ends(0);
    assert!(
        status.stdout.contains("key from the system's keyring"),
        "{}",
        status.told()
    );
    connect(&home, &[])
        .ends(1)
        .tells(&["the keyring is locked", "--file"]);
    home.run(["disconnect", SERVICE])
        .ends(1)
        .tells(&["the keyring is locked"]);
    let remedy = format!("openkoi connect {SERVICE} --file");
    assert!(run.told().contains(&remedy), "{}", run.told());
    connect(&home, &["--file"]).ends(0);
    assert!(file(&home).exists());
    home.once(&server, "Say hello").ends(0);
}

/// What a person does next, and how many keys the keyring holds then.
type Next = (fn(&Home) -> Run, usize);

#[test]
fn what_can_t_be_taken_out_of_the_keyring_is_said_and_goes_when_it_can() {
    let ways: [Next; 3] = [
        (|home| connect(home, &["--file"]), 0),
        (|home| connect(home, &[]), 1),
        (|home| home.run(["disconnect", SERVICE]), 0),
    ];
    for (again, expected) in ways {
        let (server, mut keyring) = (server(), Keyring::start());
        let home = home(&server, keyring.address());
        connect(&home, &[]).ends(0);
        keyring.lock();
        let left = format!("openkoi connect {SERVICE} --file once more");
        for _still in 0..2 {
            let made = connect(&home, &["--file"]).ends(0);
            for part in ["an older key is left in the keyring", "unlock it", &left] {
                assert!(made.stdout.contains(part), "{part}: {}", made.told());
            }
            home.once(&server, "Say hello").ends(0);
        }
        home.run(["disconnect", SERVICE])
            .ends(1)
            .tells(&["the keyring is locked"]);
        keyring.unlock();
        let made = again(&home).ends(0);
        assert!(!made.stdout.contains("is left"), "{}", made.told());
        assert_eq!(keyring.values().len(), expected, "{}", made.told());
        let names = home.files().into_iter().map(|(path, _)| path);
        let left: Vec<PathBuf> = names
            .filter(|path| path.extension().is_some_and(|end| end == "left"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn where_the_keyring_has_gone_the_file_serves() {
    let (server, keyring) = (server(), Keyring::start());
    let home = home(&server, keyring.address());
    connect(&home, &[]).ends(0);
    keyring.kill();
    let run = home.once(&server, "Say hello").ends(6);
    assert!(
        run.told().contains("there is no keyring here"),
        "{}",
        run.told()
    );
    put_file(&home);
    home.once(&server, "Say hello").ends(0);
}

/// What the keyring does, how it is brought there, and what a person is told.
type Bad = (&'static str, fn(&Keyring), &'static str);

#[test]
fn a_keyring_that_fails_says_how_and_a_file_that_was_to_move_stays() {
    let rows: [Bad; 2] = [
        ("does not answer", Keyring::stop, "does not answer"),
        ("is locked", Keyring::lock, "is locked"),
    ];
    for (what, bring, told) in rows {
        let (server, keyring) = (server(), Keyring::start());
        let home = home(&server, keyring.address());
        put_file(&home);
        bring(&keyring);
        let run = connect(&home, &[]).ends(1).tells(&[told, "--file"]);
        assert_nowhere(&home, &[file(&home)], &[&run]);
        assert!(file(&home).exists(), "{what}");
        home.once(&server, "Say hello").ends(0);
    }
    let (server, keyring) = (server(), Keyring::denied());
    let home = home(&server, keyring.address());
    put_file(&home);
    connect(&home, &[]).ends(1).tells(&["the keyring refuses"]);
    home.once(&server, "Say hello").ends(0);
}

#[test]
fn a_keyring_that_dies_in_the_middle_ends_the_run_with_a_reason() {
    let (server, keyring) = (server(), Keyring::start());
    let home = home(&server, keyring.address());
    connect(&home, &[]).ends(0);
    keyring.stop();
    let running = home.start(["Say hello", "-m", server.model(), "-i", "0"]);
    thread::sleep(Duration::from_millis(700));
    keyring.kill();
    let run = running.end_within(Duration::from_secs(60)).ends(6);
    let told = run.told().contains("does not answer") || run.told().contains("no keyring here");
    assert!(told, "{}", run.told());
}

#[test]
fn what_is_no_text_is_no_key() {
    let (server, keyring) = (server(), Keyring::start());
    let home = home(&server, keyring.address());
    connect(&home, &[]).ends(0);
    for (value, told) in [
        (&b"\xff\xfe\x00key"[..], "is no text"),
        (b"two\nlines", "line break"),
    ] {
        keyring.replace(value);
        let run = home.once(&server, "Say hello").ends(6);
        assert!(run.told().contains(told), "{}", run.told());
    }
}

#[test]
fn nobody_is_asked_who_need_not_be() {
    let server = server();
    let folder = tempfile::tempdir().expect("a temporary directory can be made");
    let socket = folder.path().join("bus");
    let listener = UnixListener::bind(&socket).expect("a socket");
    listener.set_nonblocking(true).expect("a socket");
    let mut home = home(&server, &format!("unix:path={}", socket.display()));
    home.own_file(&format!("credentials/{SERVICE}.keyring"), "");
    for words in [
        &["--version"][..],
        &["status"],
        &["connect", "status"],
        &["doctor"],
        &["task", "list"],
        &["config", "validate"],
        &["trust"],
        &["component", "list"],
    ] {
        home.run(words);
    }
    home.set("ANTHROPIC_API_KEY", KEY);
    home.once(&server, "Say hello").ends(0);
    assert!(listener.accept().is_err(), "somebody has asked the bus");
}

#[test]
fn no_bus_beyond_this_machine_is_spoken_to() {
    let server = server();
    let far = TcpListener::bind("127.0.0.1:0").expect("a port");
    far.set_nonblocking(true).expect("a socket");
    let port = far.local_addr().expect("an address").port();
    let folder = tempfile::tempdir().expect("a temporary directory can be made");
    let made = folder.path().join("made");
    for bus in [
        format!("tcp:host=127.0.0.1,port={port}"),
        format!("nonce-tcp:host=127.0.0.1,port={port}"),
        format!("unixexec:path=/bin/touch,argv1={}", made.display()),
        "autolaunch:".to_owned(),
        format!("tcp:host=127.0.0.1,port={port};unix:path=/nonexistent"),
        format!("unix:path=/nonexistent;tcp:host=127.0.0.1,port={port}"),
    ] {
        let home = home(&server, &bus);
        connect(&home, &[]).ends(0);
        assert!(file(&home).exists(), "{bus}");
    }
    assert!(far.accept().is_err(), "somebody has come");
    assert!(!made.exists());
}

#[test]
fn a_key_that_is_typed_is_not_shown_and_an_interrupt_changes_nothing() {
    let server = server();
    let home = home(&server, "");
    let keys: &'static str = "sk-typed-key-0123456789\n";
    let shown = converse(
        &home,
        &["connect", SERVICE],
        &[],
        &[("not shown: ", Reply::Keys(keys))],
    );
    assert_eq!(shown.code, Some(0), "{}", shown.screen);
    assert!(!shown.screen.contains("sk-typed"), "{}", shown.screen);
    assert_eq!(fs::read_to_string(file(&home)).expect("it is there"), keys);
    for keys in ["sk-another\u{3}", "\n", "\u{4}"] {
        let replies = [("not shown: ", Reply::Keys(keys))];
        let shown = converse(&home, &["connect", SERVICE], &[], &replies);
        let code = if keys.ends_with('\u{3}') { 130 } else { 2 };
        assert_eq!(shown.code, Some(code), "{keys:?}: {}", shown.screen);
    }
    let kept = fs::read_to_string(file(&home)).expect("it is there");
    assert_eq!(kept, "sk-typed-key-0123456789\n");
}

#[test]
fn no_name_but_that_of_a_service_is_looked_up_and_no_task_gives_or_takes_keys() {
    let server = server();
    let mut home = home(&server, "");
    for name in ["../anthropic", "login", "", "anthropic.key", "status\0"] {
        if !name.contains('\0') {
            home.pipe(KEY, ["connect", name, "--stdin"])
                .ends(2)
                .tells(&["there is no service"]);
        }
    }
    home.pipe("", ["connect", SERVICE, "--stdin"])
        .ends(2)
        .tells(&["there is no key"]);
    home.pipe("a\nb", ["connect", SERVICE, "--stdin"])
        .ends(1)
        .tells(&["line break"]);
    home.run(["connect", SERVICE])
        .ends(2)
        .tells(&["no terminal", "--stdin"]);
    home.run(["connect", SERVICE, "--api-key", KEY]).ends(2);
    home.set("OPENKOI_TASK", "1");
    connect(&home, &[])
        .ends(5)
        .tells(&["a program that a task has started"]);
    home.run(["disconnect", SERVICE]).ends(5);
    assert!(!home.path().join("credentials").exists());
}
