//! The world of remote providers that also make vectors of texts.

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
    macro_rules! world {
        ($($export:tt)*) => {
            wit_bindgen::generate!({
                path: ["../../wit/types", "../../wit/host", "../../wit/provider"],
                world: "openkoi:provider/embedder",
                $($export)*
                additional_derives: [PartialEq],
                generate_all,
            });
        };
    }

    #[cfg(target_family = "wasm")]
    world! {
        pub_export_macro: true,
        export_macro_name: "export_world",
        default_bindings_module: "openkoi_sdk::embedder::bindings",
    }
    // A native build may hold several worlds, and exported macros of two that share an interface would bear one name.
    #[cfg(not(target_family = "wasm"))]
    world! {}
}

pub use bindings::exports::openkoi::provider::catalog::Guest as Catalog;
pub use bindings::exports::openkoi::provider::dialect::{
    Decoded, Frame, Framing, Guest as Dialect, HttpRequest, Reply, Service,
};
pub use bindings::exports::openkoi::provider::embed::Guest as Embed;
pub use bindings::openkoi::host::log;
pub use bindings::openkoi::provider::models::{Model, Price};
pub use bindings::openkoi::types::chat::{
    Event, Image, Message, Part, Request, Role, Thinking, ToolArguments, ToolCall, ToolResult,
    ToolSpec, ToolStart, Usage,
};
pub use bindings::openkoi::types::common::{Extra, Failure, FailureKind, Json};

super::failures!();

/// Makes a type that implements this world's `Guest` traits the component's export.
#[macro_export]
macro_rules! export_embedder {
    ($component:ident) => {
        // Only a component exports; a native build of the crate is for its tests.
        #[cfg(target_family = "wasm")]
        $crate::embedder::bindings::export_world!($component with_types_in $crate::embedder::bindings);
    };
}
