//! What the user delegated, for a task and for those who ask; and the one way to change it.

use super::Kernel;
use crate::domain::{Consent, Permit, TrustChange, TrustLevel};
use crate::failure::Failure;
use crate::policy::{Delegation, Delegations, EVERY_DOMAIN, Place, Rule, Rules};
use crate::port::{ApprovalRequest, Approver};
use crate::registry::{Trust, TrustGrant, TrustRule};
use crate::session::Delegated;
use crate::store::{Head, History, Verified};
use async_trait::async_trait;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A change of what is delegated.
#[derive(Debug, Clone)]
pub enum TrustEdit {
    Grant(TrustGrant),
    Allow(TrustRule),
    /// These grants and rules no longer hold.
    Revoke {
        grants: Vec<TrustGrant>,
        rules: Vec<TrustRule>,
    },
}

impl TrustEdit {
    /// In words, as the command line has them.
    pub fn words(&self) -> String {
        match self {
            Self::Grant(grant) => {
                let level = grant.level.word();
                let scope = scope(grant.place.as_deref(), grant.until);
                format!("grant {} {level}{scope}", grant.domain)
            }
            Self::Allow(rule) => {
                let scope = scope(rule.place.as_deref(), rule.until);
                format!("allow {}{scope}", rule.allow)
            }
            Self::Revoke { grants, rules } => {
                let grants = grants.iter().map(|grant| grant.domain.as_str());
                let rules = rules.iter().map(|rule| rule.allow.as_str());
                let all: Vec<&str> = grants.chain(rules).collect();
                format!("revoke {}", all.join(", "))
            }
        }
    }

    fn domain(&self) -> Option<String> {
        match self {
            Self::Grant(grant) => Some(grant.domain.clone()),
            Self::Allow(_) => None,
            Self::Revoke { grants, .. } => grants.first().map(|grant| grant.domain.clone()),
        }
    }
}

/// "in /w until 2026-11-22T10:00:00Z", each with a space before it.
fn scope(place: Option<&Path>, until: Option<Timestamp>) -> String {
    let place = place.map(|place| format!(" in {}", place.display()));
    let until = until.map(|until| format!(" until {until}"));
    [place, until].into_iter().flatten().collect()
}

impl Kernel {
    /// What is delegated, as the file says it.
    pub fn trust(&self) -> Result<Trust, Failure> {
        Ok(Trust::load(&self.paths.trust())?)
    }

    /// Where the user stands.
    pub fn here(&self) -> PathBuf {
        self.place()
    }

    /// What is delegated to a task that works in `workspace`, which may be a copy of the place where the user stands. A
    /// file that can't be understood delegates nothing, and the most careful level holds; the text says so.
    pub(super) fn delegated(
        &self,
        workspace: &Path,
    ) -> Result<(Delegated, Option<String>), Failure> {
        let here = self.place();
        let written = self.permissions()?;
        let understood = Trust::load(&self.paths.trust())
            .map_err(|error| error.to_string())
            .and_then(|trust| {
                let mut rules = written.clone();
                let delegations = understood(&trust, &mut rules, &here, Timestamp::now())?;
                Ok((delegations, rules))
            });
        let (delegations, rules, notice) = match understood {
            Ok((delegations, rules)) => (delegations, rules, None),
            Err(why) => {
                let careful = TrustLevel::Ask;
                let every = Delegation {
                    domain: EVERY_DOMAIN.to_owned(),
                    level: careful,
                    workspace: None,
                    until: None,
                };
                let word = careful.word();
                let notice = format!("{why}; nothing is delegated, and the level is {word}");
                (
                    Delegations(vec![every]),
                    written.without_allowing(),
                    Some(notice),
                )
            }
        };
        let home = self.environment.get("HOME").map(Path::new);
        let place = Place {
            workspace: workspace.to_owned(),
            home: home.and_then(|home| home.canonicalize().ok()),
        };
        Ok((Delegated::new(delegations, rules, place, here), notice))
    }

    /// Asks, and keeps what is allowed for always.
    pub(super) fn keeper(&self, asker: Arc<dyn Approver>, place: &Path) -> Arc<dyn Approver> {
        Arc::new(Keeper {
            asker,
            trust: self.paths.trust(),
            place: place.to_owned(),
        })
    }

    /// Changes what is delegated, or records why that was refused. The journal has it before the file has.
    pub fn edit_trust(&self, edit: &TrustEdit, refused: Option<String>) -> Result<usize, Failure> {
        let is_refused = refused.is_some();
        self.audited(TrustChange {
            change: edit.words(),
            domain: edit.domain(),
            refused,
        })?;
        let path = self.paths.trust();
        Ok(match edit {
            _ if is_refused => 0,
            TrustEdit::Grant(grant) => Trust::grant(&path, grant).map(|()| 1)?,
            TrustEdit::Allow(rule) => Trust::allow(&path, rule).map(|()| 1)?,
            TrustEdit::Revoke { grants, rules } => Trust::revoke(
                &path,
                |grant| grants.contains(grant),
                |rule| rules.contains(rule),
            )?,
        })
    }

    /// Whether the journal is what was written. None: nothing was written with links yet.
    pub fn verify_journal(&self, expected: Option<Head>) -> Result<Option<Verified>, Failure> {
        let failed = |error: crate::port::JournalError| {
            Failure::new(
                error.to_string(),
                "openkoi status says where the journal is",
            )
        };
        let path = self.paths.journal();
        match History::open(&path).map_err(failed)? {
            Some(history) => history.verify(expected).map_err(failed),
            None => crate::store::lost(&path, expected).map_err(failed),
        }
    }
}

/// The grants in policy's words; the rules that hold here and now are added to those that are written.
fn understood(
    trust: &Trust,
    rules: &mut Rules,
    here: &Path,
    now: Timestamp,
) -> Result<Delegations, String> {
    let delegation = |grant: &TrustGrant| Delegation {
        domain: grant.domain.clone(),
        level: grant.level,
        workspace: grant.place.clone(),
        // What ended before 1970 has ended.
        until: grant
            .until
            .map(|until| u64::try_from(until.as_millisecond()).unwrap_or_default()),
    };
    let holding = trust.rules.iter().filter(|rule| rule.holds(here, now));
    for rule in holding {
        let rule = Rule::parse(&rule.allow).map_err(|error| error.to_string())?;
        rules.add(Permit::Allow, rule);
    }
    Ok(Delegations(trust.grants.iter().map(delegation).collect()))
}

/// Asks whoever is there, and keeps what was allowed for always.
struct Keeper {
    asker: Arc<dyn Approver>,
    trust: PathBuf,
    place: PathBuf,
}

#[async_trait]
impl Approver for Keeper {
    async fn ask(&self, request: &ApprovalRequest) -> Consent {
        self.asker.ask(request).await
    }

    async fn remember(&self, request: &ApprovalRequest) -> Result<(), String> {
        let rule = TrustRule {
            allow: request.rule.clone(),
            place: Some(self.place.clone()),
            until: None,
        };
        Trust::allow(&self.trust, &rule).map_err(|error| error.to_string())
    }
}
