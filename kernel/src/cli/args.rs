//! The arguments as types. The doc comments are the help text.

mod config;
mod connect;
mod daemon;
mod doctor;
mod learn;
mod mcp;
mod mind;
mod trust;

pub(super) use config::{ConfigArgs, ConfigCommand};
pub(super) use connect::{ConnectArgs, DisconnectArgs};
pub(super) use daemon::{DaemonArgs, DaemonCommand};
pub(super) use doctor::DoctorArgs;
pub(super) use learn::{LearnArgs, LearnCommand};
pub(super) use mcp::{McpArgs, McpCommand};
pub(super) use mind::{MindArgs, MindCommand};
pub(super) use trust::{Scope, TrustArgs, TrustCommand};

use crate::config::Overrides;
use crate::failure::Failure;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use openkoi_redact::Redactor;
use std::ffi::OsString;
use std::path::PathBuf;

const AFTER: &str = "\
Exit codes:
  0    accepted
  1    failure
  2    usage: the command line, the config or the task is wrong
  3    not good enough, contradicted by evidence, or less than the verified
       that --require-verified demands
  4    a budget or limit was reached
  5    blocked or denied
  6    no credentials, or bad ones
  7    the provider can't be reached
  130  interrupted

The result goes to standard output, progress and errors to standard error.";

/// An agent that thinks before it acts and proves what it did.
#[derive(Debug, Parser)]
#[command(name = "openkoi", version, after_help = AFTER, disable_help_subcommand = true, propagate_version = false)]
#[command(override_usage = "openkoi [OPTIONS] \"TASK\"\n       openkoi [OPTIONS] <COMMAND>")]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) globals: Globals,
}

/// Flags that stand before or after the command, and after the words of a task.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options")]
pub(super) struct Globals {
    /// The model, as provider/model; the provider may be left out where only one has it.
    #[arg(short, long, global = true, value_name = "MODEL")]
    pub(super) model: Option<String>,
    /// How many iterations at most; 0 executes once without evaluation. [default: 3]
    #[arg(short = 'i', long, global = true, value_name = "N")]
    pub(super) iterate: Option<u32>,
    /// The score from which a result is accepted, 0 to 1. [default: 0.8]
    #[arg(short, long, global = true, value_name = "SCORE")]
    pub(super) quality: Option<f64>,
    /// Anything less than verified at the end is not good enough: exit code 3.
    #[arg(long, global = true)]
    pub(super) require_verified: bool,
    /// The answer is JSON that satisfies the JSON schema in this file; an answer that is not fails.
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) json_schema: Option<PathBuf>,
    /// No progress; only the result.
    #[arg(long, global = true)]
    pub(super) quiet: bool,
    /// How the result is printed.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "FORMAT"
    )]
    pub(super) output_format: Format,
    /// The config file. [default: ~/.openkoi/config.toml]
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Take the task, or more of it, from standard input even if that is a terminal.
    #[arg(long, global = true)]
    pub(super) stdin: bool,
    /// Write every exchange with a provider to this file.
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "replay")]
    pub(super) record: Option<PathBuf>,
    /// Answer from a file written by --record instead of the network.
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) replay: Option<PathBuf>,
    /// Models read placeholders in the place of credentials; what they answer has the values again.
    #[arg(long, global = true)]
    pub(super) redact: bool,
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(super) color: Color,
    /// What strikes credentials out of all that is shown and written.
    #[arg(skip)]
    pub(super) redactor: Redactor,
}

