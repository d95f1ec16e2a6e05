//! What a program prints: shown line by line while it runs, kept up to a limit.

use super::Progress;
use std::collections::VecDeque;
use tokio::io::{AsyncRead, AsyncReadExt};

/// Longer lines are shown in pieces of this size.
const SHOWN_LINE: usize = 4 * 1024;
/// Room for the line that says what is missing.
const NOTE: usize = 64;

/// The start and the end of an output.
pub(super) struct Capture<'a> {
    progress: &'a Progress,
    /// The line that has no end yet.
    line: Vec<u8>,
    head: Vec<u8>,
    tail: VecDeque<u8>,
    /// Bytes between head and tail.
    missing: u64,
    /// Of head and tail each.
    half: usize,
}

impl<'a> Capture<'a> {
    pub(super) fn new(limit: usize, progress: &'a Progress) -> Self {
        let half = limit.saturating_sub(NOTE) / 2;
        Self {
            progress,
            line: Vec::new(),
            head: Vec::new(),
            tail: VecDeque::new(),
            missing: 0,
            half,
        }
    }

    /// Reads to the end.
    pub(super) async fn drain(&mut self, source: &mut Option<impl AsyncRead + Unpin>) {
        let Some(source) = source else { return };
        let mut buffer = vec![0; 16 * 1024];
        // A pipe that can't be read has ended.
        while let Ok(count @ 1..) = source.read(&mut buffer).await {
            self.push(&buffer[..count]);
        }
        self.show_line();
    }

    fn push(&mut self, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(piece);
            if piece.ends_with(b"\n") || self.line.len() >= SHOWN_LINE {
                self.show_line();
            }
        }
        let (head, rest) = bytes.split_at(bytes.len().min(self.half - self.head.len()));
        self.head.extend_from_slice(head);
        self.tail.extend(rest);
        let excess = self.tail.len().saturating_sub(self.half);
        self.tail.drain(..excess);
        self.missing += excess as u64;
    }

    fn show_line(&mut self) {
        if !self.line.is_empty() {
            let line = String::from_utf8_lossy(&self.line);
            (self.progress)(line.trim_end_matches(['\r', '\n']));
            self.line.clear();
        }
    }

    /// Adds a line of our own, after all that the program printed.
    pub(super) fn say(&mut self, line: &str) {
        self.show_line();
        let is_open = self
            .tail
            .back()
            .or(self.head.last())
            .is_some_and(|last| *last != b'\n');
        let gap = if is_open { "\n" } else { "" };
        self.push(format!("{gap}{line}\n").as_bytes());
    }

    /// What is kept, with a line in the middle that says what is missing.
    pub(super) fn finish(mut self) -> Vec<u8> {
        // Reading was given up in the middle of a line.
        self.show_line();
        let mut kept = self.head;
        if self.missing > 0 {
            kept.extend(format!("\n[… {} bytes left out …]\n", self.missing).into_bytes());
        }
        kept.extend(self.tail);
        kept
    }
}
