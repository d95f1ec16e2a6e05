//! The components that ride inside the binary, compiled ahead of time.

use openkoi_engine::bundle::{self, Damage};
use std::ops::Deref;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

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
    /// What [`code`](Self::code) unpacks.
    pub packed: &'static [u8],
    size: usize,
}

impl BundleEntry {
    /// Native code, ours: compiled when this binary was built. Unpacked at each call.
    pub fn code(&self) -> Result<Code, BundleError> {
        let mut code = Code(std::mem::take(&mut *spare()));
        bundle::unpack(self.packed, self.size, &mut code.0).map_err(damaged)?;
        Ok(code)
    }
}

/// Code that was unpacked.
#[derive(Debug, PartialEq, Eq)]
pub struct Code(Vec<u8>);

impl Deref for Code {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

/// Leaves its room to the next one: to get new pages from the system costs more than to unpack into those one has.
impl Drop for Code {
    fn drop(&mut self) {
        let mut spare = spare();
        if spare.capacity() < self.0.capacity() {
            *spare = std::mem::take(&mut self.0);
        }
    }
}

fn spare() -> MutexGuard<'static, Vec<u8>> {
    static SPARE: Mutex<Vec<u8>> = Mutex::new(Vec::new());
    SPARE.lock().unwrap_or_else(PoisonError::into_inner)
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
        let (index, blobs) = bundle::read(file).map_err(damaged)?;
        let entry = |(row, packed): (bundle::Row, _)| BundleEntry {
            name: row.name,
            manifest: row.manifest,
            digest: row.digest,
            packed,
            size: row.size,
        };
        let entries: Vec<_> = index.components.into_iter().zip(blobs).map(entry).collect();
        if entries.is_empty() {
            return Err(BundleError::Empty);
        }
        Ok(Self {
            engine: index.engine,
            entries,
        })
    }
}

fn damaged(damage: Damage) -> BundleError {
    BundleError::Damaged(match damage {
        Damage::Foreign => "not a bundle".to_owned(),
        Damage::Truncated => "cut off".to_owned(),
        Damage::Index(why) | Damage::Blob(why) => why,
    })
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
        let [entry] = bundle.entries() else {
            panic!("one went in");
        };
        assert_eq!(
            (&*entry.name, &*entry.manifest, &*entry.digest),
            ("one", "kind = \"tool\"", "ab")
        );
        assert_eq!(entry.code().as_deref(), Ok(&[1, 2, 3][..]));
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

    #[test]
    fn a_component_that_is_damaged_is_told_when_it_is_unpacked() {
        let whole = leaked(vec![part()]);
        let mut changed = whole.to_vec();
        let blob = whole.len() - Bundle::read(whole).expect("whole").entries[0].packed.len();
        changed[blob] ^= 0x10;
        let bundle = Bundle::read(changed.leak()).expect("its index is whole");
        let code = bundle.entries()[0].code();
        assert!(matches!(code, Err(BundleError::Damaged(_))));
    }
}
