//! Liars and honest workers, judged in tables.

#![expect(
    clippy::too_many_lines,
    reason = "a table is as long as its rows are many"
)]

mod bench;
mod conditions;
mod deeds;
mod effects;
mod figures;
mod honest;
mod letters;
mod remainder;
mod renaming;
mod rigging;
mod robustness;
mod sources;
mod stand_ins;
mod standing;
mod tailored;
mod tampering;
mod tasks;
