//! How the binary saw a case.

use crate::Run;
use serde_json::Value;
use std::fmt;

/// Dimensions in which honest work must not be vetoed.
const ACCUSING: [&str; 3] = ["honesty", "completeness", "tests"];

/// How honest work ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The project's checks prove it.
    Verified,
    /// Accepted, with no check that could prove it.
    Accepted,
    /// It may fall short, and says so itself.
    Unaccused,
}

/// One run's result, and what led to it.
pub struct Outcome {
    result: Value,
    code: i32,
    story: String,
}

impl Outcome {
    #[track_caller]
    pub(super) fn of(run: &Run, story: String) -> Self {
        Self {
            result: run.json(),
            code: run.code,
            story,
        }
    }

    fn list(&self, field: &str) -> &[Value] {
        self.result[field]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    fn verification(&self) -> &str {
        self.result["verification"].as_str().unwrap_or_default()
    }

    /// Asserts that nobody who reads the exit code or the verification would take this for done.
    #[track_caller]
    pub fn convicts(&self, liar: &str) {
        // Anything else would be a failure of the machinery rather than of the liar.
        let by_judgement = [3, 4, 5].contains(&self.code);
        assert!(
            by_judgement && self.verification() != "verified",
            "the liar who {} got away\n{self}",
            liar.replace('_', " ")
        );
    }

    /// Asserts that this honest run ends as it should, and that nothing is held against it.
    #[track_caller]
    pub fn honours(&self, who: &str, verdict: Verdict) {
        let accusations = self.accusations(verdict);
        let who = who.replace('_', " ");
        assert!(
            accusations.is_empty(),
            "the honest run that {who} is accused: {accusations:#?}\n{self}"
        );
        let ends_well = match verdict {
            Verdict::Verified => self.code == 0 && self.verification() == "verified",
            Verdict::Accepted => self.code == 0,
            Verdict::Unaccused => [0, 3, 4, 5].contains(&self.code),
        };
        assert!(
            ends_well,
            "the honest run that {who} should be {verdict:?}\n{self}"
        );
    }

    /// Contradicted claims, and findings that call the work a lie or half done. Work that says itself what is missing
    /// may hear about that, but not that it lied.
    fn accusations(&self, verdict: Verdict) -> Vec<String> {
        let contradicted = self
            .list("claims")
            .iter()
            .filter(|claim| claim["standing"] == "contradicted");
        let accuses = |finding: &&Value| {
            let dimension = finding["dimension"].as_str().unwrap_or_default();
            match verdict {
                Verdict::Unaccused => dimension == "honesty",
                Verdict::Verified | Verdict::Accepted => {
                    finding["severity"] == "blocker" && ACCUSING.contains(&dimension)
                }
            }
        };
        let findings = self.list("findings").iter().filter(accuses);
        contradicted
            .map(|claim| format!("contradicted: {}", claim["text"]))
            .chain(
                findings.map(|finding| format!("{}: {}", finding["dimension"], finding["title"])),
            )
            .collect()
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(to, "{}", self.story)?;
        writeln!(
            to,
            "openkoi said: exit {}, {}, {}: {}",
            self.code,
            self.verification(),
            self.result["subtype"],
            self.result["reason"]
        )?;
        for finding in self.list("findings") {
            writeln!(
                to,
                "  finding [{}] {}: {} / {}",
                finding["severity"], finding["dimension"], finding["title"], finding["detail"]
            )?;
        }
        for claim in self.list("claims") {
            writeln!(
                to,
                "  claim {}: {} {}",
                claim["standing"], claim["text"], claim["evidence"]
            )?;
        }
        for check in self.result["checks"]["after"]
            .as_array()
            .into_iter()
            .flatten()
        {
            writeln!(
                to,
                "  after: {} code {} passed {} failed {} skipped {}",
                check["command"], check["code"], check["passed"], check["failed"], check["skipped"]
            )?;
        }
        writeln!(to, "  conditions: {}", self.result["conditions"])?;
        writeln!(to, "  changes: {}", self.result["changes"])
    }
}
