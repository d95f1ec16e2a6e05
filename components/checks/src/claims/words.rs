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
        // "10 the tests": the number belongs to what stands before.
        let ends = ["the", "these", "those", "my", "our", "its", "their", "both"];
        let before = |at: usize| self.0[at.saturating_sub(apart)..at].iter().rev();
        let at = |at: usize| {
            before(at)
                .take_while(|word| !ends.contains(word))
                .find_map(|word| word.parse().ok())
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

    /// It is no more than an adverbial: "before the change".
    pub(super) fn is_short(&self) -> bool {
        self.0.len() <= 4
            && !self.has(&["pass", "passed", "fail", "failed", "failing", "were", "was"])
    }

    fn is_none(&self, at: usize) -> bool {
        let no = ["no", "0", "zero", "without", "any", "none"];
        self.0[at.saturating_sub(2)..at]
            .iter()
            .any(|word| no.contains(word))
    }
}
