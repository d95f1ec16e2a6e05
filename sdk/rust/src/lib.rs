//! What the author of a component in Rust uses.
//!
//! Enable the feature of the world that the component exports, implement its `Guest` trait, and name the type in that
//! world's export macro:
//!
//! ```ignore
//! use openkoi_sdk::agency::{Answer, Brief, Failure, Guest, Step};
//!
//! struct Cautious;
//!
//! impl Guest for Cautious {
//!     fn advise(brief: Brief, answers: Vec<Answer>) -> Result<Step, Failure> { … }
//! }
//!
//! openkoi_sdk::export_agency!(Cautious);
//! ```
//!
//! The contracts themselves, with what each function promises, are the WIT files in `wit/`.

mod failures;
use failures::failures;

#[cfg(feature = "agency")]
pub mod agency;
#[cfg(feature = "embedder")]
pub mod embedder;
#[cfg(feature = "evaluator")]
pub mod evaluator;
#[cfg(feature = "integration")]
pub mod integration;
#[cfg(feature = "interpreter")]
pub mod interpreter;
#[cfg(feature = "local-provider")]
pub mod local_provider;
#[cfg(feature = "provider")]
pub mod provider;
#[cfg(feature = "tool")]
pub mod tool;
