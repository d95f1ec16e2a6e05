//! A file that went elsewhere, and what is in it there.

use super::Verdict;
use crate::case::Case;
use crate::diff::{Change, Fate, Sign};
use crate::path;
use crate::sentence::Sentence;

/// "a.sh is b.sh now; its content is unchanged": the lines of both are the same.
pub(super) fn judge(case: &Case<'_>, sentence: &Sentence<'_>) -> Option<Verdict> {
    let same = ["unchanged", "identical", "untouched"];
    let about = ["content", "contents", "code", "text", "it", "otherwise"];
    if !sentence.has(&same) || !sentence.has(&about) || sentence.denies() {
        return None;
    }
    let with = |fate| {
        case.diff
            .changes
            .iter()
            .filter(move |change| change.fate == fate)
    };
    let known = |change: &&Change<'_>| case.lower.contains(&path::base(change.path).to_lowercase());
    // More than one could have gone anywhere.
    let one = |fate| {
        let mut all = with(fate).filter(known);
        all.next().filter(|_| all.next().is_none())
    };
    let (from, to) = (one(Fate::Deleted)?, one(Fate::New)?);
    let lines = |change: &Change<'_>, sign| -> Vec<String> {
        change
            .with(sign)
            .map(|line| line.text.trim_end().to_string())
            .collect()
    };
    if from.is_opaque() || to.is_opaque() {
        return None;
    }
    Some(if lines(from, Sign::Removed) == lines(to, Sign::Added) {
        Verdict::supported("diff")
    } else {
        Verdict::contradicted(
            format!("{} does not hold what {} held.", to.path, from.path),
            vec!["diff".to_string()],
        )
    })
}
