//! What a person allowed in this task, and what nobody was there to allow.

use super::machine::Closing;
use super::shown;
use crate::domain::{Action, Consent, Consented, EventBody, Ruling, RunOutcome, Verification};
use crate::port::{ApprovalRequest, Approver, Workspace};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One task's answers; all of its gates share them.
pub(super) struct Consents {
    approver: Arc<dyn Approver>,
    workspace: Arc<dyn Workspace>,
    given: Mutex<Given>,
    /// One question at a time.
    asking: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Given {
    /// By the hash of tool and arguments, or by the exact rule.
    for_task: BTreeSet<String>,
    /// The calls that nobody was there to allow, a line each.
    unanswered: Vec<String>,
}

/// An answer, and what of it belongs in the journal before it takes effect; nothing for one that was given before.
pub(super) struct Answered {
    pub(super) consent: Consent,
    pub(super) event: Option<EventBody>,
    request: Option<ApprovalRequest>,
}

impl Consents {
    pub(super) fn of(approver: &Arc<dyn Approver>, workspace: &Arc<dyn Workspace>) -> Self {
        Self {
            approver: Arc::clone(approver),
            workspace: Arc::clone(workspace),
            given: Mutex::default(),
            asking: tokio::sync::Mutex::default(),
        }
    }

    /// Asks, unless equal was allowed for this task: the same tool with the same arguments, or the same exact rule.
    pub(super) async fn ask(
        &self,
        action: &Action,
        ruling: &Ruling,
        lack: &'static str,
        rule: Option<String>,
    ) -> Answered {
        let _one_at_a_time = self.asking.lock().await;
        let hash = shown::hash(action);
        let keys = [Some(key(action)), rule.clone()];
        let is_given = keys
            .iter()
            .flatten()
            .any(|key| self.lock().for_task.contains(key));
        if is_given {
            return Answered {
                consent: Consent::Task,
                event: None,
                request: None,
            };
        }
        let request = ApprovalRequest {
            action: action.clone(),
            shown: shown::shown(action, self.workspace.as_ref()).await,
            ruling: ruling.clone(),
            lack,
            // What is allowed outside of the sandbox is allowed now: a rule for always is written by hand.
            rule: rule.clone().filter(|_| lack.is_empty()).unwrap_or_default(),
        };
        let consent = match self.approver.ask(&request).await {
            // Nothing was offered that could be added.
            Consent::Always if request.rule.is_empty() => Consent::Task,
            consent => consent,
        };
        match consent {
            Consent::Task | Consent::Always => {
                self.lock().for_task.extend(keys.into_iter().flatten());
            }
            Consent::Nobody => {
                let line = format!("{} ({})", shown::line(action), ruling.rule);
                self.lock().unanswered.push(line);
            }
            Consent::Once | Consent::No => {}
        }
        let event = EventBody::Consented(Consented {
            tool: action.tool.clone(),
            summary: shown::line(action),
            hash,
            shown_hash: blake3::hash(request.shown.as_bytes()).to_hex().to_string(),
            consent,
            rule,
        });
        Answered {
            consent,
            event: Some(event),
            request: Some(request),
        }
    }

    /// Keeps what was allowed for always, after the journal has it. What can't be kept holds for the task.
    pub(super) async fn keep(&self, answered: &Answered) -> Result<(), String> {
        match &answered.request {
            Some(request) if answered.consent == Consent::Always => {
                self.approver.remember(request).await
            }
            Some(_) | None => Ok(()),
        }
    }

    /// A task that did not get to what is verified, and for which something was asked that nobody was there to answer, is
    /// blocked: whoever runs it can allow it and run it again. Where it was verified all the same, it was not needed.
    pub(super) fn settle(&self, closing: &mut Closing) {
        let unanswered = self.lock().unanswered.clone();
        let may_be_blocked = match closing.outcome {
            RunOutcome::Accepted => closing.verification != Verification::Verified,
            RunOutcome::Failed
            | RunOutcome::NotGoodEnough
            | RunOutcome::Limit
            | RunOutcome::Blocked => true,
            RunOutcome::Auth | RunOutcome::Unreachable | RunOutcome::Interrupted => false,
        };
        let Some(first) = unanswered.first().filter(|_| may_be_blocked) else {
            return;
        };
        let more = match unanswered.len() - 1 {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        closing.outcome = RunOutcome::Blocked;
        closing.reason = format!(
            "nobody was there to allow {first}{more} ({})",
            closing.reason
        );
    }

    fn lock(&self) -> MutexGuard<'_, Given> {
        // A panic elsewhere leaves answers that were given.
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Equal for the same tool with the same arguments, however they are ordered.
fn key(action: &Action) -> String {
    format!("{} {}", action.tool, shown::canonical(&action.arguments))
}
