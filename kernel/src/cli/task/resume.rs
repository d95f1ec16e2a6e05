//! `openkoi task resume`: goes on with a task that was cut off.

use super::super::args::{Format, Globals, Resume};
use super::super::progress::Progress;
use super::super::run::{Interrupt, conduct, interrupted};
use super::super::style::{Style, plain};
use super::super::watch::Watch;
use super::super::{ask, directory, kernel, print, result};
use crate::config::{Environment, Overrides};
use crate::domain::RunOutcome;
use crate::failure::Failure;
use crate::kernel::{Kernel, Options, Output, Unfinished, Unknown};
use crate::port::Approver;
use crate::session::Observer;
use std::io::{BufRead, IsTerminal, Write};
use std::sync::Arc;
use std::time::Duration;

/// What a person says of a call of which nobody knows how it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Repeat,
    Done,
    Stop,
}

pub(super) fn resume(
    arguments: &Resume,
    globals: &Globals,
    environment: Environment,
    style: Style,
) -> Result<u8, Failure> {
    let outcome = started(arguments, globals, environment, style);
    if let Err(failure) = &outcome
        && globals.output_format != Format::Text
    {
        let mut value = result::failure(failure);
        globals.redactor.redact_json(&mut value);
        print(&format!("{value}\n"))?;
    }
    outcome
}

fn started(
    arguments: &Resume,
    globals: &Globals,
    environment: Environment,
    style: Style,
) -> Result<u8, Failure> {
    let here = kernel(globals, environment.clone())?;
    let place = directory()?;
    let place = place.canonicalize().unwrap_or(place);
    let unfinished = Unfinished::find(&here.paths, &place, arguments.id.as_deref())?;
    drop(here);
    let options = Options {
        directory: unfinished.place(),
        record: globals.record.clone(),
        replay: globals.replay.clone(),
        answer_schema: None,
        category: None,
        redactor: globals.redactor.clone(),
    };
    let overrides = Overrides {
        model: Some(unfinished.summary.model.clone()),
        ..globals.overrides()
    };
    let kernel = Kernel::open(environment, globals.config.as_deref(), &overrides, options)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("can't start the runtime: {error}"), ""))?;
    let outcome = runtime.block_on(perform(
        Arc::new(kernel),
        unfinished,
        arguments,
        globals,
        style,
    ));
    // Whatever still blocks a thread must not keep the process.
    runtime.shutdown_timeout(Duration::from_millis(100));
    outcome
}

async fn perform(
    kernel: Arc<Kernel>,
    mut unfinished: Unfinished,
    arguments: &Resume,
    globals: &Globals,
    style: Style,
) -> Result<u8, Failure> {
    let unknown = kernel.look_over(&mut unfinished).await?;
    let meant = arguments.repeat.as_ref().or(arguments.done.as_ref());
    if let Some(meant) = meant
        && unknown.as_ref().map(|unknown| &unknown.intent.id.0) != Some(meant)
    {
        let id = &unfinished.summary.id;
        let message = format!("task {id} has no call {meant} of which nobody knows how it went");
        return Err(Failure::usage(message, format!("openkoi task resume {id}")));
    }
    if let Some(unknown) = unknown {
        match word(arguments, &unknown, globals)? {
            Word::Repeat => {}
            Word::Done => unfinished.is_done(&unknown),
            Word::Stop => return Err(undecided(&unfinished, &unknown)),
        }
    }
    // From here on a signal ends the task, not the process.
    let interrupt = interrupted()?;
    let progress = Progress {
        style: Some(style),
        symbols: kernel.symbols(),
        verbose: arguments.verbose,
    };
    let watch = Arc::new(Watch::new(
        globals.output_format,
        globals.quiet,
        progress,
        globals.redactor.clone(),
    ));
    let asker = ask::asker(globals, &watch, &kernel);
    watch.remember(&unfinished.events);
    go_on(&kernel, unfinished, &watch, (interrupt, asker), globals).await
}

async fn go_on(
    kernel: &Arc<Kernel>,
    unfinished: Unfinished,
    watch: &Arc<Watch>,
    (interrupt, asker): (Interrupt, Arc<dyn Approver>),
    globals: &Globals,
) -> Result<u8, Failure> {
    let output = Arc::clone(watch);
    let observer: Arc<dyn Observer> = watch.clone();
    let output: Output = Arc::new(move |line: &str| output.output(line));
    let told = plain(&unfinished.summary.description);
    let prepared = tokio::select! {
        prepared = kernel.take_up(unfinished, observer, output, asker) => prepared?,
        () = interrupt.clone().wait() => return Err(Failure::new("interrupted", "").ending(RunOutcome::Interrupted)),
    };
    watch.say(&watch.progress().labelled("resumes", &told));
    conduct(kernel, prepared, watch, interrupt, globals).await
}

/// By the flags, or by asking; where nobody can be asked the task waits.
fn word(arguments: &Resume, unknown: &Unknown, globals: &Globals) -> Result<Word, Failure> {
    if arguments.repeat.is_some() {
        return Ok(Word::Repeat);
    }
    if arguments.done.is_some() {
        return Ok(Word::Done);
    }
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Ok(Word::Stop);
    }
    let mut question = globals.redactor.redact(&told(unknown)).into_owned();
    question.push_str("did it happen? [r]epeat it / it is [d]one / [s]top (default): ");
    let failed = |error: std::io::Error| Failure::new(format!("can't ask: {error}"), "");
    let mut terminal = std::io::stderr();
    terminal.write_all(question.as_bytes()).map_err(failed)?;
    terminal.flush().map_err(failed)?;
    let mut answer = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(failed)?;
    Ok(match answer.trim().to_lowercase().as_str() {
        "r" | "repeat" => Word::Repeat,
        "d" | "done" => Word::Done,
        _ => Word::Stop,
    })
}

/// The call whole, and what is known.
fn told(unknown: &Unknown) -> String {
    let Unknown { intent, why, files } = unknown;
    let mut text = format!(
        "OpenKoi was cut off while this call ({}, {}) was under way, and nobody knows how it went:\n",
        intent.id, intent.tool
    );
    for line in intent.shown.lines() {
        text.push_str(&format!("  {}\n", plain(line)));
    }
    if let Some(why) = why {
        text.push_str(&format!("{}\n", plain(why)));
    }
    for file in files {
        text.push_str(&format!("changed meanwhile: {}\n", plain(file)));
    }
    text
}

fn undecided(unfinished: &Unfinished, unknown: &Unknown) -> Failure {
    let (task, effect) = (&unfinished.summary.id, &unknown.intent.id);
    let remedy = format!(
        "to make it again:       openkoi task resume {task} --repeat {effect}\n\
         if it was done:         openkoi task resume {task} --done {effect}"
    );
    Failure::new(told(unknown).trim_end(), remedy).ending(RunOutcome::Blocked)
}
