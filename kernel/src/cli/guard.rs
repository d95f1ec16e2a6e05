//! What happens before a secret is read: nothing of this process's memory leaves it.

use openkoi_redact::Redactor;
use rustix::process::{Resource, Rlimit, setrlimit};
use std::io::Write;

/// No core dump is written, and on Linux no other process of the same user can read this one's memory or environment.
///
/// It holds for this process alone: a program that is executed can be looked into again. A child that has not executed
/// anything yet shares it, and `/proc/self` of such a child belongs to root; whoever writes to it there (the id maps of a
/// user namespace) makes the child dumpable first.
pub(super) fn memory() {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    // Lowering one's own limit can't be refused; were it, the next lines still hold.
    setrlimit(Resource::Core, none).ok();
    #[cfg(target_os = "linux")]
    // The same.
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable).ok();
}

/// A panic's message is shown without credentials.
pub(super) fn panics(redactor: Redactor) {
    std::panic::set_hook(Box::new(move |panic| {
        let text = format!(
            "error: openkoi has a fault: {panic}\n  please report it, with what was done before it\n"
        );
        // A closed stderr leaves the exit code to tell.
        drop(std::io::stderr().write_all(redactor.redact(&text).as_bytes()));
    }));
}
