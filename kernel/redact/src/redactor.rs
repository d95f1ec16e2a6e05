//! The handle that everything which writes or shows something holds.

use crate::format::Category;
use crate::known::Known;
use crate::span::{Kind, Span, merged, whole_characters};
use crate::vault::Vault;
use crate::{MASK, entropy, scan};
use regex_automata::meta::Regex;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, Weak};

/// A pattern of the user's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomPattern {
    /// What a placeholder calls it.
    pub name: String,
    pub pattern: String,
}

/// Why a pattern can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    pub name: String,
    pub why: String,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the pattern {:?} is no regular expression: {}",
            self.name, self.why
        )
    }
}

impl std::error::Error for PatternError {}

/// What is looked for beside known values.
#[derive(Clone, Default)]
pub(crate) struct Wanted {
    pub(crate) categories: HashSet<Category>,
    pub(crate) custom: Vec<(Arc<str>, Arc<Regex>)>,
}

impl Wanted {
    /// What is there, and from where on more text could still make it more.
    pub(crate) fn scan(&self, text: &[u8], from: usize, whole: bool) -> (Vec<Span>, usize) {
        let is_wanted = |category| self.categories.contains(&category);
        let (mut spans, mut hold) = scan::scan(text, from, whole, is_wanted);
        if is_wanted(Category::HighEntropy) {
            let (random, open) = entropy::scan(&text[from..]);
            spans.extend(random.into_iter().map(|span| Span {
                start: span.start + from,
                end: span.end + from,
                ..span
            }));
            hold = hold.min(open + from);
        }
        for (name, pattern) in &self.custom {
            let found = pattern.find_iter(&text[from..]);
            spans.extend(found.filter(|found| !found.is_empty()).map(|found| Span {
                start: found.start() + from,
                end: found.end() + from,
                kind: Kind::Custom(Arc::clone(name)),
            }));
        }
        if !self.custom.is_empty() {
            // Where a user's expression may begin or end nobody knows: within a line.
            let line = text[from..].iter().rposition(|byte| *byte == b'\n');
            let line = line.map_or(from, |at| from + at + 1);
            hold = hold.min(line.max(text.len().saturating_sub(crate::matching::LONGEST)));
        }
        (spans, hold)
    }

    pub(crate) fn check(patterns: &[CustomPattern]) -> Result<Vec<Compiled>, PatternError> {
        let compiled = patterns.iter().map(|custom| {
            let regex = Regex::new(&custom.pattern).map_err(|error| PatternError {
                name: custom.name.clone(),
                why: error
                    .syntax_error()
                    .map_or_else(|| error.to_string(), ToString::to_string),
            })?;
            Ok((custom.name.as_str().into(), Arc::new(regex)))
        });
        compiled.collect()
    }
}

/// What a user's expression is called, and the expression.
type Compiled = (Arc<str>, Arc<Regex>);

struct Shared {
    known: RwLock<Arc<Known>>,
    /// What the values are called that have a name.
    names: RwLock<Vec<(String, Known)>>,
    wanted: RwLock<Arc<Wanted>>,
    /// It learns from every text that is redacted, also from what is cut off before a model sees it.
    pupil: RwLock<Weak<Vault>>,
}

/// Shared by all who hold a clone of it. A new one knows no value, and every shape of the table.
#[derive(Clone)]
pub struct Redactor(Arc<Shared>);

impl Default for Redactor {
    fn default() -> Self {
        let categories = Category::ALL.into_iter();
        let wanted = Wanted {
            categories: categories
                .filter(|category| *category != Category::HighEntropy)
                .collect(),
            custom: Vec::new(),
        };
        Self(Arc::new(Shared {
            known: RwLock::default(),
            names: RwLock::default(),
            wanted: RwLock::new(Arc::new(wanted)),
            pupil: RwLock::default(),
        }))
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redactor({:?})", self.values())
    }
}

impl Redactor {
    /// From here on this credential is struck out, however it is spelled.
    pub fn know(&self, value: &str) {
        self.change(|known| known.add(value));
    }

    /// The same for a credential that has a name, which [`Redactor::named`] tells.
    pub fn know_as(&self, name: &str, value: &str) {
        self.know(value);
        let mut one = Known::default();
        let mut names = self.0.names.write().unwrap_or_else(PoisonError::into_inner);
        let is_new = names
            .iter()
            .all(|(other, known)| other != name || !known.occur_in(value.as_bytes()));
        if is_new && one.add(value) {
            names.push((name.to_owned(), one));
        }
    }

