//! What it all takes up, against `[storage]` of the config.

use super::{Check, Doctor, FIX, size};
use crate::kernel::storage::Usage;

pub(super) async fn check(doctor: &Doctor) -> Vec<Check> {
    let Ok(kernel) = &doctor.kernel else {
        return Vec::new();
    };
    let mut usage = Usage::of(&doctor.paths);
    let mut check = Check::of("storage", doctor.paths.data());
    if doctor.fix {
        let done = kernel.collect().await;
        match done {
            Ok(told) => {
                for line in told {
                    check.mend(
                        doctor.paths.data(),
                        "more is kept than [storage] allows",
                        Ok(line),
                    );
                }
            }
            Err(why) => check.mend(
                doctor.paths.data(),
                "what is kept can't be looked through",
                Err(why),
            ),
        }
        usage = Usage::of(&doctor.paths);
    }
    for (key, used, most, next) in usage.over(&kernel.config.storage) {
        let what = format!("{key}: {} are kept, {} are allowed", size(used), size(most));
        let next = if doctor.fix { next } else { FIX.to_owned() };
        check.find(doctor.paths.data(), what, next);
    }
    let told = format!(
        "journal {}, images {}, outputs {}, cache {}, sandbox {}",
        size(usage.journal),
        size(usage.images),
        size(usage.outputs),
        size(usage.cache),
        size(usage.sandbox)
    );
    vec![check.told(told)]
}
