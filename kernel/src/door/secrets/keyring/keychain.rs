//! The Keychain of macOS.

use super::{APPLICATION, Entry, Trouble};
use security_framework::base::Error;
use security_framework::passwords::{
    delete_generic_password, get_generic_password, set_generic_password,
};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// What the system calls its refusals.
const NOT_FOUND: i32 = -25300;
const NOT_ALLOWED: [i32; 4] = [-25293, -25308, -25315, -128];
const NOT_AVAILABLE: [i32; 3] = [-25291, -25294, -25307];

/// There is one for each user.
#[derive(Clone)]
pub(super) struct Place;

impl Place {
    pub(super) fn new(_environment: &BTreeMap<String, String>) -> Self {
        Self
    }

    pub(super) fn read(&self, entry: &Entry) -> Result<Option<Zeroizing<Vec<u8>>>, Trouble> {
        match get_generic_password(APPLICATION, &account(entry)) {
            Ok(value) => Ok(Some(Zeroizing::new(value))),
            Err(error) if error.code() == NOT_FOUND => Ok(None),
            Err(error) => Err(trouble(&error)),
        }
    }

    pub(super) fn write(&self, entry: &Entry, value: &[u8]) -> Result<(), Trouble> {
        set_generic_password(APPLICATION, &account(entry), value).map_err(|error| trouble(&error))
    }

    pub(super) fn remove(&self, entry: &Entry) -> Result<bool, Trouble> {
        match delete_generic_password(APPLICATION, &account(entry)) {
            Ok(()) => Ok(true),
            Err(error) if error.code() == NOT_FOUND => Ok(false),
            Err(error) => Err(trouble(&error)),
        }
    }
}

fn account(entry: &Entry) -> String {
    format!("{} of {}", entry.name, entry.home)
}

fn trouble(error: &Error) -> Trouble {
    match error.code() {
        code if NOT_ALLOWED.contains(&code) => Trouble::Denied(error.to_string()),
        code if NOT_AVAILABLE.contains(&code) => Trouble::Absent(error.to_string()),
        _ => Trouble::Failed(error.to_string()),
    }
}
