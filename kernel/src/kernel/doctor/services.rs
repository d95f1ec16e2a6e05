//! Who could answer, as far as this machine knows.

use super::{Check, Doctor};

pub(super) fn check(doctor: &Doctor) -> Option<Check> {
    let kernel = doctor.kernel.as_ref().ok()?;
    let overview = kernel.overview();
    let connected = overview
        .services
        .iter()
        .filter(|service| service.is_connected);
    let (mut names, mut keys) = (Vec::new(), Vec::new());
    for service in connected {
        names.push(service.id.as_str());
        keys.push(format!("{}: {}", service.id, service.told));
    }
    let check = Check {
        area: "providers",
        place: names.join(" "),
        told: format!(
            "connected, as far as their keys tell; nobody was asked ({})",
            keys.join("; ")
        ),
        findings: Vec::new(),
    };
    Some(check)
}
