//! Credentials that belong nowhere: one of every shape stands in the environment of every run of the suite, beside the key
//! of the service that is connected. Whatever a run prints, sends or leaves behind is searched for them, in all spellings.

#[path = "../../kernel/redact/tests/bench/mod.rs"]
mod bench;

use crate::server::KEY;
use bench::{Random, instance, seed};
use openkoi_redact::{Known, formats};
use std::sync::OnceLock;

/// A credential of every shape that the redactor has a pattern for.
pub struct Canaries {
    /// All of them as lines of a file.
    pub file: String,
    pub secrets: Vec<(&'static str, String)>,
    pub seed: u64,
    known: Known,
}

impl Canaries {
    /// Made from the seed of the campaign (`OPENKOI_SEED`) and this number; the connected service's key is one of them.
    pub fn of(number: u64) -> Self {
        let seed = seed().wrapping_add(number);
        let mut random = Random::new(seed);
        let (mut file, mut known, mut secrets) = (String::new(), Known::default(), Vec::new());
        for format in formats() {
            let made = instance(format, &mut random);
            file.push_str(&format!("# {}\n{}\n", format.name, made.text));
            known.add(&made.secret);
            secrets.push((format.name, made.secret));
        }
        known.add(KEY);
        Self {
            file,
            secrets,
            seed,
            known,
        }
    }

    /// Those that are in the environment of every run.
    pub fn everywhere() -> &'static Self {
        static CANARIES: OnceLock<Canaries> = OnceLock::new();
        CANARIES.get_or_init(|| Self::of(1))
    }

    /// Variables as a shell has them, each with a credential.
    pub fn environment(&self) -> impl Iterator<Item = (String, String)> {
        let numbered = self.secrets.iter().enumerate();
        numbered.map(|(at, (_, secret))| (format!("CANARY_{at}"), secret.replace('\n', " ")))
    }

    /// The canaries of which something is left here, in any spelling.
    pub fn left_in(&self, bytes: &[u8]) -> Vec<&'static str> {
        if !self.known.occur_in(bytes) {
            return Vec::new();
        }
        let all = self
            .secrets
            .iter()
            .map(|(name, secret)| (*name, secret.as_str()));
        let left = all.chain([("our own key", KEY)]).filter(|(_, secret)| {
            let mut known = Known::default();
            known.add(secret);
            known.occur_in(bytes)
        });
        left.map(|(name, _)| name).collect()
    }

    /// Says which canaries are here, if any is.
    pub fn finding(&self, what: &str, bytes: &[u8]) -> Option<String> {
        let left = self.left_in(bytes);
        (!left.is_empty()).then(|| format!("{what}: {} (seed {})", left.join(", "), self.seed))
    }
}
