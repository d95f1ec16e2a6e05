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
        Effect::Network | Effect::MessageOthers => {
            (Permit::Allow, "what leaves the machine is free")
        }
        Effect::Irreversible | Effect::Other(_) => {
            (Permit::Ask, "what can't be taken back is asked")
        }
    };
    Ruling {
        permit,
        rule: format!("level {}: {why}", level.word()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_level_is_useful_without_a_question_and_asks_for_what_leaves_the_circle() {
        let rows = [
            (Effect::Read, Permit::Allow),
            (Effect::WriteWorkspace, Permit::Allow),
            (Effect::Execute, Permit::Allow),
            (Effect::Network, Permit::Ask),
            (Effect::MessageOthers, Permit::Ask),
            (Effect::Irreversible, Permit::Ask),
            (Effect::Other("teleport".into()), Permit::Ask),
        ];
        let around = Circumstances {
            is_sandboxed: true,
            ..Circumstances::default()
        };
        for (effect, permit) in rows {
            assert_eq!(decide(&effect, &around).permit, permit, "{effect}");
        }
    }
}
