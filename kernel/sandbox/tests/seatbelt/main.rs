//! The helper of macOS, with a peer in the place of the system's tool: all but what that tool itself enforces.

#![cfg(target_os = "linux")]

mod bench;

use bench::{Bench, Told, ends};
use openkoi_sandbox::{Layer, Plan, Proxy, Report, Scene, Shown, What, seatbelt};
use rustix::process::{Pid, Resource, Signal, getrlimit, kill_process_group};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::thread;

fn told(report: Report, stdout: &str, stderr: &str) -> Told {
    Told {
        reports: vec![report],
        stdout: stdout.into(),
        stderr: stderr.into(),
    }
}

#[test]
fn a_program_ends_as_it_ends_and_says_what_it_says() {
    let bench = Bench::new();
    let rows = [
        ("exit 0", Report::Code(0), "", ""),
        ("exit 7", Report::Code(7), "", ""),
        ("echo out; echo err >&2", Report::Code(0), "out\n", "err\n"),
        ("cat", Report::Code(0), "put in", ""),
        ("kill -9 $$", Report::Signal(9), "", ""),
        ("kill -TERM $$", Report::Signal(15), "", ""),
        (
            "echo 'openkoi: begun' >&2; exit 1",
            Report::Code(1),
            "",
            "openkoi: begun\n",
        ),
        ("pwd > here; cat here", Report::Code(0), "{work}\n", ""),
        ("echo $TMPDIR", Report::Code(0), "{temp}\n", ""),
        // What the tool itself says and ends with where it refuses.
        (
            "echo 'sandbox-exec: no' >&2; exit 65",
            Report::Code(65),
            "",
            "sandbox-exec: no\n",
        ),
        ("exit 71", Report::Code(71), "", ""),
        (
            "/nowhere/to/be/found 2>/dev/null",
            Report::Code(127),
            "",
            "",
        ),
    ];
    for (line, report, stdout, stderr) in rows {
        let mut plan = bench.plan(line);
        plan.environment.insert("TMPDIR".into(), "/tmp".into());
        let done = bench.run(&Bench::peer(), &plan, "put in");
        let [work, temp] = ["work", "temp"].map(|name| bench.path(name).display().to_string());
        let stdout = stdout.replace("{work}", &work).replace("{temp}", &temp);
        assert_eq!(done, told(report, &stdout, stderr), "{line}");
    }
}

#[test]
fn a_tool_that_is_missing_or_refuses_is_a_missing_layer_and_nothing_was_run() {
    let bench = Bench::new();
    let rows = [
        (
            "#!/bin/sh\necho 'sandbox-exec: unbound variable' >&2\nexit 65\n",
            "unbound variable",
        ),
        (
            "#!/bin/sh\necho 'sandbox-exec: sandbox_apply: Operation not permitted' >&2\nexit 71\n",
            "not permitted",
        ),
        ("#!/bin/sh\nexit 0\n", "it gives no reason"),
        ("#!/bin/sh\necho killed >&2; kill -9 $$\n", "killed"),
        (
            "#!/bin/sh\n/usr/bin/sleep 60 2>&- & echo left >&2; exit 65\n",
            "left",
        ),
        ("#!/bin/sh\nyes no >&2\n", "no"),
        ("#!/nowhere/to/be/found\n", "No such file"),
    ];
    for (text, reason) in rows {
        let done = bench.run(&bench.tool(text), &bench.plan("echo ran > ran"), "");
        let [Report::Missing(missing)] = done.reports.as_slice() else {
            panic!("{text}: {done:?}");
        };
        assert_eq!(missing.layer, Layer::Seatbelt, "{text}");
        assert!(missing.reason.contains(reason), "{text}: {missing}");
        assert!(
            missing
                .to_string()
                .contains("nothing was run: sandbox-exec:"),
            "{missing}"
        );
        assert_eq!(
            (done.stdout.as_str(), done.stderr.as_str()),
            ("", ""),
            "{text}"
        );
        assert!(!bench.path("work/ran").exists(), "{text}");
    }
    let mut plan = bench.plan("echo ran > ran");
    plan.without = vec![Layer::Seatbelt];
    let done = bench.run(Path::new("/nowhere/to/be/found"), &plan, "");
    assert_eq!(done, told(Report::Code(0), "", ""), "a person allowed it");
    assert!(bench.path("work/ran").exists());
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let bench = Bench::new();
    let mut plan = bench.plan("");
    plan.words = vec!["/nowhere/to/be/found".into()];
    let done = bench.run(&Bench::peer(), &plan, "");
    let [Report::Missing(missing)] = done.reports.as_slice() else {
        panic!("{done:?}");
    };
    assert_eq!(missing.layer, Layer::Start);
    assert!(missing.reason.contains("/nowhere/to/be/found"), "{missing}");
}

