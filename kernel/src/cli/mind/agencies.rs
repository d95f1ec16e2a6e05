//! `openkoi mind agencies`: how each has voted so far.

use super::super::args::Format;
use super::super::progress::Progress;
use super::super::task::unreadable;
use super::{NOTHING, answer};
use crate::domain::Event;
use crate::failure::Failure;
use crate::kernel::{History, Record};
use crate::mind::{AgencyRecord, Count, agency_records};
use serde_json::json;

pub(super) fn agencies(
    history: Option<&History>,
    format: Format,
    progress: &Progress,
) -> Result<u8, Failure> {
    let records = match history {
        Some(history) => history.verdicts().map_err(unreadable)?,
        None => Vec::new(),
    };
    let events: Vec<Event> = records.iter().filter_map(Record::event).collect();
    let records = agency_records(&events);
    let text: String = if records.is_empty() {
        NOTHING.to_owned()
    } else {
        records
            .iter()
            .map(|record| told(record, progress))
            .collect()
    };
    answer(format, &text, &json!(records))
}

fn told(record: &AgencyRecord, progress: &Progress) -> String {
    let rows = [("sitting", &record.tasks), ("action", &record.actions)];
    let counted = rows.into_iter().filter(|(_, count)| count.total() > 0);
    let labels = std::iter::once(record.agency.as_str()).chain(std::iter::repeat(""));
    let lines = counted.zip(labels).flat_map(|((noun, count), label)| {
        let symbol = progress.symbols.get(&record.agency);
        let symbol = symbol.filter(|_| !label.is_empty()).map_or("  ", |it| it);
        progress.labelled(label, &format!("{symbol} {}", line(noun, count)))
    });
    lines.map(|line| line + "\n").collect()
}

/// "3 sittings: 2 approve, 1 block; mean probability 0.91".
fn line(noun: &str, count: &Count) -> String {
    let total = usize::try_from(count.total()).unwrap_or(usize::MAX);
    let each = [
        (count.approve, "approve"),
        (count.approve_if, "approve+"),
        (count.block, "block"),
        (count.abstain, "abstain"),
        (count.no_verdict, "no verdict"),
    ];
    let each: Vec<String> = each
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    let mean = count
        .mean_probability
        .map(|mean| format!("; mean probability {mean:.2}"))
        .unwrap_or_default();
    let total = super::super::style::counted(total, noun);
    format!("{total}: {}{mean}", each.join(", "))
}
