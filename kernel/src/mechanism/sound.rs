//! What every answer of a component must keep to, however the component runs: what types can't say.

use crate::domain::{Decision, Effect, Question, Report, ToolInfo, Verdict};
use std::collections::HashSet;

/// Questions that an agency and an evaluator may ask in one step.
pub(super) const OF_AN_AGENCY: usize = 8;
pub(super) const OF_AN_EVALUATOR: usize = 16;

/// A report is read by people.
const ROWS: usize = 10_000;
const FAILURES: usize = 1_000;
/// Of one vector.
const DIMENSIONS: usize = 16_384;

pub(super) fn verdict(verdict: &Verdict) -> Result<(), String> {
    if matches!(&verdict.decision, Decision::ApproveIf(conditions) if conditions.is_empty()) {
        return Err("it approves under conditions, and names none".to_owned());
    }
    share("the probability of a verdict", verdict.probability)
}

/// At least one, at most so many, each with an id of its own.
pub(super) fn questions(asked: &[Question], most: usize) -> Result<(), String> {
    if asked.is_empty() {
        return Err("it asks, and no questions".to_owned());
    }
    at_most("questions", asked.len(), most)?;
    let mut ids = HashSet::new();
    let twice = asked
        .iter()
        .find(|question| !ids.insert(question.id.as_str()));
    twice.map_or(Ok(()), |twice| {
        Err(format!("two questions have the id `{}`", twice.id))
    })
}

pub(super) fn report(report: &Report) -> Result<(), String> {
    at_most("scores", report.scores.len(), ROWS)?;
    at_most("findings", report.findings.len(), ROWS)?;
    at_most("claims", report.claims.len(), ROWS)?;
    at_most("measurements", report.measurements.len(), ROWS)?;
    for score in &report.scores {
        if !score.weight.is_finite() || score.weight <= 0.0 {
            let weight = score.weight;
            return Err(format!(
                "the weight of a score is {weight}, not more than 0"
            ));
        }
        share("a score", score.value)?;
    }
    report.measurements.iter().try_for_each(|measurement| {
        let count = measurement.failures.len();
        at_most("failures of one measurement", count, FAILURES)
    })
}

/// One vector for each text, all of one length, of numbers, and none of zeros only: those are like nothing.
pub(super) fn vectors(vectors: &[Vec<f32>], texts: usize) -> Result<(), String> {
    let count = vectors.len();
    if count != texts {
        return Err(format!("{count} vectors for {texts} texts"));
    }
    let length = vectors.first().map_or(0, Vec::len);
    at_most("numbers of a vector", length, DIMENSIONS)?;
    let is_alike = |vector: &Vec<f32>| vector.len() == length;
    let is_finite = |vector: &Vec<f32>| vector.iter().all(|number| number.is_finite());
    let is_something = |vector: &Vec<f32>| vector.iter().any(|number| *number != 0.0);
    if !vectors.iter().all(is_alike) {
        return Err("its vectors have different lengths".to_owned());
    }
    if !vectors.iter().all(is_finite) {
        return Err("a vector holds what is no finite number".to_owned());
    }
    if !vectors.iter().all(is_something) {
        return Err("a vector is empty, or of zeros only".to_owned());
    }
    Ok(())
}

/// Provided that it is what the manifest declares: the same names, and for each the same effect. What a person granted is
/// what the manifest says.
pub(super) fn offered(offered: &[ToolInfo], declared: &[(String, Effect)]) -> Result<(), String> {
    for (at, info) in offered.iter().enumerate() {
        let name = &info.spec.name;
        if !is_tool_name(name) {
            let name = &name[..name.floor_char_boundary(80)];
            return Err(format!(
                "`{name}` is no name for a tool: letters, digits, \"_\" and \"-\", at most 64"
            ));
        }
        if !info.spec.parameters.is_object() {
            return Err(format!("the schema of `{name}` is not a JSON object"));
        }
        if offered[..at].iter().any(|other| other.spec.name == *name) {
            return Err(format!("it describes `{name}` twice"));
        }
        match declared.iter().find(|(declared, _)| declared == name) {
            None => {
                return Err(format!(
                    "it describes `{name}`, which is not among the [[actions]] of its manifest"
                ));
            }
            Some((_, effect)) if *effect != info.effect => {
                return Err(format!(
                    "it describes `{name}` with the effect {}, and its manifest says effect = \"{effect}\"",
                    info.effect
                ));
            }
            Some(_) => {}
        }
    }
    let missing = declared
        .iter()
        .find(|(name, _)| !offered.iter().any(|info| info.spec.name == *name));
    missing.map_or(Ok(()), |(name, _)| {
        Err(format!(
            "its manifest declares `{name}` in [[actions]], and it does not describe that"
        ))
    })
}

/// Letters, digits, "_" and "-", at most 64.
fn is_tool_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// A number from 0 to 1.
fn share(what: &str, number: f32) -> Result<(), String> {
    if (0.0..=1.0).contains(&number) {
        Ok(())
    } else {
        Err(format!("{what} is {number}, not 0 to 1"))
    }
}

pub(super) fn at_most(what: &str, count: usize, most: usize) -> Result<(), String> {
    if count <= most {
        Ok(())
    } else {
        Err(format!("{count} {what}, where {most} are allowed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors, for how many texts they are, and what is wrong with them.
    type Row = (&'static [&'static [f32]], usize, Option<&'static str>);

    #[test]
    fn vectors_are_one_for_each_text_of_one_length_and_of_numbers() {
        let rows: [Row; 9] = [
            (&[&[1.0, 0.0], &[0.5, -2.0]], 2, None),
            (&[], 0, None),
            (&[&[1.0]], 2, Some("1 vectors for 2 texts")),
            (&[&[1.0], &[1.0]], 1, Some("2 vectors for 1 texts")),
            (&[&[1.0], &[1.0, 2.0]], 2, Some("different lengths")),
            (&[&[f32::NAN]], 1, Some("no finite number")),
            (&[&[f32::INFINITY]], 1, Some("no finite number")),
            (&[&[0.0, 0.0]], 1, Some("zeros only")),
            (&[&[]], 1, Some("is empty")),
        ];
        for (given, texts, expected) in rows {
            let given: Vec<Vec<f32>> = given.iter().map(|vector| vector.to_vec()).collect();
            let outcome = vectors(&given, texts);
            match expected {
                None => assert_eq!(outcome, Ok(()), "{given:?}"),
                Some(why) => assert!(
                    outcome.as_ref().is_err_and(|error| error.contains(why)),
                    "{given:?}: {outcome:?}"
                ),
            }
        }
        let long = vec![vec![1.0; DIMENSIONS + 1]];
        assert!(vectors(&long, 1).is_err());
    }
}
