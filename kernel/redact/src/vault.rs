//! Placeholders for what a model must not read, and the way back.

use crate::format::Category;
use crate::known::Known;
use crate::redactor::{CustomPattern, PatternError, Redactor, Wanted};
use crate::restore::Restorer;
use crate::span::{Kind, Span, merged, whole_characters};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// One task's placeholders: the same for the same value, as long as it lives.
pub struct Vault {
    redactor: Redactor,
    prefix: String,
    wanted: Wanted,
    inside: Mutex<Inside>,
}

#[derive(Default)]
struct Inside {
    /// What was found once is found everywhere.
    found: Known,
    literals: Known,
    /// Value and placeholder.
    names: Vec<(Zeroizing<String>, String)>,
    counts: HashMap<String, u32>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} placeholders", self.lock().names.len())
    }
}

impl Vault {
    /// Hides what the redactor knows by value, and nothing else yet.
    pub fn new(redactor: Redactor, prefix: &str) -> Self {
        let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '_';
        let prefix: String = prefix.chars().filter(is_plain).take(32).collect();
        Self {
            redactor,
            prefix: if prefix.is_empty() {
                "REDACTED".to_owned()
            } else {
                prefix
            },
            wanted: Wanted::default(),
            inside: Mutex::default(),
        }
    }

    /// Hides also what has one of these shapes, what the user's patterns match, and these words.
    pub fn hiding(
        mut self,
        categories: impl IntoIterator<Item = Category>,
        custom: &[CustomPattern],
        literals: &[&str],
    ) -> Result<Self, PatternError> {
        self.wanted = Wanted {
            categories: categories.into_iter().collect::<HashSet<_>>(),
            custom: Wanted::check(custom)?,
        };
        let mut inside = self.lock();
        for literal in literals {
            inside.literals.add_literal(literal);
        }
        drop(inside);
        Ok(self)
    }

    /// Looks at a text before anything of a request is replaced: what is found here is hidden wherever else it stands.
    pub fn learn(&self, text: &str) {
        let spans = self.wanted.scan(text.as_bytes(), 0, true).0;
        if spans.is_empty() {
            return;
        }
        let mut spans = merged(spans);
        whole_characters(text.as_bytes(), &mut spans);
        let mut inside = self.lock();
        for span in spans {
            let value = &text[span.start..span.end];
            if !self.is_placeholder(value) {
                inside.name(&self.prefix, value, &span.kind);
                inside.found.add_literal(value);
            }
        }
    }

    fn is_placeholder(&self, value: &str) -> bool {
        value
            .trim_start_matches('<')
            .strip_prefix(&self.prefix)
            .is_some_and(|rest| rest.starts_with('_'))
    }

    /// The text with placeholders in the place of what was learned and of known values.
    pub fn hide<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let bytes = text.as_bytes();
        let mut inside = self.lock();
        // Of two names for one place the first counts.
        let literals = inside.literals.spans(bytes).into_iter();
        let literals = literals.map(|span| Span {
            kind: Kind::Custom("literal".into()),
            ..span
        });
        let mut spans: Vec<Span> = literals.collect();
        spans.extend(self.redactor.values().spans(bytes));
        spans.extend(inside.found.spans(bytes));
        if spans.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut spans = merged(spans);
        whole_characters(bytes, &mut spans);
        let (mut hidden, mut at) = (String::with_capacity(text.len()), 0);
        for span in spans {
            hidden.push_str(&text[at..span.start.max(at)]);
            hidden.push_str(&inside.name(&self.prefix, &text[span.start..span.end], &span.kind));
            at = span.end;
        }
        hidden.push_str(&text[at..]);
        Cow::Owned(hidden)
    }

    /// The value behind a placeholder.
    pub(crate) fn value(&self, placeholder: &str) -> Option<Zeroizing<String>> {
        let inside = self.lock();
        let mut names = inside.names.iter();
        names
            .find(|(_, known)| known == placeholder)
            .map(|(value, _)| value.clone())
    }

    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The text with its values again.
    pub fn restore(&self, text: &str) -> String {
        let mut restorer = Restorer::new(self, false);
        let mut whole = restorer.push(text);
        whole.push_str(&restorer.finish());
        whole
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    /// The placeholder of a value, new or not.
    fn name(&mut self, prefix: &str, value: &str, kind: &Kind) -> String {
        if let Some((_, placeholder)) = self.names.iter().find(|(known, _)| **known == value) {
            return placeholder.clone();
        }
        let kind = word(kind);
        let count = self.counts.entry(kind.clone()).or_default();
        *count += 1;
        let placeholder = format!("<<{prefix}_{kind}_{count}>>");
        let value = Zeroizing::new(value.to_owned());
        self.names.push((value, placeholder.clone()));
        placeholder
    }
}

/// What a placeholder calls it: capitals, digits and underscores.
fn word(kind: &Kind) -> String {
    match kind {
        Kind::Known => "SECRET".to_owned(),
        Kind::Format(format) => format.category.kind().to_owned(),
        Kind::Entropy => Category::HighEntropy.kind().to_owned(),
        Kind::Custom(name) => {
            let plain = |letter: char| {
                if letter.is_ascii_alphanumeric() {
                    letter.to_ascii_uppercase()
                } else {
                    '_'
                }
            };
            name.chars().take(32).map(plain).collect()
        }
    }
}
