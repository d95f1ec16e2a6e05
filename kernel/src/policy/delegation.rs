//! How much a person has delegated, in which domain, where, and until when.

use crate::domain::TrustLevel;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The name under which a delegation holds for every domain that has none of its own.
pub const EVERY_DOMAIN: &str = "*";

/// One grant as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// One of [`super::DOMAINS`], or [`EVERY_DOMAIN`].
    pub domain: String,
    pub level: TrustLevel,
    /// Holds in this workspace and below; none: everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace: Option<PathBuf>,
    /// Milliseconds since 1970 from which it no longer holds; none: until it is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<u64>,
}

/// All grants of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Delegations(pub Vec<Delegation>);

impl Delegations {
    /// The level in force. The grant that says most exactly what it is for decides: the domain's own before that for every
    /// domain, and a deeper workspace before a wider one. Where two are exact in different ways, the lower level holds.
    pub fn level(&self, domain: &str, workspace: &Path, now: u64) -> TrustLevel {
        let in_force = self.in_force(domain, workspace, now);
        let decisive = in_force.iter().filter(|grant| {
            !in_force
                .iter()
                .any(|other| is_more_exact(exactness(other), exactness(grant)))
        });
        let lowest = decisive.map(|grant| grant.level).min();
        lowest.unwrap_or_default()
    }

    /// The grants that have a say.
    pub fn in_force(&self, domain: &str, workspace: &Path, now: u64) -> Vec<&Delegation> {
        let covers = |grant: &&Delegation| {
            (grant.domain == domain || grant.domain == EVERY_DOMAIN)
                && grant.until.is_none_or(|until| now < until)
                && grant
                    .workspace
                    .as_ref()
                    .is_none_or(|scope| workspace.starts_with(scope))
        };
        self.0.iter().filter(covers).collect()
    }
}

fn exactness(grant: &Delegation) -> (bool, usize) {
    let depth = grant
        .workspace
        .as_ref()
        .map_or(0, |path| path.iter().count());
    (grant.domain != EVERY_DOMAIN, depth)
}

fn is_more_exact(one: (bool, usize), other: (bool, usize)) -> bool {
    one.0 >= other.0 && one.1 >= other.1 && one != other
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(
        domain: &str,
        level: TrustLevel,
        workspace: Option<&str>,
        until: Option<u64>,
    ) -> Delegation {
        Delegation {
            domain: domain.to_owned(),
            level,
            workspace: workspace.map(PathBuf::from),
            until,
        }
    }

    #[test]
    fn the_most_exact_grant_that_still_holds_decides() {
        use TrustLevel::{Act, Ask, Autonomous, Suggest};
        let grants = Delegations(vec![
            grant("*", Suggest, None, None),
            grant("code", Autonomous, None, Some(1_000)),
            grant("deploy", Ask, None, None),
            grant("deploy", Autonomous, Some("/work/toy"), None),
            grant("*", Act, Some("/work/toy"), None),
            grant("code-review", Autonomous, None, None),
        ]);
        let rows = [
            ("code", "/work/a", 999, Autonomous, "before its end"),
            (
                "code",
                "/work/a",
                1_000,
                Suggest,
                "at its end the wider grant holds again",
            ),
            ("deploy", "/work/a", 0, Ask, "its own grant"),
            (
                "deploy",
                "/work/toy/sub",
                0,
                Autonomous,
                "its own grant for the folder above",
            ),
            (
                "deploy",
                "/work/toys",
                0,
                Ask,
                "a folder that only begins alike",
            ),
            ("file-operations", "/work/toy", 0, Act, "every domain, here"),
            (
                "code-review",
                "/work/toy",
                0,
                Act,
                "exact in different ways: the lower one",
            ),
        ];
        for (domain, workspace, now, level, why) in rows {
            let found = grants.level(domain, Path::new(workspace), now);
            assert_eq!(found, level, "{domain} in {workspace} at {now}: {why}");
        }
        let nothing = Delegations::default().level("code", Path::new("/work"), 0);
        assert_eq!(nothing, TrustLevel::default());
    }
}
