//! Whether a condition was broken, and by what.

use super::Rule;
use super::dependency;
use super::target::Target;
use crate::case::Case;
use crate::claims::is_own;
use crate::command::{self, Fit};
use crate::diff::{Change, Fate, Sign};
use crate::path;
use crate::report::{COMPLETENESS, finding};
use crate::sentence::clip;
use openkoi_sdk::evaluator::{Finding, Severity};

pub(super) fn broken(case: &Case<'_>, constraint: &str, rule: &Rule<'_>) -> Option<Finding> {
    let told = |detail: String, place: Option<&str>| {
        let mut found = finding(
            Severity::Blocker,
            COMPLETENESS,
            &format!("Condition broken: {}", clip(constraint.trim(), 140)),
            &detail,
        );
        found.location = place.map(str::to_string);
        found.evidence = vec!["diff".to_string()];
        found
    };
    let hit = |fits: &dyn Fn(&Change<'_>) -> bool| {
        case.diff
            .changes
            .iter()
            .find(|change| fits(change))
            .map(|change| change.path)
    };
    match rule {
        Rule::Spare(targets) => {
            let path = hit(&|change| {
                targets.iter().any(|target| {
                    // New tests leave the tests as they are.
                    let new = *target == Target::Tests
                        && (change.fate == Fate::New
                            || change.with(Sign::Removed).next().is_none());
                    target.fits(change.path) && !new
                })
            })?;
            Some(told(format!("The diff changes {path}."), Some(path)))
        }
        Rule::Only(targets) => {
            let path = hit(&|change| {
                !path::is_lock(change.path)
                    && !targets.iter().any(|target| target.fits(change.path))
            })?;
            Some(told(format!("The diff changes {path} too."), Some(path)))
        }
        Rule::Nothing => {
            let path = hit(&|change| is_own(case, change))?;
            Some(told(format!("The diff changes {path}."), Some(path)))
        }
        Rule::NoFile => {
            let path = hit(&|change| change.fate == Fate::New && is_own(case, change))?;
            Some(told(
                format!("The diff has the new file {path}."),
                Some(path),
            ))
        }
        Rule::NoDependency => {
            let (path, line) = case.diff.changes.iter().find_map(dependency::added)?;
            Some(told(format!("{path} has the new line: {line}"), Some(path)))
        }
        Rule::Run(command) => {
            let (fit, _) = case.ledger.ran(|line| {
                command.map_or_else(
                    || command::runs_tests(line),
                    |command| command::fits(command, line),
                )
            });
            let measured = command.is_none() && case.ledger.measured_tests().next().is_some();
            let idle = command.is_none()
                && (case.diff.is_empty() || case.workspace.has_tests() != Some(true));
            if fit != Fit::No || measured || idle || case.ledger.has_unknown() || case.was_denied {
                return None;
            }
            let mut found = told("No receipt is of a command that does it.".to_string(), None);
            found.evidence.clear();
            Some(found)
        }
    }
}
