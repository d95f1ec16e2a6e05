//! Makes a failing check pass: applies what compilers suggest, then searches for small changes.

mod reach;
mod rename;
mod search;
mod suggest;

use crate::check::Report;
use crate::ending::Ending;
use crate::intent::Fix;
use crate::project::{self, Project};
use crate::session::{Session, Step};
use crate::text::Text;
use std::collections::BTreeSet;

/// Rounds of applying suggestions before each search.
const ROUNDS: usize = 12;
const CHECK_MS: u32 = 300_000;

/// What has been found out and done so far.
pub(crate) struct Repair {
    project: Project,
    report: Report,
    changes: Vec<Change>,
    /// Changes that were tried, so that none is tried twice.
    tried: BTreeSet<String>,
    /// Candidates that the search has tried.
    searched: usize,
    /// The files that were changed, as they were.
    originals: Vec<(String, Text)>,
}

/// A change that was kept.
struct Change {
    path: String,
    line: usize,
    from: String,
    to: String,
    why: String,
}

pub(crate) fn run(session: &mut Session, fix: &Fix) -> Step<Ending> {
    let project = match project::find(session, fix)? {
        Ok(project) => project,
        Err(ending) => return Ok(ending),
    };
    let report = run_check(session, &project, "Running the check.")?;
    let mut repair = Repair {
        project,
        report: report.clone(),
        changes: Vec::new(),
        tried: BTreeSet::new(),
        searched: 0,
        originals: Vec::new(),
    };
    if report.green() && session.findings().is_empty() {
        return Ok(Ending::done(format!(
            "{}. Nothing is failing, and nothing was changed.",
            repair.proof()
        )));
    }
    if report.code.is_none_or(|code| matches!(code, 126 | 127)) {
        return Ok(Ending::refusal(format!(
            "The check could not be run: {}",
            repair.proof()
        )));
    }
    repair.round(session, "")?;
    let mut moved = true;
    for findings in session.findings() {
        let before = repair.changes.len();
        repair.report = run_check(session, &repair.project, "Running the check again.")?;
        repair.round(session, findings)?;
        moved = repair.changes.len() > before;
    }
    if !repair.report.green() && !repair.is_better_than(&report) {
        repair.restore(session)?;
    }
    Ok(repair.ending(moved))
}

fn run_check(session: &mut Session, project: &Project, why: &str) -> Step<Report> {
    let ran = session.shell(&project.command, &project.directory, CHECK_MS, why)?;
    Ok(Report::of(&project.command, ran))
}

impl Repair {
    /// Suggestions until there are none, then the search.
    fn round(&mut self, session: &mut Session, findings: &str) -> Step<()> {
        let mut findings = findings;
        for _ in 0..ROUNDS {
            if self.report.green() && findings.is_empty() || !self.suggest(session, findings)? {
                break;
            }
            findings = "";
        }
        if !self.report.green() && !self.report.failures.is_empty() {
            self.search(session)?;
        }
        Ok(())
    }

    /// Makes a change; where the file can't be changed the reason is dropped, since another change is tried next.
    fn apply(&mut self, session: &mut Session, path: &str, after: &Text, why: &str) -> Step<bool> {
        let known = self.originals.iter().any(|(changed, _)| changed == path);
        if let Some(before) = session.file(path)?.filter(|_| !known) {
            self.originals.push((path.to_owned(), before));
        }
        Ok(session.change(path, after, why)?.is_ok())
    }

    fn keep(&mut self, path: &str, before: &Text, after: &Text, why: String) {
        let (line, from, to) = before.difference(after);
        self.changes.push(Change {
            path: path.to_owned(),
            line,
            from,
            to,
            why,
        });
    }

    fn is_better_than(&self, first: &Report) -> bool {
        let fewer = self.report.diagnostics.len() < first.diagnostics.len();
        self.report.better_than(first)
            || fewer
            || first.failures.is_empty() && !self.report.failures.is_empty()
    }

    /// Brings every file back to what it was: the changes have not helped.
    fn restore(&mut self, session: &mut Session) -> Step<()> {
        let mut restored = true;
        for (path, original) in self.originals.clone() {
            restored &= self.apply(
                session,
                &path,
                &original,
                "Taking back changes that did not help.",
            )?;
        }
        if restored {
            self.changes.clear();
        }
        Ok(())
    }

    /// The last check's outcome, as its output tells it.
    fn proof(&self) -> String {
        if self.report.green() {
            return self.report.summary();
        }
        format!(
            "{}\n{}",
            self.report.summary(),
            crate::check::quoted_end(&self.report.text, 8)
        )
    }

    fn ending(&self, moved: bool) -> Ending {
        let mut text = format!("{}.\n", self.report.summary());
        if !self.changes.is_empty() {
            text.push_str("\nChanged:\n");
        }
        for change in &self.changes {
            let Change {
                path,
                line,
                from,
                to,
                why,
            } = change;
            text.push_str(&match (from.is_empty(), to.is_empty()) {
                (true, _) => format!("- {path}:{line}: added `{to}` ({why})\n"),
                (_, true) => format!("- {path}:{line}: removed `{from}` ({why})\n"),
                _ => format!("- {path}:{line}: `{from}` became `{to}` ({why})\n"),
            });
        }
        if self.searched > 0 {
            text.push_str(&format!(
                "\nThe search tried {} small change(s), one at a time, running the check after each; it knows the tests and \
                 nothing of what the code is for, so read what it changed.\n",
                self.searched
            ));
        }
        if self.report.green() && moved {
            return Ending::done(text.trim_end());
        }
        if self.report.green() {
            text.push_str("\nThe findings name nothing that the rules can act on: no compiler suggestion, no failing check.");
        } else {
            text.push_str(&format!(
                "\nStill failing:\n{}\n\nNothing is left to try by rule.",
                self.report.troubles()
            ));
            text.push_str(if self.changes.is_empty() {
                " The files are as they were."
            } else {
                " The changes listed above are kept."
            });
        }
        Ending::refusal(text)
    }
}
