//! What the machine was told, put together from events once more.

use super::Unresumable;
use crate::domain::{
    Came, EventBody, Fault, Measurement, Phase, Receipt, ReceiptId, Report, Tempo, ToolResult,
};
use crate::mind::{self, TallyRule};
use crate::session::machine::Told;
use crate::session::memory::Answer;
use crate::session::turn::Turn;
use std::collections::HashMap;

/// What one evaluator said.
type Reported = (String, Result<Report, Fault>);

/// What is done over from its start when the task breaks off counts from the last start only.
pub(super) fn fresh(before: &[EventBody]) -> &[EventBody] {
    let resumed = |body: &EventBody| matches!(body, EventBody::Resumed { .. });
    let from = before.iter().rposition(resumed).map_or(0, |at| at + 1);
    &before[from..]
}

pub(super) fn deliberated(before: &[EventBody], after: &[EventBody]) -> Told {
    let verdicts: Vec<_> = before
        .iter()
        .filter_map(|body| match body {
            EventBody::Verdict {
                agency,
                tempo: Tempo::Task,
                verdict,
                ..
            } => Some((agency.clone(), verdict.clone())),
            _ => None,
        })
        .collect();
    let rule = after.iter().find_map(|body| match body {
        EventBody::Deliberated { rule, vetoes, .. } => Some(TallyRule::told(rule, vetoes)),
        _ => None,
    });
    let rule = rule.unwrap_or_default();
    Told::Deliberated(mind::tally(&verdicts, &rule), rule)
}

pub(super) fn answered(
    before: &[EventBody],
    fault: Option<&Fault>,
) -> Result<Result<Turn, Fault>, Unresumable> {
    if let Some(fault) = fault {
        return Ok(Err(fault.clone()));
    }
    let answers = before.iter().rev().filter_map(answer);
    let mut own = answers.filter(|answer| answer.role == "executor");
    let answer = own.next().ok_or(Unresumable::Incomplete)?;
    Ok(Ok(answer.turn))
}

pub(super) fn answer(body: &EventBody) -> Option<Answer> {
    let EventBody::ModelCalled {
        role,
        usage,
        cost,
        finish,
        request,
        said: Some(said),
        ..
    } = body
    else {
        return None;
    };
    Some(Answer {
        role: role.clone(),
        request: request.clone(),
        turn: Turn::again(said, usage, finish),
        cost: *cost,
    })
}

pub(super) fn tools_ran(before: &[EventBody], came: &[Came]) -> Result<Told, Unresumable> {
    let mut called: HashMap<&ReceiptId, (&Receipt, &str, &str, &[String])> = HashMap::new();
    for body in before {
        if let EventBody::ToolCalled {
            receipt,
            call,
            heard: Some(heard),
            conditions,
        } = body
        {
            called.insert(&receipt.id, (receipt, call, heard, conditions));
        }
    }
    let (mut results, mut receipts) = (Vec::new(), Vec::new());
    let (mut denials, mut kept) = (0, Vec::new());
    for came in came {
        match came {
            Came::Called(id) => {
                let found = called.get(id).ok_or(Unresumable::Incomplete)?;
                let (receipt, call, heard, conditions) = *found;
                results.push(ToolResult {
                    id: call.to_owned(),
                    content: heard.to_owned(),
                    is_error: receipt.is_error,
                });
                receipts.push(receipt.clone());
                kept.extend(conditions.iter().cloned());
            }
            Came::Refused {
                call,
                heard,
                denied,
            } => {
                denials += usize::from(*denied);
                results.push(ToolResult {
                    id: call.clone(),
                    content: heard.clone(),
                    is_error: true,
                });
            }
        }
    }
    Ok(Told::ToolsRan {
        results,
        receipts,
        denied: denials,
        conditions: kept,
    })
}

pub(super) fn baseline(before: &[EventBody]) -> Vec<(String, Vec<Measurement>)> {
    let measured = before.iter().filter_map(|body| match body {
        EventBody::Measured {
            evaluator,
            phase: Phase::Baseline,
            measurements,
        } => Some((evaluator.clone(), measurements.clone())),
        _ => None,
    });
    measured.collect()
}

pub(super) fn reports(
    before: &[EventBody],
    order: &[String],
) -> Result<Vec<Reported>, Unresumable> {
    let of = |name: &String| {
        let report = before.iter().rev().find_map(|body| match body {
            EventBody::Judged { evaluator, report } if evaluator == name => Some(report.clone()),
            _ => None,
        });
        report
            .map(|report| (name.clone(), report))
            .ok_or(Unresumable::Incomplete)
    };
    order.iter().map(of).collect()
}
