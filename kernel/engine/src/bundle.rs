//! The file in which compiled components ride inside the binary.
//!
//! `OPENKOI` and the format's number · the index's length, four bytes, little endian · the index as JSON · the blobs,
//! each at a multiple of [`ALIGNMENT`] from the beginning. The same components make the same file, byte for byte.

use serde::{Deserialize, Serialize};

/// What a bundle begins with; the last byte is the format's number.
pub const MAGIC: &[u8; 8] = b"OPENKOI\x01";

/// Where a blob may begin.
pub const ALIGNMENT: usize = 64;

/// What is in a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// [`compatibility`](crate::compatibility) of the engine that compiled the blobs.
    pub engine: String,
    /// Sorted by name.
    pub components: Vec<Row>,
}

/// One component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub name: String,
    /// The text of its `component.toml`.
    pub manifest: String,
    /// blake3 of the component, hexadecimal.
    pub digest: String,
    /// Where its compiled code begins in the file, and how long it is.
    pub offset: usize,
    pub length: usize,
}

/// A component on its way into a bundle.
pub struct Part {
    pub name: String,
    pub manifest: String,
    pub digest: String,
    pub code: Vec<u8>,
}

/// Why bytes are not a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// It does not begin with the magic of this format.
    Foreign,
    /// It ends before its index or one of its blobs does.
    Truncated,
    /// The index can't be read: why.
    Index(String),
}

/// Puts the file together.
pub fn write(engine: &str, mut parts: Vec<Part>) -> serde_json::Result<Vec<u8>> {
    parts.sort_by(|one, other| one.name.cmp(&other.name));
    // Offsets stand inside the index whose length moves them: they are settled when they no longer move.
    let mut start = 0;
    let index = loop {
        let index = serde_json::to_vec(&place(engine, &parts, start))?;
        let needed = (MAGIC.len() + 4 + index.len()).next_multiple_of(ALIGNMENT);
        if needed <= start {
            break index;
        }
        start = needed;
    };
    let mut file = MAGIC.to_vec();
    file.extend_from_slice(&(index.len() as u32).to_le_bytes());
    file.extend_from_slice(&index);
    file.resize(start, 0);
    for part in &parts {
        file.resize(file.len().next_multiple_of(ALIGNMENT), 0);
        file.extend_from_slice(&part.code);
    }
    Ok(file)
}

fn place(engine: &str, parts: &[Part], start: usize) -> Index {
    let mut offset = start;
    let mut rows = Vec::with_capacity(parts.len());
    for part in parts {
        offset = offset.next_multiple_of(ALIGNMENT);
        rows.push(Row {
            name: part.name.clone(),
            manifest: part.manifest.clone(),
            digest: part.digest.clone(),
            offset,
            length: part.code.len(),
        });
        offset += part.code.len();
    }
    Index {
        engine: engine.to_owned(),
        components: rows,
    }
}

/// Reads the index, and checks that all it names is there.
pub fn read(file: &[u8]) -> Result<Index, Damage> {
    let rest = file.strip_prefix(MAGIC).ok_or(Damage::Foreign)?;
    let (length, rest) = rest.split_first_chunk::<4>().ok_or(Damage::Truncated)?;
    let length = usize::try_from(u32::from_le_bytes(*length))
        .map_err(|error| Damage::Index(error.to_string()))?;
    let text = rest.get(..length).ok_or(Damage::Truncated)?;
    let index: Index =
        serde_json::from_slice(text).map_err(|error| Damage::Index(error.to_string()))?;
    let there = |row: &Row| {
        row.offset
            .checked_add(row.length)
            .is_some_and(|end| end <= file.len())
    };
    if index.components.iter().all(there) {
        Ok(index)
    } else {
        Err(Damage::Truncated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, code: &[u8]) -> Part {
        Part {
            name: name.to_owned(),
            manifest: format!("name = \"{name}\""),
            digest: "00".to_owned(),
            code: code.to_vec(),
        }
    }

    #[test]
    fn what_is_written_is_read_back_sorted_and_aligned() -> Result<(), Damage> {
        let file = write(
            "engine",
            vec![part("late", b"second"), part("early", &[7; 100])],
        )
        .expect("an index is JSON");
        let index = read(&file)?;
        let code = |at: usize| &file[index.components[at].offset..][..index.components[at].length];
        assert_eq!(index.engine, "engine");
        assert_eq!(index.components[0].name, "early");
        assert_eq!(code(0), &[7; 100]);
        assert_eq!(code(1), b"second");
        assert!(
            index
                .components
                .iter()
                .all(|row| row.offset % ALIGNMENT == 0)
        );
        Ok(())
    }

    #[test]
    fn a_bundle_cut_anywhere_is_refused_not_misread() {
        let file = write("engine", vec![part("one", &[1; 300])]).expect("an index is JSON");
        for end in 0..file.len() {
            assert!(read(&file[..end]).is_err(), "cut at {end}");
        }
        assert!(read(&file).is_ok());
    }
}
