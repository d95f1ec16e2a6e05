//! Program repair by search: small changes to what a failing test calls, kept only if fewer tests fail.

use super::{Repair, run_check};
use crate::check::Failure;
use crate::definition::{Definition, around, definitions};
use crate::lexer::{Kind, Language, Token, tokens};
use crate::mutation::mutations;
use crate::session::{Session, Step};
use crate::text::Text;
use crate::workspace::{is_test, is_test_line, resolve};
use std::collections::{BTreeMap, BTreeSet};

/// Candidates tried in one conversation.
const BUDGET: usize = 40;
/// Projects with more sources are searched only where a failure or a definition points.
const SMALL: usize = 40;
/// How far from the failing assertion a function may be, in calls.
const FAR: u32 = 3;

/// A source, cut into what the search needs.
struct Source {
    text: Text,
    language: Language,
    tokens: Vec<Token>,
    definitions: Vec<Definition>,
}

/// A text that a file might have.
struct Candidate {
    path: String,
    text: Text,
    line: usize,
    score: u32,
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
    fn try_all(&mut self, session: &mut Session, candidates: Vec<Candidate>, share: usize) -> Step<bool> {
        let mut changed: Option<(String, Text)> = None;
        let mut left = share.min(BUDGET.saturating_sub(self.searched));
        for candidate in candidates {
            let mark = (candidate.path.clone(), format!("{}:{:?}", candidate.line, candidate.text.line(candidate.line)));
            if left == 0 {
                break;
            }
            if !self.tried.insert(mark) {
                continue;
            }
            if let Some((path, original)) = changed.take_if(|(path, _)| *path != candidate.path) {
                self.apply(session, &path, &original, "Taking back a change that did not help.")?;
            }
            let original = match &changed {
                Some((_, original)) => original.clone(),
                None => session.file(&candidate.path)?.unwrap_or_default(),
            };
            left -= 1;
            self.searched += 1;
            let why = format!("Trying a small change, {} of at most {BUDGET}: {}:{}.", self.searched, candidate.path, candidate.line);
            if !self.apply(session, &candidate.path, &candidate.text, &why)? {
                continue;
            }
            let report = run_check(session, &self.project, "")?;
            if report.better_than(&self.report) {
                let fell = match report.failures.len() {
                    0 => "the check passes with it".to_owned(),
                    now if now < self.report.failures.len() => format!("failing tests fell from {} to {now}", self.report.failures.len()),
                    _ => "the run gets further with it".to_owned(),
                };
                self.keep(&candidate.path, &original, &candidate.text, format!("found by search: {fell}"));
                self.report = report;
                return Ok(true);
            }
            changed = Some((candidate.path, original));
        }
        if let Some((path, original)) = changed {
            self.apply(session, &path, &original, "Taking back a change that did not help.")?;
        }
        Ok(false)
    }

    /// All small changes to the functions that a failing test reaches, the likeliest first.
    fn candidates_for(&self, session: &mut Session, failure: &Failure) -> Step<Vec<Candidate>> {
        let sources = self.sources(session, failure)?;
        let values = failure.values();
        let mut found = Vec::new();
        for ((path, name, first), distance) in self.reached(&sources, failure) {
            let Some(source) = sources.get(&path) else { continue };
            let Some(definition) = source.definitions.iter().find(|known| known.name == name && known.first == first) else { continue };
            for mutation in mutations(&source.tokens, &source.text.lines, definition, values.as_ref(), source.language) {
                let Some(line) = source.text.line(mutation.line) else { continue };
                let line = format!("{}{}{}", &line[..mutation.start], mutation.new, &line[mutation.end..]);
                let Some(text) = source.text.with_line(mutation.line, line) else { continue };
                let score = if mutation.rank == 0 { 0 } else { mutation.rank + 2 * distance };
                found.push(Candidate { path: path.clone(), text, line: mutation.line, score });
            }
        }
        found.sort_by(|a, b| (a.score, &a.path, a.line).cmp(&(b.score, &b.path, b.line)));
        Ok(found)
    }

