//! Every command that the README shows does what the README says, in one shell from the first to the last.

use openkoi_tests::daemon::config;
use openkoi_tests::readme::{Command, fences};
use openkoi_tests::{Home, Script, Server, workspace};
use std::fmt::Write;
use std::fs;
use std::process::{Command as Process, Stdio};

fn readme() -> String {
    fs::read_to_string(workspace().join("README.md")).expect("there is a README.md")
}

/// Stand-ins for what would leave this machine or build everything anew. `make` looks whether there is such a target.
const STAND_INS: &str = r#"
git() { if [ "$1" = clone ]; then cp -r "$CHECKOUT" "$(basename "$2" .git)"; else command git "$@"; fi; }
curl() { echo "curl is not run here" >&2; }
sudo() { echo "sudo is not run here" >&2; }
rustup() { echo "rustup is not run here" >&2; }
if [ -z "$OPENKOI_README_FULL" ]; then
  make() { for goal in "$@"; do case $goal in -*|*=*) ;; *) grep -q "^$goal:" "$MAKEFILE" || { echo "no target $goal" >&2; return 2; } ;; esac; done; }
  cargo() { case "$1" in install) echo "cargo install is not run here" >&2 ;; *) command cargo "$@" ;; esac; }
fi
"#;

/// A script that runs the commands one after the other in this very shell and reports each exit code.
fn script(commands: &[Command]) -> String {
    let mut script = String::from(STAND_INS);
    for command in commands {
        let text = &command.text;
        write!(script, "{text}\necho \"{} $?\" >&3\n", command.line)
            .expect("a string takes everything");
    }
    script
}

/// A checkout with what the commands touch: no history, no build.
fn checkout(home: &Home) -> std::path::PathBuf {
    let place = home.everything().join("checkout");
    let copied = Process::new("bash")
        .arg("-c")
        .arg("mkdir -p \"$1\" && cd \"$2\" && cp -r README.md Makefile \"$1\" 2>/dev/null; mkdir -p \"$1/components/reflex\" && cp -r components/reflex/samples \"$1/components/reflex/\"")
        .args(["copy".as_ref(), place.as_os_str(), workspace().as_os_str()])
        .status();
    assert!(copied.expect("bash runs").success());
    place
}

#[test]
fn every_command_exits_as_the_readme_says() {
    let server = Server::messages(Script::new());
    let mut home = Home::new();
    // The README's daemon listens where a port is free: `curl` is a stand-in.
    home.own_file("config.toml", config(""));
    for (name, value) in server
        .environment()
        .into_iter()
        .filter(|(name, _)| name.ends_with("BASE_URL"))
    {
        home.set(name, value);
    }
    let tools = home.everything().join("bin");
    fs::create_dir_all(&tools).expect("a directory of ours can be made");
    std::os::unix::fs::symlink(openkoi_tests::binary(), tools.join("openkoi"))
        .expect("a link of ours can be made");
    let path = std::env::var("PATH").unwrap_or_default();
    home.set("PATH", format!("{}:{path}", tools.display()));
    home.set("CHECKOUT", checkout(&home).display().to_string());
    home.set(
        "MAKEFILE",
        workspace().join("Makefile").display().to_string(),
    );
    if std::env::var("OPENKOI_README_FULL").is_ok_and(|value| value == "1") {
        home.set("OPENKOI_README_FULL", "1");
    }
    let commands = fences(&readme()).concat();
    assert!(
        !commands.is_empty(),
        "the README shows no commands in ```sh"
    );
    let codes = home.everything().join("codes");
    let mut bash = Process::new("bash");
    home.dress(&mut bash);
    let wrapped = format!("exec 3>'{}'\n{}", codes.display(), script(&commands));
    let bash = bash.current_dir(home.workspace()).arg("-c").arg(wrapped);
    let output = bash.stdin(Stdio::null()).output().expect("bash runs");
    let seen = fs::read_to_string(&codes).unwrap_or_default();
    let code = |line: usize| {
        seen.lines()
            .find_map(|row| row.strip_prefix(&format!("{line} "))?.parse().ok())
    };
    let wrong = |command: &&Command| code(command.line) != Some(command.code);
    let told = |command: &Command| {
        let Command {
            line,
            text,
            code: expected,
        } = command;
        format!(
            "README.md:{line}: `{text}` ended with {:?}, not {expected}",
            code(*line)
        )
    };
    let wrong: Vec<_> = commands.iter().filter(wrong).map(told).collect();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        wrong.is_empty(),
        "{}\n--- stderr of all\n{stderr}",
        wrong.join("\n")
    );
}

#[test]
fn every_make_target_of_the_readme_exists() {
    let makefile = fs::read_to_string(workspace().join("Makefile")).expect("there is a Makefile");
    let targets: Vec<_> = makefile
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, _)| name.trim())
        .collect();
    for command in fences(&readme()).concat() {
        // What stands in quotes is a value, not a goal.
        let unquoted: String = command.text.split('"').step_by(2).collect();
        let words: Vec<_> = unquoted.split_whitespace().collect();
        if words.first() == Some(&"make") {
            for goal in words[1..]
                .iter()
                .filter(|word| !word.contains('=') && !word.starts_with('-'))
            {
                assert!(
                    targets.contains(goal),
                    "README.md:{}: there is no target `{goal}`",
                    command.line
                );
            }
        }
    }
}

#[test]
fn the_flags_that_the_readme_names_exist() {
    let home = Home::new();
    let mut help = home.run(["--help"]).ends(0).stdout;
    for command in ["think", "status", "task", "component", "config", "learn"] {
        help.push_str(&home.run([command, "--help"]).ends(0).stdout);
    }
    let below: [&[&str]; 10] = [
        &["learn", "list"],
        &["mcp", "add"],
        &["mcp", "remove"],
        &["mcp", "trust"],
        &["task", "list"],
        &["mind", "dissent"],
        &["trust", "grant"],
        &["trust", "audit"],
        &["trust", "workspace", "allow"],
        &["trust", "workspace", "forget"],
    ];
    for command in below {
        help.push_str(&home.run([command, &["--help"]].concat()).ends(0).stdout);
    }
    for command in fences(&readme()).concat() {
        if command.code == 0 && command.text.trim_start().starts_with("openkoi") {
            let flags = command
                .text
                .split_whitespace()
                .filter(|word| word.starts_with("--") && word.len() > 2);
            for flag in flags.map(|flag| flag.split('=').next().unwrap_or_default()) {
                assert!(
                    help.contains(flag),
                    "README.md:{}: no help knows {flag}",
                    command.line
                );
            }
        }
    }
}
