//! registry

pub mod bundle;
