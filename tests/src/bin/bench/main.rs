//! What the binary costs, beside what it is meant to cost: `make bench`.
//!
//! Ends with 0 even if a figure misses its target, since a loaded machine proves nothing; with 1 if one could not be
//! measured.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

mod component;
mod figure;
mod machine;
mod process;
mod redaction;
mod request;
mod sandbox;
mod service;
mod size;
mod startup;
mod stream;
mod turns;

use component::Report;
use figure::{Figure, Measured, Unit};
use openkoi_tests::Dialect;
use service::Writes;
use std::process::ExitCode;

fn main() -> ExitCode {
    for line in machine::lines() {
        println!("{line}");
    }
    println!();
    println!("{:<32} {:<27} target", "figure", "median (least–most)");
    let mut missing = Vec::new();
    let mut show = |figure: Figure| {
        for line in figure.lines() {
            println!("{line}");
        }
        if figure.measured.is_err() {
            missing.push(figure.name);
        }
    };
    // Memory first: a child begins with the peak of this program, which is small now.
    tasks(&mut show);
    starts(&mut show);
    streams(&mut show);
    let told = "8 MB of the kernel's sources, ten times, in this process: known values and all shapes; 80 ms are 100 MB/s";
    let redacted = row(
        "redaction of 8 MB",
        Unit::Milliseconds,
        redaction::of_code(),
    );
    show(redacted.at_most(80.0, told));
    let sized = row("release binary", Unit::Megabytes, size::binary());
    show(sized.at_most(
        25.0,
        "the file, with every component in it; sections from its headers",
    ));
    components(&mut show);
    let told = "40 runs of `true` by the binary's helper, each less a run without; an empty workspace, and the look at it before and after";
    show(row("sandboxed true", Unit::Milliseconds, sandbox::extra()).at_most(15.0, told));
    if missing.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!();
    println!("not measured: {}", missing.join(", "));
    ExitCode::FAILURE
}

fn tasks(show: &mut impl FnMut(Figure)) {
    let (time, memory) = turns::ten();
    let told = "a model on the loopback that asks for ten reads, edits and lists; 10 tasks; \
                user and system time of the process, which starts no others";
    show(row("ten turns, CPU time", Unit::Milliseconds, time).at_most(50.0, told));
    let told = "the same tasks; the largest resident set, by wait4";
    show(row("ten turns, peak memory", Unit::Mebibytes, memory).at_most(40.0, told));
    let told = "such a task, by its request bodies: the share of each request after the first that is the one before it, \
                byte by byte (tools, system prompt, messages)";
    let rows = [
        ("stable prefix, anthropic", Dialect::Messages),
        ("stable prefix, chat", Dialect::Chat),
    ];
    for (name, dialect) in rows {
        let share = turns::prefix(dialect);
        show(row(name, Unit::Percent, share).at_least(90.0, told));
    }
}

fn starts(show: &mut impl FnMut(Figure)) {
    let told = "40 whole processes, from before the fork to the end";
    let version = startup::version();
    show(row("openkoi --version", Unit::Milliseconds, version).at_most(5.0, told));
    let told = "40 whole processes, without a home";
    let fresh = startup::status_when_fresh();
    show(row("openkoi status, fresh", Unit::Milliseconds, fresh).at_most(10.0, told));
    let told = "40 whole processes, with the journal of 1,000 tasks that were run for it";
    let used = startup::status_after_tasks();
    show(row("openkoi status, 1,000 tasks", Unit::Milliseconds, used).at_most(10.0, told));
    let told = "20 tasks in one home; from before the fork until a service on the loopback has the whole request";
    let rows = [
        ("first request, anthropic", Dialect::Messages),
        ("first request, chat", Dialect::Chat),
    ];
    for (name, dialect) in rows {
        let first = request::first(dialect);
        show(row(name, Unit::Milliseconds, first).at_most(25.0, told));
    }
}

