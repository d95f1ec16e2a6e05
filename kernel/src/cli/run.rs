//! `openkoi "task"` and `openkoi think "task"`.

use super::args::{Format, Globals, Think, Words};
use super::progress::Progress;
use super::style::Style;
use super::watch::Watch;
use super::{ask, input, result};
use crate::config::{Environment, Overrides};
use crate::domain::RunOutcome;
use crate::failure::Failure;
use crate::kernel::{Kernel, Options, Prepared};
use crate::session::Mode;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// What both commands come to.
pub(super) struct Run {
    words: Vec<String>,
    mode: Mode,
    verbose: bool,
    budget: Option<f64>,
    time: Option<String>,
}

impl From<Words> for Run {
    fn from(words: Words) -> Self {
        Self {
            words: words.words,
            mode: Mode::Run,
            verbose: false,
            budget: None,
            time: None,
        }
    }
}

impl From<Think> for Run {
    fn from(think: Think) -> Self {
        let mode = if think.simulate {
            Mode::Simulate
        } else {
            Mode::Think
        };
        Self {
            words: think.words,
            mode,
            verbose: think.verbose,
            budget: think.budget,
            time: think.time,
        }
    }
}

/// Runs the task; the exit code tells how it ended. Where JSON was asked for, a failure is JSON too.
pub(super) fn run(
    run: Run,
    globals: &Globals,
    environment: Environment,
    style: Style,
) -> Result<u8, Failure> {
    let outcome = started(run, globals, environment, style);
    if let Err(failure) = &outcome
        && globals.output_format != Format::Text
    {
        let mut value = result::failure(failure);
        globals.redactor.redact_json(&mut value);
        super::print(&format!("{value}\n"))?;
    }
    outcome
}

fn started(
    run: Run,
    globals: &Globals,
    environment: Environment,
    style: Style,
) -> Result<u8, Failure> {
    let overrides = overrides(&run, globals)?;
    let task = input::task(&run.words, globals.stdin)?;
    super::consent::asked(globals, &environment, style)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("can't start the runtime: {error}"), ""))?;
    let outcome = runtime.block_on(perform(run, task, globals, environment, overrides, style));
    // Whatever still blocks a thread (a read that nobody answers) must not keep the process.
    runtime.shutdown_timeout(Duration::from_millis(100));
    outcome
}

async fn perform(
    run: Run,
    task: String,
    globals: &Globals,
    environment: Environment,
    overrides: Overrides,
    style: Style,
) -> Result<u8, Failure> {
    // From here on a signal ends the task, not the process.
    let interrupt = interrupted()?;
    let schema = globals.json_schema.as_deref().map(input::schema);
    let options = Options {
        directory: super::directory()?,
        record: globals.record.clone(),
        replay: globals.replay.clone(),
        answer_schema: schema.transpose()?,
        category: None,
        redactor: globals.redactor.clone(),
    };
    let kernel = Arc::new(Kernel::open(
        environment,
        globals.config.as_deref(),
        &overrides,
        options,
    )?);
    let progress = Progress {
        style: Some(style),
        symbols: kernel.symbols(),
        verbose: run.verbose,
    };
    let watch = Arc::new(Watch::new(
        globals.output_format,
        globals.quiet,
        progress,
        globals.redactor.clone(),
    ));
    note(&watch, &kernel.notices());
    let output = Arc::clone(&watch);
    let observer: Arc<dyn crate::session::Observer> = watch.clone();
    let output: crate::kernel::Output = Arc::new(move |line: &str| output.output(line));
    let asker = ask::asker(globals, &watch, &kernel);
    let prepared = tokio::select! {
        prepared = kernel.prepare(task, run.mode, observer, output, asker) => prepared?,
        () = interrupt.clone().wait() => return Err(Failure::new("interrupted", "").ending(RunOutcome::Interrupted)),
    };
    conduct(&kernel, prepared, &watch, interrupt, globals).await
}

