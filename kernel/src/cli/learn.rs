//! `openkoi learn`: what earlier work has taught.

use super::args::{Format, Globals, LearnArgs, LearnCommand};
use super::style::{Style, counted, plain};
use super::trust::person::Person;
use super::{kernel, print};
use crate::config::Environment;
use crate::consent::escaped;
use crate::domain::Known;
use crate::failure::Failure;
use crate::kernel::{Kernel, Wanted};
use serde_json::{Value, json};

pub(super) fn learn(
    arguments: LearnArgs,
    globals: &Globals,
    environment: Environment,
    style: Style,
) -> Result<u8, Failure> {
    let (person, of_person) = (Person::of(&environment, globals), environment.clone());
    // What later tasks are told is decided by a person: a task may have taught the very lesson.
    let pass = |yes: bool, deed: &str, id: &str| {
        let words = format!("{deed} the lesson {}", escaped(id));
        person.pass(yes, &words, &of_person, globals)
    };
    let kernel = kernel(globals, environment)?;
    let format = match arguments.json {
        true => Format::Json,
        false => globals.output_format,
    };
    match arguments.command {
        None => list(&kernel, &arguments.wanted(), format, style),
        Some(LearnCommand::List) => list(&kernel, &arguments.wanted(), format, style),
        Some(LearnCommand::Show { id }) => show(&kernel, &id, format),
        Some(LearnCommand::Forget { id, yes }) => {
            pass(yes, "forget", &id)?;
            keep(&kernel, &id, true, format)
        }
        Some(LearnCommand::Restore { id, yes }) => {
            pass(yes, "restore", &id)?;
            keep(&kernel, &id, false, format)
        }
    }
}

fn list(kernel: &Kernel, wanted: &Wanted, format: Format, style: Style) -> Result<u8, Failure> {
    let lessons = kernel.lessons(wanted)?;
    let text = match format {
        Format::Text if lessons.is_empty() => nothing(wanted),
        Format::Text => lessons
            .iter()
            .map(|(known, weight)| row(known, *weight, wanted.all, style))
            .collect(),
        Format::Json => {
            let all: Value = lessons
                .iter()
                .map(|(known, weight)| object(known, *weight))
                .collect();
            format!("{all}\n")
        }
        Format::StreamJson => lessons
            .iter()
            .map(|(known, weight)| format!("{}\n", object(known, *weight)))
            .collect(),
    };
    print(&text)?;
    Ok(0)
}

fn nothing(wanted: &Wanted) -> String {
    match (&wanted.words, wanted.all) {
        (Some(_), _) => "no lesson has these words\n",
        (None, true) => "nothing was learned yet\n",
        (None, false) => {
            "nothing was learned in this project yet; openkoi learn list --all shows all\n"
        }
    }
    .to_owned()
}

/// Two lines or three: what it says, what speaks for it, and in a list of all where it holds.
fn row(known: &Known, weight: f64, all: bool, style: Style) -> String {
    let lesson = &known.lesson;
    let (id, kind) = (style.bold(&lesson.id.0), lesson.kind.word());
    let text = plain(&lesson.text);
    let standing = standing(known).map_or(String::new(), |word| format!(" · {word}"));
    let facts = format!(
        "weight {weight:.2} · learned {} · recalled {} · task {}{standing}",
        times(known.times),
        times(known.recalled),
        lesson.source
    );
    let root = if all {
        format!("             {}\n", style.dim(&plain(&lesson.scope.root)))
    } else {
        String::new()
    };
    format!(
        "{id}  {kind:<8} {text}\n             {}\n{root}",
        style.dim(&facts)
    )
}

fn times(count: u32) -> String {
    match count {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        count => counted(usize::try_from(count).unwrap_or(usize::MAX), "time"),
    }
}

/// Why no task is told it; none: tasks are.
fn standing(known: &Known) -> Option<String> {
    if known.forgotten {
        return Some("forgotten".to_owned());
    }
    if known.taken_back {
        return Some("its changes were taken back".to_owned());
    }
    let by = known.superseded_by.as_ref()?;
    Some(format!("replaced by {by}"))
}

fn object(known: &Known, weight: f64) -> Value {
    let lesson = &known.lesson;
    json!({
        "id": lesson.id, "kind": lesson.kind, "text": lesson.text, "subject": lesson.subject,
        "workspace": lesson.scope.root, "source_task": lesson.source, "receipts": lesson.receipts,
        "confidence": lesson.confidence, "weight": weight, "tainted": lesson.tainted,
        "reinforced": known.times.saturating_sub(1), "recalled": known.recalled,
        "first_ms": known.first_ms, "seen_ms": known.seen_ms, "forgotten": known.forgotten,
        "taken_back": known.taken_back, "superseded_by": known.superseded_by,
    })
}

fn show(kernel: &Kernel, id: &str, format: Format) -> Result<u8, Failure> {
    let (known, weight) = kernel.lesson(id)?;
    if format != Format::Text {
        print(&format!("{}\n", object(&known, weight)))?;
        return Ok(0);
    }
    let lesson = &known.lesson;
    let at = |ms: i64| {
        jiff::Timestamp::from_millisecond(ms).map_or_else(
            |_| String::new(),
            |at| at.strftime("%Y-%m-%d %H:%M").to_string(),
        )
    };
    let taint = if lesson.tainted {
        "quotes what nobody vouches for; a task that is told it is tainted"
    } else {
        "holds nothing but our own words, names, and the user's words"
    };
    let receipts = if lesson.receipts.is_empty() {
        "none".to_owned()
    } else {
        lesson.receipts.join(", ")
    };
    let rows = [
        ("lesson", lesson.id.to_string()),
        ("kind", lesson.kind.word().to_owned()),
        ("text", lesson.text.clone()),
        ("project", lesson.scope.root.clone()),
        ("shown by", format!("task {}: {receipts}", lesson.source)),
        (
            "confidence",
            format!("{:.2}, weight now {weight:.2}", lesson.confidence),
        ),
        (
            "learned",
            format!(
                "{}, first {}, last {}",
                times(known.times),
                at(known.first_ms),
                at(known.seen_ms)
            ),
        ),
        ("recalled", times(known.recalled)),
        ("trust", taint.to_owned()),
        (
            "standing",
            standing(&known).unwrap_or_else(|| "in force".to_owned()),
        ),
    ];
    let lines = rows.map(|(label, text)| format!("{label:<11} {}\n", plain(&text)));
    print(&lines.concat())?;
    Ok(0)
}

fn keep(kernel: &Kernel, id: &str, forgotten: bool, format: Format) -> Result<u8, Failure> {
    let (known, _) = kernel.lesson(id)?;
    let lesson = &known.lesson.id;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("can't start the runtime: {error}"), ""))?;
    runtime.block_on(kernel.forget(lesson, forgotten))?;
    let text = match (format, forgotten) {
        (Format::Text, true) => {
            format!("{lesson} is forgotten; openkoi learn restore {lesson} brings it back\n")
        }
        (Format::Text, false) => format!("{lesson} is told to tasks again\n"),
        (Format::Json | Format::StreamJson, _) => {
            format!("{}\n", json!({"id": lesson, "forgotten": forgotten}))
        }
    };
    print(&text)?;
    Ok(0)
}
