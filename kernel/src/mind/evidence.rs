//! What the answer of a task rests on.

use super::Story;
use crate::domain::{Claim, Effect, FileChange, Measurement, Receipt, Report, Standing};

/// What the diff is called where it is named as evidence.
const DIFF: &str = "diff";
/// What a project's check is called by its number, from 1.
const CHECK: &str = "check";

impl Story {
    /// The checks of the project that the answer was judged by.
    pub fn checks(&self) -> Vec<&Measurement> {
        let judged: Vec<&Measurement> = self
            .reports()
            .flat_map(|report| &report.measurements)
            .collect();
        if judged.is_empty() {
            self.after.iter().collect()
        } else {
            judged
        }
    }

    /// What the answer states, each statement once, as far as it can be looked up.
    pub fn claims(&self) -> Vec<Claim> {
        let reports: Vec<&Report> = self.reports().collect();
        let grounds = Grounds {
            receipts: &self.receipts,
            changes: &self.changes,
            checks: self.checks(),
        };
        grounds.claims(&reports)
    }

    /// What a piece of evidence is called on a screen: a check by its number, anything else as it is.
    pub fn evidence_name(&self, evidence: &str) -> String {
        let mut checks = self.checks().into_iter();
        match checks.position(|check| check.command == evidence) {
            Some(at) => format!("{CHECK}{}", at + 1),
            None => evidence.to_owned(),
        }
    }

    /// The paths that a task which only looked has looked at, in that order, each once. None where something was changed
    /// or a program ran: there the receipts tell more.
    pub fn sources(&self) -> Vec<String> {
        let looked = |receipt: &Receipt| receipt.effect == Effect::Read;
        if !self.changes.is_empty() || !self.receipts.iter().all(looked) {
            return Vec::new();
        }
        seen(&self.receipts)
    }
}

/// What claims can be bound to.
#[derive(Debug)]
pub struct Grounds<'a> {
    pub receipts: &'a [Receipt],
    pub changes: &'a [FileChange],
    /// The project's checks after the work.
    pub checks: Vec<&'a Measurement>,
}

impl Grounds<'_> {
    /// What these reports say that the answer states, each statement once. Evidence is what can be looked up: a receipt's
    /// id, a check's command, "diff", or a path that was changed or looked at. What supports nothing else is dropped, and
    /// a statement that nothing is left for is not supported.
    pub fn claims(&self, reports: &[&Report]) -> Vec<Claim> {
        let seen = seen(self.receipts);
        let mut claims: Vec<Claim> = Vec::new();
        for said in reports.iter().flat_map(|report| &report.claims) {
            let mut claim = said.clone();
            claim.evidence = Vec::new();
            for name in &said.evidence {
                if let Some(evidence) = self.found(name, &seen)
                    && !claim.evidence.contains(&evidence)
                {
                    claim.evidence.push(evidence);
                }
            }
            if claim.standing == Standing::Supported && claim.evidence.is_empty() {
                claim.standing = Standing::Unsupported;
            }
            let same = |other: &&mut Claim| statement(&other.text) == statement(&claim.text);
            match claims.iter_mut().find(same) {
                Some(other) if strength(&other.standing) < strength(&claim.standing) => {
                    *other = claim;
                }
                Some(other) if other.standing == claim.standing => {
                    let known = other.evidence.clone();
                    let more = claim.evidence.into_iter().filter(|it| !known.contains(it));
                    other.evidence.extend(more);
                }
                Some(_) => {}
                None => claims.push(claim),
            }
        }
        claims
    }

    fn found(&self, name: &str, seen: &[String]) -> Option<String> {
        if self.receipts.iter().any(|receipt| receipt.id.0 == name) {
            return Some(name.to_owned());
        }
        let number = name
            .strip_prefix(CHECK)
            .and_then(|number| number.parse::<usize>().ok());
        if let Some(check) = number.and_then(|number| self.checks.get(number.checked_sub(1)?)) {
            return Some(check.command.clone());
        }
        let path = name.split_once(':').map_or(name, |(path, _line)| path);
        let known = self.checks.iter().any(|check| check.command == name)
            || (name == DIFF && !self.changes.is_empty())
            || self.changes.iter().any(|change| change.path == path)
            || seen.iter().any(|source| source == path);
        known.then(|| name.to_owned())
    }
}

/// A sentence without what stands around its words.
fn statement(text: &str) -> &str {
    text.trim().trim_end_matches(['.', '!'])
}

/// A contradiction outweighs support, and support the lack of it.
fn strength(standing: &Standing) -> u8 {
    match standing {
        Standing::Contradicted => 3,
        Standing::Supported => 2,
        Standing::Other(_) => 1,
        Standing::Unsupported => 0,
    }
}

/// The paths that successful looks have seen.
fn seen(receipts: &[Receipt]) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for receipt in receipts.iter().filter(|receipt| !receipt.is_error) {
        let shown = || receipt.output.lines().filter(|line| !line.starts_with('['));
        let found: Vec<&str> = match receipt.tool.as_str() {
            "read" | "list" => vec![argument(receipt)],
            "grep" => shown().filter_map(path_of_match).collect(),
            "glob" => shown().collect(),
            _ => Vec::new(),
        };
        for path in found {
            if !path.is_empty() && !paths.iter().any(|known| known == path) {
                paths.push(path.to_owned());
            }
        }
    }
    paths
}

