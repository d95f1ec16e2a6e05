//! The words of a sentence.

/// Lower-case words, without marks; an apostrophe belongs to its word.
pub(super) struct Words<'a>(Vec<&'a str>);

impl<'a> Words<'a> {
    /// Splits a text that is in lower case.
    pub(super) fn of(text: &'a str) -> Self {
        let mark = |character: char| !(character.is_alphanumeric() || character == '\'');
        Self(text.split(mark).filter(|word| !word.is_empty()).collect())
    }

    /// One of these words is there.
    pub(super) fn has(&self, wanted: &[&str]) -> bool {
        self.0.iter().any(|word| wanted.contains(word))
    }

    /// A word that begins like this is there.
    pub(super) fn starts(&self, start: &str) -> bool {
        self.0.iter().any(|word| word.starts_with(start))
    }

    /// The number right before one of these words, or one word further before.
    pub(super) fn count(&self, wanted: &[&str], apart: usize) -> Option<u32> {
        let at = |at: usize| {
            (1..=apart).find_map(|back| self.0.get(at.checked_sub(back)?)?.parse().ok())
        };
        self.0
            .iter()
            .enumerate()
            .filter(|(_, word)| wanted.contains(word))
            .find_map(|(index, _)| at(index))
    }

    /// One of these words is there, with a "no" close before it.
    pub(super) fn without(&self, wanted: &[&str]) -> bool {
        self.0
            .iter()
            .enumerate()
            .any(|(at, word)| wanted.contains(word) && self.is_none(at))
    }

    /// Something fails, and not nothing.
    pub(super) fn failing(&self) -> bool {
        self.0
            .iter()
            .enumerate()
            .any(|(at, word)| word.starts_with("fail") && !self.is_none(at))
    }

    /// The sentence says that something is not so, or not for all.
    pub(super) fn denied(&self) -> bool {
        self.has(&["not", "none", "never", "except", "apart"])
            || self.0.iter().any(|word| word.ends_with("n't"))
    }

    fn is_none(&self, at: usize) -> bool {
        let no = ["no", "0", "zero", "without", "any", "none"];
        self.0[at.saturating_sub(2)..at]
            .iter()
            .any(|word| no.contains(word))
    }
}
