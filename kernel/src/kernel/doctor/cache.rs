//! Compiled code: does each belong to this binary, and did we write it?

use super::{Check, Doctor, FIX};
use crate::mechanism::wasm::unfit_codes;

pub(super) fn check(doctor: &Doctor) -> Check {
    let folder = doctor.paths.cache().join("native");
    let mut check = Check::of("cache", &folder);
    let engine =
        crate::registry::bundle::Bundle::embedded().map(|bundle| bundle.engine().to_owned());
    let (codes, unfit) = unfit_codes(&folder, engine.ok().as_deref());
    for (path, why) in unfit {
        if doctor.fix {
            let done = std::fs::remove_file(&path);
            let done = done.map(|()| "it is removed; what is needed is compiled again".to_owned());
            check.mend(&path, why, done.map_err(|error| error.to_string()));
        } else {
            check.find(&path, why, FIX);
        }
    }
    check.told(super::counted(codes, "compiled component"))
}
