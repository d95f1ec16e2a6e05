//! The kernel's own bench of components, run through cargo, and its figures.

use crate::figure::{Measured, nanoseconds};
use std::process::Command;
use std::time::Duration;

/// What the kernel's bench said.
pub(crate) struct Report(Result<String, String>);

impl Report {
    /// Builds the bench if need be: with the same components that `make` builds the binary with.
    pub(crate) fn new() -> Self {
        let said = cargo(
            "bench --quiet --package openkoi --bench wasm --bench turn --bench policy --bench journal --bench lessons",
        );
        // A bench brings the binary along, with what only tests need in it: the one for users is put back.
        let put_back = cargo("build --quiet --release --package openkoi");
        Self(said.and_then(|said| put_back.map(|_| said)))
    }

    /// What a call costs apart from its work, by the bench's words: one frame in a call, and all in one.
    pub(crate) fn breakdown(&self) -> String {
        let text = self.0.as_deref().unwrap_or_default();
        let word = |label: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(label));
            line.and_then(|line| line.split_whitespace().next())
                .unwrap_or("unknown")
                .to_owned()
        };
        format!(
            "each call makes a store and an instance of its own: a call of anthropic with one frame takes {}, and one \
             with 10,000 frames takes {}",
            word("anthropic: instantiate and decode one frame: "),
            word("anthropic: 10,000 frames, 10000 in a call: ")
        )
    }

    /// The median that stands behind a label; the bench tells no others.
    pub(crate) fn figure(&self, label: &str, breakdown: &str) -> Result<Measured, String> {
        let text = self.0.as_ref().map_err(Clone::clone)?;
        let line = text.lines().find_map(|line| line.strip_prefix(label));
        let line = line.ok_or_else(|| format!("the kernel's bench says nothing of {label:?}"))?;
        let word = line
            .trim_end_matches(" all")
            .split_whitespace()
            .next_back()
            .unwrap_or_default();
        let time = duration(word).ok_or_else(|| format!("{word:?} is no duration"))?;
        Ok(Measured::new(vec![nanoseconds(time)], breakdown.to_owned()))
    }
}

/// What cargo says, with the components that `make` builds the binary with.
fn cargo(words: &str) -> Result<String, String> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let bundle = openkoi_tests::target().join("components/built-in.bundle");
    let output = Command::new(program)
        .args(words.split_whitespace())
        .current_dir(openkoi_tests::workspace())
        .env("OPENKOI_BUNDLE", bundle)
        .output()
        .map_err(|why| format!("cargo: {why}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let why = String::from_utf8_lossy(&output.stderr);
    Err(format!(
        "`cargo {words}` ended with {}: {}",
        output.status,
        why.trim()
    ))
}

/// A duration as Rust prints it for debugging.
fn duration(word: &str) -> Option<Duration> {
    let units = [("ns", 1e-9), ("µs", 1e-6), ("ms", 1e-3), ("s", 1.0)];
    let (number, seconds) = units
        .iter()
        .find_map(|(unit, seconds)| Some((word.strip_suffix(unit)?, seconds)))?;
    Duration::try_from_secs_f64(number.parse::<f64>().ok()? * seconds).ok()
}
