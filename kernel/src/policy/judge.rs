//! The one point where everything comes together.

use super::guarded::{Guarded, protected};
use super::line::Line;
use super::place::Place;
use super::rules::{About, Rules};
use super::table::decide;
use super::tool::{self, Kind};
use super::{Circumstances, program};
use crate::domain::{Action, Effect, Permit, Ruling};
use serde_json::Value;

/// A longer argument is content, not a path.
const PATH: usize = 4096;

/// May this be done? The strictest of protected paths, rules that hold back, and what can't be understood decides; then the
/// table, by the strongest of what the tool says of itself and what its line does; and what the table would ask, a rule can
/// allow that covers all of it.
pub fn judge(action: &Action, rules: &Rules, around: &Circumstances, place: &Place) -> Ruling {
    let subject = tool::subject(&action.tool, &action.arguments);
    let line = match subject {
        Some((Kind::Line, text)) => Some(Line::read(text, directory(action), place)),
        _ => None,
    };
    let about = about(action, subject, line.as_ref(), place);
    let guarded = guarded(action, line.as_ref());
    let held = rules.held_back(&action.tool, &about, place);
    if let Some((path, guarded)) = guarded
        .as_ref()
        .filter(|(_, guarded)| guarded.permit == Permit::Deny)
    {
        return ruling(
            Permit::Deny,
            format!("protected path {path}: {}", guarded.why),
        );
    }
    let furthest = line.as_ref().and_then(Line::furthest);
    if let Some(step) = furthest.filter(|step| step.deed.reach == super::deed::Reach::Ours) {
        let name = program::base(step.part.text(0));
        return ruling(
            Permit::Deny,
            format!("{name} {}: only the user runs it", step.deed.why),
        );
    }
    if let Some((permit, rule)) = held {
        let word = if permit == Permit::Deny {
            "deny"
        } else {
            "ask"
        };
        return ruling(permit, format!("{word} {rule}"));
    }
    if let Some((path, guarded)) = guarded {
        return ruling(
            Permit::Ask,
            format!("protected path {path}: {}", guarded.why),
        );
    }
    if let Some(line) = &line {
        if let Some(why) = line.unclear {
            return ruling(Permit::Ask, format!("the line is not understood: {why}"));
        }
        if let Some(rule) = rules.can_t_tell(line) {
            return ruling(
                Permit::Ask,
                format!("whether {rule} is meant is only known when it runs"),
            );
        }
    }
    let effect = furthest.map_or(Effect::Read, |step| step.deed.reach.effect());
    let effect = effect.max(action.effect.clone());
    let around = Circumstances {
        is_tainted: around.is_tainted || action.tainted,
        // Of what is no line nobody knows it.
        only_looks: line.as_ref().is_some_and(Line::only_looks),
        ..*around
    };
    let mut decided = decide(&effect, &around);
    if decided.permit == Permit::Allow {
        return decided;
    }
    if let Some(rule) = rules.cover(&action.tool, &about, place) {
        return ruling(Permit::Allow, format!("allow {rule}"));
    }
    if let Some(step) = furthest.filter(|step| step.deed.reach > super::deed::Reach::Runs) {
        let name = program::base(step.part.text(0));
        decided.rule = format!("{} ({name} {})", decided.rule, step.deed.why);
    }
    decided
}

/// The exact rule that would allow the same again; none where no rule can, or where it would say too much.
pub fn always(action: &Action, place: &Place) -> Option<String> {
    let (kind, text) = match tool::subject(&action.tool, &action.arguments) {
        Some(subject) => subject,
        None => return Some(action.tool.clone()),
    };
    if text.is_empty() || text.chars().any(char::is_control) {
        return None;
    }
    let word = tool::word(&action.tool);
    match kind {
        Kind::Line => {
            let line = Line::read(text, directory(action), place);
            let is_plain =
                line.unclear.is_none() && line.guarded.is_none() && directory(action).is_empty();
            is_plain.then(|| format!("{word}({})", text.trim().replace('*', "\\*")))
        }
        Kind::Read | Kind::Edit => {
            let spot = place.spot(&place.base(), text);
            let path = spot.shown();
            (spot.is_inside && !path.contains(['*', '\\'])).then(|| format!("{word}(./{path})"))
        }
        Kind::Fetch => super::pattern::host_of(text).map(|host| format!("{word}(domain:{host})")),
    }
}

fn ruling(permit: Permit, rule: String) -> Ruling {
    Ruling { permit, rule }
}

/// Where a line runs, below the workspace.
fn directory(action: &Action) -> &str {
    let directory = action.arguments.get("directory").and_then(Value::as_str);
    directory
        .unwrap_or_default()
        .trim_matches('/')
        .trim_start_matches("./")
}

fn about<'a>(
    action: &'a Action,
    subject: Option<(Kind, &'a str)>,
    line: Option<&'a Line>,
    place: &Place,
) -> About<'a> {
    let spot = |path: &str| place.spot(&place.base(), path);
    match (subject, line) {
        (Some((Kind::Line, text)), Some(line)) => About::Line { text, line },
        (Some((Kind::Read, path)), _) => {
            let argument = |name: &str| action.arguments.get(name).and_then(Value::as_str);
            let glob = if action.tool == "glob" {
                argument("pattern")
            } else {
                argument("glob")
            };
            About::Read {
                spot: spot(path),
                glob: glob.unwrap_or_default(),
            }
        }
        (Some((Kind::Edit, path)), _) => About::Edit(spot(path)),
        (Some((Kind::Fetch, url)), _) => About::Fetch(url),
        _ => About::Other,
    }
}

/// The strictest protected path that a call would write.
fn guarded(action: &Action, line: Option<&Line>) -> Option<(String, Guarded)> {
    if let Some(line) = line {
        return line.guarded.clone();
    }
    if action.effect == Effect::Read {
        return None;
    }
    let mut strictest: Option<(String, Guarded)> = None;
    let texts = action
        .arguments
        .as_object()
        .into_iter()
        .flat_map(|arguments| arguments.values());
    for path in texts
        .filter_map(Value::as_str)
        .filter(|text| text.len() <= PATH && !text.contains('\n'))
    {
        if let Some(found) = protected(path)
            && strictest
                .as_ref()
                .is_none_or(|(_, so_far)| found.permit > so_far.permit)
        {
            strictest = Some((path.to_owned(), found));
        }
    }
    strictest
}
