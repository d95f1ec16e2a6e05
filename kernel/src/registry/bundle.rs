//! The components that ride inside the binary, compiled ahead of time.

use openkoi_engine::bundle::{self, Damage};
use std::sync::OnceLock;

static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/components.bundle"));

/// The built-in components.
#[derive(Debug)]
pub struct Bundle {
    engine: String,
    entries: Vec<BundleEntry>,
}

/// One built-in component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleEntry {
    pub name: String,
    /// The text of its `component.toml`.
    pub manifest: String,
    /// blake3 of the component's `.wasm`, hexadecimal.
    pub digest: String,
    /// Native code, ours: compiled when this binary was built.
    pub cwasm: &'static [u8],
}

/// Why there are no built-in components.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    #[error("this binary was built without components: run `make components`, then build it again")]
    Empty,
    #[error("the components inside this binary are damaged ({0}): install it again")]
    Damaged(String),
}

impl Bundle {
    /// Those inside this binary. Read at the first call.
    pub fn embedded() -> Result<&'static Self, BundleError> {
        static BUNDLE: OnceLock<Result<Bundle, BundleError>> = OnceLock::new();
        BUNDLE
            .get_or_init(|| Self::read(EMBEDDED))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// Sorted by name.
    pub fn entries(&self) -> &[BundleEntry] {
        &self.entries
    }

    /// Names the engine that compiled them, as [`openkoi_engine::compatibility`] does.
    pub fn engine(&self) -> &str {
        &self.engine
    }

    fn read(file: &'static [u8]) -> Result<Self, BundleError> {
        if file.is_empty() {
            return Err(BundleError::Empty);
        }
        let index = bundle::read(file).map_err(|damage| {
            BundleError::Damaged(match damage {
                Damage::Foreign => "not a bundle".to_owned(),
                Damage::Truncated => "cut off".to_owned(),
                Damage::Index(why) => why,
            })
        })?;
        let entry = |row: bundle::Row| {
            let cwasm = file
                .get(row.offset..)
                .and_then(|rest| rest.get(..row.length))?;
            Some(BundleEntry {
                name: row.name,
                manifest: row.manifest,
                digest: row.digest,
                cwasm,
            })
        };
        let entries: Option<Vec<_>> = index.components.into_iter().map(entry).collect();
        match entries {
            Some(entries) if entries.is_empty() => Err(BundleError::Empty),
            Some(entries) => Ok(Self {
                engine: index.engine,
                entries,
            }),
            None => Err(BundleError::Damaged("cut off".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use openkoi_engine::bundle::Part;

    fn leaked(parts: Vec<Part>) -> &'static [u8] {
        bundle::write("engine", parts)
            .expect("an index is JSON")
            .leak()
    }

    fn part() -> Part {
        Part {
            name: "one".into(),
            manifest: "kind = \"tool\"".into(),
            digest: "ab".into(),
            code: vec![1, 2, 3],
        }
    }

    #[test]
    fn an_entry_is_what_was_put_in() {
        let bundle = Bundle::read(leaked(vec![part()])).expect("a whole bundle");
        let expected = BundleEntry {
            name: "one".into(),
            manifest: "kind = \"tool\"".into(),
            digest: "ab".into(),
            cwasm: &[1, 2, 3],
        };
        assert_eq!(bundle.entries(), [expected]);
        assert_eq!(bundle.engine(), "engine");
    }

    #[test]
    fn nothing_and_no_components_are_empty_and_anything_else_is_damaged() {
        assert_eq!(Bundle::read(&[]).err(), Some(BundleError::Empty));
        assert_eq!(Bundle::read(leaked(vec![])).err(), Some(BundleError::Empty));
        for bytes in [
            &b"OPENKOI"[..],
            b"something else",
            &leaked(vec![part()])[..40],
        ] {
            assert!(matches!(Bundle::read(bytes), Err(BundleError::Damaged(_))));
        }
    }
}
