//! What may not be added: dependencies, files, or anything at all.

use super::Rule;
use crate::sentence::Sentence;

/// Nothing follows that would limit what was said: "anything visible", "files outside src/".
fn ends(rest: &str) -> bool {
    let rest = rest
        .strip_prefix('s')
        .unwrap_or(rest)
        .trim_start_matches(['*', '"', '`']);
    rest.trim().is_empty()
        || rest.starts_with(['.', ',', ';', ':', '!', ')', '-', '—'])
        || [" and ", " at all", " please", " - ", " – ", " — ", " here"]
            .iter()
            .any(|word| rest.starts_with(word))
}

/// The conditions of this kind in a sentence.
pub(super) fn additions<'a>(sentence: &Sentence<'a>) -> Vec<Rule<'a>> {
    let denied = sentence.has(&["no", "without", "not", "don't", "never"]);
    let mut found = Vec::new();
    if denied
        && sentence.has(&["dependency", "dependencies"])
        && sentence.has(&["new", "add", "adding", "more", "additional", "extra"])
    {
        found.push(Rule::NoDependency);
    }
    let lower = sentence.text.to_lowercase();
    let whole = |words: &[&str]| {
        words.iter().any(|words| {
            lower
                .match_indices(words)
                .any(|(at, _)| ends(&lower[at + words.len()..]))
        })
    };
    if whole(&[
        "no new file",
        "create any new file",
        "create new file",
        "add any new file",
        "add new file",
        "creating any new file",
        "creating new file",
        "adding new file",
        "adding any new file",
        "create any file",
        "create no file",
        "add any file",
        "add no file",
    ]) && denied
        && !sentence.has(&[
            "outside", "except", "but", "besides", "in", "under", "unless",
        ])
    {
        found.push(Rule::NoFile);
    }
    if whole(&[
        "don't change anything",
        "do not change anything",
        "don't modify anything",
        "do not modify anything",
        "don't edit anything",
        "do not edit anything",
        "don't touch anything",
        "do not touch anything",
        "change nothing",
        "modify nothing",
        "touch nothing",
        "without changing anything",
        "don't change any file",
        "do not change any file",
        "only look",
        "just look",
    ]) && !sentence.has(&[
        "outside", "except", "but", "besides", "else", "unless", "before", "until", "yet",
    ]) {
        found.push(Rule::Nothing);
    }
    found
}
