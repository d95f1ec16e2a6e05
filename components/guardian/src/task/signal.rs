//! What in a task or a plan speaks against going ahead, and how strongly.

use crate::danger::Harm;

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stance {
    /// No reading of the words makes it safe.
    Forbid,
    /// It may be meant well; without a second reading that says so it is blocked.
    Doubt,
    /// Fine under a condition.
    Care,
}

/// One reason for care.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// What it asks for.
    pub stance: Stance,
    /// How much of the hope for a good end it takes away, 0 to 1.
    pub weight: f32,
    /// What was asked, with the decisive words quoted.
    pub what: String,
    /// What must be kept if it goes ahead.
    pub condition: String,
}

impl Signal {
    /// A signal of a harm that a command would do.
    pub fn of(harm: Harm, what: String) -> Option<Self> {
        let (stance, condition) = match harm {
            Harm::Destroys | Harm::Leaks | Harm::Sends => (Stance::Forbid, "It is not done."),
            Harm::Trusts | Harm::Loses | Harm::Rules => (
                Stance::Doubt,
                "Show exactly what would be lost or changed, and ask before it happens.",
            ),
            Harm::Escapes => (Stance::Care, "Work only inside the workspace."),
            Harm::Publishes => (
                Stance::Care,
                "Let nothing leave this machine until the user has said yes to exactly that.",
            ),
            Harm::Fetches | Harm::Unreadable => return None,
        };
        let weight = if stance == Stance::Care {
            harm.weight() / 2.0
        } else {
            harm.weight()
        };
        Some(Self {
            stance,
            weight,
            what,
            condition: condition.to_string(),
        })
    }
}
