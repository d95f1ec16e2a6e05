//! How far the evidence carries a result.

use crate::domain::{Claim, Effect, Measurement, Receipt, Standing, Verification};

/// The kind of a check whose tool is not there: it says nothing either way.
pub const NOT_RUN: &str = "not-run";

/// What a result rests on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence<'a> {
    /// The project's checks after the last change.
    pub after: &'a [Measurement],
    pub receipts: &'a [Receipt],
    /// What the answer says, and how each statement stands.
    pub claims: &'a [Claim],
    /// A finding vetoes.
    pub blocked: bool,
    /// An evaluator could not run.
    pub silent: bool,
}

/// Decides by what was measured after the last change, by what receipts show, and by how the answer's claims stand.
///
/// `verified`: at least one of the project's checks ran afterwards, all of them passed, no finding vetoes, and there is
/// no claim without evidence.
/// `partial`: there are receipts of what was done or read, or checks of which some fail as before.
/// `unverified`: neither, or something contradicts the result.
pub fn verification(evidence: Evidence<'_>) -> Verification {
    let Evidence {
        after,
        receipts,
        claims,
        blocked,
        silent,
    } = evidence;
    let passed =
        |measurement: &&Measurement| measurement.code == Some(0) && measurement.failed == 0;
    let ran: Vec<&Measurement> = after
        .iter()
        .filter(|measurement| measurement.kind != NOT_RUN)
        .collect();
    let claimed = |standing: &Standing| claims.iter().any(|claim| claim.standing == *standing);
    if blocked || claimed(&Standing::Contradicted) {
        return Verification::Unverified;
    }
    let is_shown = !claimed(&Standing::Unsupported);
    if !ran.is_empty() && ran.iter().all(passed) && !silent && is_shown {
        return Verification::Verified;
    }
    let shown = receipts
        .iter()
        .any(|receipt| !receipt.is_error && receipt.effect <= Effect::Execute);
    if shown {
        Verification::Partial
    } else {
        Verification::Unverified
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ReceiptId;

    fn check(code: i32, failed: u32) -> Measurement {
        Measurement {
            kind: "test".into(),
            command: "make test".into(),
            directory: String::new(),
            code: Some(code),
            passed: 1,
            failed,
            skipped: 0,
            failures: vec![],
            output: String::new(),
            duration_ms: 1,
        }
    }

    fn receipt(is_error: bool) -> Receipt {
        Receipt {
            id: ReceiptId("r1".into()),
            tool: "read".into(),
            summary: String::new(),
            effect: Effect::Read,
            code: None,
            is_error,
            output: String::new(),
            duration_ms: 0,
            input_hash: String::new(),
            output_hash: String::new(),
            files: Vec::new(),
        }
    }

    #[test]
    fn only_checks_that_all_pass_verify() {
        use Verification::{Partial, Unverified, Verified};
        let rows = [
            (
                "green checks",
                vec![check(0, 0)],
                vec![],
                false,
                false,
                Verified,
            ),
            (
                "one red check",
                vec![check(0, 0), check(1, 1)],
                vec![receipt(false)],
                false,
                false,
                Partial,
            ),
            (
                "exit 0 with failures",
                vec![check(0, 1)],
                vec![],
                false,
                false,
                Unverified,
            ),
            (
                "green, but vetoed",
                vec![check(0, 0)],
                vec![receipt(false)],
                true,
                false,
                Unverified,
            ),
            (
                "green, but a judge could not run",
                vec![check(0, 0)],
                vec![receipt(false)],
                false,
                true,
                Partial,
            ),
            (
                "receipts only",
                vec![],
                vec![receipt(false)],
                false,
                false,
                Partial,
            ),
            (
                "failed receipts only",
                vec![],
                vec![receipt(true)],
                false,
                false,
                Unverified,
            ),
            ("nothing", vec![], vec![], false, false, Unverified),
        ];
        for (name, after, receipts, blocked, silent, expected) in rows {
            let evidence = Evidence {
                after: &after,
                receipts: &receipts,
                claims: &[],
                blocked,
                silent,
            };
            assert_eq!(verification(evidence), expected, "{name}");
        }
    }

    #[test]
    fn green_checks_do_not_carry_a_claim_that_nothing_shows() {
        use Standing::{Contradicted, Other, Supported, Unsupported};
        use Verification::{Partial, Unverified, Verified};
        let rows = [
            (vec![], Verified),
            (vec![Supported, Supported], Verified),
            (vec![Supported, Other("odd".into())], Verified),
            (vec![Supported, Unsupported], Partial),
            (vec![Unsupported, Contradicted], Unverified),
        ];
        for (standings, expected) in rows {
            let claim = |standing: &Standing| Claim {
                text: "it is so".into(),
                standing: standing.clone(),
                evidence: vec![],
            };
            let claims: Vec<Claim> = standings.iter().map(claim).collect();
            let evidence = Evidence {
                after: &[check(0, 0)],
                receipts: &[receipt(false)],
                claims: &claims,
                ..Evidence::default()
            };
            assert_eq!(verification(evidence), expected, "{standings:?}");
        }
    }
}
