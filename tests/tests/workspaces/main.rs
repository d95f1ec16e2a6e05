//! Projects that were made to do something to whoever opens them. None of them starts a program, calls an address, widens
//! a setting or sees a key, before anybody consented and after; and whatever was allowed and changes is asked about again.

#![expect(clippy::print_stdout, reason = "a campaign says its figure")]

mod after;
mod case;
mod observed;
mod self_service;
mod table;

use case::{Case, Scene};
use observed::{Start, observed};
use openkoi_tests::Server;
use serde_json::Value;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::{env, fs};

/// The binary itself, as it sets up the sandbox for a program.
const SANDBOX: &str = "/proc/self/exe openkoi-sandbox";

/// What was counted over all projects.
#[derive(Debug, Default)]
struct Figure {
    projects: usize,
    runs: usize,
    changes: usize,
    asked_again: usize,
}

#[test]
fn a_hostile_project_does_nothing_to_who_opens_it() {
    let cases: Vec<Case> = table::all();
    assert!(cases.len() >= 70, "{} projects", cases.len());
    let (next, figure, wrong) = (
        AtomicUsize::new(0),
        Mutex::new(Figure::default()),
        Mutex::new(Vec::new()),
    );
    let work = || {
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::SeqCst)) {
            let mut met = Met::default();
            met.meet(case);
            let mut figure = figure.lock().expect("nobody panics with it");
            figure.projects += 1;
            figure.runs += met.runs;
            figure.changes += met.changes;
            figure.asked_again += met.asked_again;
            let told = met
                .wrong
                .into_iter()
                .map(|why| format!("{}: {why}", case.name));
            wrong.lock().expect("nobody panics with it").extend(told);
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism()
            .map_or(2, usize::from)
            .min(8)
        {
            scope.spawn(work);
        }
    });
    let (figure, wrong) = (
        figure.into_inner().expect("done"),
        wrong.into_inner().expect("done"),
    );
    println!(
        "{} hostile projects, {} runs under observation: {} wrong; {} of {} changes after consent asked again (seed {:#x})",
        figure.projects,
        figure.runs,
        wrong.len(),
        figure.asked_again,
        figure.changes,
        after::seed()
    );
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert_eq!(figure.asked_again, figure.changes);
    assert!(figure.changes >= 70, "{figure:?}");
}

#[test]
fn who_observes_is_not_blind() {
    const CONTROL: Case =
        Case::new("control", 0, &[("control.sh", "true\n")]).changing("sh control.sh");
    let mut scene = Scene::of(&CONTROL);
    let server = case::changer("sh control.sh");
    scene.home.connect(&server);
    let words = ["Write a note", "-m", server.model(), "-i", "0"];
    let seen = observed(&scene.home, &scene.place(&CONTROL), &words);
    let is_it = |start: &Start| start.line.ends_with("sh control.sh");
    assert!(seen.started.iter().any(is_it), "the script was started");
    assert!(
        seen.called.contains(&server.address().to_string()),
        "{:?}",
        seen.called
    );
    let mut met = Met::default();
    met.nothing_started(&seen.started, &[], &[]);
    met.nobody_called(&seen.called, None, &[]);
    assert!(met.wrong.len() >= 2, "{:?}", met.wrong);
}

/// How one project was met.
#[derive(Default)]
struct Met {
    runs: usize,
    changes: usize,
    asked_again: usize,
    wrong: Vec<String>,
}

/// Not one of the project's: all of those lie below the folder for temporary files. What it started itself would be told.
fn is_users_git(line: &str) -> bool {
    let Some((program, words)) = line.split_once(' ') else {
        return false;
    };
    let asks = format!("{program} config --global --includes --null --list");
    program.ends_with("/git") && !Path::new(program).starts_with(env::temp_dir()) && words == asks
}

