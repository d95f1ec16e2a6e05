//! What is free, and what is asked: level × effect × taint × sandbox.

use super::Circumstances;
use crate::domain::{Effect, Permit, Ruling, TrustLevel};

/// The table: level × effect × taint. Monotone: less trust, a stronger effect, more taint or a missing sandbox never
/// allows more.
pub fn decide(effect: &Effect, around: &Circumstances) -> Ruling {
    let level = around.level;
    let (permit, why) = match effect {
        Effect::Read => (Permit::Allow, "looking is free"),
        Effect::WriteWorkspace if level >= TrustLevel::Act => {
            (Permit::Allow, "changes inside the workspace are free")
        }
        Effect::WriteWorkspace => (Permit::Ask, "changes are asked"),
        Effect::Execute if !around.is_sandboxed => (
            Permit::Ask,
            "running a program outside the sandbox is asked",
        ),
        Effect::Execute if level >= TrustLevel::Act => {
            (Permit::Allow, "programs in the sandbox are free")
        }
        Effect::Execute if level == TrustLevel::Suggest && around.only_looks => {
            (Permit::Allow, "programs that only look are free")
        }
        Effect::Execute => (Permit::Ask, "running a program is asked"),
        Effect::Network | Effect::MessageOthers if level < TrustLevel::Autonomous => {
            (Permit::Ask, "what leaves the machine is asked")
        }
        Effect::Network | Effect::MessageOthers if around.is_tainted => (
            Permit::Ask,
            "what leaves the machine is asked once untrusted text was read",
        ),
        // Otherwise reaching further would be freer than running a program.
        Effect::Network | Effect::MessageOthers if !around.is_sandboxed => (
            Permit::Ask,
            "what leaves the machine is asked where there is no sandbox",
        ),
        Effect::Network | Effect::MessageOthers => {
            (Permit::Allow, "what leaves the machine is free")
        }
        Effect::Irreversible | Effect::Other(_) => {
            (Permit::Ask, "what can't be taken back is asked")
        }
    };
    let rule = format!("level {}: {why}", level.word());
    Ruling {
        permit,
        rule: match around.lack {
            lack if is_outside(effect, around) && !lack.is_empty() => format!("{rule} ({lack})"),
            _ => rule,
        },
    }
}

/// Whether an action would run programs that no sandbox is around.
pub fn is_outside(effect: &Effect, around: &Circumstances) -> bool {
    *effect >= Effect::Execute && !around.is_sandboxed
}
