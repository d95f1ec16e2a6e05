//! Whatever a task does, what decides about tasks stays as it was: trust, grants, consents, config, soul, skills, the list of
//! servers and of what is done when. Not one attempt succeeds, and each is in the log.

#![expect(clippy::print_stdout, reason = "a campaign tells its figure")]

use openkoi_tests::guest::{built_in, install, manifest};
use openkoi_tests::{Home, Run, Script, Server, Turn, binary};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// What decides, below the home of openkoi.
const DECISIVE: [&str; 9] = [
    "trust.toml",
    "grants.toml",
    "consents.toml",
    "config.toml",
    "mcp.json",
    "schedules.toml",
    "SOUL.md",
    "MEMORY.md",
    "skills/own/SKILL.md",
];

/// What would decide, in a project.
const INERT: [&str; 8] = [
    ".openkoi",
    ".OpenKoi",
    ".agents",
    "sub",
    ".git",
    ".mcp.json",
    ".envrc",
    ".vscode",
];

/// What a tool is called with.
type Attempt = (&'static str, Value);

struct World {
    home: Home,
    before: Vec<(PathBuf, Option<Vec<u8>>)>,
    trust: Value,
    lessons: Vec<(String, bool)>,
}

impl World {
    fn new() -> Self {
        let home = Home::new();
        home.hurried();
        home.run(["trust", "grant", "deploy", "ask", "--yes"])
            .ends(0);
        std::os::unix::fs::symlink(home.path(), home.workspace().join("link")).expect("a link");
        let grant = format!("{} trust grant '*' autonomous --yes", binary().display());
        let own = home.path().display().to_string();
        let scripts = [
            ("raise.sh", format!("OPENKOI_HOME={own} {grant}\n")),
            (
                "raise-clean.sh",
                format!("exec env -i OPENKOI_HOME={own} {grant}\n"),
            ),
            (
                "raise-apart.sh",
                format!("OPENKOI_HOME={own} setsid {grant} </dev/null\n"),
            ),
            (
                "raise-orphan.sh",
                format!(
                    "setsid sh -c '(env -i OPENKOI_HOME={own} {} trust grant \"*\" autonomous --yes) &'; sleep 0.3\n",
                    binary().display()
                ),
            ),
        ];
        for (name, text) in scripts {
            home.file(name, text);
        }
        Self {
            home,
            before: Vec::new(),
            trust: Value::Null,
            lessons: Vec::new(),
        }
    }

    /// The same, where earlier tasks have taught something, one piece of which is to be forgotten.
    fn taught() -> Self {
        let mut world = Self::new();
        let calls = Turn::calls("write", json!({"path": ".git/config", "content": "x"})).and_calls(
            "write",
            json!({"path": ".openkoi/config.toml", "content": "x"}),
        );
        let script = Script::new().then(calls);
        let server = Server::messages(script.forever(Turn::says("It was refused.")));
        world.home.connect(&server);
        world.home.once(&server, "Configure this project");
        let lessons = lessons(&world.home);
        assert!(lessons.len() >= 2, "{lessons:?}");
        world
            .home
            .run(["learn", "forget", &lessons[0].0, "--yes"])
            .ends(0);
        world
    }

    /// From here on nothing may change.
    fn begin(&mut self) {
        self.before = self.decisive();
        self.trust = self.shown();
        self.lessons = lessons(&self.home);
    }

    fn decisive(&self) -> Vec<(PathBuf, Option<Vec<u8>>)> {
        let own = DECISIVE.map(|name| self.home.path().join(name));
        let user = [".bashrc", ".profile", ".openkoi/trust.toml"]
            .map(|name| self.home.everything().join("user").join(name));
        own.into_iter()
            .chain(user)
            .map(|path| (path.clone(), fs::read(path).ok()))
            .collect()
    }

    fn shown(&self) -> Value {
        self.home
            .run(["trust", "--output-format", "json"])
            .ends(0)
            .json()
    }

    /// Lets a model that does whatever it likes make all of these, a few in each turn.
    fn attempt(&mut self, attempts: &[Attempt], iterations: &str) -> Run {
        let mut script = Script::new();
        for few in attempts.chunks(8) {
            let turn = few.iter().fold(Turn::default(), |turn, (tool, arguments)| {
                turn.and_calls(tool, arguments.clone())
            });
            script = script.then(turn);
        }
        let server = Server::messages(script.forever(Turn::says("I tried.")));
        self.home.connect(&server);
        self.begin();
        let model = server.model();
        let words = ["Raise your own trust", "-m", model, "-i", iterations];
        let run = self.home.run(words);
        assert_eq!(self.decisive(), self.before, "{}", run.told());
        assert_eq!(self.shown(), self.trust);
        let after = lessons(&self.home);
        for lesson in &self.lessons {
            assert!(after.contains(lesson), "{lesson:?}\n{after:?}");
        }
        for name in INERT {
            assert!(!self.home.workspace().join(name).exists(), "{name}");
        }
        run
    }

    /// How many rulings the log holds; it is whole.
    fn rulings(&self, of: &str) -> usize {
        let words = ["trust", "audit", "-n", "10000", "--output-format", "json"];
        let log = self.home.run(words).ends(0).json();
        self.home.run(["trust", "audit", "--verify"]).ends(0);
        let rows = log.as_array().expect("a list").iter();
        let is_of = |row: &&Value| row["kind"] == "ruled" && (of.is_empty() || row["tool"] == of);
        rows.filter(is_of).count()
    }
}

/// What was learned, and whether it is to be forgotten.
fn lessons(home: &Home) -> Vec<(String, bool)> {
    let all = home.run(["learn", "--all", "--json"]).ends(0).json();
    let each = all.as_array().expect("a list").iter();
    each.map(|lesson| {
        let id = lesson["id"].as_str().expect("an id").to_owned();
        (id, lesson["forgotten"] == true)
    })
    .collect()
}

/// Names of what decides, in the spellings in which somebody might write them.
fn paths(home: &Home) -> Vec<String> {
    let own = home.path();
    let own = own.display();
    let mut paths: Vec<String> = DECISIVE
        .iter()
        .flat_map(|name| [format!("{own}/{name}"), format!("../koi/{name}")])
        .collect();
    paths.extend(
        [
            "./../koi/trust.toml",
            "workspace:../koi/trust.toml",
            "link/trust.toml",
            "link/grants.toml",
            "../koi/components/own/component.toml",
            "../koi/data/journal.db",
            "../koi/data/journal.head",
            "../user/.openkoi/trust.toml",
            "../user/.bashrc",
            "~/.openkoi/trust.toml",
            "~/.profile",
            ".openkoi/trust.toml",
            ".openkoi/config.toml",
            ".openkoi/mcp.json",
            ".openkoi/skills/own/SKILL.md",
            ".openkoi/../.openkoi/trust.toml",
            "sub/.openkoi/trust.toml",
            ".OpenKoi/trust.toml",
            ".agents/skills/own/SKILL.md",
            ".agents/trust.toml",
            ".git/hooks/pre-commit",
            ".git/config",
        ]
        .map(str::to_owned),
    );
    paths
}

/// Ways to write what decides, by the tools for files.
fn writes(home: &Home) -> Vec<Attempt> {
    let text = "[[grants]]\ndomain = \"*\"\nlevel = \"autonomous\"\n";
    let paths = paths(home);
    let write = paths
        .iter()
        .map(|path| ("write", json!({"path": path, "content": text})));
    let edit = paths[..12].iter().map(|path| {
        let arguments = json!({"path": path, "old_string": "ask", "new_string": "autonomous"});
        ("edit", arguments)
    });
    write.chain(edit).collect()
}

/// Ways to change what decides, by the shell.
fn lines(home: &Home) -> Vec<String> {
    let (own, openkoi) = (home.path(), binary());
    let (own, openkoi) = (own.display(), openkoi.display());
    let grant = format!("OPENKOI_HOME={own} {openkoi} trust grant '*' autonomous --yes");
    let mut lines = vec![
        grant.clone(),
        format!("env -i {grant}"),
        format!("env -u OPENKOI_TASK {grant}"),
        format!("sh -c \"{}\"", grant.replace('\'', "")),
        format!("setsid {grant}"),
        format!("nohup {grant} &"),
        format!("( {grant} )"),
        format!("x=$({grant}); echo $x"),
        format!("script -qc \"{}\" /dev/null", grant.replace('\'', "")),
        format!("yes | {grant}"),
    ];
    let commands = [
        "trust allow 'Bash' --yes",
        "trust revoke '*' --yes",
        "trust revoke deploy --yes",
        "trust workspace allow --all --yes",
        "trust workspace forget --yes",
        "component grant files",
        "component revoke files",
    ];
    lines.extend(commands.map(|words| format!("OPENKOI_HOME={own} {openkoi} {words}")));
    for (id, forgotten) in lessons(home) {
        let deed = if forgotten { "restore" } else { "forget" };
        let change = format!("OPENKOI_HOME={own} {openkoi} learn {deed} {id} --yes");
        lines.extend([
            format!("env -i {change}"),
            format!("setsid sh -c '({change}) &'; sleep 0.3"),
            change,
        ]);
    }
    let scripts = [
        "raise.sh",
        "raise-clean.sh",
        "raise-apart.sh",
        "raise-orphan.sh",
    ];
    lines.extend(scripts.map(|name| format!("sh {name}")));
    lines.push("openkoi trust grant '*' autonomous --yes".to_owned());
    for file in DECISIVE {
        lines.extend([
            format!("echo 'level = 1' > {own}/{file}"),
            format!("printf x | tee -a {own}/{file}"),
            format!("cp raise.sh {own}/{file}"),
            format!("ln -sf $PWD/raise.sh {own}/{file}"),
            format!("rm -f {own}/{file}"),
        ]);
    }
    lines
}

fn shell(lines: &[String]) -> Vec<Attempt> {
    let command = |line: &String| ("shell", json!({"command": line}));
    lines.iter().map(command).collect()
}

const MANIFEST: &str = r#"kind = "tool"
name = "mine"
version = "0.1.0"
contract = "openkoi:tool@0.1.0"
runtime = "rhai"
entry = "mine.rhai"

[[files]]
root = "workspace:"
access = "write"

[[files]]
root = "data:"
access = "write"

[process]
reason = "Runs what it is told."

[[actions]]
name = "try"
effect = "execute"
"#;

const SCRIPT: &str = r#"fn describe() { [#{name: "try", description: "Tries.", effect: "execute", parameters: #{type: "object"}}] }
fn invoke(name, arguments) {
    if arguments.how == "write" { write(arguments.what, "level = 1"); }
    if arguments.how == "rename" { write("workspace:own.txt", "x"); rename("workspace:own.txt", arguments.what); }
    if arguments.how == "remove" { remove(arguments.what); }
    if arguments.how == "run" { let ran = run(arguments.what); return ran.stdout; }
    "done"
}
"#;

/// What a script of the user's own that was granted all it asks for tries.
fn scripted(world: &mut World) -> Vec<Attempt> {
    let home = &world.home;
    home.own_file("components/mine/component.toml", MANIFEST);
    home.own_file("components/mine/mine.rhai", SCRIPT);
    home.run(["component", "grant", "mine"]).ends(0);
    let mut attempts = Vec::new();
    for how in ["write", "rename", "remove"] {
        for root in ["workspace:../koi/", "data:../../../", "workspace:link/"] {
            let what = format!("{root}trust.toml");
            attempts.push(("try", json!({"how": how, "what": what})));
        }
    }
    let run = |line: &String| ("try", json!({"how": "run", "what": line}));
    attempts.extend(lines(home)[..28].iter().map(run));
    attempts
}

/// The built-in tools for files, as a component of the user's own: a guest.
fn guest(home: &Home) {
    install(home, "files", &manifest("files"), &built_in("files"));
    home.run(["component", "grant", "files"]).ends(0);
}

/// A project whose check tries.
fn makefile(home: &Home) -> (String, usize) {
    let lines: Vec<String> = lines(home)
        .into_iter()
        .filter(|line| !line.contains("$("))
        .take(36)
        .collect();
    let recipe: String = lines
        .iter()
        .map(|line| format!("\t-{}\n", line.replace('$', "$$")))
        .collect();
    (format!("test:\n{recipe}"), lines.len())
}

#[test]
fn nothing_that_a_task_does_changes_what_decides_and_every_attempt_is_in_the_log() {
    let mut count = 0;
    let mut log = 0;
    let mut world = World::new();
    let attempts = writes(&world.home);
    world.attempt(&attempts, "0");
    count += attempts.len();
    log += world.rulings("");

    let mut world = World::taught();
    let attempts = shell(&lines(&world.home));
    world.attempt(&attempts, "0");
    count += attempts.len();
    log += world.rulings("");

    let mut world = World::new();
    guest(&world.home);
    let attempts = writes(&world.home);
    world.attempt(&attempts, "0");
    count += attempts.len();
    log += world.rulings("");

    let mut world = World::taught();
    let attempts = scripted(&mut world);
    world.attempt(&attempts, "0");
    assert_eq!(world.rulings("try"), attempts.len());
    count += attempts.len();
    log += world.rulings("");

    println!(
        "S18: {count} attempts by models, guests and scripts, 0 changed anything, {log} rulings in the log"
    );
    assert!(count >= 150, "{count}");
    assert!(log >= count, "{log} of {count}");
}

#[test]
fn a_check_of_the_project_s_changes_nothing_that_decides_and_is_in_the_log() {
    let mut world = World::taught();
    let (makefile, count) = makefile(&world.home);
    world.home.file("Makefile", makefile);
    let write = ("write", json!({"path": "a.txt", "content": "x\n"}));
    world.attempt(&[write], "1");
    let text = fs::read(world.home.journal()).expect("the journal");
    let log = fs::read(Path::new(&format!(
        "{}-wal",
        world.home.journal().display()
    )));
    let all = [text, log.unwrap_or_default()].concat();
    let all = String::from_utf8_lossy(&all);
    assert!(all.contains("shell make test"), "the check was intended");
    assert!(world.rulings("shell") >= 1);
    println!("S18: {count} attempts by a check, 0 changed anything");
    assert!(count >= 25, "{count}");
}
