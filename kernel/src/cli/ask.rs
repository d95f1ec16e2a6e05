//! Asks the person at the terminal.

use super::args::{Format, Globals};
use super::style::Style;
use super::watch::Watch;
use crate::domain::Consent;
use crate::kernel::Kernel;
use crate::mind::Story;
use crate::port::{ApprovalRequest, Approver, Nobody};
use async_trait::async_trait;
use openkoi_redact::Redactor;
use rustix::termios::{QueueSelector, tcflush};
use std::io::{IsTerminal, Write};
use std::sync::Arc;
use unicode_width::UnicodeWidthChar;

/// A longer answer is none.
const ANSWER: usize = 80;

/// The remedies that are shown at the end, at most.
const REMEDIES: usize = 3;

/// Who is asked: the person at the terminal, if there is one who sees the question and can answer it.
pub(super) fn asker(globals: &Globals, watch: &Arc<Watch>, kernel: &Kernel) -> Arc<dyn Approver> {
    let is_there = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if !is_there || globals.quiet || globals.output_format != Format::Text {
        return Arc::new(Nobody);
    }
    Arc::new(Terminal {
        watch: Arc::clone(watch),
        store: kernel.paths.trust().display().to_string(),
        place: kernel.here().display().to_string(),
        redactor: kernel.redactor().clone(),
    })
}

/// What would allow that which nobody was there to allow, a sentence each; first of all what brings the sandbox back where it
/// lacks something.
pub(super) fn remedies(story: &Story, lack: &str) -> Vec<String> {
    let mut rules: Vec<&str> = Vec::new();
    for asked in &story.unanswered {
        if let Some(rule) = asked.rule.as_deref().filter(|rule| !rules.contains(rule)) {
            rules.push(rule);
        }
    }
    if story.unanswered.is_empty() {
        return Vec::new();
    }
    let mut lines = Vec::new();
    if !lack.is_empty() {
        lines.push("openkoi status tells what the sandbox lacks here, and what helps".to_owned());
    }
    let end = match lack {
        "" => "",
        _ => "  (it may run without the sandbox then)",
    };
    lines.extend(rules.iter().take(REMEDIES).map(|rule| {
        let quoted = rule.replace('\'', "'\\''");
        format!("openkoi trust allow '{quoted}' --here{end}")
    }));
    let or = if lines.is_empty() { "" } else { "or " };
    lines.push(format!("{or}run it on a terminal, where you are asked"));
    lines
}

struct Terminal {
    watch: Arc<Watch>,
    /// Where rules are kept.
    store: String,
    place: String,
    /// Knows the values that are not shown; what is asked about holds them.
    redactor: Redactor,
}

#[async_trait]
impl Approver for Terminal {
    async fn ask(&self, request: &ApprovalRequest) -> Consent {
        let held = self.watch.hold();
        let style = self.watch.progress().style();
        let question = self.question(request, style);
        let offers_always = self.offers_always(request);
        let answer = tokio::task::spawn_blocking(move || put(&question)).await;
        drop(held);
        // A thread that broke off has no answer.
        consent(&answer.unwrap_or_default(), offers_always)
    }
}

impl Terminal {
    /// Rules are kept in a file, where no credential belongs.
    fn offers_always(&self, request: &ApprovalRequest) -> bool {
        !request.rule.is_empty() && self.redactor.named(&request.rule) == request.rule
    }