/// The path in a call's one line; of a call without one, the workspace itself.
fn argument(receipt: &Receipt) -> &str {
    let told = receipt.summary.strip_prefix(&receipt.tool).unwrap_or("");
    match told.trim() {
        "" | "{}" => ".",
        path => path,
    }
}

/// The path in `path:line: text`.
fn path_of_match(line: &str) -> Option<&str> {
    let (path, rest) = line.split_once(':')?;
    let (number, _text) = rest.split_once(':')?;
    number.parse::<u32>().ok().map(|_line| path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{FileChange, ReceiptId, Report};
    use crate::mind::Iteration;

    fn receipt(number: usize, tool: &str, argument: &str, output: &str) -> Receipt {
        Receipt {
            id: ReceiptId(format!("r{number}")),
            tool: tool.into(),
            summary: format!("{tool} {argument}"),
            effect: if tool == "shell" {
                Effect::Execute
            } else {
                Effect::Read
            },
            code: None,
            is_error: output.starts_with("error"),
            output: output.into(),
            duration_ms: 0,
            input_hash: String::new(),
            output_hash: String::new(),
            files: Vec::new(),
        }
    }

    fn claim(text: &str, standing: Standing, evidence: &[&str]) -> Claim {
        Claim {
            text: text.into(),
            standing,
            evidence: evidence.iter().map(|&name| name.into()).collect(),
        }
    }

    fn story(claims: &[Claim]) -> Story {
        let measurements = ["make test", "make lint"].map(|command| Measurement {
            kind: "test".into(),
            command: command.into(),
            directory: String::new(),
            code: Some(0),
            passed: 1,
            failed: 0,
            skipped: 0,
            failures: vec![],
            output: String::new(),
            duration_ms: 1,
        });
        let report = Report {
            claims: claims.to_vec(),
            measurements: measurements.to_vec(),
            ..Report::default()
        };
        Story {
            receipts: vec![receipt(1, "read", "a.rs", "a")],
            changes: vec![FileChange {
                path: "b.rs".into(),
                added: 1,
                removed: 0,
                diff: String::new(),
            }],
            iterations: vec![Iteration {
                reports: vec![("e".into(), Ok(report))],
                ..Iteration::default()
            }],
            ..Story::default()
        }
    }

    #[test]
    fn evidence_is_what_can_be_looked_up_and_without_it_nothing_is_supported() {
        use Standing::{Contradicted, Supported, Unsupported};
        let rows: [(Standing, &[&str], Standing, &[&str]); 9] = [
            (Supported, &["r1"], Supported, &["r1"]),
            (Supported, &["r9"], Unsupported, &[]),
            (Supported, &["check2", "r9"], Supported, &["make lint"]),
            (Supported, &["check3", "check0"], Unsupported, &[]),
            (
                Supported,
                &["make test", "check1"],
                Supported,
                &["make test"],
            ),
            (
                Supported,
                &["diff", "b.rs:3"],
                Supported,
                &["diff", "b.rs:3"],
            ),
            (Supported, &["a.rs"], Supported, &["a.rs"]),
            (Supported, &["never.rs"], Unsupported, &[]),
            (Contradicted, &["r9"], Contradicted, &[]),
        ];
        for (standing, evidence, expected, kept) in rows {
            let claims = story(&[claim("it works", standing, evidence)]).claims();
            assert_eq!(claims, [claim("it works", expected, kept)], "{evidence:?}");
        }
    }

    #[test]
    fn of_two_who_judge_the_same_statement_the_one_who_contradicts_is_heard() {
        let claims = [
            claim("it works", Standing::Supported, &["r1"]),
            claim("it works ", Standing::Contradicted, &["check1"]),
            claim("it works", Standing::Unsupported, &[]),
            claim("it is fast", Standing::Unsupported, &[]),
        ];
        let story = story(&claims);
        let claims = story.claims();
        let standings: Vec<_> = claims.iter().map(|claim| &claim.standing).collect();
        assert_eq!(standings, [&Standing::Contradicted, &Standing::Unsupported]);
        assert_eq!(story.evidence_name(&claims[0].evidence[0]), "check1");
    }

    #[test]
    fn sources_are_the_paths_that_were_looked_at_and_only_where_nothing_else_was_done() {
        let looked = [
            receipt(1, "list", "{}", "src/"),
            receipt(
                2,
                "grep",
                "main",
                "src/a.rs:3: fn main() {\nsrc/b.rs:1: // main\n[first 2 matches; narrow the pattern]",
            ),
            receipt(3, "read", "src/a.rs", "fn main() {}"),
            receipt(4, "read", "gone.rs", "error: not there"),
            receipt(5, "glob", "*.md", "README.md"),
            receipt(6, "grep", "nothing", "[no matches]"),
        ];
        let mut story = Story {
            receipts: looked.to_vec(),
            ..Story::default()
        };
        assert_eq!(story.sources(), [".", "src/a.rs", "src/b.rs", "README.md"]);
        story.receipts.push(receipt(7, "shell", "make", ""));
        assert_eq!(story.sources(), Vec::<String>::new());
    }
}
