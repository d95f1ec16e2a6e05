//! How well the project's own checks speak of the work, as numbers.

use openkoi_sdk::evaluator::Score;

use crate::check::Kind;
use crate::comparison::Pair;
use crate::project::System;
use crate::run::Run;

const TESTS: f32 = 0.3;
const STATIC_ANALYSIS: f32 = 0.2;
const BUILD: f32 = 0.2;

/// One score for each dimension that something was measured for.
pub fn of(pairs: &[Pair<'_>]) -> Vec<Score> {
    [tests(pairs), static_analysis(pairs), build(pairs)]
        .into_iter()
        .flatten()
        .collect()
}

fn ran<'a>(pairs: &'a [Pair<'a>], kind: Kind) -> impl Iterator<Item = &'a Pair<'a>> {
    pairs
        .iter()
        .filter(move |pair| pair.run.check.kind == kind && pair.run.ran())
}

/// The part of all tests that pass. What does not compile has as many failed tests as it had tests before.
fn tests(pairs: &[Pair<'_>]) -> Option<Score> {
    let (mut passed, mut total) = (0u64, 0u64);
    for pair in ran(pairs, Kind::Test) {
        let before = pair.before.map_or(0, |before| {
            u64::from(before.passed) + u64::from(before.failed)
        });
        match &pair.run.reading {
            _ if pair.run.is_broken() => total += before.max(1),
            Some(reading) => {
                passed += u64::from(reading.passed);
                total += u64::from(reading.total());
            }
            None => (passed, total) = (passed + 1, total + 1),
        }
    }
    let reason = format!("{passed} of {total} tests pass");
    (total > 0).then(|| score("tests", ratio(passed, total), TESTS, reason))
}

/// One for a clean lint, less for each complaint. Where no lint is set up, the compiler's warnings stand in.
fn static_analysis(pairs: &[Pair<'_>]) -> Option<Score> {
    let lints: Vec<&Run> = ran(pairs, Kind::Lint).map(|pair| pair.run).collect();
    let compiled = |run: &&Run| {
        run.check.system == System::Cargo && (run.reading.is_some() || run.diagnostics.errors > 0)
    };
    let (errors, warnings): (u32, u32) = if lints.is_empty() {
        let runs: Vec<&Run> = ran(pairs, Kind::Test)
            .map(|pair| pair.run)
            .filter(compiled)
            .collect();
        runs.first()?;
        (
            runs.iter().map(|run| run.diagnostics.errors).sum::<u32>(),
            runs.iter().map(|run| run.diagnostics.warnings).sum(),
        )
    } else {
        (
            lints.iter().map(|run| run.errors()).sum::<u32>(),
            lints
                .iter()
                .map(|run| run.diagnostics.warnings)
                .sum::<u32>(),
        )
    };
    #[allow(
        clippy::cast_precision_loss,
        reason = "beyond a few dozen complaints the score is the lowest anyway"
    )]
    let complaints = 0.1 * errors as f32 + 0.03 * warnings as f32;
    let value = (1.0 - complaints.min(0.8)).max(0.2);
    Some(score(
        "static_analysis",
        value,
        STATIC_ANALYSIS,
        format!(
            "{}, {}",
            counted(errors, "error"),
            counted(warnings, "warning")
        ),
    ))
}

/// "1 error", "2 errors".
fn counted(count: u32, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

fn build(pairs: &[Pair<'_>]) -> Option<Score> {
    let builds: Vec<&Run> = ran(pairs, Kind::Build).map(|pair| pair.run).collect();
    let good = builds.iter().filter(|run| run.is_green()).count();
    let broken = builds.iter().find(|run| !run.is_green());
    let reason = broken.map_or("the build succeeds".to_string(), |run| {
        format!("`{}` fails", run.check.line)
    });
    (!builds.is_empty()).then(|| {
        score(
            "build",
            ratio(good as u64, builds.len() as u64),
            BUILD,
            reason,
        )
    })
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a score needs no more than two digits"
)]
fn ratio(part: u64, whole: u64) -> f32 {
    part as f32 / whole as f32
}

fn score(dimension: &str, value: f32, weight: f32, reason: String) -> Score {
    Score {
        dimension: dimension.to_string(),
        value,
        weight,
        reason,
    }
}