    /// The same for a word that the user named, however short.
    pub fn know_literal(&self, value: &str) {
        self.change(|known| known.add_literal(value));
    }

    fn change(&self, add: impl FnOnce(&mut Known) -> bool) {
        let mut shared = self.0.known.write().unwrap_or_else(PoisonError::into_inner);
        let mut known = (**shared).clone();
        if add(&mut known) {
            *shared = Arc::new(known);
        }
    }

    /// Looks for these too, and for what looks random if that is wanted.
    pub fn look_for(&self, patterns: &[CustomPattern], entropy: bool) -> Result<(), PatternError> {
        let custom = Wanted::check(patterns)?;
        let mut shared = self
            .0
            .wanted
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let mut wanted = (**shared).clone();
        wanted.custom = custom;
        if entropy {
            wanted.categories.insert(Category::HighEntropy);
        }
        *shared = Arc::new(wanted);
        Ok(())
    }

    /// The text without known values and without what looks like a credential.
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let pupil = self.0.pupil.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(vault) = pupil.upgrade() {
            vault.learn(text);
        }
        let mut spans = self.values().spans(text.as_bytes());
        spans.extend(self.wanted().scan(text.as_bytes(), 0, true).0);
        masked(text, merged(spans))
    }

    /// The same for every text within, names of fields too.
    pub fn redact_json(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Cow::Owned(redacted) = self.redact(text) {
                    *text = redacted;
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.redact_json(value)),
            Value::Object(fields) => {
                fields
                    .values_mut()
                    .for_each(|value| self.redact_json(value));
                let is_changed = |name: &String| matches!(self.redact(name), Cow::Owned(_));
                if fields.keys().any(is_changed) {
                    let renamed = std::mem::take(fields).into_iter();
                    fields.extend(
                        renamed.map(|(name, value)| (self.redact(&name).into_owned(), value)),
                    );
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// From here on the vault learns from every text that is redacted.
    pub fn teach(&self, vault: &Arc<Vault>) {
        let mut pupil = self.0.pupil.write().unwrap_or_else(PoisonError::into_inner);
        *pupil = Arc::downgrade(vault);
    }

    /// The text without known values; what merely looks like a credential stays.
    pub fn mask_known<'a>(&self, text: &'a str) -> Cow<'a, str> {
        masked(text, self.values().spans(text.as_bytes()))
    }

    /// The text with the name of each known value in its place; what merely looks like a credential stays.
    pub fn named<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut spans = self.values().spans(text.as_bytes());
        if spans.is_empty() {
            return Cow::Borrowed(text);
        }
        whole_characters(text.as_bytes(), &mut spans);
        let names = self.0.names.read().unwrap_or_else(PoisonError::into_inner);
        let (mut told, mut shown) = (String::with_capacity(text.len()), 0);
        for span in spans {
            let start = span.start.max(shown);
            told.push_str(&text[shown..start]);
            shown = span.end.max(shown);
            let hidden = &text.as_bytes()[start..shown];
            let called = names.iter().filter(|(_, known)| known.occur_in(hidden));
            let called: Vec<&str> = called.map(|(name, _)| name.as_str()).collect();
            told.push_str(&match called.as_slice() {
                [] => "[a credential]".to_owned(),
                called => format!("[credential: {}]", called.join(", ")),
            });
        }
        told.push_str(&text[shown..]);
        Cow::Owned(told)
    }

    pub(crate) fn values(&self) -> Arc<Known> {
        Arc::clone(&self.0.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn wanted(&self) -> Arc<Wanted> {
        Arc::clone(&self.0.wanted.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What stands in the place of something.
pub(crate) fn mask(kind: &Kind) -> String {
    match kind {
        Kind::Known => MASK.to_owned(),
        Kind::Format(format) => format!("[redacted {}]", format.name),
        Kind::Custom(name) => format!("[redacted {name}]"),
        Kind::Entropy => "[redacted random]".to_owned(),
    }
}

/// The text with masks in the place of spans that do not overlap.
pub(crate) fn masked(text: &str, mut spans: Vec<Span>) -> Cow<'_, str> {
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    whole_characters(text.as_bytes(), &mut spans);
    let mut masked = String::with_capacity(text.len());
    let mut shown = 0;
    for span in spans {
        masked.push_str(&text[shown..span.start.max(shown)]);
        masked.push_str(&mask(&span.kind));
        shown = span.end.max(shown);
    }
    masked.push_str(&text[shown..]);
    Cow::Owned(masked)
}
