//! Policy as a whole: what it lets pass, and what it does not.

mod bench;
mod files;
mod lines;
