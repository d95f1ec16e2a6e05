//! A Rust project.

use super::System;
use crate::check::{Check, Kind};
use crate::survey::{Answers, Survey, join};

/// What may show that the project is linted.
pub(super) fn files(survey: &Survey, directory: &str) -> Vec<String> {
    let names = ["Cargo.toml", "Makefile", "makefile", "GNUmakefile"];
    names
        .iter()
        .filter(|name| survey.has(directory, name))
        .map(|name| join(directory, name))
        .collect()
}

/// Tests build everything, so there is no build besides them. Clippy runs where the project asks for it somewhere; the
/// compiler's own warnings come with the tests.
pub(super) fn checks(survey: &Survey, answers: &Answers<'_>, directory: &str) -> Vec<Check> {
    let manifest = answers
        .text(&join(directory, "Cargo.toml"))
        .unwrap_or_default();
    let tables: Vec<&str> = manifest
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with('['))
        .collect();
    let table = |name: &str| {
        tables
            .iter()
            .any(|line| line.trim_matches(['[', ']']).trim() == name)
    };
    // Without it, cargo leaves out the members beside a root package; default members are a choice to be kept.
    let whole = if table("workspace") && table("package") && !manifest.contains("default-members") {
        " --workspace"
    } else {
        ""
    };
    let mut checks = vec![Check::new(
        Kind::Test,
        System::Cargo,
        format!("cargo test{whole} --no-fail-fast"),
        directory,
    )];
    let linted = table("lints.clippy")
        || table("workspace.lints.clippy")
        || [".clippy.toml", "clippy.toml"]
            .iter()
            .any(|name| survey.has(directory, name))
        || files(survey, directory).iter().any(|path| {
            answers
                .text(path)
                .is_some_and(|text| text.contains("clippy"))
        });
    if linted {
        let line = format!("cargo clippy{whole} --all-targets --quiet");
        checks.push(Check::new(Kind::Lint, System::Cargo, line, directory));
    }
    checks
}
