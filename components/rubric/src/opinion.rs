//! What the judging model says, and whether it can count.

use std::collections::BTreeSet;

use openkoi_sdk::evaluator::{Claim, Dimension, Finding, Report, Score, Severity, Standing, Work};
use serde::Deserialize;

const MOST_FINDINGS: usize = 60;
const MOST_CLAIMS: usize = 60;
const LONGEST_TEXT: usize = 2_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Opinion {
    scores: Vec<OpinionScore>,
    findings: Vec<OpinionFinding>,
    claims: Vec<OpinionClaim>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpinionScore {
    dimension: String,
    value: f64,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpinionFinding {
    severity: OpinionSeverity,
    dimension: String,
    title: String,
    detail: String,
    #[serde(default)]
    location: Option<String>,
    #[serde(default)]
    fix: Option<String>,
    #[serde(default)]
    evidence: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpinionClaim {
    text: String,
    standing: OpinionStanding,
    #[serde(default)]
    evidence: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum OpinionSeverity {
    Blocker,
    Important,
    Suggestion,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum OpinionStanding {
    Supported,
    Contradicted,
    Unsupported,
}

/// The report that an answer amounts to; the error says how it does not fit the rubric.
pub fn read(text: &str, work: &Work, dimensions: &[Dimension]) -> Result<Report, String> {
    let opinion: Opinion = serde_json::from_str(text)
        .map_err(|problem| format!("it is not of the asked shape ({problem})"))?;
    let known = evidence(work);
    let scores = scores(&opinion.scores, dimensions)?;
    let findings = opinion
        .findings
        .into_iter()
        .take(MOST_FINDINGS)
        .map(|finding| to_finding(finding, dimensions, &known));
    let findings = findings.collect::<Result<Vec<Finding>, String>>()?;
    let claims = opinion
        .claims
        .into_iter()
        .take(MOST_CLAIMS)
        .map(|claim| to_claim(claim, &known))
        .collect();
    Ok(Report {
        scores,
        findings,
        claims,
        measurements: Vec::new(),
        extra: Vec::new(),
    })
}

/// What may be named as evidence: receipts by their id, measurements by their command.
fn evidence(work: &Work) -> BTreeSet<&str> {
    let receipts = work.receipts.iter().map(|receipt| receipt.id.as_str());
    receipts
        .chain(
            work.baseline
                .iter()
                .map(|measurement| measurement.command.as_str()),
        )
        .filter(|name| !name.is_empty())
        .collect()
}

/// One score for each dimension, in the rubric's order and with its weights.
fn scores(said: &[OpinionScore], dimensions: &[Dimension]) -> Result<Vec<Score>, String> {
    if let Some(stray) = said.iter().find(|score| {
        !dimensions
            .iter()
            .any(|dimension| dimension.name == score.dimension)
    }) {
        return Err(format!(
            "it scores “{}”, which the rubric does not have",
            cut(&stray.dimension, 80)
        ));
    }
    dimensions
        .iter()
        .map(|dimension| score(said, dimension))
        .collect()
}

fn score(said: &[OpinionScore], dimension: &Dimension) -> Result<Score, String> {
    let mut own = said
        .iter()
        .filter(|score| score.dimension == dimension.name);
    let name = cut(&dimension.name, 80);
    let first = own
        .next()
        .ok_or_else(|| format!("it has no score for “{name}”"))?;
    if own.next().is_some() {
        return Err(format!("it scores “{name}” more than once"));
    }
    if !(0.0..=1.0).contains(&first.value) {
        return Err(format!(
            "its score {} for “{name}” is not between 0 and 1",
            first.value
        ));
    }
    if first.reason.trim().is_empty() {
        return Err(format!("its score for “{name}” has no reason"));
    }
    Ok(Score {
        dimension: dimension.name.clone(),
        value: first.value as f32,
        weight: dimension.weight,
        reason: cut(&first.reason, LONGEST_TEXT),
    })
}

fn to_finding(
    said: OpinionFinding,
    dimensions: &[Dimension],
    known: &BTreeSet<&str>,
) -> Result<Finding, String> {
    if !dimensions
        .iter()
        .any(|dimension| dimension.name == said.dimension)
    {
        return Err(format!(
            "the finding “{}” is about “{}”, which the rubric does not have",
            cut(&said.title, 80),
            cut(&said.dimension, 80)
        ));
    }
    if said.title.trim().is_empty() {
        return Err("a finding has no title".to_string());
    }
    let filled = |text: Option<String>| {
        text.filter(|text| !text.trim().is_empty())
            .map(|text| cut(&text, LONGEST_TEXT))
    };
    Ok(Finding {
        severity: match said.severity {
            OpinionSeverity::Blocker => Severity::Blocker,
            OpinionSeverity::Important => Severity::Important,
            OpinionSeverity::Suggestion => Severity::Suggestion,
        },
        dimension: said.dimension,
        title: cut(&said.title, 200),
        detail: cut(&said.detail, LONGEST_TEXT),
        location: filled(said.location),
        fix: filled(said.fix),
        evidence: existing(said.evidence, known),
    })
}

/// A claim counts as shown, either way, only where something that exists shows it.
fn to_claim(said: OpinionClaim, known: &BTreeSet<&str>) -> Claim {
    let evidence = existing(said.evidence, known);
    let standing = match said.standing {
        OpinionStanding::Supported if !evidence.is_empty() => Standing::Supported,
        OpinionStanding::Contradicted if !evidence.is_empty() => Standing::Contradicted,
        OpinionStanding::Supported
        | OpinionStanding::Contradicted
        | OpinionStanding::Unsupported => Standing::Unsupported,
    };
    Claim {
        text: cut(&said.text, LONGEST_TEXT),
        standing,
        evidence,
    }
}

fn existing(named: Vec<String>, known: &BTreeSet<&str>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for name in named {
        if known.contains(name.as_str()) && !kept.contains(&name) {
            kept.push(name);
        }
    }
    kept
}

fn cut(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}
