//! What a failing test reaches: from the words of its assertion to the functions that they name.

use super::Repair;
use crate::check::Failure;
use crate::definition::{Definition, around, definitions};
use crate::lexer::{Kind, Language, Token, tokens};
use crate::session::{Session, Step};
use crate::text::Text;
use crate::workspace::{is_test, is_test_line, resolve};
use std::collections::BTreeSet;

/// Projects with more sources are searched only where a failure or a definition points.
const SMALL: usize = 40;
/// How far from the failing assertion a function may be, in calls.
const FAR: u32 = 3;

/// A source, cut into what the search needs.
pub(super) struct Source {
    pub(super) path: String,
    pub(super) text: Text,
    pub(super) language: Language,
    pub(super) tokens: Vec<Token>,
    definitions: Vec<Definition>,
}

/// A function that a failing test reaches.
pub(super) struct Reached<'a> {
    pub(super) source: &'a Source,
    pub(super) definition: &'a Definition,
    /// In calls from the assertion.
    pub(super) distance: u32,
}

impl Source {
    fn words(&self, first: usize, last: usize) -> impl Iterator<Item = &Token> {
        self.tokens
            .iter()
            .filter(move |token| token.kind == Kind::Word && (first..=last).contains(&token.line))
    }
}

impl Repair {
    /// The sources that may matter, cut up. In a large project: those that the failure names, and those that define
    /// what its lines mention.
    pub(super) fn sources(&self, session: &mut Session, failure: &Failure) -> Step<Vec<Source>> {
        let all = &self.project.sources;
        if all.len() <= SMALL {
            return cut(session, all);
        }
        let places = failure.places();
        let named = places
            .iter()
            .filter_map(|(path, _)| resolve(all, &self.project.directory, path));
        let mut wanted: BTreeSet<String> = named.collect();
        let near = cut(session, &wanted.iter().cloned().collect::<Vec<_>>())?;
        let seeds = self.seeds(&near, failure);
        let words: Vec<&str> = seeds
            .iter()
            .map(|(word, _)| word.as_str())
            .filter(|word| word.len() > 2)
            .take(60)
            .collect();
        let words = words.join("|");
        let pattern = format!(
            r"\b(fn|def|func|function|const|static|int|void|double|char|bool|long)\s+\*?({words})\b"
        );
        for hit in session.grep(&pattern, None)?.unwrap_or_default() {
            if wanted.len() < 12 && all.contains(&hit.path) && !is_test(&hit.path) {
                wanted.insert(hit.path);
            }
        }
        cut(session, &wanted.into_iter().collect::<Vec<_>>())
    }

    /// Words that the failing assertion mentions (0), and those of the test around it (1).
    fn seeds(&self, sources: &[Source], failure: &Failure) -> Vec<(String, u32)> {
        let mut near: Vec<(String, u32)> = Vec::new();
        let mut far: Vec<(String, u32)> = Vec::new();
        for (mentioned, line) in failure.places() {
            let path = resolve(&self.project.sources, &self.project.directory, &mentioned);
            let Some(source) = sources
                .iter()
                .find(|source| Some(&source.path) == path.as_ref())
            else {
                continue;
            };
            let surrounding = around(&source.definitions, line);
            let (first, last) = surrounding.map_or((line, line), |definition| {
                (definition.first, definition.last)
            });
            if let Some(definition) =
                surrounding.filter(|_| !is_test_line(&source.path, &source.text, line))
            {
                near.push((definition.name.clone(), 0));
            }
            near.extend(
                source
                    .words(line, line)
                    .map(|token| (token.text.clone(), 0)),
            );
            far.extend(
                source
                    .words(first, last)
                    .map(|token| (token.text.clone(), 1)),
            );
        }
        if near.is_empty() || failure.last_words {
            let said = failure
                .text
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .filter(|word| !word.is_empty());
            near.extend(said.map(|word| (word.to_owned(), 0)));
        }
        near.extend(far);
        once(near)
    }

    /// The definitions outside of tests that the seeds lead to, the nearest first.
    pub(super) fn reached<'a>(&self, sources: &'a [Source], failure: &Failure) -> Vec<Reached<'a>> {
        let mut reached: Vec<Reached> = Vec::new();
        let mut open = self.seeds(sources, failure);
        let mut at = 0;
        while let Some((word, distance)) = open.get(at).cloned() {
            at += 1;
            for source in sources {
                for definition in source
                    .definitions
                    .iter()
                    .filter(|definition| definition.name == word)
                {
                    let known = reached
                        .iter()
                        .any(|known| std::ptr::eq(known.definition, definition));
                    if known
                        || distance > FAR
                        || is_test_line(&source.path, &source.text, definition.first)
                    {
                        continue;
                    }
                    reached.push(Reached {
                        source,
                        definition,
                        distance,
                    });
                    open.extend(
                        source
                            .words(definition.first, definition.last)
                            .map(|token| (token.text.clone(), distance + 1)),
                    );
                }
            }
            if at % 256 == 0 {
                open = once(open.split_off(at));
                at = 0;
            }
        }
        reached
    }
}

/// Each word once, with its least distance; the nearest first.
fn once(words: Vec<(String, u32)>) -> Vec<(String, u32)> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut kept = Vec::new();
    for distance in 0..=FAR {
        for (word, _) in words.iter().filter(|(_, far)| *far == distance) {
            if seen.insert(word.clone()) {
                kept.push((word.clone(), distance));
            }
        }
    }
    kept
}

fn cut(session: &mut Session, paths: &[String]) -> Step<Vec<Source>> {
    session.load(paths)?;
    let mut sources = Vec::new();
    for path in paths {
        let (Some(text), Some(language)) = (session.file(path)?, Language::of(path)) else {
            continue;
        };
        let tokens = tokens(&text, language);
        let definitions = definitions(&text, &tokens, language);
        sources.push(Source {
            path: path.clone(),
            text,
            language,
            tokens,
            definitions,
        });
    }
    Ok(sources)
}
