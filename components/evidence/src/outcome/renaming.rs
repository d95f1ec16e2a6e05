//! A name that was to change everywhere, and where it is still.

use openkoi_sdk::evaluator::{Finding, Severity};

use super::survivor::{Gone, is_limited, name};
use crate::case::Case;
use crate::claims::has_word;
use crate::report::{COMPLETENESS, finding};
use crate::sentence::sentences;

/// The old name is still in a file although it was to be changed everywhere.
pub(super) fn left(case: &Case<'_>) -> Option<Finding> {
    let names = wanted(case.task.text)?;
    let (place, line) = names.gone.survives(case)?;
    let mut found = finding(
        Severity::Blocker,
        COMPLETENESS,
        &format!(
            "`{}` was to become `{}` everywhere, and is still in {place}",
            names.gone.old, names.new
        ),
        &format!("Line {line} of {place} has the old name."),
    );
    found.location = Some(format!("{place}:{line}"));
    found.evidence = vec![place.to_string()];
    found.fix = Some("Change it there too, or say why it stays.".to_string());
    Some(found)
}

/// Old and new name.
struct Names<'a> {
    gone: Gone<'a>,
    new: &'a str,
}

/// "Rename OLD to NEW everywhere": nothing that limits it.
fn wanted(task: &str) -> Option<Names<'_>> {
    sentences(task).iter().take(20).find_map(|sentence| {
        let tokens = &sentence.tokens;
        let at = tokens.iter().position(|token| token.is(&["rename"]))?;
        if at > 3 || sentence.denies() || sentence.asks() || is_limited(sentence) {
            return None;
        }
        let rest = &tokens[at + 1..];
        let to = rest.iter().position(|token| {
            token.is(&["to", "into"]) || token.text == "→" || token.text == "->"
        })?;
        let old = name(&rest[..to])?;
        let new = name(rest.get(to + 1..to + 2)?)?;
        let everywhere = sentence.has(&["everywhere", "throughout"])
            || sentence.text.to_lowercase().contains("all files");
        let inside = has_word(new, old) || old.chars().count() < 3;
        let prose = sentence.has(&["docs", "documentation", "readme"]);
        let gone = Gone { old, prose };
        (everywhere && !inside).then_some(Names { gone, new })
    })
}
