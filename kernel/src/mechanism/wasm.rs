//! Components as WebAssembly: one engine, a fresh store for each call, every limit set.
//!
//! A component is loaded in two steps. First its code, with the [`Host`] that stands around it:
//!
//! - [`WasmComponent::builtin`]`(&entry.code()?, host)` for one of the binary's own,
//! - [`WasmComponent::from_file`]`(path, native_cache_dir, host)` for one that a person installed, or
//!   [`WasmComponent::from_bytes`] where the bytes were read before, to hold them against a grant.
//!
//! Then the adapter of its kind, which checks that it exports that kind's contract and imports nothing that was not
//! lent, and which is the kernel's port:
//!
//! - [`WasmDialect`]`::new(component)`: a [`Dialect`](crate::port::Dialect),
//! - [`WasmEmbed`]`::new(component)`: an [`Embed`](crate::port::Embed), for dialects that have one,
//! - [`WasmLocal`]`::new(component, id)`: a rule-based [`Provider`](crate::port::Provider),
//! - [`WasmAgency`]`::new(component, symbol, advises_on_actions)`: an [`Agency`](crate::port::Agency),
//! - [`WasmEvaluator`]`::new(component, takes_baseline)`: an [`Evaluator`](crate::port::Evaluator),
//! - [`WasmTool`]`::new(component, &actions)`: a [`Tool`](crate::port::Tool),
//! - [`WasmIntegration`]`::new(component, &actions)`: an [`Integration`](crate::port::Integration),
//! - [`WasmScript`]`::new(interpreter, source)`: the [`Functions`](crate::mechanism::scripted::Functions) of a script.
//!
//! All of these are `async` and fail with a [`Fault`](crate::domain::Fault): `Contract` for a component that is not what
//! it should be, `Refused` for an import that was not granted. A host is
//! [`Host::new`]`(name, limits, lent, clock)`; [`system_clock`] is the clock outside of tests.
//!
//! A call that traps, runs too long, takes too much or answers with garbage is a typed fault. Three of them within five
//! minutes and the component is not called for five minutes. Dropping a call's future ends the guest.
//!
//! The engine and the thread that keeps its time start with the first component that is loaded.

mod agency;
mod bindings;
mod call;
mod census;
mod component;
mod contract;
mod convert;
mod dialect;
mod embed;
mod engine;
mod evaluator;
mod guest;
mod host;
mod imports;
mod integration;
mod limits;
mod local;
mod native;
mod pool;
mod script;
mod text;
mod tool;

pub use agency::WasmAgency;
pub use component::WasmComponent;
pub use dialect::WasmDialect;
pub use embed::WasmEmbed;
pub use evaluator::WasmEvaluator;
pub use host::{Clock, Host, system_clock};
pub use integration::WasmIntegration;
pub use limits::Limits;
pub use local::WasmLocal;
pub use native::unfit_codes;
pub use script::WasmScript;
pub use tool::WasmTool;
