//! mechanism

pub mod remote;
