//! Work that is judged, and reports on it.

use super::{Garbled, question};
use crate::domain::{self, Phase, Receipt, Report, Severity, Standing, Step, Work};
use crate::mechanism::sound;
use crate::mechanism::wasm::bindings::exports::openkoi::evaluator::judge;

pub(in crate::mechanism::wasm) fn work(work: &Work) -> judge::Work {
    judge::Work {
        phase: match work.phase {
            Phase::Baseline => judge::Phase::Baseline,
            Phase::After => judge::Phase::After,
        },
        task: work.task.clone(),
        category: work.category.clone(),
        constraints: work.constraints.clone(),
        answer: work.answer.clone(),
        diff: work.diff.clone(),
        receipts: work.receipts.iter().map(receipt).collect(),
        baseline: work.baseline.iter().map(measured).collect(),
        rubric: work.rubric.iter().map(dimension).collect(),
        guidance: work.guidance.clone(),
        model_available: work.model_available,
        extra: work.extra.clone(),
    }
}

fn receipt(receipt: &Receipt) -> judge::Receipt {
    judge::Receipt {
        id: receipt.id.to_string(),
        tool: receipt.tool.clone(),
        summary: receipt.summary.clone(),
        code: receipt.code,
        is_error: receipt.is_error,
        output: receipt.output.clone(),
    }
}

fn measured(measurement: &domain::Measurement) -> judge::Measurement {
    judge::Measurement {
        kind: measurement.kind.clone(),
        command: measurement.command.clone(),
        directory: measurement.directory.clone(),
        code: measurement.code,
        passed: measurement.passed,
        failed: measurement.failed,
        skipped: measurement.skipped,
        failures: measurement.failures.clone(),
        output: measurement.output.clone(),
        duration_ms: measurement.duration_ms,
    }
}

fn dimension(dimension: &domain::Dimension) -> judge::Dimension {
    judge::Dimension {
        name: dimension.name.clone(),
        weight: dimension.weight,
        description: dimension.description.clone(),
    }
}

pub(in crate::mechanism::wasm) fn step(step: judge::Step) -> Result<Step<Report>, Garbled> {
    Ok(match step {
        judge::Step::Ask(asked) => Step::Ask(question::questions(asked, sound::OF_AN_EVALUATOR)?),
        judge::Step::Done(done) => Step::Done(report(done)?),
    })
}

fn report(report: judge::Report) -> Result<Report, Garbled> {
    let report = Report {
        scores: report.scores.into_iter().map(score).collect(),
        findings: report.findings.into_iter().map(finding).collect(),
        claims: report.claims.into_iter().map(claim).collect(),
        measurements: report.measurements.into_iter().map(measurement).collect(),
        extra: report.extra,
    };
    sound::report(&report).map_err(Garbled)?;
    Ok(report)
}

fn score(score: judge::Score) -> domain::Score {
    domain::Score {
        value: score.value,
        dimension: score.dimension,
        weight: score.weight,
        reason: score.reason,
    }
}

fn finding(finding: judge::Finding) -> domain::Finding {
    domain::Finding {
        severity: match finding.severity {
            judge::Severity::Blocker => Severity::Blocker,
            judge::Severity::Important => Severity::Important,
            judge::Severity::Suggestion => Severity::Suggestion,
            judge::Severity::Other(word) => Severity::Other(word),
        },
        dimension: finding.dimension,
        title: finding.title,
        detail: finding.detail,
        location: finding.location,
        fix: finding.fix,
        evidence: finding.evidence,
    }
}

fn claim(claim: judge::Claim) -> domain::Claim {
    domain::Claim {
        text: claim.text,
        standing: match claim.standing {
            judge::Standing::Supported => Standing::Supported,
            judge::Standing::Contradicted => Standing::Contradicted,
            judge::Standing::Unsupported => Standing::Unsupported,
            judge::Standing::Other(word) => Standing::Other(word),
        },
        evidence: claim.evidence,
    }
}

fn measurement(measurement: judge::Measurement) -> domain::Measurement {
    domain::Measurement {
        kind: measurement.kind,
        command: measurement.command,
        directory: measurement.directory,
        code: measurement.code,
        passed: measurement.passed,
        failed: measurement.failed,
        skipped: measurement.skipped,
        failures: measurement.failures,
        output: measurement.output,
        duration_ms: measurement.duration_ms,
    }
}
