//! The step: look around, read what is needed, run the commands, judge.

use openkoi_sdk::evaluator::{Answer, Failure, Phase, Question, Report, Step, Work};

use crate::check::Check;
use crate::comparison::pairs;
use crate::findings::{self, Context};
use crate::run::{Ending, Run};
use crate::survey::{Answers, Survey};
use crate::{claims, project, scores, task};

/// As many as one round may have.
const QUESTIONS: usize = 16;

/// Asks what is still unknown, in at most three rounds, then reports.
pub fn judge(work: &Work, answers: &[Answer]) -> Result<Step, Failure> {
    let nothing_to_judge = match work.phase {
        Phase::Baseline => false,
        Phase::After => work.baseline.is_empty() && work.diff.trim().is_empty(),
        Phase::Other(_) => true,
    };
    if nothing_to_judge {
        return Ok(Step::Done(report(work, &Survey::default(), &[])));
    }
    let answers = Answers(answers);
    let Some(survey) = Survey::of(&answers)? else {
        return Ok(Step::Ask(Survey::questions()));
    };
    let projects = project::find(&survey);
    let wanted = projects
        .iter()
        .flat_map(|project| project.questions(&survey))
        .take(QUESTIONS);
    let open: Vec<Question> = wanted
        .filter(|question| answers.get(&question.id).is_none())
        .collect();
    if !open.is_empty() {
        return Ok(Step::Ask(open));
    }
    let checks: Vec<Check> = projects
        .iter()
        .flat_map(|project| project.checks(&survey, &answers))
        .take(QUESTIONS)
        .collect();
    let open: Vec<Question> = checks
        .iter()
        .filter(|check| answers.get(&check.id()).is_none())
        .map(Check::question)
        .collect();
    if !open.is_empty() {
        return Ok(Step::Ask(open));
    }
    let run = |check: Check| {
        answers
            .outcome(&check.id())
            .map(|answer| Run::of(check, answer))
    };
    let runs: Vec<Run> = checks.into_iter().filter_map(run).collect();
    Ok(Step::Done(report(work, &survey, &runs)))
}

fn report(work: &Work, survey: &Survey, runs: &[Run]) -> Report {
    let measurements = runs.iter().map(Run::measurement).collect();
    let extra = runs.iter().filter_map(not_run).collect();
    if work.phase != Phase::After {
        return Report {
            scores: Vec::new(),
            findings: Vec::new(),
            claims: Vec::new(),
            measurements,
            extra,
        };
    }
    let (pairs, gone) = pairs(runs, &work.baseline);
    let context = Context::of(work, survey.paths.iter().map(String::as_str));
    let claims = claims::of(work, &pairs);
    let mut findings = claims::findings(&claims);
    findings.extend(findings::of(&context, &pairs, &gone));
    // Tests that fail say nothing of an answer about them.
    let is_answer = task::only_asks(&work.task) && work.diff.trim().is_empty();
    Report {
        scores: if is_answer {
            Vec::new()
        } else {
            scores::of(&pairs)
        },
        findings,
        claims,
        measurements,
        extra,
    }
}

/// Says which command was not run, and why.
fn not_run(run: &Run) -> Option<(String, String)> {
    match &run.ending {
        Ending::Missing(reason) | Ending::Refused(reason) => Some((
            "checks.not-run".to_string(),
            format!("{}: {reason}", run.check.line),
        )),
        Ending::Succeeded | Ending::Failed | Ending::TimedOut | Ending::Killed => None,
    }
}
