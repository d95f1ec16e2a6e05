//! A frame a line; empty lines are left out.

use super::{append, text};
use crate::domain::Fault;
use crate::port::Frame;

#[derive(Debug, Default)]
pub(super) struct Ndjson {
    /// The line that has no end yet.
    line: Vec<u8>,
}

impl Ndjson {
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<Vec<Frame>, Fault> {
        let mut frames = Vec::new();
        let mut pieces = bytes.split(|byte| *byte == b'\n').peekable();
        while let Some(piece) = pieces.next() {
            append(&mut self.line, piece)?;
            if pieces.peek().is_some() {
                frames.extend(frame(&std::mem::take(&mut self.line)));
            }
        }
        Ok(frames)
    }

    /// The last line needs no end.
    pub(super) fn finish(self) -> Vec<Frame> {
        frame(&self.line).into_iter().collect()
    }
}

fn frame(line: &[u8]) -> Option<Frame> {
    let line = line.trim_ascii();
    (!line.is_empty()).then(|| Frame {
        name: None,
        data: text(line),
    })
}
