//! Servers of the Model Context Protocol: real ones lend their tools, hostile ones do no harm.

mod bench;
mod honest;
mod hostile;
mod pins;
mod unconfined;
