//! Programs that run code: shells, scripting languages, and builtins that take a line as text.

use super::Scene;
use super::command::Word;
use super::pairs;
use super::place::Spot;
use super::program::Call;
use crate::danger::Harm;
use openkoi_counsel::excerpt;

const SHELLS: [&str; 11] = [
    "sh", "bash", "zsh", "dash", "ksh", "fish", "ash", "csh", "tcsh", "rbash", "mksh",
];

/// What in a short program starts others, talks to machines or removes files.
const REACHING: [&str; 38] = [
    "system(",
    "system ",
    "subprocess",
    "popen",
    "os.exec",
    "execv",
    "exec(",
    "eval(",
    "spawn",
    "child_process",
    "__import__",
    "importlib",
    "rmtree",
    "unlink",
    "os.remove",
    "rmdir",
    "rmsync",
    "rm_rf",
    "rm_r",
    "removesync",
    "socket",
    "urllib",
    "urlopen",
    "requests.",
    "http.client",
    "httpx",
    "fetch(",
    "net::",
    "lwp",
    "open-uri",
    "xmlhttp",
    "smtplib",
    "b64decode",
    "base64",
    "fromhex",
    "deno.run",
    "qx",
    "`",
];

/// Notes what code would be run.
pub(super) fn judge(scene: &mut Scene, call: &Call) {
    let name = call
        .name
        .trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    match if name.is_empty() { call.name } else { name } {
        shell if SHELLS.contains(&shell) => shell_code(scene, call),
        "eval" => text(scene, call.args),
        "trap" => text(scene, call.args.get(..1).unwrap_or_default()),
        "alias" => call
            .args
            .iter()
            .filter_map(|word| word.text.split_once('='))
            .for_each(|(_, line)| scene.line(line)),
        "source" | "." => script(scene, call.args.first()),
        "script" => text(
            scene,
            &call
                .args
                .iter()
                .skip_while(|word| !(word.text.starts_with('-') && word.text.ends_with('c')))
                .skip(1)
                .take(1)
                .cloned()
                .collect::<Vec<_>>(),
        ),
        "function" => super::program::run(scene, call.args.get(1..).unwrap_or_default(), None),
        "mapfile" | "readarray" if call.has("C", "") => scene.add(
            Harm::Unreadable,
            format!("“{}” runs a callback", call.quoted()),
        ),
        "python" | "pypy" | "perl" | "ruby" | "node" | "nodejs" | "php" | "lua" | "deno"
        | "bun" | "tclsh" | "rscript" | "julia" | "ipython" => language(scene, call, name),
        "awk" | "gawk" | "mawk" | "nawk" | "bc" => short_program(scene, call.args.iter()),
        "make" | "gmake" | "just" => makefile(scene, call),
        _ => {}
    }
}

/// Words that are joined to a line and run.
fn text(scene: &mut Scene, words: &[Word]) {
    let line: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let line = line.join(" ");
    if words.iter().any(|word| word.dynamic) {
        return scene.add(
            Harm::Unreadable,
            format!(
                "“{}” runs text that is known only at run time",
                excerpt(&line, 60)
            ),
        );
    }
    scene.line(&line);
}

fn shell_code(scene: &mut Scene, call: &Call) {
    let is_code = |word: &&Word| {
        word.text.starts_with(['-', '+']) && !word.text.starts_with("--") && word.text.contains('c')
    };
    if let Some(at) = call.args.iter().position(|word| is_code(&word)) {
        let code = call.args[at + 1..]
            .iter()
            .find(|word| !word.text.starts_with(['-', '+']))
            .cloned();
        return text(scene, code.as_slice());
    }
    let operands = call.operands();
    let reads_input = operands.is_empty() || operand_is_input(&operands) || call.has("s", "");
    match call.here {
        _ if call
            .args
            .iter()
            .any(|word| word.text == "--version" || word.text == "--help") => {}
        Some(here) if reads_input && here.dynamic => scene.add(
            Harm::Unreadable,
            format!(
                "“{}” runs text that is known only at run time",
                call.quoted()
            ),
        ),
        Some(here) if reads_input => scene.line(&here.text),
        None if reads_input => scene.add(
            Harm::Trusts,
            format!("“{}” runs whatever it is handed, unread", call.quoted()),
        ),
        _ if call.args.iter().any(|word| word.text == "-n") => {}
        _ => script(scene, operands.first().copied()),
    }
}

fn operand_is_input(operands: &[&Word]) -> bool {
    operands.first().is_some_and(|word| {
        word.text == "-" || word.text == "/dev/stdin" || word.text.starts_with("/dev/fd")
    })
}

