//! Runs a program in the sandbox, for tests of the sandbox by itself: `confine STATE WORKSPACE PROGRAM [ARGUMENT…]`.
//!
//! Ends as the program did; 125 where nothing was run, with the reason on stderr.

#![expect(clippy::print_stderr, reason = "it is a program of its own")]

fn main() -> std::process::ExitCode {
    // Both helpers, so that tests can try the one of macOS on Linux.
    if let Some(code) = openkoi_sandbox::enter().or_else(openkoi_sandbox::seatbelt::enter) {
        return code;
    }
    let mut words = std::env::args().skip(1);
    let (Some(state), Some(workspace)) = (words.next(), words.next()) else {
        eprintln!("confine STATE WORKSPACE PROGRAM [ARGUMENT…]");
        return std::process::ExitCode::from(2);
    };
    confined::run(state.as_ref(), workspace.as_ref(), words.collect()).unwrap_or_else(|why| {
        eprintln!("{why}");
        std::process::ExitCode::from(125)
    })
}

mod confined {
    use openkoi_sandbox::{Launch, Limits, Report, Scene};
    use std::error::Error;
    use std::fs::File;
    use std::io::{BufRead, BufReader};
    use std::path::{Path, PathBuf};
    use std::process::ExitCode;

    /// What tests may set to see limits at work.
    const LIMITS: [&str; 2] = ["CONFINE_MEMORY", "CONFINE_PROCESSES"];

    pub(crate) fn run(
        state: &Path,
        workspace: &Path,
        words: Vec<String>,
    ) -> Result<ExitCode, Box<dyn Error>> {
        let workspace = workspace.canonicalize()?;
        let mut limits = Limits::default();
        let [memory, processes] =
            LIMITS.map(|name| variable(name).and_then(|value| value.parse().ok()));
        limits.memory = memory.unwrap_or(limits.memory);
        limits.processes = processes.unwrap_or(limits.processes);
        let names = [
            "PATH",
            "HOME",
            "LANG",
            "CARGO_HOME",
            "RUSTUP_HOME",
            "PYENV_ROOT",
        ];
        let lent = names
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), variable(name)?)));
        let scene = Scene {
            temp: state.join("temp"),
            caches: state.join("caches"),
            readable: variable("CONFINE_READABLE")
                .map(PathBuf::from)
                .into_iter()
                .collect(),
            hidden: variable("CONFINE_HIDDEN")
                .map(PathBuf::from)
                .into_iter()
                .collect(),
            environment: lent.collect(),
            limits,
            proxy: None,
            workspace: workspace.clone(),
        };
        let guard = scene.guard()?;
        let plan = scene.plan(&guard, words, &workspace);
        let Launch {
            mut command,
            report,
            lifeline,
        } = Launch::new(&plan)?;
        let mut child = command.spawn()?;
        drop(command);
        let mut code = ExitCode::from(124);
        for line in BufReader::new(File::from(report)).lines() {
            match serde_json::from_str(&line?)? {
                Report::Missing(missing) => return Err(missing.into()),
                Report::Excess(what) => eprintln!("excess: {what}"),
                Report::Signal(signal) => {
                    code = ExitCode::from(u8::try_from(128 + signal).unwrap_or(255));
                    break;
                }
                Report::Code(number) => {
                    code = ExitCode::from(u8::try_from(number).unwrap_or(255));
                    break;
                }
            }
        }
        drop(lifeline);
        child.wait()?;
        for kept in guard.finish()? {
            eprintln!("kept: {kept}");
        }
        Ok(code)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a program of its own reads its environment"
    )]
    fn variable(name: &str) -> Option<String> {
        std::env::var(name).ok()
    }
}
