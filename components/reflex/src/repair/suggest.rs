//! One round of applying what the compiler or interpreter suggests.

use super::{CHECK_MS, Repair, run_check};
use crate::diagnostic::{self, Diagnostic, PYTHON_BUILTINS};
use crate::fix::{Change, Fix};
use crate::lexer::{Kind, Language, tokens};
use crate::nearest::nearest;
use crate::session::{Session, Step};
use crate::text::Text;
use crate::workspace::{is_test_line, resolve};

/// A suggestion that can be tried here.
struct Candidate {
    path: String,
    change: Change,
    key: (String, String),
    why: String,
}

impl Candidate {
    fn mark(&self) -> String {
        format!("{}: {:?}{:?}", self.path, self.key, self.change)
    }
}

/// The candidates that were applied to a file, and what it was before.
struct Applied {
    path: String,
    original: Text,
    candidates: Vec<Candidate>,
}

impl Repair {
    /// Applies all suggestions that do not touch each other, checks, and takes back those that did not help.
    /// False: there was nothing to apply.
    pub(super) fn suggest(&mut self, session: &mut Session, findings: &str) -> Step<bool> {
        let diagnostics = self.diagnostics(session, findings)?;
        let candidates = self.candidates(session, &diagnostics)?;
        let mut applied: Vec<Applied> = Vec::new();
        for candidate in candidates {
            let Some(before) = session.file(&candidate.path)? else {
                continue;
            };
            let here = applied.iter().position(|file| file.path == candidate.path);
            let made = here
                .and_then(|at| applied.get(at))
                .map_or(&[][..], |file| &file.candidates);
            let line = candidate.change.line();
            if made
                .iter()
                .any(|other| other.change.line() <= line || other.key == candidate.key)
            {
                continue;
            }
            self.tried.insert(candidate.mark());
            let Some(after) = candidate.change.apply(&before) else {
                continue;
            };
            let why = format!(
                "Applying a suggestion to {}:{}: {}",
                candidate.path,
                candidate.change.line(),
                candidate.why
            );
            if self.apply(session, &candidate.path, &after, &why)? {
                match here.and_then(|at| applied.get_mut(at)) {
                    Some(file) => file.candidates.push(candidate),
                    None => applied.push(Applied {
                        path: candidate.path.clone(),
                        original: before,
                        candidates: vec![candidate],
                    }),
                }
            }
        }
        if applied.is_empty() {
            return self.rename_for_tests(session, &diagnostics);
        }
        self.report = run_check(session, &self.project, "Checking whether that helped.")?;
        self.sift(session, &diagnostics, applied)?;
        Ok(true)
    }

    /// Complaints of the last check, with exact spans where the compiler has them, and those in findings.
    fn diagnostics(&self, session: &mut Session, findings: &str) -> Step<Vec<Diagnostic>> {
        let mut all = self.report.diagnostics.clone();
        let rustc = all.iter().any(|diagnostic| diagnostic.tool == "rustc");
        if let Some(exact) = self.project.exact.as_ref().filter(|_| rustc) {
            let why = "Asking the compiler for its suggestions with their exact places.";
            let ran = session.shell(exact, &self.project.directory, CHECK_MS, why)?;
            let found = diagnostic::parse(&ran.text);
            all.retain(|known| !found.iter().any(|exact| exact.key() == known.key()));
            all.extend(found);
        }
        all.extend(diagnostic::parse(findings));
        Ok(all)
    }

    /// The first untried suggestion for each complaint, from the end of each file to its beginning, so that the lines
    /// of those still to come don't move.
    fn candidates(
        &self,
        session: &mut Session,
        diagnostics: &[Diagnostic],
    ) -> Step<Vec<Candidate>> {
        let mut found = Vec::new();
        for diagnostic in diagnostics {
            let mut fixes = diagnostic.fixes.clone();
            fixes.extend(self.similar_name(session, diagnostic)?);
            for fix in fixes {
                let Some(path) = resolve(&self.project.sources, &self.project.directory, &fix.path)
                else {
                    continue;
                };
                let key = (diagnostic.path.clone(), diagnostic.message.clone());
                let Some(text) = session.file(&path)? else {
                    continue;
                };
                if is_test_line(&path, &text, fix.change.line())
                    || fix.change.apply(&text).is_none()
                {
                    continue;
                }
                let why = format!("{}: {}", diagnostic.tool, fix.because);
                let candidate = Candidate {
                    path,
                    change: fix.change,
                    key,
                    why,
                };
                if self.tried.contains(&candidate.mark()) {
                    continue;
                }
                found.push(candidate);
                break;
            }
        }
        found.sort_by(|a, b| {
            a.path
                .cmp(&b.path)
                .then(b.change.line().cmp(&a.change.line()))
        });
        Ok(found)
    }

    /// Where a name is unknown and the tool names no better one: the only name in the file that is one slip away.
    fn similar_name(&self, session: &mut Session, diagnostic: &Diagnostic) -> Step<Option<Fix>> {
        let Some(unknown) = &diagnostic.unknown else {
            return Ok(None);
        };
        let Some(path) = resolve(
            &self.project.sources,
            &self.project.directory,
            &diagnostic.path,
        ) else {
            return Ok(None);
        };
        let (Some(text), Some(language)) = (session.file(&path)?, Language::of(&path)) else {
            return Ok(None);
        };
        let tokens = tokens(&text, language);
        let builtins = if language == Language::Python {
            &PYTHON_BUILTINS[..]
        } else {
            &[]
        };
        let words = tokens
            .iter()
            .filter(|token| token.kind == Kind::Word)
            .map(|token| token.text.as_str());
        let Some(name) = nearest(unknown, words.chain(builtins.iter().copied())) else {
            return Ok(None);
        };
        Ok(Some(Fix {
            path: diagnostic.path.clone(),
            change: Change::Word {
                line: diagnostic.line,
                from: unknown.clone(),
                to: name.to_owned(),
            },
            because: format!(
                "{}; `{name}` is the only similar name in the file",
                diagnostic.message
            ),
        }))
    }

    /// Keeps the changes whose complaint is gone or has become rarer, and takes back the others.
    fn sift(
        &mut self,
        session: &mut Session,
        before: &[Diagnostic],
        applied: Vec<Applied>,
    ) -> Step<()> {
        let count = |all: &[Diagnostic], key: &(String, String)| {
            all.iter()
                .filter(|known| known.key() == (&key.0, &key.1))
                .count()
        };
        let mut taken_back = false;
        for Applied {
            path,
            original,
            candidates,
        } in applied
        {
            let mut text = original;
            let (mut kept, total) = (Vec::new(), candidates.len());
            for candidate in candidates {
                let left = count(&self.report.diagnostics, &candidate.key);
                if !self.report.green() && left > 0 && left >= count(before, &candidate.key) {
                    continue;
                }
                let Some(after) = candidate.change.apply(&text) else {
                    continue;
                };
                kept.push((text, after.clone(), candidate.why));
                text = after;
            }
            if kept.len() < total {
                taken_back = true;
                self.apply(
                    session,
                    &path,
                    &text,
                    "Taking back a suggestion that did not help.",
                )?;
            }
            for (earlier, later, why) in kept.into_iter().rev() {
                self.keep(&path, &earlier, &later, why);
            }
        }
        if taken_back {
            self.report = run_check(
                session,
                &self.project,
                "Checking where that leaves the project.",
            )?;
        }
        Ok(())
    }
}
