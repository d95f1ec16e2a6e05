//! What happens in a service that an integration listens to.

use super::{Garbled, at_most};
use crate::mechanism::wasm::bindings::exports::openkoi::integration::service;
use crate::port::Happening;

const CURSOR_BYTES: usize = 64 << 10;
const HAPPENINGS: usize = 1_000;

pub(in crate::mechanism::wasm) fn polled(
    polled: service::Polled,
) -> Result<(String, Vec<Happening>), Garbled> {
    at_most("bytes of a cursor", polled.cursor.len(), CURSOR_BYTES)?;
    Ok((polled.cursor, happenings(polled.happenings)?))
}

pub(in crate::mechanism::wasm) fn received(
    received: service::Received,
) -> Result<(Option<Vec<u8>>, Vec<Happening>), Garbled> {
    Ok((received.reply, happenings(received.happenings)?))
}

/// How much text they hold.
pub(in crate::mechanism::wasm) fn bytes(happenings: &[service::Happening]) -> usize {
    let bytes = |happening: &service::Happening| {
        let extra = happening.extra.iter();
        happening.id.len()
            + happening.channel.len()
            + happening.thread.as_ref().map_or(0, String::len)
            + happening.sender.len()
            + happening.text.len()
            + extra
                .map(|(name, value)| name.len() + value.len())
                .sum::<usize>()
    };
    happenings.iter().map(bytes).sum()
}

fn happenings(happenings: Vec<service::Happening>) -> Result<Vec<Happening>, Garbled> {
    at_most("happenings", happenings.len(), HAPPENINGS)?;
    Ok(happenings.into_iter().map(happening).collect())
}

fn happening(happening: service::Happening) -> Happening {
    Happening {
        id: happening.id,
        channel: happening.channel,
        thread: happening.thread,
        sender: happening.sender,
        text: happening.text,
        mentions_us: happening.mentions_us,
        at_ms: happening.at_ms,
    }
}
