//! A name that the tests and the code spell differently.

use super::{Repair, run_check};
use crate::diagnostic::Diagnostic;
use crate::fix::replace_word;
use crate::lexer::{Language, tokens};
use crate::nearest::nearest;
use crate::session::{Session, Step};
use crate::text::Text;
use crate::workspace::{is_test_line, resolve};

/// Files that a name is changed in at most, where a test names it otherwise than the code does.
const RENAMED: usize = 12;

impl Repair {
    /// Where a test uses a name and the compiler knows a similar one: the test says what the code should be called.
    pub(super) fn rename_for_tests(
        &mut self,
        session: &mut Session,
        diagnostics: &[Diagnostic],
    ) -> Step<bool> {
        for diagnostic in diagnostics {
            let Some((wanted, current)) = self.named_by_test(session, diagnostic)? else {
                continue;
            };
            if !self.tried.insert(format!("rename {current} to {wanted}")) {
                continue;
            }
            let before = self.report.clone();
            let mut made = Vec::new();
            for path in self.project.sources.clone() {
                let Some(text) = session.file(&path)? else {
                    continue;
                };
                let rename = |(index, line): (usize, &String)| {
                    let test = is_test_line(&path, &text, index + 1);
                    replace_word(line, &current, &wanted)
                        .filter(|_| !test)
                        .unwrap_or_else(|| line.clone())
                };
                let after = Text {
                    lines: text.lines.iter().enumerate().map(rename).collect(),
                };
                if after != text && made.len() < RENAMED {
                    let why = format!(
                        "The tests call it `{wanted}`, the code `{current}`: renaming it in {path}."
                    );
                    if self.apply(session, &path, &after, &why)? {
                        made.push((path, text, after));
                    }
                }
            }
            if made.is_empty() {
                continue;
            }
            self.report = run_check(session, &self.project, "Checking whether that helped.")?;
            if self
                .report
                .diagnostics
                .iter()
                .any(|known| known.key() == diagnostic.key())
            {
                for (path, text, _) in &made {
                    self.apply(
                        session,
                        path,
                        text,
                        "Taking back a renaming that did not help.",
                    )?;
                }
                self.report = before;
            } else {
                let why = format!(
                    "{}: {}; the tests decide the name",
                    diagnostic.tool, diagnostic.message
                );
                for (path, text, after) in &made {
                    self.keep(path, text, after, why.clone());
                }
            }
            return Ok(true);
        }
        Ok(false)
    }

    /// The name that a test line uses, and the one that the tool would put there.
    fn named_by_test(
        &self,
        session: &mut Session,
        diagnostic: &Diagnostic,
    ) -> Step<Option<(String, String)>> {
        for fix in &diagnostic.fixes {
            let Some(path) = resolve(&self.project.sources, &self.project.directory, &fix.path)
            else {
                continue;
            };
            let (Some(text), Some(language)) = (session.file(&path)?, Language::of(&path)) else {
                continue;
            };
            let line = fix.change.line();
            let Some(after) = fix.change.apply(&text) else {
                continue;
            };
            if !is_test_line(&path, &text, line) || after.lines.len() != text.lines.len() {
                continue;
            }
            let words = |text: &Text| -> Vec<String> {
                let here = tokens(text, language)
                    .into_iter()
                    .filter(|token| token.line == line);
                here.map(|token| token.text).collect()
            };
            let (before, after) = (words(&text), words(&after));
            let mut pairs = before
                .iter()
                .zip(&after)
                .filter(|(one, other)| one != other);
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
