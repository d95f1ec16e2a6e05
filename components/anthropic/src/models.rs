//! What each Claude model is, costs and accepts.

/// How a model can be made to think, which decides what a request may say about it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thinking {
    /// It does not.
    Never,
    /// When asked to, within a budget of tokens.
    Budget,
    /// When asked to, as much as it finds right.
    Adaptive,
    /// Unless told not to, as much as it finds right.
    Default,
    /// Always, and its reasoning is bound to the conversation before it. No tool can be forced upon it.
    Bound,
    /// Not known: nothing is said about it.
    Unknown,
}

/// One row of the table.
#[derive(Clone, Copy)]
pub(crate) struct Claude {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) context: u64,
    pub(crate) output: u32,
    /// US dollars for a million tokens: input, output, cache read, cache write.
    pub(crate) price: [f64; 4],
    pub(crate) thinking: Thinking,
    /// It accepts a temperature.
    pub(crate) sampling: bool,
    /// It can be held to a JSON schema.
    pub(crate) structured: bool,
    /// Anthropic no longer serves it; it stays for what was recorded with it.
    pub(crate) retired: bool,
}

/// What is assumed of a model that has no row: only what every newer model accepts.
const UNLISTED: Claude = Claude {
    id: "",
    name: "",
    context: 200_000,
    output: 32_000,
    price: [0.0; 4],
    thinking: Thinking::Unknown,
    sampling: false,
    structured: true,
    retired: false,
};

const MILLION: u64 = 1_000_000;

/// The models, the one to use by default first. Prices of cache writes are those of the five-minute cache.
pub(crate) const CLAUDES: &[Claude] = &[
    newest(
        "claude-sonnet-5-5",
        "Claude Sonnet 5.5",
        [2.0, 10.0, 0.1, 2.5],
    ),
    newest("claude-opus-5-5", "Claude Opus 5.5", [4.0, 20.0, 0.2, 5.0]),
    newest(HAIKU_5_5, "Claude Haiku 5.5", [0.1, 0.5, 0.01, 0.125]),
    newest(
        "claude-fable-5-1",
        "Claude Fable 5.1",
        [10.0, 50.0, 0.25, 12.5],
    ),
    Claude {
        thinking: Thinking::Default,
        ..newest("claude-opus-5", "Claude Opus 5", [5.0, 25.0, 0.5, 6.25])
    },
    Claude {
        thinking: Thinking::Default,
        ..newest("claude-sonnet-5", "Claude Sonnet 5", [2.0, 10.0, 0.2, 2.5])
    },
    Claude {
        thinking: Thinking::Adaptive,
        ..newest("claude-opus-4-8", "Claude Opus 4.8", [5.0, 25.0, 0.5, 6.25])
    },
    Claude {
        thinking: Thinking::Adaptive,
        ..newest("claude-opus-4-7", "Claude Opus 4.7", [5.0, 25.0, 0.5, 6.25])
    },
    Claude {
        thinking: Thinking::Adaptive,
        sampling: true,
        ..newest("claude-opus-4-6", "Claude Opus 4.6", [5.0, 25.0, 0.5, 6.25])
    },
    Claude {
        output: 64_000,
        thinking: Thinking::Adaptive,
        sampling: true,
        ..newest(
            "claude-sonnet-4-6",
            "Claude Sonnet 4.6",
            [3.0, 15.0, 0.3, 3.75],
        )
    },
    budgeted(
        "claude-haiku-4-5-20251001",
        "Claude Haiku 4.5",
        64_000,
        [1.0, 5.0, 0.1, 1.25],
    ),
    budgeted(
        "claude-sonnet-4-5-20250929",
        "Claude Sonnet 4.5",
        64_000,
        [3.0, 15.0, 0.3, 3.75],
    ),
    budgeted(
        "claude-opus-4-5-20251101",
        "Claude Opus 4.5",
        64_000,
        [5.0, 25.0, 0.5, 6.25],
    ),
    retired(budgeted(
        "claude-opus-4-1-20250805",
        "Claude Opus 4.1",
        32_000,
        [15.0, 75.0, 1.5, 18.75],
    )),
    retired(budgeted(
        "claude-sonnet-4-20250514",
        "Claude Sonnet 4",
        64_000,
        [3.0, 15.0, 0.3, 3.75],
    )),
    retired(budgeted(
        "claude-opus-4-20250514",
        "Claude Opus 4",
        32_000,
        [15.0, 75.0, 1.5, 18.75],
    )),
    retired(budgeted(
        "claude-3-7-sonnet-20250219",
        "Claude Sonnet 3.7",
        64_000,
        [3.0, 15.0, 0.3, 3.75],
    )),
    Claude {
        thinking: Thinking::Never,
        ..retired(budgeted(
            "claude-3-5-haiku-20241022",
            "Claude Haiku 3.5",
            8_192,
            [0.8, 4.0, 0.08, 1.0],
        ))
    },
    Claude {
        thinking: Thinking::Never,
        ..retired(budgeted(
            "claude-haiku-3-5-20241022",
            "Claude Haiku 3.5",
            8_192,
            [0.8, 4.0, 0.08, 1.0],
        ))
    },
];

/// The one model whose price depends on the request: five times the listed one where the prompt has more than 100,000
/// tokens.
pub(crate) const HAIKU_5_5: &str = "claude-haiku-5-5";

const fn newest(id: &'static str, name: &'static str, price: [f64; 4]) -> Claude {
    Claude {
        id,
        name,
        context: MILLION,
        output: 128_000,
        price,
        thinking: Thinking::Bound,
        ..UNLISTED
    }
}

const fn budgeted(id: &'static str, name: &'static str, output: u32, price: [f64; 4]) -> Claude {
    Claude {
        id,
        name,
        output,
        price,
        thinking: Thinking::Budget,
        sampling: true,
        ..UNLISTED
    }
}

const fn retired(claude: Claude) -> Claude {
    Claude {
        structured: false,
        retired: true,
        ..claude
    }
}

/// The row of a model, also under its name without a date, if it has one.
pub(crate) fn find(id: &str) -> Option<&'static Claude> {
    CLAUDES
        .iter()
        .find(|claude| claude.id == id)
        .or_else(|| CLAUDES.iter().find(|claude| stem(claude.id) == stem(id)))
}

/// What can be said to a model.
pub(crate) fn traits(id: &str) -> Claude {
    find(id).copied().unwrap_or(UNLISTED)
}

/// The id without its date: "claude-opus-4-5" for "claude-opus-4-5-20251101" and "claude-opus-4-5-latest".
fn stem(id: &str) -> &str {
    match id.rsplit_once('-') {
        Some((stem, "latest" | "0")) => stem,
        Some((stem, date)) if date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit()) => {
            stem
        }
        _ => id,
    }
}
