//! A project that has only a Makefile.

use super::System;
use crate::check::{Check, Kind};
use crate::survey::{Answers, Survey};

const TARGETS: [(&str, Kind); 4] = [
    ("build", Kind::Build),
    ("test", Kind::Test),
    ("check", Kind::Test),
    ("lint", Kind::Lint),
];

/// The file that make would read.
pub(super) fn file(survey: &Survey) -> Option<&'static str> {
    ["GNUmakefile", "makefile", "Makefile"]
        .into_iter()
        .find(|name| survey.has("", name))
}

/// The targets with a usual name.
pub(super) fn checks(survey: &Survey, answers: &Answers<'_>) -> Vec<Check> {
    let text = file(survey)
        .and_then(|path| answers.text(path))
        .unwrap_or_default();
    let targets: Vec<&str> = text.lines().flat_map(targets).collect();
    let present = TARGETS.iter().filter(|(name, _)| targets.contains(name));
    present
        .map(|(name, kind)| Check::new(*kind, System::Make, format!("make {name}"), ""))
        .collect()
}

/// The names before the colon of a rule.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    let rule = !line.starts_with(['\t', ' ', '#', '.']);
    let names = line
        .split_once(':')
        .filter(|(names, rest)| rule && !rest.starts_with('=') && !names.contains('='));
    names.map_or("", |(names, _)| names).split_whitespace()
}
