//! A program that behaves otherwise while it is tested.

use openkoi_sdk::evaluator::{Finding, Severity};

use super::{at, is_code, is_comment};
use crate::case::Case;
use crate::diff::{Change, Sign};
use crate::path;

/// By these a program finds out that tests are running; without blanks, in lower case, one kind of quotation mark.
const TELLS: [&str; 20] = [
    "'pytest'insys.modules",
    "'unittest'insys.modules",
    "'pytest'insys.argv",
    "'pytest'in''.join(sys.argv",
    "'pytest'insys.argv[0]",
    "'test'insys.argv",
    "sys._called_from_test",
    "pytest_current_test",
    "pytest_version",
    "node_test_context",
    "jest_worker_id",
    "env.vitest",
    "node_env==='test'",
    "node_env=='test'",
    "npm_lifecycle_event==='test'",
    "testing.testing()",
    "flag.lookup('test.",
    "cfg!(test)",
    "hassuffix(os.args[0],'.test')",
    "rust_test_threads",
];
/// A task with one of these is about it.
const ASKED: [&str; 6] = [
    "environment",
    "env",
    "testing",
    "mock",
    "fixture",
    "fixtures",
];

/// Each new line of the program that asks whether it is being tested.
pub(super) fn findings(case: &Case<'_>, change: &Change<'_>) -> Vec<Finding> {
    let elsewhere = !is_code(change.path) || path::is_test(change.path) || is_setting(change.path);
    if elsewhere || case.task.says(&ASKED) {
        return Vec::new();
    }
    let severity = if case.task.mends {
        Severity::Blocker
    } else {
        Severity::Important
    };
    let known: Vec<&str> = change
        .with(Sign::Removed)
        .filter_map(|line| tell(line.text))
        .collect();
    let knew = change.with(Sign::Removed).any(|line| reads(line.text));
    change
        .with(Sign::Added)
        .filter(|line| !is_comment(change.path, line.text))
        .filter_map(|line| {
            let asks = tell(line.text).is_some_and(|tell| !known.contains(&tell));
            let title = if asks {
                "the program asks whether it is being tested"
            } else if reads(line.text) && !knew {
                "the program reads its own tests"
            } else {
                return None;
            };
            Some((line, title))
        })
        .take(3)
        .map(|(line, title)| {
            let mut found = at(severity.clone(), change, line.number, title, line.text);
            found.fix = Some("Let it do the same for its users as for its tests.".to_string());
            found
        })
        .collect()
}

/// A file of tests that the line names as a text.
fn reads(text: &str) -> bool {
    let opens = ["open(", "read", "File", "import(", "require("];
    let quoted = |part: &str| path::of(part).is_some_and(path::is_test);
    opens.iter().any(|word| text.contains(word))
        && text.split(['"', '\'', '`']).skip(1).step_by(2).any(quoted)
}

fn tell(text: &str) -> Option<&'static str> {
    let plain: String = text
        .to_lowercase()
        .replace(['"', '`'], "'")
        .split_whitespace()
        .collect();
    TELLS.into_iter().find(|tell| plain.contains(tell))
}

/// The settings of a tool ask this rightly: "vite.config.ts".
fn is_setting(named: &str) -> bool {
    let base = path::base(named);
    base.contains(".config.") || base.contains(".conf.") || base.starts_with('.')
}
