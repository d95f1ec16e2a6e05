//! How much a call may take, and the meter that stops it.

use std::fmt;
use std::time::Duration;
use wasmtime::ResourceLimiter;

/// The limits that a manifest may lower.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all linear memories of one call.
    pub memory: usize,
    /// Wall clock of one call, without what the host does for it.
    pub time: Duration,
    /// Bytes that one call may return.
    pub output: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 64 << 20,
            time: Duration::from_secs(10),
            output: 8 << 20,
        }
    }
}

impl Limits {
    /// The stricter of each.
    #[must_use]
    pub fn lowered_to(self, other: Self) -> Self {
        Self {
            memory: self.memory.min(other.memory),
            time: self.time.min(other.time),
            output: self.output.min(other.output),
        }
    }
}

/// Calls that run at once.
pub(super) const CALLS: usize = 64;

/// Entries of all tables of one call.
pub(super) const TABLE_ENTRIES: usize = 200_000;
/// Core instances, tables and memories of one call. Toolchains with dynamic linking need dozens.
pub(super) const INSTANCES: usize = 256;
pub(super) const TABLES: usize = 64;
pub(super) const MEMORIES: usize = 8;

/// Calls from a guest to the host, for one call from the kernel, and those among them that go over the network.
pub(super) const HOST_CALLS: u32 = 10_000;
pub(super) const HTTP_CALLS: u32 = 100;

/// Bytes that one call from a guest to the host may hand over: the largest body, and what goes with it.
pub(super) const HOST_CALL_BYTES: usize = 17 << 20;

/// Why a guest was stopped. It travels through the engine as an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    Deadline,
    Limit(&'static str),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deadline => f.write_str("out of time"),
            Self::Limit(what) => write!(f, "over the limit of {what}"),
        }
    }
}

impl std::error::Error for Stop {}

/// Counts what one call's memories and tables hold together.
pub(super) struct Meter {
    memory: usize,
    most_memory: usize,
    entries: usize,
}

impl Meter {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            memory: 0,
            most_memory: limits.memory,
            entries: 0,
        }
    }
}

/// What would exceed a limit ends the call: a guest that is told "no" instead only fails later and less clearly.
impl ResourceLimiter for Meter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        self.memory = self.memory.saturating_add(desired.saturating_sub(current));
        if self.memory > self.most_memory {
            Err(Stop::Limit("memory").into())
        } else {
            Ok(true)
        }
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        self.entries = self.entries.saturating_add(desired.saturating_sub(current));
        if self.entries > TABLE_ENTRIES {
            Err(Stop::Limit("table").into())
        } else {
            Ok(true)
        }
    }

    fn instances(&self) -> usize {
        INSTANCES
    }

    fn tables(&self) -> usize {
        TABLES
    }

    fn memories(&self) -> usize {
        MEMORIES
    }
}