impl Met {
    fn meet(&mut self, case: &Case) {
        let mut scene = Scene::of(case);
        scene.home.hurried();
        self.look(&scene, case);
        self.read(&mut scene, case, "before anybody consented");
        self.change(&mut scene, case);
        self.settings(&scene, case, &[]);
        after::consented(self, &mut scene, case);
        if scene.calls() > 0 {
            self.wrong.push("the evil port was called".into());
        }
        let written = scene.written_outside();
        if !written.is_empty() {
            self.wrong.push(format!("outside appeared {written:?}"));
        }
    }

    /// `status` and `trust workspace` start nothing, call nobody, wait for nothing.
    fn look(&mut self, scene: &Scene, case: &Case) {
        for words in [&["status"][..], &["trust", "workspace"]] {
            let seen = observed(&scene.home, &scene.place(case), words);
            self.runs += 1;
            self.nothing_started(&seen.started, &[], words);
            self.nobody_called(&seen.called, None, words);
            if seen.run.code != 0 {
                self.wrong.push(format!("{words:?}: {}", seen.run.told()));
            }
            let printed = format!("{}{}", seen.run.stdout, seen.run.stderr);
            if printed
                .chars()
                .any(|c| c.is_control() && c != '\n' && c != '\t')
            {
                self.wrong
                    .push(format!("{words:?} printed a control character"));
            }
            if printed.contains(case::SECRET) {
                self.wrong
                    .push(format!("{words:?} printed what lies outside"));
            }
        }
        let items = items(scene, case);
        let usable = items.iter().filter(|item| item["state"] == "new").count();
        if usable != case.items {
            self.wrong.push(format!(
                "{usable} things to allow instead of {}: {items:?}",
                case.items
            ));
        }
    }

    /// A question is answered without starting anything but the servers that were allowed, as they were shown.
    fn read(&mut self, scene: &mut Scene, case: &Case, when: &str) {
        let server = case::reader();
        scene.home.connect(&server);
        let words = [
            "What is here?",
            "-m",
            server.model(),
            "-i",
            "0",
            "--output-format",
            "json",
        ];
        let seen = observed(&scene.home, &scene.place(case), &words);
        self.runs += 1;
        let servers = allowed_servers(scene, case);
        let servers: Vec<&str> = servers.iter().map(String::as_str).collect();
        self.nothing_started(&seen.started, &servers, &[when]);
        self.nobody_called(&seen.called, Some(&server), &[when]);
        self.key_stays(scene, &server, when);
        if seen.run.code != 0 {
            self.wrong.push(format!("{when}: {}", seen.run.told()));
        }
        let names_command = seen.run.stderr.contains("openkoi trust workspace");
        let waits = items(scene, case).iter().any(|item| item["state"] == "new");
        if names_command != waits {
            self.wrong.push(format!(
                "{when}: what waits is not said as it is: {}",
                seen.run.stderr
            ));
        }
    }

    /// A change starts what the model runs and the checks that are shown, and nothing else.
    fn change(&mut self, scene: &mut Scene, case: &Case) {
        let Some(shell) = case.shell else { return };
        let server = case::changer(shell);
        scene.home.connect(&server);
        let words = ["Write a note", "-m", server.model(), "-i", "1"];
        let seen = observed(&scene.home, &scene.place(case), &words);
        self.runs += 1;
        let shown = format!("{}{shell}", seen.run.stderr.replace('\n', " "));
        self.nothing_started(&seen.started, &[&shown], &words);
        self.nobody_called(&seen.called, Some(&server), &words);
        self.key_stays(scene, &server, "in a change");
        let note = scene.place(case).join("note.txt");
        if !note.is_file() {
            self.wrong.push(format!(
                "the honest change was not made: {}",
                seen.run.told()
            ));
        } else {
            fs::remove_file(note).expect("ours");
        }
    }

