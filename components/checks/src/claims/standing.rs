//! Whether what was measured supports a statement.

use openkoi_sdk::evaluator::{Receipt, Standing, Work};

use super::{Scope, Statement};
use crate::check::Kind;
use crate::comparison::{Pair, own_name};
use crate::run::Run;

/// What is known after the work.
pub(super) struct Evidence<'a> {
    tests: Vec<&'a Run>,
    builds: Vec<&'a Run>,
    lints: Vec<&'a Run>,
    /// Some test failed before the work, or none could be run.
    was_bad: bool,
    /// Some run ends well although tests of it failed.
    hides: bool,
    /// No fewer tests were skipped before the work than are now.
    skips_as_before: bool,
    /// The last test command that the executor ran, where nothing was measured.
    receipt: Option<&'a Receipt>,
}

/// Programs that run tests, as they are called in a shell.
const TEST_COMMANDS: [&str; 15] = [
    "cargo test",
    "cargo nextest",
    "npm test",
    "npm run test",
    "pnpm test",
    "pnpm run test",
    "yarn test",
    "pytest",
    "-m unittest",
    "go test",
    "make test",
    "make check",
    "node --test",
    "npx jest",
    "npx vitest",
];

impl<'a> Evidence<'a> {
    pub(super) fn of(work: &'a Work, pairs: &[Pair<'a>]) -> Self {
        let ran = |kind| {
            pairs
                .iter()
                .map(|pair| pair.run)
                .filter(move |run| run.check.kind == kind && run.ran())
                .collect()
        };
        // In a pipe or a list the exit code may be another program's.
        let simple = |receipt: &&Receipt| {
            TEST_COMMANDS
                .iter()
                .any(|command| receipt.summary.contains(command))
                && !receipt.summary.contains(['|', ';', '&'])
        };
        Self {
            tests: ran(Kind::Test),
            builds: ran(Kind::Build),
            lints: ran(Kind::Lint),
            was_bad: pairs
                .iter()
                .any(|pair| pair.run.check.kind == Kind::Test && pair.was_bad()),
            hides: pairs.iter().any(|pair| pair.hidden_failures().is_some()),
            skips_as_before: pairs.iter().all(|pair| {
                let now = pair
                    .run
                    .reading
                    .as_ref()
                    .map_or(0, |reading| reading.skipped);
                pair.before.is_some_and(|before| before.skipped >= now)
            }),
            receipt: work.receipts.iter().rfind(simple),
        }
    }

    /// Where a statement stands, and by which commands or receipts.
    pub(super) fn judge(&self, statement: &Statement) -> (Standing, Vec<String>) {
        match statement {
            Statement::TestsPass(_)
            | Statement::TestsFail
            | Statement::TestsFixed
            | Statement::NoneSkipped
                if self.tests.is_empty() =>
            {
                self.by_receipt(statement)
            }
            Statement::TestsPass(scope) => (self.pass(scope), commands(&self.tests)),
            // They may have failed when the executor looked.
            Statement::TestsFail => (
                if self.green() {
                    Standing::Unsupported
                } else {
                    Standing::Supported
                },
                commands(&self.tests),
            ),
            Statement::TestsFixed => {
                let standing = match (self.green(), self.was_bad) {
                    (true, true) => Standing::Supported,
                    (true, false) => Standing::Unsupported,
                    (false, _) => Standing::Contradicted,
                };
                (standing, commands(&self.tests))
            }
            Statement::NoneSkipped => (self.none_skipped(), commands(&self.tests)),
            Statement::Builds => self.builds(),
            Statement::LintClean { warnings_too } => {
                let clean = |run: &&Run| {
                    run.is_green()
                        && run.errors() == 0
                        && !(*warnings_too && run.diagnostics.warnings > 0)
                };
                (
                    verdict(&self.lints, self.lints.iter().all(clean)),
                    commands(&self.lints),
                )
            }
        }
    }

    fn green(&self) -> bool {
        self.tests.iter().all(|run| run.is_green()) && !self.hides
    }

    /// Who speaks of the own work need not count what was skipped before.
    fn none_skipped(&self) -> Standing {
        let readings = || self.tests.iter().map(|run| run.reading.as_ref());
        let known = readings().all(|reading| reading.is_some_and(|reading| !reading.cut_short));
        let none = readings().flatten().all(|reading| reading.skipped == 0);
        match (known, none, self.skips_as_before) {
            (true, true, _) => Standing::Supported,
            (true, false, false) => Standing::Contradicted,
            _ => Standing::Unsupported,
        }
    }

    fn pass(&self, scope: &Scope) -> Standing {
        let passed: u32 = self
            .tests
            .iter()
            .filter_map(|run| run.reading.as_ref())
            .map(|reading| reading.passed)
            .sum();
        let counted = self.tests.iter().all(|run| {
            run.reading
                .as_ref()
                .is_some_and(|reading| !reading.cut_short)
        });
        if self.green() {
            // More tests than there are can't have passed.
            let too_many = counted && scope.count.is_some_and(|count| count > passed);
            return if too_many {
                Standing::Contradicted
            } else {
                Standing::Supported
            };
        }
        let broken = self.tests.iter().filter(|run| run.is_broken()).count();
        if broken == self.tests.len() {
            return Standing::Contradicted;
        }
        let failures = || {
            self.tests
                .iter()
                .filter_map(|run| run.reading.as_ref())
                .flat_map(|reading| &reading.failures)
        };
        let passes = || {
            self.tests
                .iter()
                .filter_map(|run| run.reading.as_ref())
                .flat_map(|reading| &reading.passes)
        };
        if !scope.names.is_empty() {
            let fails = |name: &String| failures().any(|failed| is_within(name, &failed.name));
            // Beside the name of a test, that of a file only says where it is.
            let tests: Vec<&String> = scope
                .names
                .iter()
                .filter(|name| {
                    let last = |pass: &str| pass.rsplit('.').next() == Some(name);
                    passes().any(|pass| own_name(pass) == *name || pass == *name || last(pass))
                })
                .collect();
            let others = || scope.names.iter().filter(|name| !is_file(name));
            return if !tests.is_empty() && !others().any(fails) {
                Standing::Supported
            } else if scope.names.iter().any(fails) {
                Standing::Contradicted
            } else {
                Standing::Unsupported
            };
        }
        match scope.count {
            _ if scope.partial => Standing::Unsupported,
            Some(count) if counted && count == passed => Standing::Supported,
            _ => Standing::Contradicted,
        }
    }

    /// A project whose tests run can be built.
    fn builds(&self) -> (Standing, Vec<String>) {
        if !self.builds.is_empty() {
            return (
                verdict(&self.builds, self.builds.iter().all(|run| run.is_green())),
                commands(&self.builds),
            );
        }
        let compiled: Vec<&Run> = self
            .tests
            .iter()
            .copied()
            .filter(|run| run.reading.is_some() || run.diagnostics.errors > 0)
            .collect();
        let good = compiled.iter().all(|run| run.reading.is_some());
        (verdict(&compiled, good), commands(&compiled))
    }

    fn by_receipt(&self, statement: &Statement) -> (Standing, Vec<String>) {
        let Some(receipt) = self.receipt else {
            return (Standing::Unsupported, Vec::new());
        };
        let standing = match (receipt.code, statement) {
            (Some(0), Statement::TestsPass(_)) => Standing::Supported,
            (Some(code), Statement::TestsFail) if code != 0 => Standing::Supported,
            (Some(code), Statement::TestsPass(scope))
                if code != 0 && !scope.partial && scope.names.is_empty() =>
            {
                Standing::Contradicted
            }
            _ => Standing::Unsupported,
        };
        (standing, vec![receipt.id.clone()])
    }
}

/// The name is the test's, or that of a file, a module or a class in which the test stands.
fn is_within(name: &str, test: &str) -> bool {
    let part = |character: char| character.is_alphanumeric() || character == '_';
    test.match_indices(name)
        .any(|(at, _)| !test[..at].ends_with(part) && !test[at + name.len()..].starts_with(part))
}

fn is_file(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    name.contains('/') || (!ending.is_empty() && ending.len() <= 3 && !name.contains("::"))
}

fn verdict(runs: &[&Run], good: bool) -> Standing {
    match (runs.is_empty(), good) {
        (true, _) => Standing::Unsupported,
        (false, true) => Standing::Supported,
        (false, false) => Standing::Contradicted,
    }
}

fn commands(runs: &[&Run]) -> Vec<String> {
    runs.iter().map(|run| run.check.line.clone()).collect()
}
