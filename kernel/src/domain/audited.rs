//! What the audit log keeps of decisions: enough to answer for them, and no secret or long text in whole.

use super::{Consent, Effect, Permit, TrustLevel};
use serde::{Deserialize, Serialize};

/// What policy said of an action, before anything was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruled {
    pub tool: String,
    /// The call in one line, its beginning.
    pub summary: String,
    pub effect: Effect,
    /// In which domain the level was looked up.
    pub domain: String,
    pub level: TrustLevel,
    /// Text that the user did not write had entered the context.
    pub tainted: bool,
    pub permit: Permit,
    /// The rule that decided.
    pub rule: String,
    /// blake3 of the arguments, hexadecimal: the receipt of the call bears the same.
    pub hash: String,
}

/// What a person answered, before anything was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consented {
    pub tool: String,
    pub summary: String,
    /// Of the arguments.
    pub hash: String,
    /// blake3 of what was shown, hexadecimal.
    pub shown_hash: String,
    pub consent: Consent,
    /// The rule that allows exactly this; it is added where the answer is always. None: no rule says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// A change of trust by its owner, or an attempt at it, before it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustChange {
    /// In words: `grant deploy autonomous until … in …`.
    pub change: String,
    pub domain: Option<String>,
    /// Why it was not made; none: it was.
    pub refused: Option<String>,
}

impl TrustChange {
    /// By its words; it is about to be made, and belongs to no domain.
    pub fn of(change: impl Into<String>) -> Self {
        Self {
            change: change.into(),
            domain: None,
            refused: None,
        }
    }
}
