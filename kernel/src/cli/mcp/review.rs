//! What a server says of its tools, beside what is pinned; and the question whether that is right.

use crate::cli::print;
use crate::consent::escaped;
use crate::domain::{Definition, RunOutcome};
use crate::failure::Failure;
use crate::kernel::{Kernel, Review};
use std::io::{BufRead, Write};
use tokio::runtime::Runtime;

/// The most lines that are shown of one tool.
const LINES: usize = 500;

pub(super) fn review(kernel: &Kernel, name: &str, runtime: &Runtime) -> Result<(), Failure> {
    let server = kernel.server(name)?;
    let review = runtime.block_on(kernel.review(&server))?;
    let is_approved = review.pinned.as_ref().is_some_and(|pinned| pinned.approved);
    if is_approved && review.drift.is_none() {
        return print(&format!("{name} says of its tools what you approved\n"));
    }
    say(&shown(&review))?;
    say(&format!(
        "pin these tools of {name} as they are now? y: yes; n: no [n] "
    ))?;
    let mut line = String::new();
    // What can't be read is no yes.
    drop(std::io::stdin().lock().read_line(&mut line));
    if !matches!(line.trim().to_lowercase().as_str(), "y" | "yes") {
        let message = format!("nothing was changed about the MCP server {name}");
        return Err(
            Failure::new(message, "what has changed is not offered to tasks")
                .ending(RunOutcome::Blocked),
        );
    }
    kernel.approve(&server, &review.now)?;
    print(&format!(
        "{} tools of {name} are pinned\n",
        review.now.len()
    ))
}

/// The difference; all of it, where nobody has approved anything yet.
fn shown(review: &Review) -> String {
    let is_approved = review.pinned.as_ref().is_some_and(|pinned| pinned.approved);
    let mut text = String::new();
    for (before, now) in &review.drift.changed {
        text.push_str(&difference(&now.name, &one(before), &one(now)));
    }
    for now in &review.drift.added {
        text.push_str(&difference(&now.name, "", &one(now)));
    }
    for before in &review.drift.gone {
        text.push_str(&difference(&before.name, &one(before), ""));
    }
    if !is_approved {
        let pinned = review.pinned.as_ref();
        let same = review
            .now
            .iter()
            .filter(|tool| pinned.is_some_and(|pinned| pinned.has(tool)));
        same.for_each(|tool| text.push_str(&one(tool)));
    }
    for why in &review.left_out {
        text.push_str(&format!("left out {}\n", escaped(why)));
    }
    text
}

fn difference(name: &str, before: &str, now: &str) -> String {
    let name = escaped(name);
    let diff = similar::TextDiff::from_lines(before, now)
        .unified_diff()
        .header(&format!("{name} as pinned"), &format!("{name} now"))
        .to_string();
    bounded(&diff)
}

/// A tool with all that a model reads of it, nothing hidden.
pub(super) fn one(tool: &Definition) -> String {
    let mut text = format!("  {}\n", escaped(&tool.name));
    if !tool.title.is_empty() {
        text.push_str(&format!("    title: {}\n", escaped(&tool.title)));
    }
    for line in tool.description.lines() {
        text.push_str(&format!("    {}\n", escaped(line)));
    }
    let schema = serde_json::to_string_pretty(&tool.schema).unwrap_or_default();
    for line in schema.lines() {
        text.push_str(&format!("    {}\n", escaped(line)));
    }
    if !tool.annotations.is_null() {
        text.push_str(&format!(
            "    claims {}\n",
            escaped(&tool.annotations.to_string())
        ));
    }
    bounded(&text)
}

fn bounded(text: &str) -> String {
    let more = text.lines().count().saturating_sub(LINES);
    if more == 0 {
        return text.to_owned();
    }
    let kept: Vec<&str> = text.lines().take(LINES).collect();
    format!("{}\n  and {more} more lines\n", kept.join("\n"))
}

fn say(text: &str) -> Result<(), Failure> {
    let mut stderr = std::io::stderr().lock();
    stderr
        .write_all(text.as_bytes())
        .and_then(|()| stderr.flush())
        .map_err(|error| Failure::new(format!("can't ask: {error}"), ""))
}
