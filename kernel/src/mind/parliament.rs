//! The tally of the parliament's verdicts.

use crate::domain::{Decision, Fault, Verdict};

/// How verdicts are counted, in a sentence for people.
pub const RULE: &str =
    "one block stops, and so does a verdict that is missing; at least one agency has to approve";

/// What the agencies decided together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    pub approved: bool,
    /// What must be kept, in the order of the agencies, each once.
    pub conditions: Vec<String>,
    /// Who blocked and why; or how the approval came about.
    pub reason: String,
}

/// Counts: any block stops, and a verdict that is missing, garbled or late is a block. At least one agency must have
/// approved; a parliament of abstentions, or of nobody, approves of nothing.
pub fn tally(verdicts: &[(String, Result<Verdict, Fault>)]) -> Tally {
    let mut conditions = Vec::new();
    let mut blocks = Vec::new();
    let mut approvals = 0;
    for (agency, verdict) in verdicts {
        match verdict {
            Ok(Verdict {
                decision: Decision::Approve,
                ..
            }) => approvals += 1,
            Ok(Verdict {
                decision: Decision::ApproveIf(wanted),
                ..
            }) => {
                approvals += 1;
                for condition in wanted {
                    if !conditions.contains(condition) {
                        conditions.push(condition.clone());
                    }
                }
            }
            Ok(Verdict {
                decision: Decision::Abstain,
                ..
            }) => {}
            Ok(Verdict {
                decision: Decision::Block,
                reason,
                ..
            }) => blocks.push(format!("{agency}: {reason}")),
            Err(fault) => blocks.push(format!("{agency} gave no verdict: {}", fault.message)),
        }
    }
    let approved = blocks.is_empty() && approvals > 0;
    let reason = match (blocks.is_empty(), approvals) {
        (false, _) => blocks.join("; "),
        (true, 0) => "no agency approved".to_owned(),
        (true, _) => format!("{approvals} of {} approved, none blocked", verdicts.len()),
    };
    Tally {
        approved,
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
            assert_eq!(tally(&named).approved, approved, "{name}");
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
        let outcome = tally(&[of("x", &["b", "a"]), of("y", &["a", "c"])]);
        assert_eq!(outcome.conditions, ["b", "a", "c"]);
    }

    #[test]
    fn the_reason_names_who_blocked() {
        let outcome = tally(&[
            ("guard".into(), verdict(Decision::Block)),
            ("late".into(), missing()),
        ]);
        assert_eq!(
            outcome.reason,
            "guard: because; late gave no verdict: it trapped"
        );
    }
}
