//! Starting the program under the tool, and knowing whether it was the tool or the program that spoke and ended.
//!
//! The tool becomes what it starts, and both have exit codes of their own. So what it starts first is a shell that says a
//! word on a pipe of ours and becomes the program; until then standard error is that pipe.

use super::places;
use super::profile::Profile;
use crate::layer::{Layer, Missing};
use crate::plan::{Limits, Plan, Proxy, Shown, What};
use crate::sys;
use std::io::{self, PipeReader};
use std::os::fd::AsFd;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// What the shell says when the walls stand.
pub(super) const BEGUN: &str = "openkoi: begun";

/// Says it, gives the program its own standard error back, and becomes it.
const SHELL: [&str; 4] = [
    "/bin/sh",
    "-c",
    "printf %s 'openkoi: begun' >&2; exec 2>&3 3>&-; exec \"$@\"",
    "sh",
];

/// What is said before the word; more is nobody's reason.
pub(super) const SAID: u64 = 64 * 1024;

/// The program's process, and where the tool or the shell speaks until it begins.
pub(super) fn start(tool: &Path, plan: &Plan) -> Result<(Child, PipeReader), Missing> {
    let failed =
        |what: &str, error: io::Error| Missing::new(Layer::Start, format!("{what}: {error}"));
    let program = plan.words.first().map_or("", String::as_str);
    // What the shell could not become either.
    std::fs::metadata(program).map_err(|error| failed(program, error))?;
    let (said, speaks) = io::pipe().map_err(|error| failed("a pipe", error))?;
    let errors = io::stderr().as_fd().try_clone_to_owned();
    let errors = errors.map_err(|error| failed("standard error", error))?;
    let is_under_tool = !plan.without.contains(&Layer::Seatbelt);
    let mut command = if is_under_tool {
        let mut command = under(tool, &Profile::of(plan));
        command.args(SHELL);
        command
    } else {
        let mut command = program_of(Path::new(SHELL[0]));
        command.args(&SHELL[1..]);
        command
    };
    command
        .args(&plan.words)
        .env_clear()
        .envs(&plan.environment)
        .current_dir(&plan.directory)
        .stderr(speaks);
    sys::hand_over(&mut command, vec![errors]);
    sys::stand_alone(&mut command);
    match command.spawn() {
        Ok(child) => Ok((child, said)),
        Err(error) if is_under_tool => Err(refused(tool, &error.to_string())),
        Err(error) => Err(failed(SHELL[0], error)),
    }
}

/// The tool said no, or did not even run.
pub(super) fn refused(tool: &Path, why: &str) -> Missing {
    let why = why.trim();
    let why = if why.is_empty() {
        "it gives no reason"
    } else {
        why
    };
    Missing::new(Layer::Seatbelt, format!("{}: {why}", tool.display()))
}

fn under(tool: &Path, profile: &Profile) -> Command {
    let mut command = program_of(tool);
    command.arg("-p").arg(&profile.text);
    for (name, value) in &profile.parameters {
        command.arg("-D").arg(format!("{name}={value}"));
    }
    command
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the sandbox's way to start programs"
)]
fn program_of(path: &Path) -> Command {
    Command::new(path)
}

/// See [`super::trial`].
pub(super) fn trial(tool: &Path) -> Result<(), Missing> {
    let folder = Path::new("/private/var/empty");
    let rows = [
        ("/usr/bin", What::ReadOnly),
        ("of/all", What::Writable),
        ("of/all/kinds", What::Pinned),
        ("of/all/rules", What::NothingThere { is_folder: true }),
        ("a/link", What::Link("kinds".into())),
    ];
    let view = rows.map(|(path, what)| Shown {
        path: folder.join(path),
        what,
    });
    let plan = Plan {
        words: vec!["/usr/bin/true".into()],
        environment: [].into(),
        directory: "/".into(),
        view: view.into(),
        limits: Limits::default(),
        proxy: Some(Proxy {
            socket: folder.to_owned(),
            port: 1,
        }),
        stand_ins: None,
        without: Vec::new(),
    };
    let mut command = under(tool, &Profile::of(&places::really(plan, None)));
    command
        .arg("/usr/bin/true")
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::null());
    let done = command
        .output()
        .map_err(|error| refused(tool, &error.to_string()))?;
    if done.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&done.stderr);
    Err(refused(tool, &format!("{} ({})", said.trim(), done.status)))
}