#[test]
fn a_trial_tells_a_tool_that_takes_profiles_from_one_that_does_not() {
    let bench = Bench::new();
    assert_eq!(seatbelt::trial(&Bench::peer()), Ok(()));
    let refusing = bench.tool("#!/bin/sh\necho 'sandbox-exec: no' >&2; exit 71\n");
    for (tool, reason) in [
        (refusing.as_path(), "sandbox-exec: no"),
        (Path::new("/nowhere/to/be/found"), "No such file"),
    ] {
        let missing = seatbelt::trial(tool).expect_err("it refuses");
        assert_eq!(missing.layer, Layer::Seatbelt);
        assert!(missing.reason.contains(reason), "{missing}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test starts programs")]
fn the_peer_sees_what_is_wrong_with_a_profile() {
    let fine = "(version 1)\n(deny default)\n(allow x (literal (param \"A\")))\n";
    let rows = [
        (fine.to_owned(), "A=/a", 0),
        (fine.to_owned(), "B=/a", 65),
        (fine.to_owned(), "A=a", 64),
        (fine.replace(")))", "))"), "A=/a", 65),
        (fine.replace(")))", "))))"), "A=/a", 65),
        (fine.replace("\"A", "A"), "A=/a", 65),
        (fine.replace("deny", "allow"), "A=/a", 65),
        (format!("{fine}x"), "A=/a", 65),
    ];
    for (text, parameter, code) in rows {
        let mut command = std::process::Command::new(Bench::peer());
        let command = command.args(["-p", &text, "-D", parameter, "/bin/true"]);
        let done = command.output().expect("the peer");
        assert_eq!(
            done.status.code(),
            Some(code),
            "{text} {parameter}: {done:?}"
        );
    }
}

#[test]
fn the_environment_is_the_plans_and_no_descriptor_is_left_open() {
    let bench = Bench::new();
    // The shells on the way there say these by themselves.
    let of_shells = ["PWD", "OLDPWD", "SHLVL", "_"];
    let _leak = rustix::io::dup(std::io::stderr()).expect("one that programs would inherit");
    let done = bench.run(&Bench::peer(), &bench.plan("exec env"), "");
    let names = done
        .stdout
        .lines()
        .filter_map(|line| line.split('=').next());
    let names: Vec<&str> = names.filter(|name| !of_shells.contains(name)).collect();
    assert_eq!(
        BTreeSet::from_iter(names),
        BTreeSet::from(["GIT_CONFIG_GLOBAL", "PATH", "TMPDIR"])
    );
    let line =
        "i=0; while [ $i -lt 100 ]; do [ ! -e /proc/$$/fd/$i ] || echo $i; i=$((i + 1)); done";
    let done = bench.run(&Bench::peer(), &bench.plan(line), "");
    assert_eq!(done.stdout, "0\n1\n2\n");
}

#[test]
fn whoever_is_left_ends_with_the_parent() {
    let bench = Bench::new();
    let rows = [
        ("in the group", "sleep 600 & echo $!; wait"),
        (
            "in a session of its own",
            "setsid sleep 600 & echo $!; sleep 600",
        ),
        (
            "deaf",
            "sh -c 'trap \"\" TERM HUP INT; echo $$; while :; do sleep 1; done'",
        ),
        ("left behind", "sleep 600 & echo $!"),
    ];
    for (who, line) in rows {
        let mut running = bench.start(&Bench::peer(), &bench.plan(line));
        let left = running.line();
        if who == "left behind" {
            assert_eq!(running.report(), Some(Report::Code(0)));
        } else {
            // Seen once in the family.
            thread::sleep(std::time::Duration::from_millis(200));
        }
        assert!(Path::new("/proc").join(&left).exists(), "{who} runs");
        running.lifeline = None;
        running.helper.wait().expect("it ends");
        assert!(ends(&left), "{who}");
    }
}

#[test]
fn a_helper_whose_parent_is_killed_ends_everybody() {
    let bench = Bench::new();
    let mut running = bench.start(&Bench::peer(), &bench.plan("echo $$; sleep 600"));
    let program = running.line();
    // What the system does with the descriptors of whoever is killed.
    drop(running.lifeline.take());
    assert!(ends(&program));
    running.helper.wait().expect("it ends");
}

#[test]
fn whoever_is_asked_to_end_may_tidy_up() {
    let bench = Bench::new();
    let line = "trap 'echo tidied; exit 3' TERM; echo ready; while :; do sleep 0.01; done";
    let mut running = bench.start(&Bench::peer(), &bench.plan(line));
    assert_eq!(running.line(), "ready");
    let helper = Pid::from_child(&running.helper);
    kill_process_group(helper, Signal::TERM).expect("it is there");
    let done = running.told();
    assert_eq!(done.reports, [Report::Code(3)]);
    assert_eq!(done.stdout, "tidied\n");
}

#[test]
fn limits_hold_for_each_and_for_all() {
    let bench = Bench::new();
    let mut plan = bench.plan("ulimit -c; ulimit -n; ulimit -Hn; ulimit -f");
    plan.limits.file = 1 << 20;
    let done = bench.run(&Bench::peer(), &plan, "");
    let files = getrlimit(Resource::Nofile)
        .maximum
        .unwrap_or(u64::MAX)
        .min(10_240);
    assert_eq!(done.stdout, format!("0\n{files}\n{files}\n2048\n"));
    let rows = [
        (
            "processes",
            "for i in 1 2 3 4 5 6 7 8; do sleep 600 & done; wait",
        ),
        (
            "memory",
            "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do (x=$(head -c 8000000 /dev/zero | tr '\\0' x); sleep 30) & done; wait",
        ),
    ];
    for (what, line) in rows {
        let mut plan = bench.plan(line);
        match what {
            "processes" => plan.limits.processes = 4,
            _ => plan.limits.memory = 64 << 20,
        }
        let done = bench.run(&Bench::peer(), &plan, "");
        let is_told = done
            .reports
            .iter()
            .any(|report| matches!(report, Report::Excess(why) if why.contains(what)));
        assert!(is_told, "{what}: {done:?}");
    }
}

#[test]
fn the_port_of_the_proxy_leads_to_its_socket() {
    let bench = Bench::new();
    let socket = bench.path("proxy.sock");
    let listener = UnixListener::bind(&socket).expect("a socket");
    let answers = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a program");
        let mut said = [0; 5];
        stream.read_exact(&mut said).expect("it speaks");
        stream.write_all(b"world").expect("it listens");
        said
    });
    let mut plan = bench.plan("echo $HTTP_PROXY; cat");
    plan.proxy = Some(Proxy { socket, port: 3128 });
    let planned = "http://127.0.0.1:3128".to_owned();
    plan.environment
        .insert("HTTP_PROXY".into(), planned.clone());
    plan.environment.insert(
        "PEER_NOTES".into(),
        bench.path("profile").display().to_string(),
    );
    let mut running = bench.start(&Bench::peer(), &plan);
    let address = running.line();
    assert_ne!(address, planned, "that port is anybody's");
    let address = address
        .strip_prefix("http://")
        .expect("an address")
        .to_owned();
    let port = address.rsplit(':').next().unwrap_or_default().to_owned();
    let profile = fs::read_to_string(bench.path("profile")).expect("what the tool was told");
    assert!(profile.contains(&format!(
        "(allow network-outbound (remote ip \"localhost:{port}\"))"
    )));
    let mut stream = TcpStream::connect(&address).expect("it listens");
    stream.write_all(b"hello").expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    assert_eq!(answer, "world");
    assert_eq!(&answers.join().expect("no panic"), b"hello");
    running.lifeline = None;
    running.helper.wait().expect("it ends");
    assert!(
        TcpStream::connect(&address).is_err(),
        "it ends with its program"
    );
}

