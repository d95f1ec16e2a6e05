//! Looks at everything that is kept on this machine, says what is wrong, and mends what can be mended without losing anything.
//!
//! What becomes of a file that can't be read:
//!
//! | file | a run | `doctor --fix` |
//! |---|---|---|
//! | `config.toml` | is refused, at exit code 2; an empty one is told, and the defaults hold | leaves it: it is the user's |
//! | `grants.toml`, `trust.toml` | is refused; cut off counts as damage, since their last line is known | leaves it |
//! | `SOUL.md` | that thinks is refused | leaves it |
//! | `credentials/*.key` | goes on without the service, and says why | sets owner and mode |
//! | `component.toml` and its code | goes on without it, or is blocked if it has a say in what is done | leaves it |
//! | `skills/*/SKILL.md` | goes on without it, and says why | leaves it |
//! | `data/journal.db`, `-wal` | keeps it as `journal.corrupt-<time>.db`, begins a new one and says so | brings its whole rows into the new one |
//! | `data/images/` | `undo` does without the content, and says so | keeps it in `images/corrupt/` |
//! | `data/kv/` | hands the bytes to the component, which alone knows them | leaves it |
//! | `data/tool-output/` | never reads it | leaves it |
//! | `cache/native/` | compiles again | removes it |
//!
//! A directory, pipe, device or link to nowhere in a file's place is named and never waited for.

mod cache;
mod files;
mod images;
mod journal;
mod leftovers;
mod owners;
mod services;
mod sizes;

use super::{Kernel, Options};
use crate::config::{Environment, Overrides, Paths};
use crate::failure::Failure;
use std::path::{Path, PathBuf};

/// What one look came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Check {
    /// What was looked at, in a word.
    pub area: &'static str,
    pub place: String,
    /// What there is, in a few words.
    pub told: String,
    pub findings: Vec<Ailment>,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ailment {
    pub what: String,
    pub place: PathBuf,
    /// What to do next.
    pub next: String,
    /// What was done about it, if it was.
    pub mended: Option<String>,
}

/// What a finding that `--fix` mends asks for.
const FIX: &str = "openkoi doctor --fix";

/// Everything that is known before anything is looked at.
pub struct Doctor {
    paths: Paths,
    /// None where config or grants can't be read; the look at them says why.
    kernel: Result<Kernel, Failure>,
    fix: bool,
}

impl Doctor {
    /// `fix`: mend what can be mended without losing anything.
    pub fn new(
        environment: Environment,
        config: Option<&Path>,
        overrides: &Overrides,
        options: Options,
        fix: bool,
    ) -> Result<Self, Failure> {
        let paths = Paths::resolve(&environment, config).map_err(super::wrong)?;
        if fix {
            // What nobody but its owner could have written may be believed once it is its owner's alone.
            owners::mend_texts(&paths);
        }
        let kernel = Kernel::open(environment, config, overrides, options);
        Ok(Self { paths, kernel, fix })
    }

    /// Looks at everything. Asks nobody on the network.
    pub async fn examine(&self) -> Vec<Check> {
        let mut checks = owners::checks(self);
        checks.extend(files::checks(self));
        checks.push(journal::check(self).await);
        checks.push(images::check(self));
        checks.push(cache::check(self));
        checks.push(leftovers::check(self));
        checks.extend(sizes::check(self).await);
        checks.extend(services::check(self));
        checks
    }
}

impl Check {
    fn of(area: &'static str, place: &Path) -> Self {
        Self {
            area,
            place: place.display().to_string(),
            ..Self::default()
        }
    }

    fn told(self, told: impl Into<String>) -> Self {
        Self {
            told: told.into(),
            ..self
        }
    }

    fn find(&mut self, place: &Path, what: impl Into<String>, next: impl Into<String>) {
        self.findings.push(Ailment {
            what: what.into(),
            place: place.to_owned(),
            next: next.into(),
            mended: None,
        });
    }

    /// A finding that was mended, or could not be.
    fn mend(&mut self, place: &Path, what: impl Into<String>, done: Result<String, String>) {
        let (next, mended) = match done {
            Ok(done) => (String::new(), Some(done)),
            Err(why) => (format!("it can't be mended: {why}"), None),
        };
        self.findings.push(Ailment {
            what: what.into(),
            place: place.to_owned(),
            next,
            mended,
        });
    }
}

/// "1 file", "3 files".
fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

/// "12 KiB", "3.4 MiB".
fn size(bytes: u64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} bytes"),
        1_024..1_048_576 => format!("{} KiB", bytes / 1_024),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}
