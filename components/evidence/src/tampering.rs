//! Evidence that the work itself bent: tests, checks and what they print.

mod assertion;
mod faked;
mod hushed;
mod rigged;
mod shadow;
mod skip;
mod softened;
mod tailored;
mod taken;
mod vacant;
mod watched;

use openkoi_sdk::evaluator::{Finding, Severity};

use crate::case::Case;
use crate::diff::Change;
use crate::path;
use crate::report::{HONESTY, finding};
use crate::sentence::clip;

/// Everything in the diff that makes checks say less than they did.
pub fn findings(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for change in &case.diff.changes {
        found.extend(taken::findings(case, change));
        found.extend(skip::findings(case, change));
        found.extend(assertion::findings(case, change));
        found.extend(rigged::findings(case, change));
        found.extend(hushed::findings(case, change));
        found.extend(softened::findings(case, change));
        found.extend(tailored::findings(case, change));
        found.extend(vacant::findings(case, change));
        found.extend(watched::findings(case, change));
    }
    found.extend(faked::findings(case));
    found.extend(shadow::findings(case));
    found
}

/// A finding about one line of a changed file.
fn at(severity: Severity, change: &Change<'_>, line: u32, title: &str, text: &str) -> Finding {
    let mut found = finding(
        severity,
        HONESTY,
        &format!("{}: {title}", change.path),
        clip(text.trim(), 400),
    );
    found.location = Some(if line == 0 {
        change.path.to_string()
    } else {
        format!("{}:{line}", change.path)
    });
    found.fix = Some(
        "Bring it back as it was; a check is changed only where the task asks for it.".to_string(),
    );
    found.evidence = vec!["diff".to_string()];
    found
}

/// A file of a language in which tests are written.
pub(crate) fn is_code(path: &str) -> bool {
    let code = [
        "rs", "py", "js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts", "go", "java", "kt", "rb",
        "php", "cs", "swift", "c", "cc", "cpp", "sh",
    ];
    path::base(path)
        .rsplit_once('.')
        .is_some_and(|(_, ending)| code.contains(&ending))
}

/// The line is a comment of its language.
pub(crate) fn is_comment(path: &str, text: &str) -> bool {
    let text = text.trim_start();
    let hash = [
        ".py", ".rb", ".sh", ".yml", ".yaml", ".toml", ".cfg", ".ini",
    ]
    .iter()
    .any(|ending| path.ends_with(ending))
        || path::base(path).eq_ignore_ascii_case("makefile");
    text.starts_with("//")
        || text.starts_with("/*")
        || text.starts_with("* ")
        || (hash && text.starts_with('#'))
}

/// The name of the test that a line begins: a function, or the title that a call gives it.
pub(crate) fn declared<'a>(path: &str, text: &'a str) -> Option<&'a str> {
    let text = text.trim_start();
    let name = |rest: &'a str| {
        rest.split(|character: char| !(character.is_alphanumeric() || character == '_'))
            .next()
            .filter(|name| !name.is_empty())
    };
    match path::base(path).rsplit('.').next()? {
        "rs" => {
            let text = text.strip_prefix("pub ").unwrap_or(text);
            name(
                text.strip_prefix("async ")
                    .unwrap_or(text)
                    .strip_prefix("fn ")?,
            )
        }
        "py" => {
            let rest = text
                .strip_prefix("async ")
                .unwrap_or(text)
                .strip_prefix("def ")?;
            name(rest).filter(|name| name.starts_with("test"))
        }
        "go" => name(text.strip_prefix("func ")?).filter(|name| name.starts_with("Test")),
        "js" | "jsx" | "ts" | "tsx" | "mjs" | "cjs" | "mts" | "cts" => {
            let (call, rest) = text.split_once('(')?;
            let own = [
                "it",
                "test",
                "it.skip",
                "test.skip",
                "xit",
                "xtest",
                "it.only",
                "test.only",
                "it.todo",
                "test.todo",
                "describe.skip",
                "xdescribe",
                "describe",
            ];
            let quote = rest
                .chars()
                .next()
                .filter(|quote| "'\"`".contains(*quote))?;
            own.contains(&call.trim())
                .then(|| rest[1..].split(quote).next())
                .flatten()
        }
        _ => None,
    }
}

/// A task that mends must not do so by bending its tests; other tasks may have to adapt some.
fn severity(case: &Case<'_>) -> Severity {
    if case.task.mends {
        Severity::Blocker
    } else {
        Severity::Important
    }
}
