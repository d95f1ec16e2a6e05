//! Where memories, tables and stacks of calls come from: places that are kept ready, since to map and unmap them
//! costs more than most calls.

use super::limits::{CALLS, INSTANCES, MEMORIES, TABLE_ENTRIES, TABLES};
use wasmtime::{Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Result};

/// What a 32-bit memory can hold. A smaller place would refuse at load what the meter stops in a call.
const PLACE: usize = 4 << 30;

/// Bytes of each memory, and of each table, that stay in memory from one call to the next, wiped.
const RESIDENT: usize = 128 << 10;
/// Places that nobody uses and that stay warm.
const WARM: u32 = 16;

/// An engine with places for as many calls as run at once, each with all that its limits allow, so that there is
/// always one. Most of it is only address space: where that is short, each call maps what it needs.
pub(super) fn engine() -> Result<Engine> {
    let mut config = openkoi_engine::config()?;
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(places()));
    Engine::new(&config).or_else(|_| Engine::new(&openkoi_engine::config()?))
}

fn places() -> PoolingAllocationConfig {
    let (memories, tables, instances) = (MEMORIES as u32, TABLES as u32, INSTANCES as u32);
    let calls = CALLS as u32;
    let mut places = PoolingAllocationConfig::new();
    places.total_stacks(calls);
    places.total_component_instances(calls);
    places.total_core_instances(calls * instances);
    places.total_memories(calls * memories);
    places.total_tables(calls * tables);
    places.table_elements(TABLE_ENTRIES);
    places.max_memory_size(PLACE);
    // How much one component may take is the meter's to say: it says so in a fault of its own.
    places.max_core_instances_per_component(u32::MAX);
    places.max_memories_per_component(u32::MAX);
    places.max_tables_per_component(u32::MAX);
    places.max_memories_per_module(calls * memories);
    places.max_tables_per_module(calls * tables);
    places.max_core_instance_size(PLACE);
    places.max_component_instance_size(PLACE);
    places.max_unused_warm_slots(WARM);
    places.table_keep_resident(RESIDENT);
    // Where the system tells which pages were written, wiping those is cheaper than getting new ones. Where it does
    // not, all would have to be wiped, and most of them nobody touched.
    if PoolingAllocationConfig::is_pagemap_scan_available() {
        places.pagemap_scan(Enabled::Yes);
        places.linear_memory_keep_resident(RESIDENT);
    }
    places
}
