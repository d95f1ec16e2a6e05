//! How a conversation ends: an answer that tool results support, or a plain refusal.

/// The last text of a conversation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ending {
    pub(crate) text: String,
    pub(crate) finish: Finish,
}

/// Why there is nothing more to call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Finish {
    Stop,
    Refusal,
}

const CONNECT: &str = "To have a language model do it, connect one: set ANTHROPIC_API_KEY or OPENAI_API_KEY, or point \
`base_url` of a `[providers.<id>]` section at any OpenAI-compatible endpoint, such as Ollama's \
(http://localhost:11434/v1).";

impl Ending {
    pub(crate) fn done(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            finish: Finish::Stop,
        }
    }

    /// Says why the rules can't do it, and how to connect a model that may.
    pub(crate) fn refusal(why: impl AsRef<str>) -> Self {
        let text = format!(
            "{}\n\nThis is a rule-based model, not a language model. {CONNECT}",
            why.as_ref().trim_end()
        );
        Self {
            text,
            finish: Finish::Refusal,
        }
    }
}

/// What the rules can do, for refusals that name the alternatives.
pub(crate) const ABILITIES: &str = "The rules can do this much: make a failing build or failing tests pass (compiler \
suggestions, and a search over small changes); carry out literal instructions (create, append to, replace in, rename, \
copy or delete a file, run a command); answer where something is defined or used, and how often.";
