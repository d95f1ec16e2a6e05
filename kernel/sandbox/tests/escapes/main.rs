//! Attempts to get out of the sandbox, each also made outside of it, where it has to succeed.

#![cfg(target_os = "linux")]
#![expect(clippy::print_stdout, reason = "the campaign prints its figure")]

mod bench;
mod repositories;

use bench::Bench;
use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

/// The least number of attempts that count.
const LEAST: usize = 150;

#[test]
fn no_probe_gets_out_that_gets_through_outside() {
    let bench = Bench::new();
    let names = bench.names();
    let (own, shared): (Vec<_>, Vec<_>) = names
        .into_iter()
        .partition(|name| name.starts_with("protect"));
    let mut outside = bench.run(false, &shared);
    let mut inside = bench.run(true, &shared);
    // What changes the workspace gets one of its own.
    for name in own {
        outside.extend(bench.run(false, std::slice::from_ref(&name)));
        inside.extend(bench.run(true, &[name]));
    }
    thread::sleep(Duration::from_secs(bench::SURVIVE + 1));
    let (mut held, mut denied, mut escaped) = (0, Vec::new(), Vec::new());
    for (name, attempt) in &inside {
        let control = &outside[name];
        match (control.is_real(), attempt.is_real()) {
            (_, true) => escaped.push(format!("{name}: {attempt:?}")),
            (true, false) => held += 1,
            (false, false) => denied.push(format!("{name}: {}", control.told())),
        }
    }
    println!(
        "escapes: {} probes, {} escaped, {held} stopped by the sandbox, {} that this kernel stops anyway",
        inside.len(),
        escaped.len(),
        denied.len()
    );
    for line in &denied {
        println!("  outside too: {line}");
    }
    assert!(escaped.is_empty(), "\n{}", escaped.join("\n"));
    assert_eq!(inside.len(), outside.len(), "each has its control");
    assert!(inside.len() >= LEAST, "{} probes", inside.len());
    // A plain user's kernel stops more by itself.
    let least = if bench::is_root() { LEAST } else { LEAST / 2 };
    assert!(held >= least, "only {held} got through outside");
}

#[test]
fn where_a_layer_is_missing_nothing_is_run_and_it_is_named() {
    let bench = Bench::new();
    for layer in ["namespaces", "proc", "landlock", "seccomp", "file view"] {
        let told = bench.confine_without(layer, "echo ran > ran");
        assert_eq!(told.code, 125, "{layer}: {told:?}");
        assert!(
            told.stderr.contains(&format!("nothing was run: {layer}:")),
            "{layer}: {told:?}"
        );
        assert!(!bench.workspace().join("ran").exists(), "{layer}");
    }
    assert_eq!(bench.confine("echo ran > ran").code, 0);
    assert!(bench.workspace().join("ran").exists());
}

#[test]
fn bombs_are_held_by_limits() {
    let rows = [
        (
            "processes",
            "CONFINE_PROCESSES",
            "200",
            "bomb() { bomb | bomb & }; bomb; sleep 20; echo unharmed",
        ),
        (
            "memory",
            "CONFINE_MEMORY",
            "200000000",
            "for n in 1 2 3 4; do (head -c 90000000 /dev/zero | tail | sleep 15) & done; wait; echo unharmed",
        ),
    ];
    for (what, limit, value, line) in rows {
        let bench = Bench::new();
        let told = bench.confine_with(&[(limit, value)], line);
        let is_stopped = told.stderr.contains(&format!("of {what}"))
            || told.stderr.contains(&format!("{what} and threads"))
            || told.stderr.contains("Cannot allocate memory");
        // Which of the two limits is met first is a race; where no more can be started, what was there may end in peace.
        let is_refused = told.stderr.contains("Cannot fork");
        assert!(
            is_refused || (is_stopped && !told.stdout.contains("unharmed")),
            "{what}: {told:?}"
        );
    }
}

