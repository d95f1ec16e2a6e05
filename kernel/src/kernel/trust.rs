//! What the user delegated, for a task and for those who ask; and the one way to change it.

use super::Kernel;
use crate::domain::{Consent, Event, EventBody, IterationId, TaskId, TrustChange, TrustLevel};
use crate::failure::Failure;
use crate::port::{ApprovalRequest, Approver, Journal};
use crate::registry::{EVERY_DOMAIN, Trust, TrustGrant, TrustRule};
use crate::session::Clock;
use crate::store::{Head, History, SqliteJournal, Verified};
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

/// What is delegated where a task works.
pub(super) struct Delegated {
    pub(super) level: TrustLevel,
    /// The rules that allow, as written.
    pub(super) rules: Vec<String>,
    /// Why the most careful level holds, if it is for that.
    pub(super) notice: Option<String>,
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

    /// What holds for a domain at a place. A file that can't be understood delegates nothing, and says so.
    pub(super) fn delegated(&self, domain: &str, place: &Path) -> Delegated {
        let now = Timestamp::now();
        match Trust::load(&self.paths.trust()) {
            Ok(trust) => Delegated {
                level: level(&trust, domain, place, now),
                rules: trust
                    .rules
                    .iter()
                    .filter(|rule| rule.holds(place, now))
                    .map(|rule| rule.allow.clone())
                    .collect(),
                notice: None,
            },
            Err(error) => Delegated {
                level: TrustLevel::Ask,
                rules: Vec::new(),
                notice: Some(format!(
                    "{error}; nothing is delegated, the level is {}",
                    TrustLevel::Ask.word()
                )),
            },
        }
    }

    /// Changes what is delegated, or records why that was refused. The journal has it before the file has.
    pub async fn edit_trust(
        &self,
        edit: &TrustEdit,
        refused: Option<String>,
    ) -> Result<usize, Failure> {
        let is_refused = refused.is_some();
        self.audited(edit, refused).await?;
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

    async fn audited(&self, edit: &TrustEdit, refused: Option<String>) -> Result<(), Failure> {
        let failed = |error: crate::port::JournalError| {
            let remedy = "what is delegated is changed only when the journal can say so";
            Failure::new(error.to_string(), remedy)
        };
        let (journal, _notices) = SqliteJournal::open(&self.paths.journal()).map_err(failed)?;
        let event = Event {
            id: 0,
            task: TaskId(String::new()),
            iteration: IterationId(0),
            at_ms: super::clock::SystemClock::new().now_ms(),
            body: EventBody::Trusted(TrustChange {
                change: edit.words(),
                domain: edit.domain(),
                refused,
            }),
        };
        journal.append(vec![event]).await.map_err(failed)?;
        Ok(())
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

/// The grant for the domain itself before the one for all; of several the one for the deepest place.
pub(super) fn level(trust: &Trust, domain: &str, place: &Path, now: Timestamp) -> TrustLevel {
    let holding = trust.grants.iter().filter(|grant| grant.holds(place, now));
    let named = holding.filter(|grant| grant.domain == domain || grant.domain == EVERY_DOMAIN);
    let decisive = named.max_by_key(|grant| {
        let depth = grant
            .place
            .as_ref()
            .map_or(0, |place| place.components().count());
        // Of two that say the same the more careful one.
        let careful = std::cmp::Reverse(grant.level);
        (grant.domain == domain, depth, careful)
    });
    decisive.map_or(TrustLevel::default(), |grant| grant.level)
}

/// Asks whoever is there, and keeps what was allowed for always.
pub(super) struct Keeper {
    pub(super) asker: Arc<dyn Approver>,
    pub(super) trust: PathBuf,
    pub(super) place: PathBuf,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grant_that_says_most_exactly_what_it_is_for_decides_while_it_holds() {
        use TrustLevel::{Act, Ask, Autonomous, Suggest};
        let grant = |domain: &str, level, place: Option<&str>, until: Option<&str>| TrustGrant {
            domain: domain.to_owned(),
            level,
            place: place.map(PathBuf::from),
            until: until.map(|until| until.parse().expect("a time")),
        };
        let trust = Trust {
            grants: vec![
                grant("*", Suggest, None, None),
                grant("deploy", Ask, None, None),
                grant("deploy", Autonomous, Some("/w/toy"), None),
                grant("code-review", Act, None, Some("2026-01-02T00:00:00Z")),
            ],
            rules: Vec::new(),
        };
        let rows = [
            ("deploy", "/w", "2026-01-01T00:00:00Z", Ask),
            ("deploy", "/w/toy/deep", "2026-01-01T00:00:00Z", Autonomous),
            ("deploy", "/w/toys", "2026-01-01T00:00:00Z", Ask),
            ("code-review", "/w", "2026-01-01T23:59:59Z", Act),
            ("code-review", "/w", "2026-01-02T00:00:00Z", Suggest),
            ("anything", "/w", "2026-01-01T00:00:00Z", Suggest),
        ];
        for (domain, place, now, expected) in rows {
            let now = now.parse().expect("a time");
            let found = level(&trust, domain, Path::new(place), now);
            assert_eq!(found, expected, "{domain} in {place} at {now}");
        }
        let now = Timestamp::now();
        let nothing = level(&Trust::default(), "deploy", Path::new("/w"), now);
        assert_eq!(nothing, Act);
    }
}
