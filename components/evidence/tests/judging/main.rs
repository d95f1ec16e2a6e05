//! Liars and honest workers, judged in tables.

mod bench;
mod conditions;
mod deeds;
mod honest;
mod robustness;
mod tampering;
mod tasks;
