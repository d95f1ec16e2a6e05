//! The file in which compiled components ride inside the binary.
//!
//! `OPENKOI` and the format's number · the index's length, four bytes, little endian · the index as JSON · the blobs,
//! each compressed by itself, so that a component costs its own decompression and no other's. The same components make
//! the same file, byte for byte.

use serde::{Deserialize, Serialize};

/// What a bundle begins with; the last byte is the format's number.
pub const MAGIC: &[u8; 8] = b"OPENKOI\x02";

/// What is in a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// [`compatibility`](crate::compatibility) of the engine that compiled the blobs.
    pub engine: String,
    /// Sorted by name, as are their blobs.
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
    /// How long its blob is.
    pub length: usize,
    /// How long its compiled code is, which the blob holds.
    pub size: usize,
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
    /// A blob does not hold what the index says: why.
    Blob(String),
}

/// Puts the file together.
pub fn write(engine: &str, mut parts: Vec<Part>) -> serde_json::Result<Vec<u8>> {
    parts.sort_by(|one, other| one.name.cmp(&other.name));
    let (mut components, mut blobs) = (Vec::with_capacity(parts.len()), Vec::new());
    for part in parts {
        let blob = lz4_flex::block::compress(&part.code);
        components.push(Row {
            name: part.name,
            manifest: part.manifest,
            digest: part.digest,
            length: blob.len(),
            size: part.code.len(),
        });
        blobs.extend(blob);
    }
    let engine = engine.to_owned();
    let index = serde_json::to_vec(&Index { engine, components })?;
    let length = (index.len() as u32).to_le_bytes();
    Ok([&MAGIC[..], &length, &index, &blobs].concat())
}

/// Reads the index, and finds the blob of each of its rows.
pub fn read(file: &[u8]) -> Result<(Index, Vec<&[u8]>), Damage> {
    let rest = file.strip_prefix(MAGIC).ok_or(Damage::Foreign)?;
    let (length, rest) = rest.split_first_chunk::<4>().ok_or(Damage::Truncated)?;
    let length = usize::try_from(u32::from_le_bytes(*length))
        .map_err(|error| Damage::Index(error.to_string()))?;
    let (text, mut rest) = rest.split_at_checked(length).ok_or(Damage::Truncated)?;
    let index: Index =
        serde_json::from_slice(text).map_err(|error| Damage::Index(error.to_string()))?;
    let mut blobs = Vec::with_capacity(index.components.len());
    for row in &index.components {
        let (blob, behind) = rest.split_at_checked(row.length).ok_or(Damage::Truncated)?;
        blobs.push(blob);
        rest = behind;
    }
    Ok((index, blobs))
}

/// Puts the compiled code that a blob holds, `size` bytes of it, in place of what the buffer held.
pub fn unpack(blob: &[u8], size: usize, code: &mut Vec<u8>) -> Result<(), Damage> {
    code.resize(size, 0);
    match lz4_flex::block::decompress_into(blob, code) {
        Ok(whole) if whole == size => Ok(()),
        Ok(short) => Err(Damage::Blob(format!("{short} bytes, not {size}"))),
        Err(why) => Err(Damage::Blob(why.to_string())),
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
    fn what_is_written_is_read_back_sorted_and_whole() -> Result<(), Damage> {
        let parts = vec![part("late", b"second"), part("early", &[7; 100])];
        let file = write("engine", parts).expect("an index is JSON");
        let (index, blobs) = read(&file)?;
        assert_eq!(index.engine, "engine");
        assert_eq!(index.components[0].name, "early");
        assert!(blobs[0].len() < 100, "it is compressed");
        let mut code = Vec::new();
        unpack(blobs[0], index.components[0].size, &mut code)?;
        assert_eq!(code, [7; 100]);
        unpack(blobs[1], index.components[1].size, &mut code)?;
        assert_eq!(code, b"second");
        Ok(())
    }

    #[test]
    fn a_bundle_cut_anywhere_is_refused_not_misread() {
        let code: Vec<u8> = (0..=255).collect();
        let file = write("engine", vec![part("one", &code)]).expect("an index is JSON");
        for end in 0..file.len() {
            assert!(read(&file[..end]).is_err(), "cut at {end}");
        }
        assert!(read(&file).is_ok());
    }

    #[test]
    fn a_blob_that_is_cut_or_of_another_size_is_damage() -> Result<(), Damage> {
        let code: Vec<u8> = (0..=255).collect();
        let file = write("engine", vec![part("one", &code)]).expect("an index is JSON");
        let (_, blobs) = read(&file)?;
        let try_as = |blob: &[u8], size| unpack(blob, size, &mut Vec::new());
        for end in 0..blobs[0].len() {
            assert!(try_as(&blobs[0][..end], 256).is_err(), "cut at {end}");
        }
        assert!(try_as(blobs[0], 255).is_err());
        assert!(try_as(blobs[0], 257).is_err());
        try_as(blobs[0], 256)
    }
}
