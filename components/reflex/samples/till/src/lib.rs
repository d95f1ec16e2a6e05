//! A small cash register.

pub mod basket;
pub mod discount;
pub mod money;
pub mod receipt;

pub use basket::{Basket, Item};
