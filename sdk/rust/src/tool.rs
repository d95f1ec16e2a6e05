//! The world of tools: what a model can do.

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
        path: ["../../wit/types", "../../wit/host", "../../wit/tool"],
        world: "openkoi:tool/tool",
        pub_export_macro: true,
        export_macro_name: "export_world",
        default_bindings_module: "openkoi_sdk::tool::bindings",
        additional_derives: [PartialEq],
        generate_all,
    });
}

pub use bindings::exports::openkoi::tool::tools::{Guest, Output, Tool};
pub use bindings::openkoi::host::log;
pub use bindings::openkoi::host::{files, http, kv, process};
pub use bindings::openkoi::types::chat::ToolSpec;
pub use bindings::openkoi::types::common::{Effect, Extra, Failure, FailureKind, Json};

super::failures!();

/// Makes a type that implements this world's `Guest` traits the component's export.
#[macro_export]
macro_rules! export_tool {
    ($component:ident) => {
        // Only a component exports; a native build of the crate is for its tests.
        #[cfg(target_family = "wasm")]
        $crate::tool::bindings::export_world!($component with_types_in $crate::tool::bindings);
    };
}