/// Runs a prepared task, and tells how it goes and how it ended.
pub(super) async fn conduct(
    kernel: &Kernel,
    prepared: Prepared,
    watch: &Watch,
    interrupt: Interrupt,
    globals: &Globals,
) -> Result<u8, Failure> {
    let version = env!("CARGO_PKG_VERSION");
    watch.say(&watch.progress().header(version, &prepared.model_line));
    note(watch, &prepared.notices);
    watch.stream(&json!({
        "type": "system", "subtype": "init", "task_id": prepared.task, "session_id": prepared.task,
        "model": prepared.model, "cwd": prepared.place, "tools": prepared.tools,
    }));
    let (closing, _spent) = prepared.session.run(interrupt.wait()).await;
    kernel.let_go(&prepared.task, prepared.claim, closing.outcome);
    let tidied = kernel.tidy(&prepared.task).await;
    let story = watch.story();
    watch.say(&result::lines(&story, watch.progress()));
    let grants = ask::remedies(&story, kernel.lack());
    for next in prepared
        .advice
        .after(closing.outcome)
        .into_iter()
        .chain(grants)
    {
        watch.say(&watch.progress().labelled("next", &next));
    }
    note(watch, &tidied);
    if globals.quiet && closing.outcome != RunOutcome::Accepted {
        let why = super::style::plain(&format!("{}: {}", closing.outcome.word(), closing.reason));
        let error = watch.progress().style().red("error:");
        watch.complain(&format!("{error} {why}"));
    }
    match globals.output_format {
        Format::Text if closing.answer.is_empty() => {}
        Format::Text => {
            let answer = globals.redactor.mask_known(&closing.answer);
            super::print(&format!("{}\n", super::style::plain(&answer)))?;
        }
        Format::Json | Format::StreamJson => {
            let result = watch.redacted(result::json(&story));
            super::print(&format!("{result}\n"))?;
        }
    }
    Ok(closing.outcome.exit_code())
}

/// What the user should know beside the task.
fn note(watch: &Watch, lines: &[String]) {
    for line in lines {
        let line = super::style::plain(line);
        watch.say(&watch.progress().labelled("note", &line));
    }
}

fn overrides(run: &Run, globals: &Globals) -> Result<Overrides, Failure> {
    let timeout_seconds = run.time.as_deref().map(seconds).transpose()?;
    Ok(Overrides {
        budget_usd: run.budget,
        timeout_seconds,
        ..globals.overrides()
    })
}

/// "90", "90s", "5m", "1h30m" as seconds.
fn seconds(text: &str) -> Result<u64, Failure> {
    let wrong = || {
        Failure::usage(
            format!("--time {text:?} is no duration"),
            "write it as 90, 90s, 5m or 1h30m",
        )
    };
    let (mut total, mut number) = (0_u64, String::new());
    for character in text.trim().chars() {
        let unit = match character {
            '0'..='9' => {
                number.push(character);
                continue;
            }
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            _ => return Err(wrong()),
        };
        let count: u64 = number.parse().map_err(|_not_a_number| wrong())?;
        total = count
            .checked_mul(unit)
            .and_then(|seconds| total.checked_add(seconds))
            .ok_or_else(wrong)?;
        number.clear();
    }
    if !number.is_empty() {
        total = number
            .parse::<u64>()
            .ok()
            .and_then(|seconds| total.checked_add(seconds))
            .ok_or_else(wrong)?;
    }
    if total == 0 { Err(wrong()) } else { Ok(total) }
}

/// Completes at the first SIGINT or SIGTERM; a second one ends the process at once.
#[derive(Clone)]
pub(super) struct Interrupt(tokio::sync::watch::Receiver<bool>);

impl Interrupt {
    pub(super) async fn wait(mut self) {
        // The sender lives as long as the process; should it be gone, nobody can interrupt any more.
        if self.0.wait_for(|interrupted| *interrupted).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

pub(super) fn interrupted() -> Result<Interrupt, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| {
        signal(kind).map_err(|error| Failure::new(format!("can't listen for signals: {error}"), ""))
    };
    let (mut interrupts, mut terminates) = (
        listen(SignalKind::interrupt())?,
        listen(SignalKind::terminate())?,
    );
    let (sender, receiver) = tokio::sync::watch::channel(false);
    tokio::spawn(async move {
        let mut count = 0;
        loop {
            tokio::select! {
                _ = interrupts.recv() => {}
                _ = terminates.recv() => {}
            }
            count += 1;
            sender.send_replace(true);
            if count > 1 {
                std::process::exit(130);
            }
        }
    });
    Ok(Interrupt(receiver))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_people_write_them_and_refused_otherwise() {
        let rows = [
            ("90", Some(90)),
            ("90s", Some(90)),
            ("5m", Some(300)),
            ("1h30m", Some(5_400)),
            ("1m5", Some(65)),
            ("", None),
            ("0", None),
            ("m", None),
            ("5 minutes", None),
            ("-1", None),
            ("99999999999999999999h", None),
        ];
        for (text, expected) in rows {
            assert_eq!(seconds(text).ok(), expected, "{text}");
        }
    }
}
