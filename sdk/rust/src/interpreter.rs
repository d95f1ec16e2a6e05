//! The world of interpreters: what runs scripts.

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
        path: ["../../wit/types", "../../wit/host", "../../wit/interpreter"],
        world: "openkoi:interpreter/interpreter",
        pub_export_macro: true,
        export_macro_name: "export_world",
        default_bindings_module: "openkoi_sdk::interpreter::bindings",
        additional_derives: [PartialEq],
        generate_all,
    });
}

pub use bindings::exports::openkoi::interpreter::script::Guest;
pub use bindings::openkoi::host::log;
pub use bindings::openkoi::host::{files, http, kv, process};
pub use bindings::openkoi::types::common::{Extra, Failure, FailureKind, Json};

super::failures!();

/// Makes a type that implements this world's `Guest` traits the component's export.
#[macro_export]
macro_rules! export_interpreter {
    ($component:ident) => {
        // Only a component exports; a native build of the crate is for its tests.
        #[cfg(target_family = "wasm")]
        $crate::interpreter::bindings::export_world!($component with_types_in $crate::interpreter::bindings);
    };
}