#[test]
fn a_whole_scene_becomes_a_profile_that_the_tool_takes() {
    let bench = Bench::new();
    let work = bench.path("work");
    fs::create_dir_all(work.join(".git/objects")).expect("a folder");
    fs::create_dir_all(work.join(".git/refs")).expect("a folder");
    fs::write(work.join(".git/HEAD"), "ref: refs/heads/main\n").expect("a file");
    fs::write(work.join(".git/config"), "[core]\n").expect("a file");
    let scene = Scene {
        workspace: work.clone(),
        temp: bench.path("temp"),
        caches: bench.path("caches"),
        hidden: vec![bench.path("caches")],
        readable: Vec::new(),
        environment: BTreeMap::from([("PATH".into(), "/usr/bin:/bin".into())]),
        limits: openkoi_sandbox::Limits::default(),
        proxy: None,
    };
    let guard = scene.guard().expect("a guard");
    let words = ["/bin/sh", "-c", "echo $TMPDIR"].map(str::to_owned);
    let mut plan = scene.plan(&guard, words.into(), &work);
    let notes = bench.path("profile");
    plan.environment
        .insert("PEER_NOTES".into(), notes.display().to_string());
    let done = bench.run(&Bench::peer(), &plan, "");
    let temp = format!("{}\n", bench.path("temp").display());
    assert_eq!(done, told(Report::Code(0), &temp, ""));
    let profile = fs::read_to_string(notes).expect("what the tool was told");
    assert!(!profile.contains("(allow network"), "{profile}");
    assert!(!profile.contains(&work.display().to_string()));
    let rules = rules(&plan, &profile);
    for name in [
        ".git/hooks",
        ".git/config",
        ".openkoi",
        ".agents",
        ".mcp.json",
    ] {
        let path = work.join(name);
        let last = |kind: &str| {
            let place = format!("(subpath {})", path.display());
            let of_path = rules.iter().enumerate();
            let mut of_path = of_path.filter(|(_, rule)| rule.ends_with(&format!("{place})")));
            of_path
                .rfind(|(_, rule)| rule.contains(kind))
                .map(|(at, _)| at)
        };
        let open = rules.iter().position(|rule| {
            rule.contains("file-write*")
                && rule.ends_with(&format!("(subpath {}))", work.display()))
        });
        assert!(last("(deny file-write*") > open, "{name}: {rules:#?}");
        let stays = format!(
            "(deny file-write-unlink (literal {}))",
            path.parent().expect("a parent").display()
        );
        assert!(rules.contains(&stays), "{name}: {stays}");
    }
}

/// The rules with their paths in them: the parameters are the paths in the order in which a profile comes upon them.
fn rules(plan: &Plan, text: &str) -> Vec<String> {
    let profile = seatbelt::Profile::of(&seatbelt::really(plan.clone()));
    assert_eq!(profile.text, text);
    let lines = profile.text.lines().map(|line| {
        profile
            .parameters
            .iter()
            .fold(line.to_owned(), |line, (name, value)| {
                line.replace(&format!("(param \"{name}\")"), value)
            })
    });
    lines.collect()
}

#[test]
fn what_no_mount_can_hold_is_not_open() {
    let bench = Bench::new();
    let git = bench.path("work/.git");
    fs::create_dir(&git).expect("a folder");
    let mut plan = bench.plan("true");
    plan.view.push(Shown {
        path: git.clone(),
        what: What::WritableFrom(bench.path("grows")),
    });
    let plan = seatbelt::really(plan);
    let of_git: Vec<&Shown> = plan.view.iter().filter(|shown| shown.path == git).collect();
    assert_eq!(of_git.len(), 1);
    assert_eq!(of_git[0].what, What::ReadOnly);
}
