//! `openkoi task show`: the whole story of a task.

use super::super::args::Format;
use super::super::progress::Progress;
use super::super::style::{counted, grouped, plain};
use super::super::{print, result};
use crate::domain::Event;
use crate::failure::Failure;
use crate::kernel::TaskSummary;
use crate::mind::{Share, Story, stream_lines};

pub(super) fn show(
    summary: &TaskSummary,
    events: &[Event],
    format: Format,
    progress: &Progress,
    resume: Option<&str>,
) -> Result<u8, Failure> {
    let story = Story::of(events);
    let text = match format {
        Format::Text => text(summary, events, &story, progress, resume),
        Format::Json => format!("{}\n", result::json(&story)),
        Format::StreamJson => {
            let lines = events.iter().flat_map(stream_lines);
            let lines = lines.chain([result::json(&story)]);
            lines.map(|line| format!("{line}\n")).collect()
        }
    };
    print(&text)?;
    Ok(0)
}

/// What it was, how it went as it was shown while it ran, and what it came to.
fn text(
    summary: &TaskSummary,
    events: &[Event],
    story: &Story,
    progress: &Progress,
    resume: Option<&str>,
) -> String {
    let told = format!("{}  {}", summary.id, plain(&story.description));
    let mut lines = progress.labelled("task", &told);
    lines.extend(progress.labelled("in", &plain(&story.workspace)));
    let model = story.model.iter().map(ToString::to_string);
    lines.extend(model.flat_map(|model| progress.labelled("model", &plain(&model))));
    lines.extend(events.iter().flat_map(|event| progress.lines(event)));
    let shares = story.shares.iter().filter(|share| share.calls > 0);
    lines.extend(shares.flat_map(|share| progress.labelled("share", &told_share(share))));
    lines.extend(result::lines(story, progress));
    match (&story.closed, resume) {
        (Some(closed), _) => lines.push(format!("\n{}", plain(&closed.answer))),
        (None, Some(_)) => lines.push("unfinished: it was cut off".to_owned()),
        (None, None) => lines.push("running".to_owned()),
    }
    if let Some(resume) = resume {
        lines.extend(progress.labelled("next", &format!("{resume} goes on with it")));
    }
    lines.join("\n") + "\n"
}

/// What one model did in one role.
fn told_share(share: &Share) -> String {
    let cost = if share.priced {
        share.cost.to_string()
    } else {
        format!("{} and calls without a known price", share.cost)
    };
    let calls = counted(usize::try_from(share.calls).unwrap_or(usize::MAX), "call");
    let tokens = grouped(share.usage.total());
    let told = format!(
        "{} as {}: {calls}, {tokens} tokens, {cost}",
        share.model, share.role
    );
    plain(&told)
}
