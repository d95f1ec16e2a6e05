//! What a long answer costs the process that shows it.

use crate::figure::{Measured, median, ms};
use crate::process::{Cost, run};
use crate::service::{Service, Writes};
use openkoi_tests::Dialect;

const EVENTS: usize = 10_000;
const ROUNDS: usize = 7;

/// The CPU time of a process that receives ten thousand fragments, less that of one which receives a single one.
pub(crate) fn answer(writes: Writes) -> Result<Measured, String> {
    let short = median(costs(1, writes)?.iter().map(Cost::cpu));
    let long = costs(EVENTS, writes)?;
    let breakdown = format!(
        "{} in the program, {} in the system, start included",
        ms(median(long.iter().map(|cost| cost.user))),
        ms(median(long.iter().map(|cost| cost.system)))
    );
    Ok(Measured::times(
        long.iter().map(|cost| cost.cpu().saturating_sub(short)),
        breakdown,
    ))
}

fn costs(fragments: usize, writes: Writes) -> Result<Vec<Cost>, String> {
    let service = Service::start(Dialect::Messages, fragments, writes)?;
    let home = service.home();
    let words = ["Say much", "-m", service.model(), "-i", "0", "--quiet"];
    let said = home.run(words).ends(0).stdout;
    let count = said.matches("word").count();
    if count != fragments {
        return Err(format!("{count} fragments came through, not {fragments}"));
    }
    (0..ROUNDS).map(|_| run(home.command(words))).collect()
}
