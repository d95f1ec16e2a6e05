//! Failures of the contract and faults of the kernel.

use crate::domain::{Fault, FaultKind};
use crate::mechanism::wasm::bindings::openkoi::types::common::{Failure, FailureKind};
use crate::mechanism::wasm::host::Host;
use std::time::Duration;

/// What a component said went wrong.
pub(in crate::mechanism::wasm) fn fault(component: &str, failure: Failure) -> Fault {
    let kind = match failure.kind {
        FailureKind::Invalid => FaultKind::Invalid,
        FailureKind::Auth => FaultKind::Auth,
        FailureKind::Rate(wait) => FaultKind::Rate(wait.map(Duration::from_millis)),
        FailureKind::Unavailable => FaultKind::Unavailable,
        FailureKind::ContextOverflow(tokens) => FaultKind::ContextOverflow(tokens),
        FailureKind::Refused => FaultKind::Refused,
        FailureKind::Other(word) => FaultKind::Other(Host::shown(&word)),
    };
    Fault::new(component, kind, Host::shown(&failure.message))
}

/// What a component hears of a fault. Faults of other components are none of its choices.
pub(in crate::mechanism::wasm) fn failure(fault: Fault) -> Failure {
    let kind = match fault.kind {
        FaultKind::Invalid => FailureKind::Invalid,
        FaultKind::Auth => FailureKind::Auth,
        FaultKind::Rate(wait) => {
            FailureKind::Rate(wait.map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)))
        }
        FaultKind::Unavailable => FailureKind::Unavailable,
        FaultKind::ContextOverflow(tokens) => FailureKind::ContextOverflow(tokens),
        FaultKind::Refused => FailureKind::Refused,
        FaultKind::Other(word) => FailureKind::Other(word),
        FaultKind::Trap => FailureKind::Other("trap".to_owned()),
        FaultKind::Deadline => FailureKind::Other("deadline".to_owned()),
        FaultKind::Limit(_) => FailureKind::Other("limit".to_owned()),
        FaultKind::Contract => FailureKind::Other("contract".to_owned()),
        FaultKind::Quarantined => FailureKind::Other("quarantined".to_owned()),
    };
    Failure {
        message: format!("{}: {}", fault.source, fault.message),
        kind,
        extra: Vec::new(),
    }
}

/// The outcome of a lent ability as its guest hears it.
pub(in crate::mechanism::wasm) fn failed<T>(outcome: Result<T, Fault>) -> Result<T, Failure> {
    outcome.map_err(failure)
}
