//! One round of applying what the compiler or interpreter suggests.

use super::{CHECK_MS, Repair, run_check};
use crate::diagnostic::{self, Diagnostic, PYTHON_BUILTINS};
use crate::fix::{Change, Fix, replace_word};
use crate::lexer::{Kind, Language, tokens};
use crate::nearest::nearest;
use crate::session::{Session, Step};
use crate::text::Text;
use crate::workspace::{is_test_line, resolve};
use std::collections::BTreeMap;

/// Files that a name is changed in at most, where a test names it otherwise than the code does.
const RENAMED: usize = 12;

/// A suggestion that can be tried here.
struct Candidate {
    path: String,
    change: Change,
    key: (String, String),
    why: String,
}

impl Repair {
    /// Applies all suggestions that do not touch each other, checks, and takes back those that did not help.
    /// False: there was nothing to apply.
    pub(super) fn suggest(&mut self, session: &mut Session, findings: &str) -> Step<bool> {
        let diagnostics = self.diagnostics(session, findings)?;
        let candidates = self.candidates(session, &diagnostics)?;
        let mut applied: BTreeMap<String, (Text, Vec<Candidate>)> = BTreeMap::new();
        for candidate in candidates {
            let Some(before) = session.file(&candidate.path)? else { continue };
            let taken = applied.get(&candidate.path).is_some_and(|(_, made)| {
                made.iter().any(|other| other.change.line() <= candidate.change.line() || other.key == candidate.key)
            });
            if taken {
                continue;
            }
            self.tried.insert((candidate.path.clone(), format!("{:?}{:?}", candidate.key, candidate.change)));
            let Some(after) = candidate.change.apply(&before) else { continue };
            let why = format!("Applying a suggestion to {}:{}: {}", candidate.path, candidate.change.line(), candidate.why);
            if self.apply(session, &candidate.path, &after, &why)? {
                applied.entry(candidate.path.clone()).or_insert_with(|| (before, Vec::new())).1.push(candidate);
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
    fn candidates(&self, session: &mut Session, diagnostics: &[Diagnostic]) -> Step<Vec<Candidate>> {
        let mut found = Vec::new();
        for diagnostic in diagnostics {
            let mut fixes = diagnostic.fixes.clone();
            fixes.extend(self.similar_name(session, diagnostic)?);
            for fix in fixes {
                let Some(path) = resolve(&self.project.sources, &self.project.directory, &fix.path) else { continue };
                let key = (diagnostic.path.clone(), diagnostic.message.clone());
                let tried = self.tried.contains(&(path.clone(), format!("{key:?}{:?}", fix.change)));
                let Some(text) = session.file(&path)? else { continue };
                if tried || is_test_line(&path, &text, fix.change.line()) || fix.change.apply(&text).is_none() {
                    continue;
                }
                let why = format!("{}: {}", diagnostic.tool, fix.because);
                found.push(Candidate { path, change: fix.change, key, why });
                break;
            }
        }
        found.sort_by(|a, b| a.path.cmp(&b.path).then(b.change.line().cmp(&a.change.line())));
        Ok(found)
    }

    /// Where a name is unknown and the tool names no better one: the only name in the file that is one slip away.
    fn similar_name(&self, session: &mut Session, diagnostic: &Diagnostic) -> Step<Option<Fix>> {
        let Some(unknown) = &diagnostic.unknown else { return Ok(None) };
        let Some(path) = resolve(&self.project.sources, &self.project.directory, &diagnostic.path) else { return Ok(None) };
        let (Some(text), Some(language)) = (session.file(&path)?, Language::of(&path)) else { return Ok(None) };
        let tokens = tokens(&text, language);
        let builtins = if language == Language::Python { &PYTHON_BUILTINS[..] } else { &[] };
        let words = tokens.iter().filter(|token| token.kind == Kind::Word).map(|token| token.text.as_str());
        let Some(name) = nearest(unknown, words.chain(builtins.iter().copied())) else { return Ok(None) };
        Ok(Some(Fix {
            path: diagnostic.path.clone(),
            change: Change::Word { line: diagnostic.line, from: unknown.clone(), to: name.to_owned() },
            because: format!("{}; `{name}` is the only similar name in the file", diagnostic.message),
        }))
    }

    /// Keeps the changes whose complaint is gone or has become rarer, and takes back the others.
    fn sift(&mut self, session: &mut Session, before: &[Diagnostic], applied: BTreeMap<String, (Text, Vec<Candidate>)>) -> Step<()> {
        let count = |all: &[Diagnostic], key: &(String, String)| all.iter().filter(|known| known.key() == (&key.0, &key.1)).count();
        let mut taken_back = false;
        for (path, (original, candidates)) in applied {
            let mut text = original;
            let (mut kept, total) = (Vec::new(), candidates.len());
            for candidate in candidates {
                let left = count(&self.report.diagnostics, &candidate.key);
                if !self.report.green() && left > 0 && left >= count(before, &candidate.key) {
                    continue;
                }
                let Some(after) = candidate.change.apply(&text) else { continue };
                kept.push((text, after.clone(), candidate.why));
                text = after;
            }
            if kept.len() < total {
                taken_back = true;
                self.apply(session, &path, &text, "Taking back a suggestion that did not help.")?;
            }
            for (earlier, later, why) in kept.into_iter().rev() {
                self.keep(&path, &earlier, &later, why);
            }
        }
        if taken_back {
            self.report = run_check(session, &self.project, "Checking where that leaves the project.")?;
        }
        Ok(())
    }

    /// Where a test uses a name and the compiler knows a similar one: the test says what the code should be called.
    fn rename_for_tests(&mut self, session: &mut Session, diagnostics: &[Diagnostic]) -> Step<bool> {
        for diagnostic in diagnostics {
            let Some((wanted, current)) = self.named_by_test(session, diagnostic)? else { continue };
            if !self.tried.insert((wanted.clone(), format!("rename {current}"))) {
                continue;
            }
            let before = self.report.clone();
            let mut made = Vec::new();
            for path in self.project.sources.clone() {
                let Some(text) = session.file(&path)? else { continue };
                let rename = |(index, line): (usize, &String)| {
                    let test = is_test_line(&path, &text, index + 1);
                    replace_word(line, &current, &wanted).filter(|_| !test).unwrap_or_else(|| line.clone())
                };
                let after = Text { lines: text.lines.iter().enumerate().map(rename).collect() };
                if after != text && made.len() < RENAMED {
                    let why = format!("The tests call it `{wanted}`, the code `{current}`: renaming it in {path}.");
                    if self.apply(session, &path, &after, &why)? {
                        made.push((path, text, after));
                    }
                }
            }
            if made.is_empty() {
                continue;
            }
            self.report = run_check(session, &self.project, "Checking whether that helped.")?;
            if self.report.diagnostics.iter().any(|known| known.key() == diagnostic.key()) {
                for (path, text, _) in &made {
                    self.apply(session, path, text, "Taking back a renaming that did not help.")?;
                }
                self.report = before;
            } else {
                let why = format!("{}: {}; the tests decide the name", diagnostic.tool, diagnostic.message);
                for (path, text, after) in &made {
                    self.keep(path, text, after, why.clone());
                }
            }
            return Ok(true);
        }
        Ok(false)
    }

    /// The name that a test line uses, and the one that the tool would put there.
    fn named_by_test(&self, session: &mut Session, diagnostic: &Diagnostic) -> Step<Option<(String, String)>> {
        for fix in &diagnostic.fixes {
            let Some(path) = resolve(&self.project.sources, &self.project.directory, &fix.path) else { continue };
            let (Some(text), Some(language)) = (session.file(&path)?, Language::of(&path)) else { continue };
            let line = fix.change.line();
            let Some(after) = fix.change.apply(&text) else { continue };
            if !is_test_line(&path, &text, line) || after.lines.len() != text.lines.len() {
                continue;
            }
            let words = |text: &Text| -> Vec<String> {
                let here = tokens(text, language).into_iter().filter(|token| token.line == line);
                here.map(|token| token.text).collect()
            };
            let (before, after) = (words(&text), words(&after));
            let mut pairs = before.iter().zip(&after).filter(|(one, other)| one != other);
            if let (true, Some((wanted, current))) = (before.len() == after.len(), pairs.next())
                && current.chars().all(|c| c.is_alphanumeric() || c == '_')
                && nearest(wanted, [current.as_str()]).is_some()
            {
                return Ok(Some((wanted.clone(), current.clone())));
            }
        }
        Ok(None)
    }
}