impl Globals {
    /// What these flags say about the config.
    pub(super) fn overrides(&self) -> Overrides {
        Overrides {
            model: self.model.clone(),
            iterations: self.iterate,
            quality: self.quality,
            require_verified: self.require_verified,
            redact: self.redact,
            ..Overrides::default()
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
    /// The answer.
    #[default]
    Text,
    /// One JSON object with everything that is known about the run.
    Json,
    /// One JSON object a line, as things happen; the last one is the result.
    StreamJson,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run a task; what a task without a command means.
    #[command(hide = true)]
    Run(Words),
    /// Deliberate first: directive, plan and parliament, then the task.
    Think(Think),
    /// What is set up, connected and spent.
    Status,
    /// Past and running tasks.
    Task(TaskArgs),
    /// Take back what a task changed: the newest one of this directory, or the one that is named.
    Undo(Undo),
    /// Make the changes again that were taken back.
    Redo(Undo),
    /// What the parliament of agencies said, and why tasks went as they did.
    Mind(MindArgs),
    /// What earlier work has taught: the lessons of this project.
    Learn(LearnArgs),
    /// What OpenKoi may do without asking, and what it did.
    Trust(TrustArgs),
    /// Servers of the Model Context Protocol, which lend their tools to tasks.
    Mcp(McpArgs),
    /// The components that OpenKoi is made of.
    Component(ComponentArgs),
    /// Give a service its key, which is kept in the system's keyring; without a service, where each key lives.
    Connect(ConnectArgs),
    /// Take the key of a service away from wherever it is kept.
    Disconnect(DisconnectArgs),
    /// Where the config is, and whether it is right.
    Config(ConfigArgs),
    /// Whether everything that is kept on this machine is as it should be.
    Doctor(DoctorArgs),
    /// Take tasks over HTTP and run them.
    Daemon(DaemonArgs),
    /// Completions for a shell.
    Completions {
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Default, Args)]
pub(super) struct Words {
    /// What to do, in your words.
    #[arg(value_name = "TASK")]
    pub(super) words: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct Think {
    /// What to do, in your words.
    #[arg(value_name = "TASK")]
    pub(super) words: Vec<String>,
    /// Deliberate and plan only; change nothing.
    #[arg(long)]
    pub(super) simulate: bool,
    /// Show every brief, question and answer, every verdict on an action and every line of output.
    #[arg(long)]
    pub(super) verbose: bool,
    /// How much the task may cost, in US dollars.
    #[arg(long, value_name = "USD")]
    pub(super) budget: Option<f64>,
    /// How long the task may take: 90, 90s, 5m, 1h30m.
    #[arg(long, value_name = "TIME")]
    pub(super) time: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Undo {
    /// A task's id, or the beginning of it.
    pub(super) task: Option<String>,
    /// Only what one call changed: its receipt's id, as in r3.
    #[arg(long, value_name = "RECEIPT")]
    pub(super) step: Option<String>,
    /// Say what would be done, and change nothing.
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct TaskArgs {
    #[command(subcommand)]
    pub(super) command: Option<TaskCommand>,
}

#[derive(Debug, Subcommand)]
pub(super) enum TaskCommand {
    /// The newest tasks first.
    List {
        /// How many at most.
        #[arg(short = 'n', long, default_value_t = 20)]
        limit: usize,
    },
    /// The whole story of a task.
    Show {
        /// Its id, or the beginning of it. [default: the newest task of this directory]
        id: Option<String>,
        /// With every brief, question and answer, and the whole diff.
        #[arg(long)]
        verbose: bool,
    },
    /// Go on with a task that was cut off or interrupted; nothing is bought or done again.
    Resume(Resume),
    /// What a task changed, as a unified diff.
    Diff {
        /// Its id, or the beginning of it. [default: the newest task of this directory]
        id: Option<String>,
    },
    /// A task's progress once more, from the journal; on a terminal at the pace of the run, a second for a pause at most.
    Replay {
        /// Its id, or the beginning of it. [default: the newest task of this directory]
        id: Option<String>,
        /// How many times as fast.
        #[arg(long, value_name = "N", default_value_t = 1.0)]
        speed: f64,
        /// As the run with --verbose showed it.
        #[arg(long)]
        verbose: bool,
    },
}

#[derive(Debug, Args)]
pub(super) struct Resume {
    /// Its id, or the beginning of it. [default: the newest unfinished task of this directory]
    pub(super) id: Option<String>,
    /// Make this call again of which nobody knows how it went: its id, as in e3.
    #[arg(long, value_name = "EFFECT", conflicts_with = "done")]
    pub(super) repeat: Option<String>,
    /// The call was done: don't make it again.
    #[arg(long, value_name = "EFFECT")]
    pub(super) done: Option<String>,
    /// Show every brief, question and answer, every verdict on an action and every line of output.
    #[arg(long)]
    pub(super) verbose: bool,
}

#[derive(Debug, Args)]
pub(super) struct ComponentArgs {
    #[command(subcommand)]
    pub(super) command: Option<ComponentCommand>,
}

#[derive(Debug, Subcommand)]
pub(super) enum ComponentCommand {
    /// All components: kind, version, layer, what they shadow.
    List,
    /// One component: imports, grants, limits and what it asks for.
    Inspect {
        /// Its name, or kind/name; name@builtin for a built-in that is shadowed.
        name: String,
    },
    /// Grant a component what its manifest asks for, as it is now.
    Grant {
        /// Its name, or kind/name.
        name: String,
    },
    /// Take a grant back.
    Revoke {
        /// Its name, or kind/name.
        name: String,
    },
}

/// Puts the hidden command `run` before the first word that is no command, so that flags may stand on either side of a
/// task's words and a later word that happens to be a command's name stays a word.
pub(super) fn with_run(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let command = Cli::command();
    let takes_value = |flag: &str| {
        command
            .get_arguments()
            .filter(|argument| argument.get_action().takes_values())
            .any(|argument| {
                argument
                    .get_long()
                    .is_some_and(|long| flag == format!("--{long}"))
                    || argument
                        .get_short()
                        .is_some_and(|short| flag == format!("-{short}"))
            })
    };
    let mut at = 1;
    while let Some(argument) = arguments.get(at) {
        let word = argument.to_string_lossy();
        if word == "--" || !word.starts_with('-') || word == "-" {
            let known = word != "--"
                && command
                    .get_subcommands()
                    .any(|subcommand| subcommand.get_name() == word);
            if !known {
                arguments.insert(at, "run".into());
            }
            break;
        }
        at += if takes_value(&word) { 2 } else { 1 };
    }
    arguments
}

/// Whether a command line, right or wrong, asks for JSON.
pub(super) fn wants_json(arguments: &[OsString]) -> bool {
    let words: Vec<_> = arguments
        .iter()
        .map(|word| word.to_string_lossy())
        .collect();
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    let named = words
        .windows(2)
        .filter(|pair| pair[0] == "--output-format")
        .map(|pair| pair[1]);
    let joined = words
        .iter()
        .filter_map(|word| word.strip_prefix("--output-format="));
    named
        .chain(joined)
        .any(|format| matches!(format, "json" | "stream-json"))
}

/// Prints the completions of a shell.
pub(super) fn completions(shell: clap_complete::Shell) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "openkoi", &mut script);
    super::print(&String::from_utf8_lossy(&script))?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Cli {
        let arguments = std::iter::once("openkoi")
            .chain(words.iter().copied())
            .map(OsString::from)
            .collect();
        Cli::try_parse_from(with_run(arguments))
            .unwrap_or_else(|error| panic!("{words:?}: {error}"))
    }

    #[test]
    fn flags_stand_before_after_and_between_the_words_of_a_task() {
        let rows: [&[&str]; 5] = [
            &["-m", "p/m", "-i", "5", "fix", "it"],
            &["fix it", "-i", "5", "-m", "p/m"],
            &["fix", "-i", "5", "it", "--model=p/m"],
            &["run", "-m", "p/m", "fix it", "-i", "5"],
            &["think", "fix it", "-i", "5", "-m", "p/m"],
        ];
        for words in rows {
            let cli = parse(words);
            assert_eq!(
                (cli.globals.model.as_deref(), cli.globals.iterate),
                (Some("p/m"), Some(5)),
                "{words:?}"
            );
        }
    }

    #[test]
    fn a_word_that_is_a_command_s_name_is_a_command_only_in_the_first_place() {
        assert!(matches!(parse(&["status"]).command, Some(Command::Status)));
        assert!(matches!(
            parse(&["--quiet", "status"]).command,
            Some(Command::Status)
        ));
        let rows: [&[&str]; 2] = [&["explain", "status", "codes"], &["--", "status", "codes"]];
        for words in rows {
            assert!(
                matches!(parse(words).command, Some(Command::Run(_))),
                "{words:?}"
            );
        }
    }
}