    /// The sources that may matter, cut up. In a large project: those that the failure names, and those that define
    /// what its lines mention.
    fn sources(&self, session: &mut Session, failure: &Failure) -> Step<BTreeMap<String, Source>> {
        let all = &self.project.sources;
        let named = failure.places().into_iter().filter_map(|(path, _)| resolve(all, &self.project.directory, &path));
        let mut wanted: Vec<String> = if all.len() <= SMALL { all.clone() } else { named.collect() };
        if all.len() > SMALL {
            let near = cut(session, &wanted)?;
            let words: BTreeSet<String> = self.seeds(&near, failure).into_keys().filter(|word| word.len() > 2).take(60).collect();
            let words = words.into_iter().collect::<Vec<_>>().join("|");
            let pattern = format!(r"\b(fn|def|func|function|const|static|int|void|double|char|bool|long)\s+\*?({words})\b");
            let hits = session.grep(&pattern, None)?.unwrap_or_default();
            let defining = hits.into_iter().map(|hit| hit.path).filter(|path| all.contains(path) && !is_test(path));
            wanted.extend(defining.collect::<BTreeSet<_>>().into_iter().take(12));
            wanted.dedup();
        }
        cut(session, &wanted)
    }

    /// Words that the failing assertion mentions (0), and those of the test around it (1).
    fn seeds(&self, sources: &BTreeMap<String, Source>, failure: &Failure) -> BTreeMap<String, u32> {
        let mut words = BTreeMap::new();
        for (mentioned, line) in failure.places() {
            let Some(path) = resolve(&self.project.sources, &self.project.directory, &mentioned) else { continue };
            let Some(source) = sources.get(&path) else { continue };
            let surrounding = around(&source.definitions, line);
            let is_test = is_test_line(&path, &source.text, line);
            let (first, last) = surrounding.map_or((line, line), |definition| (definition.first, definition.last));
            for token in source.tokens.iter().filter(|token| token.kind == Kind::Word && (first..=last).contains(&token.line)) {
                let distance = u32::from(token.line != line);
                let known = words.entry(token.text.clone()).or_insert(distance);
                *known = distance.min(*known);
            }
            if let Some(definition) = surrounding.filter(|_| !is_test) {
                words.insert(definition.name.clone(), 0);
            }
        }
        if words.is_empty() || failure.last_words {
            let said = failure.text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
            words.extend(said.map(|word| (word.to_owned(), 0)));
        }
        words
    }

    /// The definitions outside of tests that the seeds lead to, each with its distance in calls.
    fn reached(&self, sources: &BTreeMap<String, Source>, failure: &Failure) -> BTreeMap<(String, String, usize), u32> {
        let mut open: Vec<(String, u32)> = self.seeds(sources, failure).into_iter().collect();
        let mut reached: BTreeMap<(String, String, usize), u32> = BTreeMap::new();
        while !open.is_empty() {
            let mut next = Vec::new();
            for (word, distance) in open {
                for (path, source) in sources {
                    for definition in source.definitions.iter().filter(|definition| definition.name == word) {
                        let place = (path.clone(), word.clone(), definition.first);
                        let nearer = reached.get(&place).is_none_or(|known| distance < *known);
                        if distance > FAR || !nearer || is_test_line(path, &source.text, definition.first) {
                            continue;
                        }
                        reached.insert(place, distance);
                        let body = source.tokens.iter().filter(|token| token.kind == Kind::Word && (definition.first..=definition.last).contains(&token.line));
                        next.extend(body.filter(|token| token.text != word).map(|token| (token.text.clone(), distance + 1)));
                    }
                }
            }
            next.sort();
            next.dedup();
            open = next;
        }
        reached
    }
}

fn cut(session: &mut Session, paths: &[String]) -> Step<BTreeMap<String, Source>> {
    session.load(paths)?;
    let mut sources = BTreeMap::new();
    for path in paths {
        let (Some(text), Some(language)) = (session.file(path)?, Language::of(path)) else { continue };
        let tokens = tokens(&text, language);
        let definitions = definitions(&text, &tokens, language);
        sources.insert(path.clone(), Source { text, language, tokens, definitions });
    }
    Ok(sources)
}
