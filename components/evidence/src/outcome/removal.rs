//! Uses of a name that were to go everywhere, and one that is still there.

use openkoi_sdk::evaluator::{Finding, Severity};

use super::survivor::{Gone, is_limited, name};
use crate::case::Case;
use crate::report::{COMPLETENESS, finding};
use crate::sentence::{Sentence, sentences};

const USES: [&str; 14] = [
    "use",
    "uses",
    "usage",
    "usages",
    "call",
    "calls",
    "occurrence",
    "occurrences",
    "reference",
    "references",
    "mention",
    "mentions",
    "instance",
    "instances",
];

/// "Remove every use of NAME": it is still used.
pub(super) fn left(case: &Case<'_>) -> Option<Finding> {
    let gone = sentences(case.task.text).iter().take(20).find_map(wanted)?;
    let (place, line) = gone.survives(case)?;
    let mut found = finding(
        Severity::Blocker,
        COMPLETENESS,
        &format!(
            "`{}` was to go everywhere, and is still in {place}",
            gone.old
        ),
        &format!("It stands in line {line} of {place}."),
    );
    found.location = Some(format!("{place}:{line}"));
    found.evidence = vec![place.to_string()];
    found.fix = Some("Take it out there too, or say why it stays.".to_string());
    Some(found)
}

fn wanted<'a>(sentence: &Sentence<'a>) -> Option<Gone<'a>> {
    let tokens = &sentence.tokens;
    let at = tokens
        .iter()
        .position(|token| token.is(&["remove", "delete", "drop", "eliminate", "replace"]))?;
    if at > 3 || sentence.denies() || sentence.asks() || is_limited(sentence) {
        return None;
    }
    let [every, uses, of, rest @ ..] = tokens.get(at + 1..)? else {
        return None;
    };
    let whole = every.is(&["every", "all", "any"]) && uses.is(&USES) && of.is(&["of", "to"]);
    let ends = rest
        .iter()
        .position(|token| {
            token.kind == crate::sentence::Kind::Mark
                || token.is(&[
                    "from",
                    "in",
                    "with",
                    "by",
                    "and",
                    "throughout",
                    "everywhere",
                ])
        })
        .unwrap_or(rest.len());
    let old = name(&rest[..ends]).filter(|old| old.chars().count() > 2)?;
    // "replace every use of eval with safe_eval" names another.
    let stays = rest[ends..].iter().any(|token| token.text.contains(old));
    let prose = sentence.has(&["docs", "documentation", "readme"]);
    (whole && !stays).then_some(Gone { old, prose })
}