#[test]
fn what_was_put_into_protected_places_is_kept_aside_and_told() {
    let bench = Bench::new();
    let told = bench.confine("mkdir -p sub/.openkoi && echo evil > sub/.openkoi/config.toml; git init -q fresh; echo evil > fresh/.git/hooks/post-checkout");
    assert_eq!(told.code, 0, "{told:?}");
    assert_eq!(told.stderr.matches("kept: ").count(), 2, "{told:?}");
    let work = bench.workspace();
    assert!(
        !work.join("sub/.openkoi").exists()
            && !work.join("fresh/.git/hooks/post-checkout").exists()
    );
    assert!(
        work.join("fresh/.git/config").exists(),
        "what only describes stays"
    );
    // Placeholders are gone with the last program.
    let left: Vec<_> = [".agents", ".openkoi", ".mcp.json", ".git/commondir"]
        .into_iter()
        .filter(|name| work.join(name).exists())
        .collect();
    assert_eq!(left, Vec::<&str>::new());
}

#[test]
fn our_own_places_are_out_of_sight_where_a_program_could_see_them() {
    let bench = Bench::new();
    let own = bench.workspace().join("own");
    std::fs::create_dir_all(own.join("data")).expect("a folder");
    std::fs::write(own.join("data/journal.db"), "secret").expect("a file");
    let hidden = own.to_str().expect("text");
    let told = bench.confine_with(
        &[("CONFINE_HIDDEN", hidden)],
        "ls -A own; cat own/data/journal.db; echo x > own/x",
    );
    assert!(told.code != 0 && !told.stdout.contains("data"), "{told:?}");
    assert!(!own.join("x").exists() && own.join("data/journal.db").exists());
}

#[test]
fn what_people_do_every_day_works_inside() {
    let bench = Bench::new();
    let rows = [
        (
            "echo x > new && mv new newer && mkdir -p a/b && mv newer a/b/ && cat a/b/newer",
            "x",
        ),
        (
            "git status --short | head -1; git log --oneline | wc -l",
            "",
        ),
        (
            "git add file; git -c user.name=n -c user.email=e commit -qm more && git log --oneline | wc -l",
            "",
        ),
        (
            "echo t > /tmp/t && cat /tmp/t && mktemp >/dev/null && echo $TMPDIR",
            "t\n/tmp",
        ),
        (
            "python3 -c 'import multiprocessing as m; print(m.Pool(2).map(abs, [-1]))'",
            "[1]",
        ),
        (
            "python3 -c 'import socket as s; l=s.create_server((\"127.0.0.1\",0)); c=s.create_connection(l.getsockname()); print(1)'",
            "1",
        ),
        ("echo 'all: ; @echo made' > Makefile && make", "made"),
        ("id -u; whoami", ""),
        (
            "cat < /dev/null; echo x > /dev/null; head -c 4 /dev/urandom | wc -c",
            "4",
        ),
        (
            "ps -e >/dev/null; nproc >/dev/null && echo counted",
            "counted",
        ),
        (
            "ln -s a l && readlink l; mkfifo f && test -p f && echo fifo",
            "a\nfifo",
        ),
    ];
    for (line, expected) in rows {
        let told = bench.confine(line);
        assert_eq!(told.code, 0, "{line}: {told:?}");
        assert!(told.stdout.contains(expected), "{line}: {told:?}");
    }
}

#[test]
fn a_plain_user_is_held_like_root() {
    let bench = Bench::new();
    let Some(told) = bench
        .confine_as_somebody("id -u; cat /proc/self/status | grep -E 'CapEff|NoNewPrivs|Seccomp:'")
    else {
        return assert!(!bench::is_root(), "root can be anybody");
    };
    assert_eq!(told.code, 0, "{told:?}");
    let fields: BTreeMap<_, _> = told
        .stdout
        .lines()
        .filter_map(|line| line.split_once(":\t"))
        .collect();
    assert_eq!(fields.get("CapEff"), Some(&"0000000000000000"), "{told:?}");
    assert_eq!(
        (fields.get("NoNewPrivs"), fields.get("Seccomp")),
        (Some(&"1"), Some(&"2")),
        "{told:?}"
    );
    assert!(told.stdout.starts_with(bench::SOMEBODY), "{told:?}");
}
