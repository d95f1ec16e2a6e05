//! What is known of the models of each service without asking.

/// One row of the table.
#[derive(Clone, Copy)]
pub(crate) struct Fact {
    pub(crate) service: &'static str,
    pub(crate) id: &'static str,
    pub(crate) context: u64,
    pub(crate) output: u64,
    /// US dollars for a million tokens: input, output, cache read.
    pub(crate) price: Option<[f64; 3]>,
    pub(crate) vision: bool,
    pub(crate) reasoning: bool,
}

/// The row of a model, if it has one.
pub(crate) fn find(service: &str, id: &str) -> Option<&'static Fact> {
    FACTS
        .iter()
        .find(|fact| fact.service == service && fact.id == id)
}

/// The rows of a service.
pub(crate) fn of(service: &str) -> impl Iterator<Item = &'static Fact> {
    FACTS.iter().filter(move |fact| fact.service == service)
}

const FACTS: &[Fact] = &[
    text("openai", "gpt-4.1", 1_047_576, 32_768, [2.0, 8.0, 0.5]).sees(),
    text("openai", "gpt-4.1-mini", 1_047_576, 32_768, [0.4, 1.6, 0.1]).sees(),
    text(
        "openai",
        "gpt-4.1-nano",
        1_047_576,
        32_768,
        [0.1, 0.4, 0.025],
    )
    .sees(),
    text("openai", "gpt-5.5", 1_050_000, 128_000, [5.0, 30.0, 0.5])
        .sees()
        .reasons(),
    text("openai", "gpt-5.4", 1_050_000, 128_000, [2.5, 15.0, 0.25])
        .sees()
        .reasons(),
    text(
        "openai",
        "gpt-5.4-mini",
        400_000,
        128_000,
        [0.75, 4.5, 0.075],
    )
    .sees()
    .reasons(),
    text("openai", "gpt-5.2", 400_000, 128_000, [1.75, 14.0, 0.175])
        .sees()
        .reasons(),
    text("openai", "gpt-5.1", 400_000, 128_000, [1.25, 10.0, 0.125])
        .sees()
        .reasons(),
    text("openai", "gpt-5", 400_000, 128_000, [1.25, 10.0, 0.125])
        .sees()
        .reasons(),
    text("openai", "gpt-5-mini", 400_000, 128_000, [0.25, 2.0, 0.025])
        .sees()
        .reasons(),
    text("openai", "gpt-5-nano", 400_000, 128_000, [0.05, 0.4, 0.005])
        .sees()
        .reasons(),
    text("openai", "gpt-4o", 128_000, 16_384, [2.5, 10.0, 1.25]).sees(),
    text("openai", "gpt-4o-mini", 128_000, 16_384, [0.15, 0.6, 0.075]).sees(),
    text("openai", "o3", 200_000, 100_000, [2.0, 8.0, 0.5])
        .sees()
        .reasons(),
    text("openai", "o4-mini", 200_000, 100_000, [1.1, 4.4, 0.275])
        .sees()
        .reasons(),
    text("openai", "o3-mini", 200_000, 100_000, [1.1, 4.4, 0.55]).reasons(),
    text("openai", "o1", 200_000, 100_000, [15.0, 60.0, 7.5])
        .sees()
        .reasons(),
    text(
        "groq",
        "llama-3.3-70b-versatile",
        131_072,
        32_768,
        [0.59, 0.79, 0.59],
    ),
    text(
        "groq",
        "llama-3.1-8b-instant",
        131_072,
        131_072,
        [0.05, 0.08, 0.05],
    ),
    text(
        "groq",
        "openai/gpt-oss-120b",
        131_072,
        65_536,
        [0.15, 0.6, 0.075],
    )
    .reasons(),
    text(
        "groq",
        "openai/gpt-oss-20b",
        131_072,
        65_536,
        [0.075, 0.3, 0.0375],
    )
    .reasons(),
    // It routes to another model each time, at that one's price.
    Fact {
        price: None,
        ..text(
            "openrouter",
            "openrouter/auto",
            2_000_000,
            2_000_000,
            [0.0; 3],
        )
    }
    .sees()
    .reasons(),
    text(
        "together",
        "meta-llama/Llama-3.3-70B-Instruct-Turbo",
        131_072,
        131_072,
        [0.88, 0.88, 0.88],
    ),
    text(
        "deepseek",
        "deepseek-chat",
        1_000_000,
        384_000,
        [0.14, 0.28, 0.0028],
    ),
    text(
        "deepseek",
        "deepseek-reasoner",
        1_000_000,
        384_000,
        [0.14, 0.28, 0.0028],
    )
    .reasons(),
    text(
        "deepseek",
        "deepseek-v4-flash",
        1_000_000,
        384_000,
        [0.14, 0.28, 0.0028],
    )
    .reasons(),
    text(
        "deepseek",
        "deepseek-v4-pro",
        1_000_000,
        384_000,
        [0.435, 0.87, 0.003625],
    )
    .reasons(),
    text("xai", "grok-3", 131_072, 8_192, [3.0, 15.0, 0.75]),
    text("xai", "grok-4.3", 1_000_000, 30_000, [1.25, 2.5, 0.2])
        .sees()
        .reasons(),
    // Its price depends on where it is called from.
    Fact {
        price: None,
        ..text("qwen", "qwen2.5-coder-32b", 131_072, 8_192, [0.0; 3])
    },
    text(
        "qwen",
        "qwen2.5-coder-32b-instruct",
        131_072,
        8_192,
        [0.287, 0.861, 0.287],
    ),
    text("moonshot", "kimi-k2.5", 262_144, 262_144, [0.6, 3.0, 0.1])
        .sees()
        .reasons(),
    text("moonshot", "kimi-k2.6", 262_144, 262_144, [0.95, 4.0, 0.16])
        .sees()
        .reasons(),
    text(
        "minimax",
        "MiniMax-M2.5",
        204_800,
        131_072,
        [0.3, 1.2, 0.03],
    )
    .reasons(),
    text(
        "minimax",
        "MiniMax-M2.7",
        204_800,
        131_072,
        [0.3, 1.2, 0.06],
    )
    .reasons(),
    text(
        "minimax",
        "MiniMax-M3",
        1_000_000,
        128_000,
        [0.3, 1.2, 0.06],
    )
    .sees()
    .reasons(),
];

/// A model of words alone that answers without reasoning first.
const fn text(
    service: &'static str,
    id: &'static str,
    context: u64,
    output: u64,
    price: [f64; 3],
) -> Fact {
    Fact {
        service,
        id,
        context,
        output,
        price: Some(price),
        vision: false,
        reasoning: false,
    }
}

impl Fact {
    const fn sees(self) -> Self {
        Self {
            vision: true,
            ..self
        }
    }

    const fn reasons(self) -> Self {
        Self {
            reasoning: true,
            ..self
        }
    }
}
