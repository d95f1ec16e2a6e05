//! Policy as a whole: what it lets pass, and what it does not.

mod bench;
mod cells;
mod domains;
mod files;
mod lines;
mod property;
