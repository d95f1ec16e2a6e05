//! The judge by rubric: a model scores each dimension, and what it says is checked before it counts.
//!
//! One question, and a second one if the first answer contradicts itself or the rubric. Without a sound answer there is
//! no judgement: the report has no scores and says why under `rubric.why`.

pub mod dimensions;
pub mod opinion;
pub mod prompt;
pub mod schema;

use openkoi_sdk::evaluator::{
    Answer, Ask, Dimension, Failure, Guest, ModelQuestion, Phase, Question, Reply, Report, Step,
    Work,
};

const FIRST: &str = "rubric.first";
const SECOND: &str = "rubric.second";

/// The evaluator itself.
pub struct Rubric;

impl Guest for Rubric {
    fn judge(work: Work, answers: Vec<Answer>) -> Result<Step, Failure> {
        if work.phase != Phase::After {
            return Ok(silent("the rubric judges finished work only"));
        }
        if !work.model_available {
            return Ok(silent("no model that can judge is available"));
        }
        let dimensions = dimensions::of(&work.rubric);
        let answered = |id: &str| {
            answers
                .iter()
                .find(|answer| answer.id == id)
                .map(|answer| &answer.outcome)
        };
        Ok(match (answered(FIRST), answered(SECOND)) {
            (None, _) => ask(FIRST, &work, &dimensions, None),
            (Some(first), None) => match read(first, &work, &dimensions) {
                Ok(report) => Step::Done(report),
                Err(Unsound::Missing(why)) => silent(&why),
                Err(Unsound::Inconsistent(why)) => ask(SECOND, &work, &dimensions, Some(&why)),
            },
            (Some(_), Some(second)) => match read(second, &work, &dimensions) {
                Ok(report) => Step::Done(report),
                Err(Unsound::Missing(why)) => silent(&why),
                Err(Unsound::Inconsistent(why)) => silent(&format!(
                    "the judging model contradicted the rubric twice: {why}"
                )),
            },
        })
    }
}

/// Why an answer does not count.
enum Unsound {
    /// There is none.
    Missing(String),
    /// It does not fit the rubric; asking again may help.
    Inconsistent(String),
}

fn read(
    outcome: &Result<Reply, String>,
    work: &Work,
    dimensions: &[Dimension],
) -> Result<Report, Unsound> {
    match outcome {
        Ok(Reply::Json(text)) => {
            opinion::read(text, work, dimensions).map_err(Unsound::Inconsistent)
        }
        Ok(Reply::Ran(_) | Reply::Text(_) | Reply::Paths(_) | Reply::Other(_)) => Err(
            Unsound::Missing("the judging model's answer was no JSON".to_string()),
        ),
        Err(why) => Err(Unsound::Missing(format!(
            "the judging model gave no answer: {why}"
        ))),
    }
}

fn ask(id: &str, work: &Work, dimensions: &[Dimension], problem: Option<&str>) -> Step {
    let question = ModelQuestion {
        role: "evaluator".to_string(),
        prompt: prompt::write(work, dimensions, problem),
        schema: schema::of(dimensions),
    };
    Step::Ask(vec![Question {
        id: id.to_string(),
        ask: Ask::Model(question),
    }])
}

/// No judgement, for this reason.
fn silent(why: &str) -> Step {
    let extra = vec![("rubric.why".to_string(), why.to_string())];
    Step::Done(Report {
        scores: Vec::new(),
        findings: Vec::new(),
        claims: Vec::new(),
        measurements: Vec::new(),
        extra,
    })
}

#[cfg(target_arch = "wasm32")]
openkoi_sdk::export_evaluator!(Rubric);
