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
        // A closed stderr leaves the exit code to tell.
        drop(std::io::stderr().write_all(told(panic, &redactor).as_bytes()));
    }));
}

fn told(panic: &std::panic::PanicHookInfo<'_>, redactor: &Redactor) -> String {
    let text = format!(
        "error: openkoi has a fault: {panic}\n  please report it, with what was done before it\n"
    );
    redactor.redact(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex, PoisonError};

    #[test]
    fn a_panic_in_any_thread_is_told_without_credentials() {
        let known = "kx-4f1d9c7a2b8e6053-canary";
        let shaped = format!("ghp_{}", "a1B2c3".repeat(6));
        let redactor = Redactor::default();
        redactor.know(known);
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let (ears, hook) = (Arc::clone(&heard), redactor.clone());
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let mut heard = ears.lock().unwrap_or_else(PoisonError::into_inner);
            heard.push(told(panic, &hook));
        }));
        let reversed: String = known.chars().rev().collect();
        let message = format!("no header of {known}, {reversed} or {shaped}");
        let ended = std::thread::spawn(move || assert!(message.is_empty(), "{message}")).join();
        std::panic::set_hook(before);
        assert!(ended.is_err(), "it has panicked");
        let heard = heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .join("");
        assert!(
            heard.contains("openkoi has a fault") && heard.contains("guard.rs"),
            "{heard}"
        );
        for secret in [known, reversed.as_str(), shaped.as_str()] {
            assert!(!heard.contains(secret), "{heard}");
        }
    }
}
