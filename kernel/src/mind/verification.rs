//! How far the evidence carries a result.

use crate::domain::{Effect, Measurement, Receipt, Verification};

/// The kind of a check whose tool is not there: it says nothing either way.
pub const NOT_RUN: &str = "not-run";

/// Decides by what was measured after the last change, and by what receipts show.
///
/// `verified`: at least one of the project's checks ran afterwards and all of them passed, and no finding vetoes.
/// `partial`: there are receipts of what was done or read, or checks of which some fail as before.
/// `unverified`: neither, or a finding contradicts the result.
pub fn verification(
    after: &[Measurement],
    receipts: &[Receipt],
    blocked: bool,
    silent: bool,
) -> Verification {
    let passed =
        |measurement: &&Measurement| measurement.code == Some(0) && measurement.failed == 0;
    let ran: Vec<&Measurement> = after
        .iter()
        .filter(|measurement| measurement.kind != NOT_RUN)
        .collect();
    if blocked {
        return Verification::Unverified;
    }
    if !ran.is_empty() && ran.iter().all(passed) && !silent {
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
            assert_eq!(
                verification(&after, &receipts, blocked, silent),
                expected,
                "{name}"
            );
        }
    }
}
