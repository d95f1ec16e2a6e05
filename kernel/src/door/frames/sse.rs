//! Server-sent events, as the WHATWG specification reads them; ids and reconnection times are of no use here.

use super::{FRAME_LIMIT, append, text, too_long};
use crate::domain::Fault;
use crate::port::Frame;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

#[derive(Debug, Default)]
pub(super) struct Sse {
    /// The line that has no end yet.
    line: Vec<u8>,
    /// The last byte was a CR that ended a line: an LF right after it belongs to it.
    after_cr: bool,
    /// The first line, which may begin with a byte order mark, is over.
    begun: bool,
    name: String,
    /// Each data line with an LF after it, so that an empty one counts.
    data: String,
}

impl Sse {
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<Vec<Frame>, Fault> {
        let mut frames = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            if std::mem::take(&mut self.after_cr)
                && let Some(after) = rest.strip_prefix(b"\n")
            {
                rest = after;
                continue;
            }
            let Some(end) = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')) else {
                append(&mut self.line, rest)?;
                break;
            };
            append(&mut self.line, &rest[..end])?;
            self.after_cr = rest[end] == b'\r';
            rest = &rest[end + 1..];
            frames.extend(self.end_line()?);
        }
        Ok(frames)
    }

    fn end_line(&mut self) -> Result<Option<Frame>, Fault> {
        let line = std::mem::take(&mut self.line);
        let mut line = line.as_slice();
        if !std::mem::replace(&mut self.begun, true) {
            line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
        }
        if line.is_empty() {
            return Ok(self.dispatch());
        }
        let (field, value) = match line.iter().position(|byte| *byte == b':') {
            Some(colon) => (&line[..colon], &line[colon + 1..]),
            None => (line, &[][..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"data" => {
                if self.data.len() + value.len() >= FRAME_LIMIT {
                    return Err(too_long());
                }
                self.data.push_str(&text(value));
                self.data.push('\n');
            }
            b"event" => self.name = text(value),
            // Comments have an empty field name; other fields are not for us.
            _ => {}
        }
        Ok(None)
    }

    fn dispatch(&mut self) -> Option<Frame> {
        let name = std::mem::take(&mut self.name);
        let mut data = std::mem::take(&mut self.data);
        data.pop()?;
        Some(Frame {
            name: (!name.is_empty()).then_some(name),
            data,
        })
    }
}
