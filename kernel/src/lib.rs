//! OpenKoi: an agent that thinks before it acts and proves what it did.
//!
//! The floor plan, from the outside in; an arrow is "may name":
//!
//! `cli → daemon → api → kernel → session → port ← mechanism → door → store → domain`
//!
//! - [`domain`] – the vocabulary as types.
//! - [`port`] – what the kernel needs from its parts, as traits.
//! - [`session`] – one task as a pure machine, and the driver that performs its effects.
//! - [`mind`] – pure thoughts: directive, parliament, planning.
//! - [`policy`] – may it be done: one pure function.
//! - [`mechanism`] – how components run.
//! - [`door`] – the only place where effects leave the process.
//! - [`registry`] – which components there are, and what they may.
//! - [`store`] – SQLite.
//! - [`consent`] – what a project brings along, and whether a person consented to it.
//! - [`config`] – file, environment and flags as checked values.
//! - [`kernel`] – the composition root.
//! - [`api`] – the HTTP API.
//! - [`daemon`] – the process that runs tasks which are handed in.
//! - [`cli`] – the command line.

pub mod api;
pub mod cli;
pub mod config;
pub mod consent;
pub mod daemon;
pub mod domain;
pub mod door;
pub mod failure;
pub mod kernel;
pub mod mechanism;
pub mod mind;
pub mod policy;
pub mod port;
pub mod registry;
pub mod session;
pub mod store;
