//! A project's own config: it came with somebody's files, so it can only narrow, and can't make anything fail.

use super::document::Checked;
use super::keys::KEYS;
use super::settings::Settings;

/// How many notes one file is worth.
const NOTES: usize = 20;

/// Takes what narrows from the text of the file, and returns a note for everything else.
pub(super) fn narrow(settings: &mut Settings, text: &str) -> Vec<String> {
    let name = ".openkoi/config.toml";
    let mut file = Checked::read(name, text, KEYS);
    let mut notes: Vec<String> = file
        .complaints
        .drain(..)
        .map(|complaint| format!("{} (ignored): {}", complaint.at, complaint.message))
        .collect();
    notes.extend(settings.narrow(name, file));
    let more = notes.len().saturating_sub(NOTES);
    notes.truncate(NOTES);
    if more > 0 {
        notes.push(format!("{name}: {more} more of its lines ignored"));
    }
    notes
}
