//! Effects.

use crate::domain::Effect;
use crate::mechanism::wasm::bindings::openkoi::types::common;

pub(in crate::mechanism::wasm) fn to_guest(effect: &Effect) -> common::Effect {
    match effect {
        Effect::Read => common::Effect::Read,
        Effect::WriteWorkspace => common::Effect::WriteWorkspace,
        Effect::Execute => common::Effect::Execute,
        Effect::Network => common::Effect::Network,
        Effect::MessageOthers => common::Effect::MessageOthers,
        Effect::Irreversible => common::Effect::Irreversible,
        Effect::Other(word) => common::Effect::Other(word.clone()),
    }
}

/// A known word in the escape case is that word, so that nothing hides there.
pub(in crate::mechanism::wasm) fn from_guest(effect: common::Effect) -> Effect {
    match effect {
        common::Effect::Read => Effect::Read,
        common::Effect::WriteWorkspace => Effect::WriteWorkspace,
        common::Effect::Execute => Effect::Execute,
        common::Effect::Network => Effect::Network,
        common::Effect::MessageOthers => Effect::MessageOthers,
        common::Effect::Irreversible => Effect::Irreversible,
        common::Effect::Other(word) => Effect::from_word(&word),
    }
}
