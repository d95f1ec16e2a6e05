//! A JavaScript or TypeScript project.

use super::System;
use crate::check::{Check, Kind};
use crate::manifest::text;
use crate::survey::{Answers, Survey, join};

/// The scripts with a usual name.
pub(super) fn checks(survey: &Survey, answers: &Answers<'_>, directory: &str) -> Vec<Check> {
    let manifest = answers
        .text(&join(directory, "package.json"))
        .unwrap_or_default();
    let script =
        |name| text(manifest, &["scripts", name]).filter(|script| !script.trim().is_empty());
    let pnpm = survey.has(directory, "pnpm-lock.yaml") || survey.has("", "pnpm-lock.yaml");
    let manager = if pnpm { "pnpm" } else { "npm" };
    let mut checks = Vec::new();
    if script("build").is_some() {
        checks.push(Check::new(
            Kind::Build,
            System::Node,
            format!("{manager} run build"),
            directory,
        ));
    }
    // What `npm init` writes is no test.
    if let Some(test) = script("test").filter(|script| !script.contains("no test specified")) {
        // These tools watch for changes and never end unless told that nobody is there.
        let watches = test.contains("watch") || test.contains("react-scripts test");
        let alone = if watches { "CI=true " } else { "" };
        checks.push(Check::new(
            Kind::Test,
            System::Node,
            format!("{alone}{manager} test"),
            directory,
        ));
    }
    if script("lint").is_some() {
        checks.push(Check::new(
            Kind::Lint,
            System::Node,
            format!("{manager} run lint"),
            directory,
        ));
    }
    checks
}
