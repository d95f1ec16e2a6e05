//! What a model's name tells of how it thinks. Chat Completions itself has no way to ask.

/// Whether it is one of OpenAI's reasoning models, which refuse a temperature and `max_tokens`.
pub(crate) fn is_openai_reasoning(model: &str) -> bool {
    let name = bare(model);
    let o_series = name
        .strip_prefix('o')
        .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    o_series || (version(name).is_some_and(|version| version >= (5, 0)) && !name.contains("-chat"))
}

/// Whether it takes `reasoning_effort`.
pub(crate) fn takes_effort(model: &str) -> bool {
    is_openai_reasoning(model)
        || bare(model).starts_with("gpt-oss")
        || bare(model).starts_with("grok-3-mini")
}

/// Whether it refuses tools on this API unless it is told not to think.
pub(crate) fn must_not_think_with_tools(model: &str) -> bool {
    is_openai_reasoning(model) && version(bare(model)).is_some_and(|version| version >= (5, 2))
}

/// The name without who made it: "o3-mini" for "openai/o3-mini".
fn bare(model: &str) -> &str {
    model.rsplit('/').next().unwrap_or(model)
}

/// (5, 2) for "gpt-5.2-codex", (5, 0) for "gpt-5-mini".
fn version(name: &str) -> Option<(u32, u32)> {
    let number = name.strip_prefix("gpt-")?.split('-').next()?;
    let (major, minor) = number.split_once('.').unwrap_or((number, "0"));
    Some((major.parse().ok()?, minor.parse().ok()?))
}
