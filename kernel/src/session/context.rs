//! How large the next request will be, and whether the model's window has room for it.
//!
//! The provider's own count says how large the conversation was at its last answer. What was appended since is estimated
//! by the bytes that a token of this conversation has had so far.

use crate::domain::{ModelInfo, ToolSpec, Usage};

/// Bytes of a token before anybody has counted: fewer than prose has, so that the estimate errs to the safe side.
const DEFAULT_RATIO: f64 = 3.0;
/// Bytes of a token beyond these bounds say more about the one who counted than about what is appended.
const RATIOS: (f64, f64) = (1.0, 8.0);
/// Of what is only estimated, this share may be missing or too much: before the first count, and after it.
const UNSURE: (f64, f64) = (1.0 / 3.0, 1.0 / 8.0);
/// At most this share of a window is kept free for the answer.
const ANSWER_SHARE: u64 = 4;

/// The tokens that a model reads and writes at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Request and answer together.
    pub tokens: u64,
    /// The longest answer.
    pub answer: u64,
}

impl Window {
    /// A model that doesn't say how much it reads is never thought to be too small.
    pub fn of(model: &ModelInfo) -> Self {
        let tokens = match model.context {
            0 => u64::MAX,
            tokens => tokens,
        };
        Self {
            tokens,
            answer: model.output,
        }
    }

    /// The largest request that leaves room for an answer.
    pub fn room(self) -> u64 {
        self.tokens - self.answer.min(self.tokens / ANSWER_SHARE)
    }
}

/// Tokens, and by how many the number may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Estimate {
    pub tokens: u64,
    pub off_by: u64,
}

impl Estimate {
    pub fn least(self) -> u64 {
        self.tokens.saturating_sub(self.off_by)
    }

    pub fn most(self) -> u64 {
        self.tokens.saturating_add(self.off_by)
    }
}

/// The account of one conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Context {
    window: Window,
    /// Bytes that every request has beside the messages: the tools' schemas.
    beside: usize,
    /// What was counted last, and the bytes of the conversation at that time.
    counted: Option<(u64, usize)>,
    /// Bytes of a token, as far as it is known.
    ratio: Option<f64>,
}

