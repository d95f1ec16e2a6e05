//! What the project's own checks have against the work.

mod lint;
mod lost;
mod tests;
mod turned;

use openkoi_sdk::evaluator::{Finding, Severity, Work};

use crate::changed::{self, File};
use crate::check::Kind;
use crate::comparison::Pair;
use crate::run::{Ending, Run};
use crate::task;
use crate::transcript::{clip, tail};

const DETAIL_BYTES: usize = 2_500;

/// The words of the task and the files that places may be in.
pub struct Context<'a> {
    /// What the user asked for.
    pub task: &'a str,
    /// Paths of the workspace.
    pub files: Vec<&'a str>,
    /// What the work changed.
    pub changes: Vec<File<'a>>,
}

impl<'a> Context<'a> {
    /// Reads the task, and the paths that the diff and the survey name.
    pub fn of(work: &'a Work, survey: impl Iterator<Item = &'a str>) -> Self {
        let changes = changed::files(&work.diff);
        let changed = changes.iter().map(|file| file.path);
        Self {
            task: &work.task,
            files: changed.chain(survey).collect(),
            changes,
        }
    }

    /// What still fails as it did is the work's fault only if the work was to mend it.
    fn severity(&self, was_bad: bool) -> Severity {
        if was_bad && !task::asks_to_pass(self.task) {
            Severity::Important
        } else {
            Severity::Blocker
        }
    }

    /// A place as "path:line" relative to the workspace, if it is in the workspace.
    fn locate(&self, place: &str, directory: &str) -> Option<String> {
        let (path, line) = place.rsplit_once(':').unwrap_or((place, ""));
        let path = path.strip_prefix("./").unwrap_or(path);
        let inside = if path.starts_with('/') {
            let files = self.files.iter().filter(|file| {
                path.strip_suffix(**file)
                    .is_some_and(|rest| rest.ends_with('/'))
            });
            files.max_by_key(|file| file.len())?.to_string()
        } else {
            let joined = crate::survey::join(directory, path);
            let known = |path: &str| self.files.contains(&path);
            let longer = || {
                let end = format!("/{path}");
                self.files
                    .iter()
                    .find(|file| file.ends_with(&end))
                    .map(ToString::to_string)
            };
            if known(&joined) {
                joined
            } else if known(path) {
                path.to_string()
            } else {
                longer().unwrap_or(joined)
            }
        };
        if inside.contains("..") {
            return None;
        }
        Some(if line.is_empty() {
            inside
        } else {
            format!("{inside}:{line}")
        })
    }
}

/// Everything there is to say, the gravest first.
pub fn of(
    context: &Context<'_>,
    pairs: &[Pair<'_>],
    gone: &[&openkoi_sdk::evaluator::Measurement],
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for pair in pairs {
        match pair.run.check.kind {
            _ if !pair.run.ran() => findings.extend(unable(context, pair)),
            Kind::Build if !pair.run.is_green() => findings.push(broken(context, pair)),
            Kind::Build => {}
            Kind::Test => {
                findings.extend(tests::failing(context, pair));
                findings.extend(lost::tests(context, pair));
                findings.extend(turned::green(context, pair));
                findings.extend(turned::hidden(pair));
                findings.extend(turned::nameless(context, pair));
            }
            Kind::Lint => {
                findings.extend(lint::complaints(context, pair));
                findings.extend(turned::green(context, pair));
            }
        }
    }
    findings.extend(
        gone.iter()
            .filter_map(|before| lost::command(context, before)),
    );
    let (mut sorted, rest): (Vec<Finding>, Vec<Finding>) = findings
        .into_iter()
        .partition(|finding| finding.severity == Severity::Blocker);
    let (important, others): (Vec<Finding>, Vec<Finding>) = rest
        .into_iter()
        .partition(|finding| finding.severity == Severity::Important);
    sorted.extend(important);
    sorted.extend(others);
    sorted
}

/// A command that ran before the work and can't be run now.
fn unable(context: &Context<'_>, pair: &Pair<'_>) -> Option<Finding> {
    let before = pair.before?;
    let run = pair.run;
    let (severity, reason) = match &run.ending {
        Ending::Missing(reason) => (context.severity(before.code != Some(0)), reason),
        Ending::Refused(reason) => (Severity::Important, reason),
        Ending::Succeeded | Ending::Failed | Ending::TimedOut | Ending::Killed => return None,
    };
    let title = format!(
        "`{}` ran before the work and could not be run now",
        run.check.line
    );
    Some(Finding {
        severity,
        ..finding(run, title, reason)
    })
}

/// A command that fails as a whole.
fn broken(context: &Context<'_>, pair: &Pair<'_>) -> Finding {
    let run = pair.run;
    let error = run.diagnostics.entries.iter().find(|entry| entry.is_error);
    let line = &run.check.line;
    let title = match (&run.ending, error) {
        (Ending::TimedOut, _) => format!("`{line}` did not end in its time"),
        (Ending::Killed, _) => format!("`{line}` was killed by a signal"),
        (_, Some(error)) => format!("`{line}` does not compile: {}", error.message),
        (_, None) => format!("`{line}` fails"),
    };
    let excerpt = error.and_then(|error| excerpt(&run.text, &error.message));
    let detail = format!(
        "{}{}",
        history(pair),
        excerpt.unwrap_or(tail(&run.text, DETAIL_BYTES))
    );
    Finding {
        severity: context.severity(pair.was_bad()),
        location: error
            .and_then(|error| context.locate(error.location.as_deref()?, &run.check.directory)),
        ..finding(run, title, &detail)
    }
}

fn history(pair: &Pair<'_>) -> &'static str {
    if pair.was_bad() {
        "It was failing before the work.\n"
    } else {
        ""
    }
}

/// The output from a message on.
fn excerpt<'a>(text: &'a str, message: &str) -> Option<&'a str> {
    let at = text.find(message)?;
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    Some(clip(&text[start..], DETAIL_BYTES))
}

/// A finding about a command, with the command as its evidence.
fn finding(run: &Run, title: String, detail: &str) -> Finding {
    Finding {
        severity: Severity::Blocker,
        dimension: dimension(run.check.kind.word()).to_string(),
        title,
        detail: clip(detail.trim_end(), DETAIL_BYTES).to_string(),
        location: None,
        fix: None,
        evidence: vec![run.check.line.clone()],
    }
}

/// The dimension that a kind of measurement belongs to.
fn dimension(kind: &str) -> &'static str {
    match kind {
        "build" => "build",
        "lint" => "static_analysis",
        _ => "tests",
    }
}
