//! What was measured before the work, beside what is measured now.

use std::collections::BTreeSet;

use openkoi_sdk::evaluator::Measurement;

use crate::reading::Reading;
use crate::run::Run;

/// A run and the same command before the work.
pub struct Pair<'a> {
    /// Now.
    pub run: &'a Run,
    /// None: there was no such command, or it could not be run.
    pub before: Option<&'a Measurement>,
}

/// All runs with what was before, and what was before and has no run any more.
pub fn pairs<'a>(
    runs: &'a [Run],
    baseline: &'a [Measurement],
) -> (Vec<Pair<'a>>, Vec<&'a Measurement>) {
    let mut left: Vec<&Measurement> = baseline
        .iter()
        .filter(|before| before.kind != "not-run")
        .collect();
    let mut take = |fits: &dyn Fn(&Measurement) -> bool| {
        left.iter()
            .position(|before| fits(before))
            .map(|at| left.remove(at))
    };
    let place = |run: &Run, before: &Measurement| {
        before.kind == run.check.kind.word() && before.directory == run.check.directory
    };
    let same: Vec<Option<&Measurement>> = runs
        .iter()
        .map(|run| take(&|before| place(run, before) && before.command == run.check.line))
        .collect();
    // The command itself may have changed, for example because the work brought another test tool.
    let pairs = runs
        .iter()
        .zip(same)
        .map(|(run, before)| Pair {
            run,
            before: before.or_else(|| take(&|before| place(run, before))),
        })
        .collect();
    (pairs, left)
}

impl Pair<'_> {
    /// It did not end well before the work either.
    pub fn was_bad(&self) -> bool {
        self.before.is_some_and(|before| before.code != Some(0))
    }

    /// It ends well although tests failed, which it did not before the work: how many failed.
    pub fn hidden_failures(&self) -> Option<u32> {
        let failed = self.run.reading.as_ref()?.failed;
        let usual = self
            .before
            .is_some_and(|before| before.code == Some(0) && before.failed > 0);
        (self.run.is_green() && failed > 0 && !usual).then_some(failed)
    }

    /// This test failed before the work.
    pub fn was_failing(&self, name: &str) -> bool {
        let Some(before) = self.before else {
            return false;
        };
        // Of very many failures only the first names were kept.
        let cut = before.failures.len() >= 1_000;
        cut || before.failures.iter().any(|known| same_test(known, name))
    }

    /// Names of tests that ran before the work, as far as they are known.
    pub fn ran_before(&self) -> Vec<String> {
        let Some(before) = self.before else {
            return Vec::new();
        };
        let reading = Reading::of_system(self.run.check.system, &before.output);
        let passes = reading.map(|reading| reading.passes).unwrap_or_default();
        let failures = before
            .failures
            .iter()
            .filter(|name| names_a_test(name))
            .cloned();
        let mut seen = BTreeSet::new();
        passes
            .into_iter()
            .chain(failures)
            .filter(|name| seen.insert(name.clone()))
            .collect()
    }
}

/// The same test: its line, its parts and the module that it stands in may have changed.
pub fn same_test(left: &str, right: &str) -> bool {
    let (left, right) = (stable(left), stable(right));
    left == right
        || left
            .strip_prefix(right)
            .or_else(|| right.strip_prefix(left))
            .is_some_and(|rest| rest.starts_with(" ("))
}

/// The test's own name, without the module, class or file that it stands in.
pub fn own_name(name: &str) -> &str {
    let name = stable(name).split(" (").next().unwrap_or(name);
    ["::", " > ", " › "].iter().fold(name, |name, separator| {
        name.rsplit(separator).next().unwrap_or(name)
    })
}

/// The name without the line at which a documentation test stands.
fn stable(name: &str) -> &str {
    let end = name
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once(" (line "));
    end.filter(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit()))
        .map_or(name, |(name, _)| name)
}

/// Some failures are files, packages and fixtures rather than tests; when they are mended their name is gone.
pub(crate) fn names_a_test(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    let file = ["py", "js", "cjs", "mjs", "jsx", "ts", "cts", "mts", "tsx"]
        .iter()
        .any(|end| {
            last.strip_suffix(end)
                .is_some_and(|rest| rest.ends_with('.'))
        });
    let package = name.contains('/') && !last.contains(['.', ':', ' ']);
    let around = [
        "setUpClass ",
        "setUpModule ",
        "tearDownClass ",
        "tearDownModule ",
        "the test program",
    ];
    !file
        && !package
        && !name.contains("_FailedTest")
        && !name.ends_with(" failed]")
        && !around.iter().any(|start| name.starts_with(start))
}
