//! How fast texts are searched for credentials.

use crate::figure::Measured;
use openkoi_redact::Redactor;
use std::time::Instant;

/// A hundred megabytes a second are 80 ms for these.
const BYTES: usize = 8_000_000;

/// The kernel's own sources, again and again, with three values known.
pub(crate) fn of_code() -> Result<Measured, String> {
    let sources = openkoi_tests::architecture::read(&openkoi_tests::workspace().join("kernel/src"));
    let mut text = String::with_capacity(BYTES + 65_536);
    for source in sources.iter().cycle() {
        text.push_str(&source.text);
        if text.len() >= BYTES {
            break;
        }
    }
    let redactor = Redactor::default();
    for value in 0..3 {
        redactor.know(&format!(
            "a-credential-of-the-user-{value}-0123456789abcdef"
        ));
    }
    let samples = (0..10).map(|_| {
        let begun = Instant::now();
        let redacted = redactor.redact(&text).len();
        (redacted, begun.elapsed())
    });
    let (lengths, times): (Vec<_>, Vec<_>) = samples.unzip();
    if lengths.contains(&0) {
        return Err("the text is gone".to_owned());
    }
    Ok(Measured::times(times, String::new()))
}
