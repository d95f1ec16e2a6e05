//! Cuts a response's body into frames as it arrives.

mod aws;
mod ndjson;
mod sse;

#[cfg(test)]
mod tests;

use crate::domain::{Fault, FaultKind, Framing};
use crate::port::Frame;

/// No line, message or body that becomes one frame is longer.
pub const FRAME_LIMIT: usize = 16 * 1024 * 1024;

/// An incremental parser: however the bytes are spread over pushes, the frames are the same.
#[derive(Debug)]
pub struct Framer(Kind);

#[derive(Debug)]
enum Kind {
    Sse(sse::Sse),
    Ndjson(ndjson::Ndjson),
    Aws(aws::Aws),
    Whole(Vec<u8>),
}

impl Framer {
    /// Fails with `Contract` for a framing that this kernel does not know.
    pub fn new(framing: &Framing) -> Result<Self, Fault> {
        let kind = match framing {
            Framing::Sse => Kind::Sse(sse::Sse::default()),
            Framing::Ndjson => Kind::Ndjson(ndjson::Ndjson::default()),
            Framing::AwsEventStream => Kind::Aws(aws::Aws::default()),
            Framing::Whole => Kind::Whole(Vec::new()),
            Framing::Other(word) => {
                let why = format!(
                    "this version does not know the framing {word:?}; \
                     it knows sse, ndjson, aws-event-stream and whole"
                );
                return Err(fault(FaultKind::Contract, why));
            }
        };
        Ok(Self(kind))
    }

    /// The frames that these bytes complete, in order.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<Frame>, Fault> {
        match &mut self.0 {
            Kind::Sse(sse) => sse.push(bytes),
            Kind::Ndjson(ndjson) => ndjson.push(bytes),
            Kind::Aws(aws) => aws.push(bytes),
            Kind::Whole(body) => append(body, bytes).map(|()| Vec::new()),
        }
    }

    /// The frames that only the end of the body completes.
    pub fn finish(self) -> Result<Vec<Frame>, Fault> {
        match self.0 {
            // The specification discards an event that no blank line completes: it may be half of one.
            Kind::Sse(_) => Ok(Vec::new()),
            Kind::Ndjson(ndjson) => Ok(ndjson.finish()),
            Kind::Aws(aws) => aws.finish(),
            Kind::Whole(body) if body.is_empty() => Ok(Vec::new()),
            Kind::Whole(body) => Ok(vec![Frame {
                name: None,
                data: text(&body),
            }]),
        }
    }
}

/// Adds to what waits for its end, which has a limit.
fn append(waiting: &mut Vec<u8>, bytes: &[u8]) -> Result<(), Fault> {
    if waiting.len().saturating_add(bytes.len()) > FRAME_LIMIT {
        return Err(too_long());
    }
    waiting.extend_from_slice(bytes);
    Ok(())
}

/// Bytes that are not UTF-8 are replaced; callers hand in whole lines or messages, never a cut character.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn too_long() -> Fault {
    let limit = format!("{} MiB for one frame", FRAME_LIMIT / (1024 * 1024));
    let why = format!("the response holds a frame that is longer than the limit, {limit}");
    fault(FaultKind::Limit(limit), why)
}

fn fault(kind: FaultKind, message: String) -> Fault {
    Fault::new("frames", kind, message)
}
