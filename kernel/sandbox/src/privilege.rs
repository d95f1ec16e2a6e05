//! Giving up what a program could use against its surroundings.

use crate::layer::{Layer, Missing};
use crate::plan::Limits;
use rustix::process::{Resource, Rlimit, setrlimit};
use rustix::thread::{
    CapabilitiesSecureBits, CapabilitySet, CapabilitySets, clear_ambient_capability_set,
    remove_capability_from_bounding_set, set_capabilities, set_capabilities_secure_bits,
    set_no_new_privs,
};

/// No file that is run from here on brings rights along.
pub(crate) fn gain_nothing() -> Result<(), Missing> {
    set_no_new_privs(true).map_err(|error| Missing::new(Layer::Capabilities, error))
}

/// No program started from here on gains anything, whatever its file says and whoever its user is.
pub(crate) fn drop_all() -> Result<(), Missing> {
    let failed = |error: rustix::io::Errno| Missing::new(Layer::Capabilities, error);
    gain_nothing()?;
    let locked = CapabilitiesSecureBits::NO_ROOT
        | CapabilitiesSecureBits::NO_ROOT_LOCKED
        | CapabilitiesSecureBits::NO_SETUID_FIXUP
        | CapabilitiesSecureBits::NO_SETUID_FIXUP_LOCKED
        | CapabilitiesSecureBits::NO_CAP_AMBIENT_RAISE
        | CapabilitiesSecureBits::NO_CAP_AMBIENT_RAISE_LOCKED
        | CapabilitiesSecureBits::KEEP_CAPS_LOCKED;
    set_capabilities_secure_bits(locked).map_err(failed)?;
    clear_ambient_capability_set().map_err(failed)?;
    for bit in 0..64 {
        let Some(capability) = CapabilitySet::from_bits(1 << bit) else {
            continue;
        };
        match remove_capability_from_bounding_set(capability) {
            Ok(()) => {}
            // The kernel knows fewer.
            Err(rustix::io::Errno::INVAL) => break,
            Err(error) => return Err(failed(error)),
        }
    }
    let none = CapabilitySet::empty();
    let sets = CapabilitySets {
        effective: none,
        permitted: none,
        inheritable: none,
    };
    set_capabilities(None, sets).map_err(failed)
}

/// Sets the limits that the kernel keeps for each process; those for all together are watched.
pub(crate) fn limit(limits: &Limits) -> Result<(), Missing> {
    let rows = [
        (Resource::Core, 0),
        (Resource::Fsize, limits.file),
        (Resource::Nofile, limits.open_files),
        (Resource::Nproc, limits.processes),
        (Resource::Data, limits.memory),
        (Resource::Memlock, 8 << 20),
        (Resource::Msgqueue, 800 << 10),
        (Resource::Rtprio, 0),
    ];
    for (resource, wanted) in rows {
        let hard = rustix::process::getrlimit(resource).maximum;
        let value = Some(hard.map_or(wanted, |hard| hard.min(wanted)));
        let limit = Rlimit {
            current: value,
            maximum: value,
        };
        setrlimit(resource, limit)
            .map_err(|error| Missing::new(Layer::Limits, format!("{resource:?}: {error}")))?;
    }
    Ok(())
}
