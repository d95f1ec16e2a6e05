//! `openkoi daemon`: tasks over HTTP.

use super::args::{DaemonArgs, DaemonCommand, Format, Globals};
use super::run::interrupted;
use super::style::{Style, plain};
use super::{kernel, print};
use crate::config::Environment;
use crate::daemon::{Daemon, Standing};
use crate::failure::Failure;
use crate::kernel::Kernel;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::time::Duration;

/// Threads that answer; tasks have their own.
const THREADS: usize = 2;
/// How often it is looked whether the daemon has ended, and for how long.
const LOOK: Duration = Duration::from_millis(50);
const LOOKS: u32 = 200;

pub(super) fn daemon(
    arguments: &DaemonArgs,
    globals: &Globals,
    environment: Environment,
    style: Style,
) -> Result<u8, Failure> {
    let kernel = kernel(globals, environment)?;
    match arguments.command {
        DaemonCommand::Start => start(&kernel, globals, style),
        DaemonCommand::Status => status(&kernel, globals.output_format),
        DaemonCommand::Stop => stop(&kernel, globals.output_format),
    }
}

fn start(kernel: &Kernel, globals: &Globals, style: Style) -> Result<u8, Failure> {
    let flags = [
        ("--record", globals.record.is_some()),
        ("--replay", globals.replay.is_some()),
        ("--json-schema", globals.json_schema.is_some()),
        ("--stdin", globals.stdin),
    ];
    if let Some((flag, _)) = flags.into_iter().find(|(_, is_given)| *is_given) {
        let message = format!("{flag} belongs to one task, and the daemon runs many");
        return Err(Failure::usage(message, "leave it out"));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(THREADS)
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("can't start the runtime: {error}"), ""))?;
    let outcome: Result<bool, Failure> = runtime.block_on(async {
        // From here on a signal ends the daemon in order.
        let interrupt = interrupted()?;
        let daemon = Daemon::open(kernel, globals.config.clone(), globals.overrides()).await?;
        told(&daemon, globals.output_format)?;
        Ok(daemon.run(interrupt.wait()).await)
    });
    runtime.shutdown_timeout(Duration::from_millis(100));
    if !outcome? && !globals.quiet {
        let line = "some task did not end in time; openkoi task list shows what can be resumed";
        eprint(&format!("{} {line}\n", style.dim("note")), globals);
    }
    Ok(0)
}

/// Where it listens, and where the token is; the token itself is shown nowhere.
fn told(daemon: &Daemon, format: Format) -> Result<(), Failure> {
    let standing = &daemon.standing;
    match format {
        Format::Text => {
            let mut text = lines(standing);
            if daemon.waiting() > 0 {
                text.push_str(&format!("waiting     {}\n", daemon.waiting()));
            }
            text.push_str("Ctrl-C ends it; what runs then can be resumed.\n");
            print(&text)
        }
        Format::Json | Format::StreamJson => print(&format!("{}\n", object(standing))),
    }
}

fn lines(standing: &Standing) -> String {
    format!(
        "listening   {}\ntoken       {}\nworkspace   {}\nprocess     {}\n",
        standing.url(),
        plain(&standing.token),
        plain(&standing.directory),
        standing.pid
    )
}

fn object(standing: &Standing) -> Value {
    json!({"running": true, "url": standing.url(), "token": standing.token, "workspace": standing.directory,
        "pid": standing.pid})
}

fn status(kernel: &Kernel, format: Format) -> Result<u8, Failure> {
    let standing = Standing::read(&kernel.paths)?;
    let text = match (&standing, format) {
        (Some(standing), Format::Text) => lines(standing),
        (None, Format::Text) => "no daemon runs; openkoi daemon start begins one\n".to_owned(),
        (Some(standing), _) => format!("{}\n", object(standing)),
        (None, _) => format!("{}\n", json!({"running": false})),
    };
    print(&text)?;
    Ok(u8::from(standing.is_none()))
}

/// The process is the one that holds the home's lock at this moment, so that no other is ever hit.
fn stop(kernel: &Kernel, format: Format) -> Result<u8, Failure> {
    let Some(standing) = Standing::read(&kernel.paths)? else {
        return ended("no daemon runs", format);
    };
    let pid = i32::try_from(standing.pid).ok().and_then(Pid::from_raw);
    let unreachable = |why: String| {
        let message = format!("process {} can't be told to end: {why}", standing.pid);
        Failure::new(message, "openkoi daemon status tells whether it still runs")
    };
    let pid = pid.ok_or_else(|| unreachable("that is no process".to_owned()))?;
    kill_process(pid, Signal::TERM).map_err(|error| unreachable(error.to_string()))?;
    for _look in 0..LOOKS {
        if Standing::read(&kernel.paths).is_ok_and(|standing| standing.is_none()) {
            return ended("the daemon has ended", format);
        }
        std::thread::sleep(LOOK);
    }
    Err(unreachable("it goes on after 10 seconds".to_owned()))
}

fn ended(told: &str, format: Format) -> Result<u8, Failure> {
    match format {
        Format::Text => print(&format!("{told}\n"))?,
        Format::Json | Format::StreamJson => print(&format!("{}\n", json!({"running": false})))?,
    }
    Ok(0)
}

fn eprint(text: &str, globals: &Globals) {
    use std::io::Write;
    // A closed stderr only means that nobody watches.
    drop(std::io::stderr().write_all(globals.redactor.redact(text).as_bytes()));
}
