//! The world of evaluators: scores, findings and measurements of work.

#[allow(
    unsafe_code,
    unreachable_pub,
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes_without_reason,
    reason = "generated from the contract"
)]
#[doc(hidden)]
pub mod bindings {
    wit_bindgen::generate!({
        path: ["../../wit/types", "../../wit/host", "../../wit/evaluator"],
        world: "openkoi:evaluator/evaluator",
        pub_export_macro: true,
        export_macro_name: "export_world",
        default_bindings_module: "openkoi_sdk::evaluator::bindings",
        additional_derives: [PartialEq],
        generate_all,
    });
}

pub use bindings::exports::openkoi::evaluator::judge::{
    Claim, Dimension, Finding, Guest, Measurement, Phase, Receipt, Report, Score, Severity,
    Standing, Step, Work,
};
pub use bindings::openkoi::host::log;
pub use bindings::openkoi::types::common::{Extra, Failure, FailureKind, Json};
pub use bindings::openkoi::types::question::{
    Answer, Ask, Command, ModelQuestion, Outcome, Question, Reply,
};

super::failures!();

/// Makes a type that implements this world's `Guest` traits the component's export.
#[macro_export]
macro_rules! export_evaluator {
    ($component:ident) => {
        // Only a component exports; a native build of the crate is for its tests.
        #[cfg(target_family = "wasm")]
        $crate::evaluator::bindings::export_world!($component with_types_in $crate::evaluator::bindings);
    };
}
