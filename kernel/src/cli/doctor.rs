//! `openkoi doctor`: what is kept on this machine, whether it is as it should be, and what was mended.

use super::args::{DoctorArgs, Format, Globals};
use super::style::{Style, counted, plain, wrapped};
use crate::config::Environment;
use crate::failure::Failure;
use crate::kernel::{Ailment, Check, Doctor, Options};
use serde_json::{Value, json};

const COLUMNS: usize = 80;
/// Where the text of a finding begins.
const INDENT: usize = 6;

/// 0: nothing is left to do. 1: something is.
pub(super) fn doctor(
    arguments: &DoctorArgs,
    globals: &Globals,
    environment: Environment,
    style: Style,
) -> Result<u8, Failure> {
    let options = Options {
        directory: super::directory()?,
        ..Options::default()
    };
    let (config, overrides) = (globals.config.as_deref(), globals.overrides());
    let doctor = Doctor::new(environment, config, &overrides, options, arguments.fix)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("can't start the runtime: {error}"), ""))?;
    let checks = runtime.block_on(doctor.examine());
    let all = || checks.iter().flat_map(|check| &check.findings);
    let left = all().filter(|finding| finding.mended.is_none()).count();
    let mended = all().count() - left;
    match globals.output_format {
        Format::Text => {
            let mut text: String = checks.iter().map(|check| lines(check, style)).collect();
            text.push_str(&sum(left, mended));
            super::print(&text)?;
        }
        Format::Json | Format::StreamJson => {
            let checks: Vec<Value> = checks.iter().map(object).collect();
            let value = json!({"checks": checks, "left": left, "mended": mended});
            super::print(&format!("{value}\n"))?;
        }
    }
    Ok(u8::from(left > 0))
}

fn lines(check: &Check, style: Style) -> String {
    let mark = if check.findings.is_empty() {
        style.green("ok")
    } else if check
        .findings
        .iter()
        .all(|finding| finding.mended.is_some())
    {
        style.green("✓ ")
    } else {
        style.yellow("! ")
    };
    let told = if check.told.is_empty() { "" } else { ": " };
    let line = format!("{}{told}{}", plain(&check.place), plain(&check.told));
    let mut text = String::new();
    let first = format!("{mark}    {:<12}", check.area);
    push(&mut text, &first, INDENT + 12, &line);
    for finding in &check.findings {
        push_finding(&mut text, finding, style);
    }
    text
}

fn push_finding(text: &mut String, finding: &Ailment, style: Style) {
    let what = format!("{}: {}", finding.place.display(), finding.what);
    let indent = " ".repeat(INDENT);
    // A reason that names the place already names it once.
    let named = finding.what.contains(&finding.place.display().to_string());
    let what = if named { finding.what.clone() } else { what };
    push(text, &indent, INDENT, &plain(&what));
    let (mark, said) = match &finding.mended {
        Some(done) => (style.green("✓"), done),
        None => (style.yellow("→"), &finding.next),
    };
    push(text, &format!("{indent}{mark} "), INDENT + 2, &plain(said));
}

/// A line and its continuations below its text.
fn push(text: &mut String, first: &str, indent: usize, line: &str) {
    for (index, line) in wrapped(line, COLUMNS - indent).iter().enumerate() {
        match index {
            0 => text.push_str(first),
            _ => text.push_str(&" ".repeat(indent)),
        }
        text.push_str(line);
        text.push('\n');
    }
}

fn sum(left: usize, mended: usize) -> String {
    let mended = match mended {
        0 => String::new(),
        count => format!("{} mended, ", counted(count, "finding")),
    };
    match left {
        0 if mended.is_empty() => "all is well\n".to_owned(),
        left => format!("{mended}{} left\n", counted(left, "finding")),
    }
}

fn object(check: &Check) -> Value {
    let finding = |finding: &Ailment| json!({"what": finding.what, "where": finding.place, "next": finding.next, "mended": finding.mended});
    let findings: Vec<Value> = check.findings.iter().map(finding).collect();
    json!({"area": check.area, "place": check.place, "detail": check.told, "findings": findings})
}
