//! What the host knows of one running call.

use super::host::Host;
use super::limits::{HOST_CALLS, HTTP_CALLS, Meter, Stop};
use super::text::{cut, escaped};
use crate::port::LogLevel;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A guest's time is the machine's own, whatever clock the task goes by.
#[expect(
    clippy::disallowed_methods,
    reason = "a limit on work that really happens"
)]
fn moment() -> Instant {
    Instant::now()
}

/// Lines that one call may log, and bytes of each.
const LOG_LINES: u32 = 1_000;
const LOG_LINE_BYTES: usize = 4 << 10;

/// The data of a call's store.
pub(super) struct Guest {
    pub(super) host: Arc<Host>,
    pub(super) meter: Meter,
    started: Instant,
    /// Spent in host calls, which is not the guest's time.
    host_time: Duration,
    host_calls: u32,
    http_calls: u32,
    log_lines: u32,
}

impl Guest {
    pub(super) fn new(host: Arc<Host>) -> Self {
        Self {
            meter: Meter::new(&host.limits),
            host,
            started: moment(),
            host_time: Duration::ZERO,
            host_calls: 0,
            http_calls: 0,
            log_lines: 0,
        }
    }

    /// Whether the guest's time is up.
    pub(super) fn check_time(&self) -> Result<(), Stop> {
        let spent = self.started.elapsed().saturating_sub(self.host_time);
        if spent > self.host.limits.time {
            Err(Stop::Deadline)
        } else {
            Ok(())
        }
    }

    pub(super) fn count_call(&mut self) -> Result<(), Stop> {
        self.host_calls += 1;
        if self.host_calls > HOST_CALLS {
            Err(Stop::Limit("host calls"))
        } else {
            Ok(())
        }
    }

    pub(super) fn count_http(&mut self) -> Result<(), Stop> {
        self.http_calls += 1;
        if self.http_calls > HTTP_CALLS {
            Err(Stop::Limit("http calls"))
        } else {
            Ok(())
        }
    }

    /// Waits for the host's work without counting it as the guest's time.
    pub(super) async fn hosted<T>(&mut self, work: impl Future<Output = T>) -> T {
        let since = moment();
        let done = work.await;
        self.host_time += since.elapsed();
        done
    }

    pub(super) fn log(&mut self, level: LogLevel, line: &str) {
        self.log_lines += 1;
        if self.log_lines <= LOG_LINES {
            let line = escaped(cut(line, LOG_LINE_BYTES));
            self.host.lent.log.write(&self.host.name, level, &line);
        }
    }

    /// Says how many lines were too many, if any were.
    pub(super) fn close_log(&self) {
        if let Some(dropped) = self
            .log_lines
            .checked_sub(LOG_LINES)
            .filter(|dropped| *dropped > 0)
        {
            let line = format!("{dropped} more lines were dropped: a call may log {LOG_LINES}");
            self.host
                .lent
                .log
                .write(&self.host.name, LogLevel::Warn, &line);
        }
    }
}