fn streams(show: &mut impl FnMut(Figure)) {
    let rows = [
        (
            "10,000 fragments, one a write",
            Writes::Single,
            "end to end: CPU time of 7 processes that get them over a socket, less that of one which gets a single one",
        ),
        (
            "10,000 fragments at once",
            Writes::Full,
            "the same, written by the service as fast as the socket takes them",
        ),
    ];
    for (name, writes, told) in rows {
        show(row(name, Unit::Milliseconds, stream::answer(writes)).told(told));
    }
}

fn components(show: &mut impl FnMut(Figure)) {
    let report = Report::new();
    let each = report.breakdown();
    let called = report.figure("guardian: instantiate and advise: ", &each);
    let told = "guardian advises on an action; 1,000 calls, by `cargo bench --bench wasm`";
    show(row("instantiate and call", Unit::Microseconds, called).at_most(100.0, told));
    let told = "the same calls: one verdict on one action, by rules alone, through the adapter";
    let rows = [
        ("action verdict, p50", "guardian: action verdict, p50: "),
        ("action verdict, p99", "guardian: action verdict, p99: "),
    ];
    for (name, label) in rows {
        let measured = report.figure(label, &each);
        show(row(name, Unit::Microseconds, measured).told(told));
    }
    let told = "a session of 300 turns with a call each, model, tool and journal in the process and doing nothing: from the \
                end of an answer to the next request; by `cargo bench --bench turn`";
    let rows = [
        ("our own code a turn, p50", "turn: p50: ", Some(1.0)),
        ("our own code a turn, p99", "turn: p99: ", None),
    ];
    for (name, label, target) in rows {
        let figure = row(name, Unit::Milliseconds, report.figure(label, ""));
        show(match target {
            Some(target) => figure.at_most(target, told),
            None => figure.told(told),
        });
    }
    let told = "the everyday shell lines of its tests, each taken apart and judged with a few rules; by `cargo bench --bench policy`";
    let rows = [
        ("policy decision, p50", "policy: p50: ", Some(10.0)),
        ("policy decision, p99", "policy: p99: ", None),
    ];
    for (name, label, target) in rows {
        let figure = row(name, Unit::Microseconds, report.figure(label, ""));
        show(match target {
            Some(target) => figure.at_most(target, told),
            None => figure.told(told),
        });
    }
    let told = "by words and by vectors of 1,536 numbers, the file opened each time; by `cargo bench --bench lessons`";
    let measured = report.figure("lessons: recalled among 1,000: ", "");
    show(row("recall among 1,000 lessons", Unit::Milliseconds, measured).told(told));
    let rows = [
        (
            "codec, 10,000 events, 1 a call",
            "anthropic: 10,000 frames, 1 in a call: ",
        ),
        (
            "codec, 10,000 events, 10 a call",
            "anthropic: 10,000 frames, 10 in a call: ",
        ),
        (
            "codec, 10,000 events, 100 a call",
            "anthropic: 10,000 frames, 100 in a call: ",
        ),
    ];
    let told = "anthropic decodes text deltas; the median call times their number, by `cargo bench --bench wasm`";
    for (name, label) in rows {
        let measured = report.figure(label, &each);
        show(row(name, Unit::Milliseconds, measured).at_most(50.0, told));
    }
    journal(&report, show);
}

fn journal(report: &Report, show: &mut impl FnMut(Figure)) {
    let told = "events of a real journal, each append durable before the next; by `cargo bench --bench journal`";
    let measured = report.figure(
        "journal: 5,000 events, 8 an append: ",
        "each append waits for the disk",
    );
    show(row("journal, 5,000 events", Unit::Milliseconds, measured).at_most(1_000.0, told));
    let told = "all links of a journal and its head, by `cargo bench --bench journal`";
    let measured = report.figure(
        "journal: 1,000,000 rows verified: ",
        "each row is read and hashed",
    );
    show(row("verify a million rows", Unit::Milliseconds, measured).at_most(10_000.0, told));
}

/// A figure of which nothing is asked yet.
fn row(name: &'static str, unit: Unit, measured: Result<Measured, String>) -> Figure {
    Figure {
        name,
        unit,
        target: None,
        is_floor: false,
        method: "",
        measured,
    }
}
