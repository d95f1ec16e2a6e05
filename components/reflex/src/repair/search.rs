//! Program repair by search: small changes to what a failing test calls, kept only if fewer tests fail.

use super::{Repair, run_check};
use crate::check::{Failure, Report};
use crate::mutation::mutations;
use crate::session::{Session, Step};
use crate::text::Text;

/// Candidates tried in one conversation.
const BUDGET: usize = 40;
/// Candidates with a higher score are too unlikely to be tried.
const UNLIKELY: u32 = 20;

/// A line that a file might have.
struct Candidate {
    path: String,
    line: usize,
    new: String,
}

impl Repair {
    /// Goes through the failing tests until none of them yields an improvement or the budget is spent.
    pub(super) fn search(&mut self, session: &mut Session) -> Step<()> {
        loop {
            let failures = self.report.failures.clone();
            let mut improved = false;
            for (index, failure) in failures.iter().enumerate() {
                let share = (BUDGET - self.searched).div_ceil(failures.len() - index);
                let candidates = self.candidates_for(session, failure)?;
                if self.try_all(session, candidates, share)? {
                    improved = true;
                    break;
                }
            }
            if !improved || self.report.green() || self.report.failures.is_empty() {
                return Ok(());
            }
        }
    }

    /// Tries candidates until one helps. Afterwards the files are as before, or better.
    fn try_all(
        &mut self,
        session: &mut Session,
        candidates: Vec<Candidate>,
        share: usize,
    ) -> Step<bool> {
        let mut changed: Option<(String, Text)> = None;
        let mut left = share.min(BUDGET - self.searched);
        for candidate in candidates {
            if left == 0 {
                break;
            }
            if !self.tried.insert(format!(
                "{}:{}: {}",
                candidate.path, candidate.line, candidate.new
            )) {
                continue;
            }
            if let Some((path, original)) = changed.take_if(|(path, _)| *path != candidate.path) {
                self.take_back(session, &path, &original)?;
            }
            let original = match &changed {
                Some((_, original)) => original.clone(),
                None => session.file(&candidate.path)?.unwrap_or_default(),
            };
            let Some(text) = original.with_line(candidate.line, candidate.new) else {
                continue;
            };
            left -= 1;
            self.searched += 1;
            let (path, line) = (&candidate.path, candidate.line);
            let why = format!(
                "Trying a small change, {} of at most {BUDGET}: {path}:{line}.",
                self.searched
            );
            if !self.apply(session, path, &text, &why)? {
                continue;
            }
            let report = run_check(session, &self.project, "")?;
            if report.better_than(&self.report) {
                let why = format!("found by search: {}", progress(&report, &self.report));
                self.keep(path, &original, &text, why);
                self.report = report;
                return Ok(true);
            }
            changed = Some((candidate.path, original));
        }
        if let Some((path, original)) = changed {
            self.take_back(session, &path, &original)?;
        }
        Ok(false)
    }

    fn take_back(&mut self, session: &mut Session, path: &str, original: &Text) -> Step<bool> {
        self.apply(
            session,
            path,
            original,
            "Taking back a change that did not help.",
        )
    }

    /// All small changes to the functions that a failing test reaches, the likeliest first.
    fn candidates_for(&self, session: &mut Session, failure: &Failure) -> Step<Vec<Candidate>> {
        let sources = self.sources(session, failure)?;
        let values = failure.values();
        let mut found: Vec<Vec<Candidate>> = (0..=UNLIKELY).map(|_| Vec::new()).collect();
        for reached in self.reached(&sources, failure) {
            let source = reached.source;
            let all = mutations(
                &source.tokens,
                &source.text.lines,
                reached.definition,
                values.as_ref(),
                source.language,
            );
            for mutation in all {
                let Some(line) = source.text.line(mutation.line) else {
                    continue;
                };
                let new = format!(
                    "{}{}{}",
                    &line[..mutation.start],
                    mutation.new,
                    &line[mutation.end..]
                );
                let score = if mutation.rank == 0 {
                    0
                } else {
                    mutation.rank + 2 * reached.distance
                };
                if let Some(equals) = found.get_mut(score as usize) {
                    equals.push(Candidate {
                        path: source.path.clone(),
                        line: mutation.line,
                        new,
                    });
                }
            }
        }
        Ok(found.into_iter().flatten().collect())
    }
}

fn progress(now: &Report, before: &Report) -> String {
    match (now.failures.len(), before.failures.len()) {
        (0, _) => "the check passes with it".to_owned(),
        (left, had) if left < had => format!("failing tests fell from {had} to {left}"),
        _ => "the run gets further with it".to_owned(),
    }
}
