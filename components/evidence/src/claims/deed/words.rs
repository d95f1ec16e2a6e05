//! The words by which deeds are known.

pub(super) const RAN: [&str; 7] = [
    "ran",
    "executed",
    "re-ran",
    "reran",
    "re-executed",
    "invoked",
    "launched",
];
pub(super) const RUNNING: [&str; 4] = ["running", "executing", "re-running", "rerunning"];
pub(super) const CREATED: [&str; 5] = ["created", "wrote", "generated", "added", "introduced"];
/// What is saved stands in the file that is named after "as" or "to".
pub(super) const SAVED: [&str; 6] = [
    "saved", "stored", "copied", "exported", "backed", "archived",
];
pub(super) const EDITED: [&str; 32] = [
    "edited",
    "updated",
    "changed",
    "modified",
    "fixed",
    "refactored",
    "rewrote",
    "adjusted",
    "corrected",
    "patched",
    "replaced",
    "extended",
    "cleaned",
    "reworked",
    "simplified",
    "implemented",
    "inserted",
    "appended",
    "bumped",
    "switched",
    "converted",
    "documented",
    "tweaked",
    "repaired",
    "moved",
    "extracted",
    "improved",
    "set",
    "swapped",
    "renamed",
    "made",
    "restored",
];
/// Of these the object may be a value.
pub(super) const VALUED: [&str; 10] = [
    "set",
    "made",
    "swapped",
    "switched",
    "replaced",
    "converted",
    "moved",
    "bumped",
    "extracted",
    "renamed",
];
pub(super) const DELETED: [&str; 3] = ["deleted", "removed", "dropped"];
pub(super) const READ: [&str; 9] = [
    "read",
    "reviewed",
    "inspected",
    "opened",
    "examined",
    "checked",
    "looked",
    "went",
    "studied",
];
pub(super) const SEARCHED: [&str; 3] = ["searched", "grepped", "scanned"];
/// Between a subject and its verb.
pub(super) const ADVERBS: [&str; 17] = [
    "also",
    "then",
    "just",
    "now",
    "already",
    "successfully",
    "subsequently",
    "first",
    "finally",
    "have",
    "next",
    "further",
    "additionally",
    "carefully",
    "simply",
    "manually",
    "again",
];
/// Before the verb they make of a deed something thought of.
pub(super) const UNREAL: [&str; 21] = [
    "if",
    "would",
    "could",
    "should",
    "might",
    "may",
    "can",
    "whether",
    "unless",
    "suppose",
    "imagine",
    "until",
    "you",
    "your",
    "will",
    "shall",
    "must",
    "recommend",
    "suggest",
    "propose",
    "someone",
];
