//! What the user delegated for this task, and what that says of an action.

use crate::domain::{Action, Ruling, TrustLevel};
use crate::policy::{self, Circumstances, Delegations, Place, Rules};
use std::path::PathBuf;
use std::sync::OnceLock;

/// Levels and rules as they stood when the task began; nothing in the task can change them.
#[derive(Debug, Default)]
pub struct Delegated {
    pub delegations: Delegations,
    pub rules: Rules,
    /// Where paths of calls lead.
    pub place: Place,
    /// The directory for which levels are looked up: a copy has those of its original.
    pub workspace: PathBuf,
    category: OnceLock<String>,
}

/// What policy says of an action, and the level that it went by.
pub(super) struct Judged {
    pub(super) ruling: Ruling,
    pub(super) domain: &'static str,
    pub(super) level: TrustLevel,
}

impl Delegated {
    pub fn new(delegations: Delegations, rules: Rules, place: Place, workspace: PathBuf) -> Self {
        Self {
            delegations,
            rules,
            place,
            workspace,
            category: OnceLock::new(),
        }
    }

    /// What kind of work it is counts for calls that say nothing of it themselves. It is settled once.
    pub(super) fn settle(&self, category: &str) {
        self.category.get_or_init(|| category.to_owned());
    }

    pub(super) fn judge(&self, action: &Action, around: &Circumstances, now_ms: i64) -> Judged {
        let category = self.category.get().map_or("", String::as_str);
        let domain = policy::domain(action, category);
        let now = u64::try_from(now_ms).unwrap_or(u64::MAX);
        let level = self.delegations.level(domain, &self.workspace, now);
        let around = Circumstances {
            level,
            is_tainted: action.tainted,
            ..*around
        };
        Judged {
            ruling: policy::judge(action, &self.rules, &around, &self.place),
            domain,
            level,
        }
    }

    /// The rule that allows exactly this; none where no rule can.
    pub(super) fn rule(&self, action: &Action) -> Option<String> {
        policy::always(action, &self.place)
    }
}
