//! What follows from a judgement: accept, try again, or stop.

use super::{Attempt, Machine, Moment, Said, with};
use crate::domain::{EventBody, Fault, FileChange, Report, RunOutcome};
use crate::mind::composite;
use crate::session::prompt;

impl Machine {
    pub(super) fn judged(
        &mut self,
        reports: Vec<(String, Result<Report, Fault>)>,
        changes: Vec<FileChange>,
        now: &Moment,
    ) -> Said {
        let attempt = Attempt {
            iteration: self.iteration,
            answer: self.attempt.clone().unwrap_or_default(),
            judgement: composite(&reports),
            reports,
            changes,
        };
        let verdict = self.verdict(&attempt, now);
        let decided = EventBody::Decided {
            score: attempt.judgement.score,
            decision: verdict.word().into(),
        };
        if self
            .best
            .as_ref()
            .is_none_or(|best| !better(best, &attempt))
        {
            self.best = Some(attempt.clone());
        }
        let findings = prompt::findings(&attempt.judgement, &attempt.reports);
        self.last = Some(attempt);
        let said = match verdict {
            Verdict::Accept(reason) => self.close(RunOutcome::Accepted, reason, now),
            Verdict::Stop(_, outcome, reason) => self.close(outcome, reason, now),
            Verdict::Continue => {
                self.conversation.judged(&findings);
                self.start_iteration(Vec::new(), now)
            }
        };
        with(vec![decided], said)
    }

    fn verdict(&self, attempt: &Attempt, now: &Moment) -> Verdict {
        let judgement = &attempt.judgement;
        let enough = judgement
            .score
            .is_none_or(|score| score >= self.limits.threshold);
        let silent = !judgement.silent.is_empty();
        if enough && !judgement.is_blocked() && !silent {
            return Verdict::Accept(match judgement.score {
                Some(score) => format!(
                    "score {score:.2}, the threshold is {:.2}",
                    self.limits.threshold
                ),
                None => "nothing here could be scored, and nothing speaks against it".into(),
            });
        }
        let stop = |word, reason: String| Verdict::Stop(word, RunOutcome::NotGoodEnough, reason);
        let worth = describe(attempt, self.limits.threshold);
        if let Some(reason) = now.spent.reached(&self.limits) {
            return Verdict::Stop(
                "abort-budget",
                RunOutcome::Limit,
                format!("{reason}; {worth}"),
            );
        }
        if let Some(last) = &self.last {
            let drop = last.judgement.score.unwrap_or(0.0) - judgement.score.unwrap_or(0.0);
            if self.limits.regression.is_some_and(|most| drop > most) {
                return stop(
                    "abort-regression",
                    format!("the score fell by {drop:.2} from the last iteration; {worth}"),
                );
            }
            let same = last.answer == attempt.answer && last.changes == attempt.changes;
            if same && last.judgement.findings == judgement.findings {
                return stop(
                    "no-progress",
                    format!("the last iteration changed nothing; {worth}"),
                );
            }
        }
        if self.iteration >= self.limits.iterations {
            return stop("accept-best", worth);
        }
        Verdict::Continue
    }
}

/// What an iteration comes to.
enum Verdict {
    Accept(String),
    Continue,
    Stop(&'static str, RunOutcome, String),
}

impl Verdict {
    fn word(&self) -> &'static str {
        match self {
            Self::Accept(_) => "accept",
            Self::Continue => "continue",
            Self::Stop(word, ..) => word,
        }
    }
}

/// An attempt with fewer vetoes is better, then one with a higher score; of equals the later one is.
fn better(one: &Attempt, later: &Attempt) -> bool {
    let key = |attempt: &Attempt| {
        (
            !attempt.judgement.is_blocked(),
            attempt.judgement.score.unwrap_or(0.0),
        )
    };
    let ((clean, score), (later_clean, later_score)) = (key(one), key(later));
    (clean, score) > (later_clean, later_score)
}

fn describe(attempt: &Attempt, threshold: f32) -> String {
    let judgement = &attempt.judgement;
    if let Some(finding) = judgement
        .findings
        .first()
        .filter(|_| judgement.is_blocked())
    {
        return format!("a blocker stands against it: {}", finding.title);
    }
    if let Some(silent) = judgement.silent.first() {
        return format!("an evaluator could not run: {silent}");
    }
    format!(
        "score {:.2} is below the threshold of {threshold:.2}",
        judgement.score.unwrap_or(0.0)
    )
}
