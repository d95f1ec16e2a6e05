//! Programs whose arguments are another program.

use super::Scene;
use super::command::assignment;
use super::program::{Call, run};

/// Programs that start the program named after their own options.
pub(super) const WRAPPERS: [&str; 31] = [
    "env",
    "nohup",
    "nice",
    "ionice",
    "timeout",
    "gtimeout",
    "time",
    "stdbuf",
    "setsid",
    "command",
    "builtin",
    "exec",
    "xargs",
    "gxargs",
    "unbuffer",
    "watch",
    "parallel",
    "flock",
    "strace",
    "ltrace",
    "busybox",
    "toybox",
    "chronic",
    "coproc",
    "caffeinate",
    "taskset",
    "chrt",
    "chpst",
    "npx",
    "bunx",
    "perf",
];

/// Looks at the program behind a wrapper.
///
/// Which options of a wrapper take a value differs too much to be known: a word after an option is tried as the program
/// and as a value.
pub(super) fn through(scene: &mut Scene, call: &Call) {
    if let Some(at) = call
        .args
        .iter()
        .position(|word| word.text == "-S" || word.text.starts_with("--split-string"))
        && call.name == "env"
    {
        let inline = call.args[at]
            .text
            .split_once('=')
            .map(|(_, line)| line.to_string());
        let line = inline.or_else(|| call.args.get(at + 1).map(|word| word.text.clone()));
        return scene.line(&line.unwrap_or_default());
    }
    if call.name == "command" && call.has("vV", "") {
        return;
    }
    let mut spare = usize::from(matches!(
        call.name,
        "flock" | "timeout" | "gtimeout" | "taskset" | "chrt" | "perf"
    ));
    let mut after_option = false;
    for (at, word) in call.args.iter().enumerate() {
        if word.text.starts_with('-') || assignment(&word.text).is_some() {
            after_option = word.text.starts_with('-') && !word.text.contains('=');
            scene.assign(word);
            continue;
        }
        let is_line = after_option
            && word.text.contains(' ')
            && matches!(
                call.args[at - 1].text.as_str(),
                "-c" | "--call" | "--command"
            );
        if is_line {
            scene.line(&word.text);
        } else if matches!(call.name, "watch" | "parallel") {
            let words: Vec<&str> = call.args[at..]
                .iter()
                .map(|word| word.text.as_str())
                .collect();
            scene.line(&words.join(" "));
        } else {
            run(scene, &call.args[at..], call.here);
        }
        if !after_option && spare == 0 {
            return;
        }
        spare -= usize::from(!after_option);
        after_option = false;
    }
}

/// Where the program begins that a package manager is asked to run.
pub(super) fn runner(call: &Call) -> Option<usize> {
    let verbs: &[&str] = match call.name {
        "npm" | "pnpm" | "yarn" | "bun" => &["exec", "x", "dlx"],
        "bundle" | "mise" | "asdf" | "direnv" => &["exec"],
        "poetry" | "uv" | "pdm" | "pipx" | "hatch" | "rye" | "pipenv" | "conda" => &["run"],
        "uvx" => {
            return call
                .args
                .iter()
                .position(|word| !word.text.starts_with('-'));
        }
        _ => return None,
    };
    let verb = call
        .args
        .iter()
        .position(|word| verbs.contains(&word.text.as_str()))?;
    call.args
        .iter()
        .enumerate()
        .skip(verb + 1)
        .find(|(_, word)| !word.text.starts_with('-'))
        .map(|(at, _)| at)
}