    /// Only the binary itself, in its own role and in the sandbox's, the user's git, asked for the user's own settings, and
    /// shells whose line was shown, with what these start.
    fn nothing_started(&mut self, started: &[Start], shown: &[&str], when: &[&str]) {
        let own = openkoi_tests::binary().display().to_string();
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_shown = |start: &&Start| {
            let Some((shell, line)) = start.line.split_once(" -c ") else {
                return false;
            };
            let line = one_line(line);
            // A server is what the shell becomes.
            let line = line.trim_start_matches("exec \\$@\\ server ");
            let line = line.trim_matches(|c: char| !c.is_alphanumeric());
            let mut shown = shown.iter().map(|shown| one_line(shown));
            shell.ends_with("sh") && shown.any(|shown| shown.contains(line))
        };
        let shells: Vec<&Start> = started.iter().filter(is_shown).collect();
        for start in started {
            let is_below = shells.iter().any(|shell| start.is_below(shell));
            let is_own =
                start.line.starts_with(&own) || start.line == SANDBOX || is_users_git(&start.line);
            if !is_own && !is_below {
                self.wrong.push(format!("{when:?} started {}", start.line));
            }
        }
    }

    fn nobody_called(&mut self, called: &[String], server: Option<&Server>, when: &[&str]) {
        let own = server.map(|server| server.address().to_string());
        for address in called {
            if Some(address) != own.as_ref() {
                self.wrong.push(format!("{when:?} called {address}"));
            }
        }
    }

    /// The key goes to its host alone: no file and no evil place has it.
    fn key_stays(&mut self, scene: &Scene, server: &Server, when: &str) {
        let [(_, key), _] = server.environment();
        let trace = |bytes: &[u8]| {
            bytes
                .windows(key.len())
                .any(|window| window == key.as_bytes())
        };
        for path in files(scene.home.everything()) {
            let is_small =
                fs::metadata(&path).is_ok_and(|found| found.is_file() && found.len() < 1 << 26);
            if is_small && fs::read(&path).is_ok_and(|bytes| trace(&bytes)) {
                self.wrong
                    .push(format!("{when} the key lies in {}", path.display()));
            }
        }
        if server
            .received()
            .iter()
            .any(|request| request.body.to_string().contains(&key))
        {
            self.wrong
                .push(format!("{when} the key was said to the model"));
        }
    }

    /// No setting is another than without the project; after a consent, but for what may be narrowed.
    fn settings(&mut self, scene: &Scene, case: &Case, narrowed: &[&str]) {
        let mut command = scene.home.command(["config", "validate"]);
        command.current_dir(scene.place(case));
        let run = openkoi_tests::Running::start(command, openkoi_tests::run::Input::Nothing);
        let printed = run.end_within(std::time::Duration::from_secs(60)).stdout;
        for line in printed
            .lines()
            .filter(|line| !line.starts_with('#') && line.contains(".openkoi/config.toml:"))
        {
            if !narrowed.iter().any(|name| line.starts_with(name)) {
                self.wrong.push(format!("the project set {line}"));
            }
        }
    }
}

/// What the servers that are allowed were shown to start, a line each, without quotes.
fn allowed_servers(scene: &Scene, case: &Case) -> Vec<String> {
    let items = items(scene, case);
    let servers = items
        .iter()
        .filter(|item| item["kind"] == "mcp" && item["state"] == "allowed");
    let shown = servers.filter_map(|item| item["does"][0].as_str());
    shown.map(|line| line.replace('"', "")).collect()
}

/// What `trust workspace` lists.
fn items(scene: &Scene, case: &Case) -> Vec<Value> {
    let mut command = scene
        .home
        .command(["trust", "workspace", "--output-format", "json"]);
    command.current_dir(scene.place(case));
    let run = openkoi_tests::Running::start(command, openkoi_tests::run::Input::Nothing);
    let run = run.end_within(std::time::Duration::from_secs(60)).ends(0);
    let listed = run.json();
    let mut items = listed["items"].as_array().cloned().unwrap_or_default();
    for item in &mut items {
        item["root"] = listed["workspace"].clone();
    }
    items
}

/// The files that a run can have written: beside the project, and in it but for very full directories.
fn files(root: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(&directory)
            .into_iter()
            .flatten()
            .flatten()
            .take(500)
        {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                Ok(kind) if kind.is_file() => found.push(entry.path()),
                _ => {}
            }
        }
    }
    found
}
