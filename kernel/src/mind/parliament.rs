//! The tally of the parliament's verdicts.

use crate::domain::{Decision, Fault, Verdict};

/// How the verdicts are counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TallyRule {
    pub count: Counting,
    /// Agencies that can't be outvoted: their manifests say so.
    pub vetoes: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Counting {
    /// One block stops.
    #[default]
    AnyBlock,
    /// More approvals than blocks are needed, and no block by an agency with a veto.
    Majority,
}

impl TallyRule {
    /// As an event tells it; an unknown word, or none, is the strictest rule.
    pub fn told(count: &str, vetoes: &[String]) -> Self {
        let count = match count {
            "majority" => Counting::Majority,
            _ => Counting::AnyBlock,
        };
        Self {
            count,
            vetoes: vetoes.to_vec(),
        }
    }

    /// In a sentence for people.
    pub fn sentence(&self) -> String {
        let counted = match self.count {
            Counting::AnyBlock => "one block stops".to_owned(),
            Counting::Majority if self.vetoes.is_empty() => {
                "more approvals than blocks are needed".to_owned()
            }
            Counting::Majority => format!(
                "more approvals than blocks are needed, and none by {}",
                self.vetoes.join(" or ")
            ),
        };
        format!(
            "{counted}; a verdict that is missing is a block; at least one agency has to approve"
        )
    }
}

impl Counting {
    /// The word in the config, in JSON and on screens.
    pub fn word(self) -> &'static str {
        match self {
            Self::AnyBlock => "any-block",
            Self::Majority => "majority",
        }
    }
}

/// What the agencies decided together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    pub approved: bool,
    /// What must be kept, in the order of the agencies, each once.
    pub conditions: Vec<String>,
    /// Who blocked and why; or how the approval came about.
    pub reason: String,
}

/// Counts by the rule. A verdict that is missing, garbled or late is a block. At least one agency must have approved; a
/// parliament of abstentions, or of nobody, approves of nothing.
pub fn tally(verdicts: &[(String, Result<Verdict, Fault>)], rule: &TallyRule) -> Tally {
    let mut conditions = Vec::new();
    let mut blocks = Vec::new();
    let mut vetoed = false;
    let mut approvals = 0;
    for (agency, verdict) in verdicts {
        let decision = verdict.as_ref().map(|verdict| &verdict.decision);
        match (decision, verdict) {
            (Ok(Decision::Abstain), _) => {}
            (Ok(Decision::Approve), _) => approvals += 1,
            (Ok(Decision::ApproveIf(wanted)), _) => {
                approvals += 1;
                for condition in wanted {
                    if !conditions.contains(condition) {
                        conditions.push(condition.clone());
                    }
                }
            }
            (_, outcome) => {
                vetoed |= rule.vetoes.contains(agency);
                blocks.push(match outcome {
                    Ok(verdict) => format!("{agency}: {}", verdict.reason),
                    Err(fault) => format!("{agency} gave no verdict: {}", fault.message),
                });
            }
        }
    }
    let outvoted = match rule.count {
        Counting::AnyBlock => blocks.is_empty(),
        Counting::Majority => !vetoed && approvals > blocks.len(),
    };
    let of = verdicts.len();
    let reason = match (outvoted, approvals) {
        (false, _) => blocks.join("; "),
        (true, 0) => "no agency approved".to_owned(),
        (true, _) if blocks.is_empty() => format!("{approvals} of {of} approved, none blocked"),
        (true, _) => format!(
            "{approvals} of {of} approved, outvoting {}",
            blocks.join("; ")
        ),
    };
    Tally {
        approved: outvoted && approvals > 0,
        conditions,
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::FaultKind;

    fn verdict(decision: Decision) -> Result<Verdict, Fault> {
        Ok(Verdict {
            decision,
            probability: 0.5,
            reason: "because".into(),
            extra: vec![],
        })
    }

    fn missing() -> Result<Verdict, Fault> {
        Err(Fault::new("scripted", FaultKind::Trap, "it trapped"))
    }

    #[test]
    fn any_block_and_any_missing_verdict_stops() {
        let approve = || verdict(Decision::Approve);
        let condition = || verdict(Decision::ApproveIf(vec!["test it".into()]));
        let abstain = || verdict(Decision::Abstain);
        let block = || verdict(Decision::Block);
        let rows = [
            ("all approve", vec![approve(), approve()], true),
            ("one with a condition", vec![approve(), condition()], true),
            ("one abstains", vec![approve(), abstain()], true),
            (
                "one blocks among many",
                vec![approve(), approve(), approve(), approve(), block()],
                false,
            ),
            ("one is missing", vec![approve(), missing()], false),
            ("all abstain", vec![abstain(), abstain()], false),
            ("nobody is there", vec![], false),
        ];
        for (name, verdicts, approved) in rows {
            let named: Vec<_> = verdicts
                .into_iter()
                .enumerate()
                .map(|(n, verdict)| (format!("a{n}"), verdict))
                .collect();
            let tally = tally(&named, &TallyRule::default());
            assert_eq!(tally.approved, approved, "{name}");
        }
    }

    #[test]
    fn by_majority_blocks_can_be_outvoted_but_not_a_veto() {
        let rule = TallyRule {
            count: Counting::Majority,
            vetoes: vec!["guard".into()],
        };
        let approve = || verdict(Decision::Approve);
        let block = || verdict(Decision::Block);
        let rows = [
            (
                "two to one",
                vec![("a", approve()), ("b", approve()), ("c", block())],
                true,
            ),
            ("a tie", vec![("a", approve()), ("b", block())], false),
            (
                "a missing verdict counts against",
                vec![("a", approve()), ("b", missing())],
                false,
            ),
            (
                "a veto among many",
                vec![
                    ("a", approve()),
                    ("b", approve()),
                    ("c", approve()),
                    ("guard", block()),
                ],
                false,
            ),
            (
                "a veto that is missing",
                vec![("a", approve()), ("b", approve()), ("guard", missing())],
                false,
            ),
            (
                "abstentions do not count",
                vec![("a", approve()), ("b", verdict(Decision::Abstain))],
                true,
            ),
            ("nobody is there", vec![], false),
        ];
        for (name, verdicts, approved) in rows {
            let named: Vec<_> = verdicts
                .into_iter()
                .map(|(agency, verdict)| (agency.to_owned(), verdict))
                .collect();
            assert_eq!(tally(&named, &rule).approved, approved, "{name}");
        }
    }

    #[test]
    fn conditions_are_kept_in_order_and_once() {
        let of = |name: &str, conditions: &[&str]| {
            let conditions = conditions
                .iter()
                .map(|condition| (*condition).to_owned())
                .collect();
            (name.to_owned(), verdict(Decision::ApproveIf(conditions)))
        };
        let outcome = tally(
            &[of("x", &["b", "a"]), of("y", &["a", "c"])],
            &TallyRule::default(),
        );
        assert_eq!(outcome.conditions, ["b", "a", "c"]);
    }

    #[test]
    fn the_reason_names_who_blocked() {
        let verdicts = [
            ("guard".into(), verdict(Decision::Block)),
            ("late".into(), missing()),
        ];
        let outcome = tally(&verdicts, &TallyRule::default());
        assert_eq!(
            outcome.reason,
            "guard: because; late gave no verdict: it trapped"
        );
    }
}
