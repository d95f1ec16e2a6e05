//! How soon the model is asked.

use crate::figure::{Measured, median, ms};
use crate::process::run;
use crate::service::{Service, Writes};
use openkoi_tests::Dialect;
use std::time::Duration;

const ROUNDS: usize = 20;

/// From the start of the process to the first whole request, by the service's clock, which is this program's.
pub(crate) fn first(dialect: Dialect) -> Result<Measured, String> {
    let service = Service::start(dialect, 1, Writes::Full)?;
    let home = service.home();
    let (mut times, mut wholes) = (Vec::new(), Vec::new());
    for _ in 0..=ROUNDS {
        let cost = run(home.command(["Say hello", "-m", service.model(), "-i", "0", "--quiet"]))?;
        times.push(service.next()?.duration_since(cost.begun));
        wholes.push(cost);
        service.forget();
    }
    // The first one creates the home.
    let created = times.remove(0);
    let status = (0..ROUNDS)
        .map(|_| Ok(run(home.command(["status"]))?.elapsed))
        .collect::<Result<Vec<Duration>, String>>()?;
    let breakdown = format!(
        "{} of it pass in a whole `openkoi status` (start, config, registry); the rest opens the journal, unpacks \
         and loads components, and makes the request. The first run of a home took {}. The process to its end: {}, {} \
         of them CPU",
        ms(median(status)),
        ms(created),
        ms(median(wholes.iter().map(|cost| cost.elapsed))),
        ms(median(wholes.iter().map(|cost| cost.cpu())))
    );
    Ok(Measured::times(times, breakdown))
}
