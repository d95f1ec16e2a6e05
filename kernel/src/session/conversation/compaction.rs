//! Makes a conversation smaller, oldest first.
//!
//! Results of old calls go first; a line that names the call stands in their place, so that every call keeps a result.
//! Then old turns go as a whole, with their thinking, their calls and the results of these; the [`Digest`] tells what
//! they did. What is pinned, the newest findings with the answer they are about, and the newest turn stay.

use super::digest::{Digest, cut};
use super::{Conversation, Kind, Made, calls};
use crate::domain::{Part, ToolResult};

/// The newest turns that stay whole as long as older ones have something to give.
const KEPT: usize = 4;

/// How much may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::session) enum Depth {
    /// Results of tools.
    Results,
    /// These, then whole turns, then all results but the newest.
    Turns,
}

impl Conversation {
    /// Leaves out what is oldest until the messages have at most so many bytes, or until nothing is left to leave out.
    /// Says what was left out, a line each; nothing if the conversation is as it was.
    pub(in crate::session) fn compact(&mut self, target: usize, depth: Depth) -> Vec<String> {
        let mut dropped = Vec::new();
        for kept in [KEPT, 1] {
            self.leave_out_results(target, kept, &mut dropped);
            if depth == Depth::Turns {
                self.leave_out_turns(target, kept, &mut dropped);
            }
        }
        if depth == Depth::Turns {
            self.leave_out_newest(target, &mut dropped);
        }
        dropped
    }

    /// Where the newest turns begin.
    fn newest(&self, turns: usize) -> usize {
        let said = (0..self.spans.len()).filter(|at| self.spans[*at].kind == Kind::Said);
        let newest = said.rev().take(turns).last();
        newest.unwrap_or(self.spans.len())
    }

    fn leave_out_results(&mut self, target: usize, kept: usize, dropped: &mut Vec<String>) {
        for at in 0..self.newest(kept) {
            self.leave_out(at, usize::MAX, target, dropped);
        }
    }

    /// Of a turn that is the newest, all results but the last may go when nothing else can.
    fn leave_out_newest(&mut self, target: usize, dropped: &mut Vec<String>) {
        for at in self.newest(1)..self.spans.len() {
            let last = self.messages[at].parts.len().saturating_sub(1);
            self.leave_out(at, last, target, dropped);
        }
    }

    /// Replaces results of one message, those before the part `end`.
    fn leave_out(&mut self, at: usize, end: usize, target: usize, dropped: &mut Vec<String>) {
        let mut whole = self.bytes();
        let Kind::Results(made) = &mut self.spans[at].kind else {
            return;
        };
        let parts = self.messages[at].parts.iter_mut().take(end);
        for (part, made) in parts.zip(made.iter_mut()) {
            let Part::ToolResult(ToolResult { content, .. }) = part else {
                continue;
            };
            let stub = stub(made, content.len());
            if whole <= target || made.is_left_out || stub.len() >= content.len() {
                continue;
            }
            dropped.push(format!(
                "result of {} ({})",
                cut(&made.call),
                amount(content.len())
            ));
            whole -= content.len() - stub.len();
            *content = stub;
            made.is_left_out = true;
        }
        self.measure(at);
    }

    /// One turn alone may be smaller than the note that tells of it, so as many go together as make the conversation
    /// smallest, or as few as make it small enough.
    fn leave_out_turns(&mut self, target: usize, kept: usize, dropped: &mut Vec<String>) {
        let whole = self.bytes();
        if whole <= target {
            return;
        }
        let turns: Vec<usize> = (2..self.newest(kept))
            .filter(|at| self.may_go(*at))
            .collect();
        let mut left = whole - self.digest.bytes();
        let mut digest = self.digest.clone();
        let mut best: Option<(usize, usize, Digest)> = None;
        for (count, at) in (1..).zip(&turns) {
            match &self.spans[at + 1].kind {
                Kind::Results(made) => digest.turn(made),
                Kind::Findings | Kind::Said | Kind::Pinned => digest.answer(),
            }
            left -= self.spans[*at].bytes + self.spans[at + 1].bytes;
            let size = left + digest.bytes();
            if size < best.as_ref().map_or(whole, |(_, size, _)| *size) {
                best = Some((count, size, digest.clone()));
            }
            if size <= target {
                break;
            }
        }
        if let Some((count, _, digest)) = best {
            let gone = &turns[..count];
            dropped.extend(gone.iter().map(|at| self.line(*at)));
            self.remove(gone);
            self.tell(digest);
        }
    }

    /// Whether a turn begins here that may go with what followed it: results, or findings that newer ones have replaced.
    fn may_go(&self, at: usize) -> bool {
        let next = self.spans.get(at + 1).map(|span| &span.kind);
        self.spans[at].kind == Kind::Said
            && match next {
                Some(Kind::Results(_)) => true,
                Some(Kind::Findings) => self.has_findings_after(at + 1),
                Some(Kind::Said | Kind::Pinned) | None => false,
            }
    }

    /// Removes the turns that begin at these places, each with what followed it.
    fn remove(&mut self, turns: &[usize]) {
        for at in turns.iter().rev() {
            self.messages.drain(*at..at + 2);
            self.spans.drain(*at..at + 2);
        }
    }

    /// Writes the digest at the end of the first user message, or where it stands already.
    fn tell(&mut self, digest: Digest) {
        let told = Part::Text(digest.text());
        let parts = &mut self.messages[1].parts;
        let at = *self.place.get_or_insert(parts.len());
        match parts.get_mut(at) {
            Some(part) => *part = told,
            None => parts.push(told),
        }
        self.digest = digest;
        self.measure(1);
    }

    /// Newer findings have followed: these go with the answer that they are about.
    fn has_findings_after(&self, at: usize) -> bool {
        let mut later = self.spans.iter().skip(at + 1);
        later.any(|span| span.kind == Kind::Findings)
    }

    fn line(&self, at: usize) -> String {
        let bytes = self.spans[at].bytes + self.spans[at + 1].bytes;
        let names: Vec<&str> = calls(&self.messages[at])
            .iter()
            .map(|call| call.name.as_str())
            .collect();
        if names.is_empty() {
            return format!(
                "an answer and what it was found to lack ({})",
                amount(bytes)
            );
        }
        format!("turn with {} ({})", cut(&names.join(", ")), amount(bytes))
    }
}

/// What stands where a result was left out.
fn stub(made: &Made, bytes: usize) -> String {
    let receipt = made
        .receipt
        .as_ref()
        .map(|id| format!(", receipt {id}"))
        .unwrap_or_default();
    format!(
        "[left out to make room: the result of {}{receipt}, {}; call the tool again if you need it]",
        cut(&made.call),
        amount(bytes)
    )
}

fn amount(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        _ => format!("{} KB", bytes.div_ceil(1_000)),
    }
}