impl Context {
    pub fn new<'a>(window: Window, tools: impl IntoIterator<Item = &'a ToolSpec>) -> Self {
        let size = |tool: &ToolSpec| {
            tool.name.len() + tool.description.len() + tool.parameters.to_string().len()
        };
        Self {
            window,
            beside: tools.into_iter().map(size).sum(),
            counted: None,
            ratio: None,
        }
    }

    pub fn window(&self) -> Window {
        self.window
    }

    /// How large a request with messages of so many bytes is.
    pub fn estimate(&self, bytes: usize) -> Estimate {
        let (counted, fresh) = match self.counted {
            Some((tokens, at)) if bytes >= at => (tokens, bytes - at),
            Some(_) | None => (0, bytes + self.beside),
        };
        let (ratio, unsure) = match self.ratio {
            Some(ratio) => (ratio, UNSURE.1),
            None => (DEFAULT_RATIO, UNSURE.0),
        };
        let fresh = fresh as f64 / ratio;
        Estimate {
            tokens: counted.saturating_add(fresh.ceil() as u64),
            off_by: (fresh * unsure).ceil() as u64,
        }
    }

    /// Takes the provider's count of a call. The request had messages of `sent` bytes; with the answer there are `now`.
    /// A provider that counts nothing leaves the account as it was.
    pub(super) fn answered(&mut self, usage: &Usage, sent: usize, now: usize) {
        let asked = usage.total().saturating_sub(usage.output);
        if asked == 0 {
            return;
        }
        self.counted = Some((usage.total(), now));
        let ratio = (sent + self.beside) as f64 / asked as f64;
        self.ratio = Some(ratio.clamp(RATIOS.0, RATIOS.1));
    }

    /// Learns from a request of `bytes` that was too large: how many tokens it had, if that was said. A request within
    /// the window that is refused all the same shows that the window is smaller than it was thought to be.
    pub(super) fn overflowed(&mut self, counted: Option<u64>, bytes: usize) {
        let tokens = counted
            .filter(|tokens| *tokens > 0)
            .unwrap_or_else(|| self.estimate(bytes).tokens.max(1));
        self.counted = Some((tokens, bytes));
        self.window.tokens = self.window.tokens.min(tokens);
    }

    /// The conversation had messages of `before` bytes and was made smaller: from here on all of it is estimated, in
    /// proportion to what it was.
    pub(super) fn compacted(&mut self, before: usize) {
        let tokens = self.estimate(before).tokens.max(1);
        self.ratio = Some((before + self.beside).max(1) as f64 / tokens as f64);
        self.counted = None;
    }

    /// The bytes that messages may have for a request of so many tokens, by the proportion of a request of now `bytes`.
    pub(super) fn bytes(&self, tokens: u64, bytes: usize) -> usize {
        let whole = (bytes + self.beside) as f64;
        let share = tokens as f64 / self.estimate(bytes).tokens.max(1) as f64;
        ((whole * share) as usize).saturating_sub(self.beside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const WINDOW: Window = Window {
        tokens: 128_000,
        answer: 16_000,
    };

    fn usage(input: u64, output: u64, cache_read: u64, cache_write: u64) -> Usage {
        Usage {
            input,
            output,
            cache_read,
            cache_write,
        }
    }

    fn context() -> Context {
        Context::new(WINDOW, [])
    }

    #[test]
    fn room_for_the_answer_is_kept_but_never_more_than_a_quarter() {
        let rows = [
            (128_000, 16_000, 112_000),
            (200_000, 64_000, 150_000),
            (8_000, 16_384, 6_000),
            (8_000, 0, 8_000),
        ];
        for (tokens, answer, room) in rows {
            assert_eq!(Window { tokens, answer }.room(), room, "{tokens}, {answer}");
        }
    }

    #[test]
    fn before_the_first_count_everything_is_estimated_and_the_tools_are_part_of_it() {
        let tool = ToolSpec {
            name: "read".into(),
            description: "x".repeat(594),
            parameters: json!({}),
        };
        let context = Context::new(WINDOW, [&tool]);
        let expected = Estimate {
            tokens: 1_200,
            off_by: 400,
        };
        assert_eq!(context.estimate(3_000), expected);
        assert_eq!((expected.least(), expected.most()), (800, 1_600));
    }

    #[test]
    fn what_the_provider_counted_is_sure_and_what_came_after_is_estimated_by_its_ratio() {
        let rows = [
            // Fresh input and both kinds of cached input are the request; the answer is part of the next.
            (usage(1_000, 500, 0, 0), 4_000, 6_000, 1_500, 0),
            (usage(200, 500, 700, 100), 4_000, 6_000, 1_500, 0),
            (usage(1_000, 500, 0, 0), 4_000, 14_000, 3_500, 250),
            // Half a byte for a token is beyond belief for what is appended.
            (usage(8_000, 0, 0, 0), 4_000, 7_000, 9_000, 125),
        ];
        for (usage, sent, now, tokens, off_by) in rows {
            let mut context = context();
            context.answered(&usage, sent, 6_000);
            assert_eq!(
                context.estimate(now),
                Estimate { tokens, off_by },
                "{usage:?}, {now}"
            );
        }
    }

    #[test]
    fn a_provider_that_counts_nothing_teaches_nothing() {
        let mut context = context();
        context.answered(&usage(0, 0, 0, 0), 4_000, 6_000);
        assert_eq!(context, Context::new(WINDOW, []));
    }

    #[test]
    fn a_request_that_was_too_large_corrects_the_count_and_if_need_be_the_window() {
        let rows = [
            (Some(208_310), 208_310, 128_000),
            (Some(9_000), 9_000, 9_000),
            (Some(0), 2_000, 2_000),
            (None, 2_000, 2_000),
        ];
        for (counted, tokens, window) in rows {
            let mut context = context();
            context.overflowed(counted, 6_000);
            assert_eq!(context.estimate(6_000).tokens, tokens, "{counted:?}");
            assert_eq!(context.window().tokens, window, "{counted:?}");
        }
    }

    #[test]
    fn a_smaller_conversation_has_a_smaller_estimate_in_proportion() {
        let mut context = context();
        context.overflowed(Some(200_000), 6_000);
        assert_eq!(context.bytes(50_000, 6_000), 1_500);
        context.compacted(6_000);
        assert_eq!(context.estimate(1_500).tokens, 50_000);
        assert_eq!(context.estimate(6_000).tokens, 200_000);
    }

    #[test]
    fn a_model_that_names_no_window_has_room_for_everything() {
        let model = ModelInfo {
            id: "m".into(),
            name: "m".into(),
            context: 0,
            output: 1_000,
            tools: true,
            vision: false,
            reasoning: false,
            price: None,
        };
        let window = Window::of(&model);
        assert!(context().estimate(usize::MAX / 2).most() < window.room());
    }
}
