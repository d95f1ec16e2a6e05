//! Directive, plan and verdicts.

use super::super::style::{Style, counted, grouped, plain};
use super::Progress;
use crate::domain::{Decision, EventBody, Fault, Instructed, Plan, Tempo, Verdict};

impl Progress {
    pub(super) fn deliberation(&self, body: &EventBody) -> Option<Vec<String>> {
        Some(match body {
            EventBody::Directive { text } => self.labelled("directive", &plain(text)),
            EventBody::Instructed(instructed) => self.instructed(instructed),
            EventBody::Planned { plan } if !plan.steps.is_empty() => self.plan(plan),
            EventBody::Verdict {
                agency,
                tempo: Tempo::Task,
                verdict,
                ..
            } => self.verdict(agency, verdict),
            EventBody::Deliberated {
                approved, reason, ..
            } => self.tallied(*approved, reason),
            _ => return None,
        })
    }

    /// The kind of work, and what it is done and judged by.
    fn instructed(&self, instructed: &Instructed) -> Vec<String> {
        let mut lines = Vec::new();
        if !instructed.category.is_empty() {
            let told = format!("{} ({})", instructed.category, plain(&instructed.why));
            lines.extend(self.labelled("category", &told));
        }
        // The rubric of everything goes without saying.
        let special = !instructed.category.is_empty() || !instructed.skills.is_empty();
        let rubric = instructed.evaluator.iter().filter(|_| special);
        let rubric = rubric.map(|name| format!("rubric {name}"));
        let skills: Vec<String> = instructed.skills.iter().cloned().chain(rubric).collect();
        if !skills.is_empty() {
            lines.extend(self.labelled("skills", &plain(&skills.join(", "))));
        }
        if !instructed.instructions.is_empty() {
            lines.extend(self.labelled("read", &plain(&instructed.instructions.join(", "))));
        }
        for note in &instructed.notes {
            lines.extend(self.labelled("note", &plain(note)));
        }
        lines
    }

    fn plan(&self, plan: &Plan) -> Vec<String> {
        let estimate = &plan.estimate;
        let (tokens, usd) = (grouped(estimate.tokens), estimate.usd);
        let about = format!("about {tokens} tokens, ${usd:.2}, {} s", estimate.seconds);
        let steps = counted(plan.steps.len(), "step");
        let mut lines = self.labelled("plan", &format!("{steps}, {about}"));
        for (number, step) in (1..).zip(&plan.steps) {
            let step = format!(
                "{number}. {} [{}]",
                plain(&step.text),
                plain(step.effect.word())
            );
            lines.extend(self.labelled("", &step));
        }
        lines
    }

    /// The parliament's decision.
    pub(in crate::cli) fn tallied(&self, approved: bool, reason: &str) -> Vec<String> {
        let word = if approved {
            self.style().green("approved")
        } else {
            self.style().red("blocked")
        };
        self.labelled("parliament", &format!("{word}: {}", plain(reason)))
    }

    /// An agency's verdict with its conditions.
    pub(in crate::cli) fn verdict(
        &self,
        agency: &str,
        verdict: &Result<Verdict, Fault>,
    ) -> Vec<String> {
        let symbol = self.symbols.get(agency).map_or("·", String::as_str);
        let told = stance(self.style(), verdict);
        let mut lines = self.labelled(agency, &format!("{symbol} {told}"));
        for condition in verdict.iter().flat_map(|it| it.decision.conditions()) {
            lines.extend(self.labelled("", &format!("if: {}", plain(condition))));
        }
        lines
    }
}

/// "APPROVE 0.96  because …", or why there is no verdict.
pub(in crate::cli) fn stance(style: Style, verdict: &Result<Verdict, Fault>) -> String {
    match verdict {
        Ok(verdict) => {
            let word = verdict.decision.word();
            let word = match &verdict.decision {
                Decision::Approve => style.green(word),
                Decision::ApproveIf(_) => style.yellow(word),
                Decision::Block => style.red(word),
                Decision::Abstain => style.dim(word),
            };
            let (probability, reason) = (verdict.probability, plain(&verdict.reason));
            format!("{word} {probability:.2}  {reason}")
        }
        Err(fault) => format!("{} {}", style.red("NO VERDICT"), plain(&fault.message)),
    }
}
