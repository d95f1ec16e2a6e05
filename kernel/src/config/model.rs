//! `provider/model` as text.

use crate::domain::ModelRef;

/// The model that a text names; None if there is no slash with a word on both sides. The model's own id may hold
/// slashes too.
pub fn parse_model(text: &str) -> Option<ModelRef> {
    let (provider, model) = text.split_once('/')?;
    let is_word = |word: &str| {
        !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || c.is_control())
    };
    (is_word(provider) && is_word(model)).then(|| ModelRef {
        provider: provider.to_owned(),
        model: model.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::parse_model;

    #[test]
    fn a_model_has_a_provider_before_the_first_slash() {
        for (text, expected) in [
            ("lab/small", Some(("lab", "small"))),
            ("hub/lab/small:free", Some(("hub", "lab/small:free"))),
            ("small", None),
            ("/small", None),
            ("lab/", None),
            ("lab/sm all", None),
        ] {
            let found = parse_model(text);
            let found = found
                .as_ref()
                .map(|found| (found.provider.as_str(), found.model.as_str()));
            assert_eq!(found, expected, "{text}");
        }
    }
}