    fn question(&self, request: &ApprovalRequest, style: Style) -> String {
        let action = &request.action;
        let named = |text: &str| exposed(&self.redactor.named(text));
        let asked = format!("May {} do this? (effect: {})", action.tool, action.effect);
        let mut lines = vec![style.bold(&named(&asked))];
        let shown = self.redactor.named(&request.shown);
        // A bar before every line: no text from elsewhere can look like a line of ours.
        lines.extend(
            shown
                .split('\n')
                .map(|line| format!("  │ {}", exposed(line))),
        );
        let mut told = |label: &str, text: &str| {
            lines.push(format!(
                "{} {}",
                style.dim(&format!("  {label:<6}")),
                named(text)
            ));
        };
        told("why", &request.ruling.rule);
        if !request.lack.is_empty() {
            told(
                "note",
                &format!("this runs without the sandbox ({})", request.lack),
            );
            told(
                "",
                "it can do what you can: read your files, change them, use the network",
            );
        }
        if action.tainted {
            told("note", "text that you did not write has been read before");
        }
        if shown != request.shown {
            told(
                "note",
                "a credential stands there: it is not shown here, but it is what would be used",
            );
        }
        if !self.offers_always(request) {
            lines.push("  [o]nce, for this [t]ask, [N]o? ".to_owned());
        } else {
            told("always", &format!("adds the rule {}", request.rule));
            told("", &format!("for {} to {}", self.place, self.store));
            lines.push("  [o]nce, for this [t]ask, [a]lways here, [N]o? ".to_owned());
        }
        lines.join("\n")
    }
}

/// Shows the question and waits for a line. What was typed before it was shown is no answer to it.
fn put(question: &str) -> String {
    let mut stderr = std::io::stderr();
    let shown = stderr
        .write_all(question.as_bytes())
        .and_then(|()| stderr.flush());
    let flushed = tcflush(std::io::stdin(), QueueSelector::IFlush);
    let mut answer = String::new();
    let read = match (shown, flushed) {
        (Ok(()), Ok(())) => std::io::stdin().read_line(&mut answer),
        _ => Ok(0),
    };
    match read {
        Ok(1..) if answer.len() <= ANSWER => answer,
        // No line: whatever comes next begins on one of its own.
        _ => {
            drop(stderr.write_all(b"\n"));
            String::new()
        }
    }
}

/// Everything that is not plainly a yes is a no.
fn consent(answer: &str, offers_always: bool) -> Consent {
    match answer.trim().to_ascii_lowercase().as_str() {
        "o" | "once" | "y" | "yes" => Consent::Once,
        "t" | "task" => Consent::Task,
        "a" | "always" if offers_always => Consent::Always,
        _ => Consent::No,
    }
}

/// Text from elsewhere with everything escaped that could hide, move or reorder something: control characters, and
/// characters that take no place on the screen.
fn exposed(text: &str) -> String {
    let mut exposed = String::with_capacity(text.len());
    for character in text.chars() {
        let takes_none = character.width().is_none_or(|width| width == 0);
        if takes_none || is_turning(character) {
            exposed.extend(character.escape_unicode());
        } else {
            exposed.push(character);
        }
    }
    exposed
}

/// Turns the reading direction around.
fn is_turning(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_not_plainly_a_yes_is_a_no() {
        let rows = [
            ("o\n", Consent::Once),
            ("Yes\n", Consent::Once),
            ("t", Consent::Task),
            (" always \r\n", Consent::Always),
            ("", Consent::No),
            ("\n", Consent::No),
            ("n", Consent::No),
            ("ok", Consent::No),
            ("yes please", Consent::No),
            ("\u{3}", Consent::No),
            ("oo", Consent::No),
        ];
        for (answer, expected) in rows {
            assert_eq!(consent(answer, true), expected, "{answer:?}");
        }
        assert_eq!(consent("always", false), Consent::No, "it was not offered");
    }

    #[test]
    fn what_could_hide_something_is_shown_escaped() {
        let rows = [
            ("git push\r# ls", "git push\\u{d}# ls"),
            ("a\u{1b}[2Kb", "a\\u{1b}[2Kb"),
            ("a\u{200b}b\u{202e}c", "a\\u{200b}b\\u{202e}c"),
            ("x\u{e0041}\u{ad}", "x\\u{e0041}\\u{ad}"),
            ("größe 🐟", "größe 🐟"),
        ];
        for (text, expected) in rows {
            assert_eq!(exposed(text), expected);
        }
    }
}
