//! What `undo` restores: is each content still what it was?

use super::{Check, Doctor, FIX};
use crate::door::workspace::Upkeep;

pub(super) fn check(doctor: &Doctor) -> Check {
    let upkeep = Upkeep::new(doctor.paths.data());
    let mut check = Check::of("images", upkeep.images_folder());
    let images = upkeep.images();
    for image in &images {
        match upkeep.is_whole(image) {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                check.find(&image.path, error.to_string(), "check its owner and mode");
                continue;
            }
        }
        let what = "it is not what its name says: undo does without it";
        if doctor.fix {
            let done = upkeep.set_aside(image);
            let done = done.map(|path| format!("it is kept as {}", path.display()));
            check.mend(&image.path, what, done.map_err(|error| error.to_string()));
        } else {
            check.find(&image.path, what, FIX);
        }
    }
    check.told(super::counted(images.len(), "content"))
}