/// A script in the workspace is the project's own; one from anywhere else is not.
fn script(scene: &mut Scene, file: Option<&Word>) {
    let Some(file) = file else { return };
    for spelling in scene.spellings(file) {
        let short = excerpt(&spelling, 60);
        let base = spelling
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        if scene.fetched.contains(&base) {
            return scene.add(
                Harm::Trusts,
                format!("it runs “{short}”, which it has just downloaded"),
            );
        }
        match scene.place.locate(&spelling) {
            Spot::Workspace(_) | Spot::Temporary => {}
            Spot::Unknown => {
                return scene.add(
                    Harm::Unreadable,
                    format!("it runs “{short}”, which is known only at run time"),
                );
            }
            Spot::Sink | Spot::Device | Spot::Outside => {
                return scene.add(
                    Harm::Escapes,
                    format!("it runs “{short}”, outside the workspace"),
                );
            }
        }
    }
}

fn language(scene: &mut Scene, call: &Call, name: &str) {
    let runner = matches!(name, "deno" | "bun");
    let inline = |word: &&Word| match name {
        "python" | "pypy" | "ipython" => {
            word.text.starts_with("-c")
                || (!word.text.starts_with("--")
                    && word.text.starts_with('-')
                    && word.text.ends_with('c')
                    && word.text.len() < 5)
        }
        "php" => word.text == "-r",
        "deno" => word.text == "eval",
        _ => {
            word.text == "--eval"
                || word.text == "--print"
                || (word.text.starts_with('-')
                    && !word.text.starts_with("--")
                    && word.text.contains(['e', 'E', 'p']))
        }
    };
    if let Some(at) = call.args.iter().position(|word| inline(&word)) {
        if call.args.get(at + 1).is_some_and(|code| code.dynamic) {
            return scene.add(
                Harm::Unreadable,
                format!(
                    "“{}” runs text that is known only at run time",
                    call.quoted()
                ),
            );
        }
        return short_program(scene, call.args[at..].iter());
    }
    let operands = call.operands();
    let asks_only = call.args.iter().any(|word| {
        matches!(
            word.text.as_str(),
            "--version" | "-V" | "-v" | "--help" | "-h" | "--test" | "-m"
        )
    });
    match call.here {
        _ if asks_only || runner => {}
        Some(here) if operands.is_empty() || operand_is_input(&operands) => {
            short_program(scene, std::iter::once(here))
        }
        _ if operands.is_empty() || operand_is_input(&operands) => scene.add(
            Harm::Trusts,
            format!("“{}” runs whatever it is handed, unread", call.quoted()),
        ),
        _ => script(scene, operands.first().copied()),
    }
}

/// A program on the line itself may compute, but not reach further than the line is judged.
fn short_program<'a>(scene: &mut Scene, code: impl Iterator<Item = &'a Word>) {
    for word in code {
        let dense = word.text.to_ascii_lowercase().replace(" (", "(");
        let does = |reach: &&&str| {
            dense.contains(**reach) && !(**reach == "socket" && pairs::are_all(&dense))
        };
        if let Some(reach) = REACHING.iter().find(does) {
            let what = format!(
                "the program on the line uses “{}”, which reaches further than can be judged here",
                reach.trim()
            );
            return scene.add(Harm::Unreadable, what);
        }
        for path in word.text.split(['"', '\'', '(', ')', ',', ' ', '\n']) {
            if crate::path::secret(path) || path.starts_with("/etc/") {
                return scene.add(
                    Harm::Leaks,
                    format!("the program on the line names “{}”", excerpt(path, 60)),
                );
            }
        }
        if word.text.contains("| \"")
            || word.text.contains("|getline")
            || word.text.contains("| getline")
        {
            return scene.add(
                Harm::Unreadable,
                "the program on the line starts others through a pipe",
            );
        }
    }
}

fn makefile(scene: &mut Scene, call: &Call) {
    let publishes = call.operands().iter().any(|word| {
        matches!(
            word.text.as_str(),
            "publish" | "deploy" | "release" | "push" | "upload"
        )
    });
    if publishes {
        return scene.add(
            Harm::Publishes,
            format!("“{}” is seen by others", call.quoted()),
        );
    }
    for word in call
        .args
        .iter()
        .filter(|word| word.text.starts_with("--eval"))
    {
        scene.add(
            Harm::Unreadable,
            format!("“{}” runs text", excerpt(&word.text, 60)),
        );
    }
}
