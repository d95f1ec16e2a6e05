//! The binary event stream of AWS.
//!
//! A message is: total length, headers' length, CRC-32 of these two, headers, payload, CRC-32 of all before it; numbers
//! are big-endian. A header is: length of the name, name, type, value. The frame's name is the event's type, or the
//! exception's or error's where the message is one.

use super::{FRAME_LIMIT, append, fault, text, too_long};
use crate::domain::{Fault, FaultKind};
use crate::port::Frame;

const PRELUDE: usize = 12;
const CHECKSUM: usize = 4;

#[derive(Debug, Default)]
pub(super) struct Aws {
    waiting: Vec<u8>,
}

impl Aws {
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<Vec<Frame>, Fault> {
        let mut frames = Vec::new();
        let mut rest = bytes;
        // Taken in message by message, so that a long read of short messages is not too long.
        while !rest.is_empty() {
            let wanted = self.wanted()?;
            let take = (wanted - self.waiting.len()).min(rest.len());
            append(&mut self.waiting, &rest[..take])?;
            rest = &rest[take..];
            if self.waiting.len() == wanted && wanted > PRELUDE {
                frames.push(message(&self.waiting)?);
                self.waiting.clear();
            }
        }
        Ok(frames)
    }

    /// How many bytes have to be here before anything more can be said.
    fn wanted(&self) -> Result<usize, Fault> {
        if self.waiting.len() < PRELUDE {
            return Ok(PRELUDE);
        }
        if crc32(&self.waiting[..PRELUDE - CHECKSUM]) != number(&self.waiting, PRELUDE - CHECKSUM) {
            return Err(damaged("the checksum of a message's first bytes is wrong"));
        }
        let total = number(&self.waiting, 0) as usize;
        let headers = number(&self.waiting, 4) as usize;
        if total < PRELUDE + CHECKSUM || headers > total - PRELUDE - CHECKSUM {
            return Err(damaged("a message's lengths contradict each other"));
        }
        if total > FRAME_LIMIT {
            return Err(too_long());
        }
        Ok(total)
    }

    pub(super) fn finish(self) -> Result<Vec<Frame>, Fault> {
        if self.waiting.is_empty() {
            Ok(Vec::new())
        } else {
            Err(damaged("it ended in the middle of a message"))
        }
    }
}

/// Reads one whole message, whose lengths are checked.
fn message(bytes: &[u8]) -> Result<Frame, Fault> {
    let end = bytes.len() - CHECKSUM;
    if crc32(&bytes[..end]) != number(bytes, end) {
        return Err(damaged("the checksum of a message is wrong"));
    }
    let payload_at = PRELUDE + number(bytes, 4) as usize;
    let mut headers = &bytes[PRELUDE..payload_at];
    let (mut name, mut explanation) = (None, None);
    while !headers.is_empty() {
        let (key, value) =
            header(&mut headers).ok_or_else(|| damaged("a message's headers are cut off"))?;
        match key {
            b":event-type" | b":exception-type" | b":error-code" => name = value.map(text),
            b":error-message" => explanation = value.map(text),
            _ => {}
        }
    }
    let payload = text(&bytes[payload_at..end]);
    let data = if payload.is_empty() {
        explanation.unwrap_or_default()
    } else {
        payload
    };
    Ok(Frame { name, data })
}

/// Takes one header off the front: its name, and its value if that is a string.
fn header<'a>(rest: &mut &'a [u8]) -> Option<(&'a [u8], Option<&'a [u8]>)> {
    let name_length = take(rest, 1)?[0] as usize;
    let name = take(rest, name_length)?;
    let kind = take(rest, 1)?[0];
    let length = match kind {
        0 | 1 => 0,
        2 => 1,
        3 => 2,
        4 => 4,
        5 | 8 => 8,
        6 | 7 => usize::from(u16::from_be_bytes(take(rest, 2)?.try_into().ok()?)),
        9 => 16,
        _ => return None,
    };
    let value = take(rest, length)?;
    Some((name, (kind == 7).then_some(value)))
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(count)?;
    *rest = after;
    Some(taken)
}

fn number(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4]
        .iter()
        .fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

fn damaged(why: &str) -> Fault {
    fault(
        FaultKind::Unavailable,
        format!("the response's event stream is damaged: {why}"),
    )
}

/// The CRC-32 of IEEE 802.3.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum: u32, byte| {
        sum >> 8 ^ TABLE[usize::from(sum as u8 ^ byte)]
    })
}

const TABLE: [u32; 256] = table();

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut value = index as u32;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 {
                value >> 1 ^ 0xedb8_8320
            } else {
                value >> 1
            };
            bit += 1;
        }
        table[index] = value;
        index += 1;
    }
    table
}
