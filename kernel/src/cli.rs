//! The command line: words in; the result on stdout, progress and errors on stderr, an exit code.

mod args;
mod ask;
mod component;
mod config;
mod consent;
mod daemon;
mod doctor;
mod futures;
mod guard;
mod input;
mod learn;
mod mind;
mod progress;
mod result;
mod run;
mod status;
mod style;
mod task;
mod trust;
mod undo;
mod watch;

use crate::config::Environment;
use crate::failure::Failure;
use crate::kernel::{Kernel, Options};
use crate::mind::Direction;
use args::{Cli, Command};
use clap::Parser;
use openkoi_redact::Redactor;
use std::io::Write;
use std::process::ExitCode;
use style::Style;

/// What helps when the journal can't be read.
const JOURNAL_REMEDY: &str = "openkoi doctor --fix keeps the file aside, begins a new journal and saves every row that can be read";

/// Runs the command that the arguments name.
pub fn main(arguments: impl Iterator<Item = std::ffi::OsString>) -> ExitCode {
    guard::memory();
    let environment = Environment::capture();
    let arguments: Vec<_> = arguments.collect();
    let wants_json = args::wants_json(&arguments);
    let cli = match Cli::try_parse_from(args::with_run(arguments)) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, wants_json),
    };
    let style = Style::detect(cli.globals.color, &environment);
    let redactor = cli.globals.redactor.clone();
    guard::panics(redactor.clone());
    let outcome = match cli.command {
        Some(Command::Run(words)) => run::run(words.into(), &cli.globals, environment, style),
        Some(Command::Think(think)) => run::run(think.into(), &cli.globals, environment, style),
        Some(Command::Status) => status::status(&cli.globals, environment),
        Some(Command::Task(command)) => {
            task::task(command.command, &cli.globals, environment, style)
        }
        Some(Command::Undo(arguments)) => undo::undo(
            &arguments,
            Direction::Undo,
            &cli.globals,
            environment,
            style,
        ),
        Some(Command::Redo(arguments)) => undo::undo(
            &arguments,
            Direction::Redo,
            &cli.globals,
            environment,
            style,
        ),
        Some(Command::Mind(command)) => {
            mind::mind(command.command, &cli.globals, environment, style)
        }
        Some(Command::Learn(arguments)) => {
            learn::learn(arguments, &cli.globals, environment, style)
        }
        Some(Command::Trust(command)) => {
            trust::trust(command.command, &cli.globals, environment, style)
        }
        Some(Command::Component(command)) => {
            component::component(command.command, &cli.globals, environment)
        }
        Some(Command::Config(command)) => {
            config::config(command.command, &cli.globals, environment)
        }
        Some(Command::Doctor(arguments)) => {
            doctor::doctor(&arguments, &cli.globals, environment, style)
        }
        Some(Command::Daemon(arguments)) => {
            daemon::daemon(&arguments, &cli.globals, environment, style)
        }
        Some(Command::Completions { shell }) => args::completions(shell),
        None => run::run(
            args::Words::default().into(),
            &cli.globals,
            environment,
            style,
        ),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(failure) => fail(&failure, style, &redactor),
    }
}

/// A program that asked for JSON gets its one result also where the command line is wrong.
fn usage(error: &clap::Error, wants_json: bool) -> ExitCode {
    if wants_json && error.use_stderr() {
        let message = error.to_string();
        let reason = message.lines().next().unwrap_or_default();
        let failure = Failure::usage(reason.trim_start_matches("error: "), "openkoi --help");
        // Where it can't be printed, the exit code is left to tell.
        drop(print(&format!("{}\n", result::failure(&failure))));
    }
    // Help and version are results, other errors are usage; where neither can be printed, there is nobody to tell.
    let printed = error.print();
    if printed.is_err() {
        return ExitCode::from(1);
    }
    ExitCode::from(if error.use_stderr() { 2 } else { 0 })
}

fn fail(failure: &Failure, style: Style, redactor: &Redactor) -> ExitCode {
    let mut text = format!(
        "{} {}\n",
        style.red("error:"),
        style::plain(&failure.message)
    );
    for line in failure.remedy.lines() {
        text.push_str(&format!("  {}\n", style::plain(line)));
    }
    // A closed stderr leaves the exit code to tell.
    drop(std::io::stderr().write_all(redactor.redact(&text).as_bytes()));
    ExitCode::from(failure.exit.code())
}

/// The kernel as the flags want it, for commands that run no task.
fn kernel(globals: &args::Globals, environment: Environment) -> Result<Kernel, Failure> {
    let options = Options {
        directory: directory()?,
        redactor: globals.redactor.clone(),
        ..Options::default()
    };
    Kernel::open(
        environment,
        globals.config.as_deref(),
        &globals.overrides(),
        options,
    )
}

fn directory() -> Result<std::path::PathBuf, Failure> {
    std::env::current_dir().map_err(|error| {
        Failure::usage(
            format!("can't tell the working directory: {error}"),
            "change into a directory that exists",
        )
    })
}

/// Writes a command's result to stdout. A reader that has gone away is no failure of ours.
fn print(text: &str) -> Result<(), Failure> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::new(
            format!("can't write the result to standard output: {error}"),
            "",
        )),
        _ => Ok(()),
    }
}
