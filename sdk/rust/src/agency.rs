//! The world of agencies: one concern, one verdict.

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
        path: ["../../wit/types", "../../wit/host", "../../wit/agency"],
        world: "openkoi:agency/agency",
        pub_export_macro: true,
        export_macro_name: "export_world",
        default_bindings_module: "openkoi_sdk::agency::bindings",
        additional_derives: [PartialEq],
        generate_all,
    });
}

pub use bindings::exports::openkoi::agency::adviser::{
    Action, Brief, Decision, Fact, Guest, PlanStep, Spend, Step, Tempo, ToolRecord, Verdict,
};
pub use bindings::openkoi::host::log;
pub use bindings::openkoi::types::common::{Effect, Extra, Failure, FailureKind, Json};
pub use bindings::openkoi::types::question::{
    Answer, Ask, Command, ModelQuestion, Outcome, Question, Reply,
};

super::failures!();

/// Makes a type that implements this world's `Guest` traits the component's export.
#[macro_export]
macro_rules! export_agency {
    ($component:ident) => {
        // Only a component exports; a native build of the crate is for its tests.
        #[cfg(target_family = "wasm")]
        $crate::agency::bindings::export_world!($component with_types_in $crate::agency::bindings);
    };
}
