//! The size of the binary, and what takes the room, read from its section headers.

use crate::figure::Measured;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;

struct Section {
    name: String,
    offset: u64,
    size: u64,
}

pub(crate) fn binary() -> Result<Measured, String> {
    let path = openkoi_tests::binary();
    let file = open(&path)?;
    let whole = file.metadata().map_err(|why| why.to_string())?.len();
    let bundle = openkoi_tests::target().join("components/built-in.bundle");
    let components = fs::metadata(&bundle)
        .map_err(|why| format!("{}: {why}", bundle.display()))?
        .len();
    let sections = sections(&file).ok_or("it is no 64-bit ELF file")?;
    let of = |names: &[&str]| -> u64 {
        let those = sections
            .iter()
            .filter(|section| names.contains(&section.name.as_str()));
        those.map(|section| section.size).sum()
    };
    let constants = of(&[".rodata"]).saturating_sub(components);
    let unwinding = of(&[".eh_frame", ".eh_frame_hdr", ".gcc_except_table"]);
    let rows = [
        ("the kernel's code and its crates'", of(&[".text"])),
        ("compiled components, compressed", components),
        ("unwind tables", unwinding),
        ("other constants", constants),
        ("relocations", of(&[".rela.dyn"])),
        (
            "addresses to relocate",
            of(&[".data.rel.ro", ".got", ".got.plt", ".data"]),
        ),
    ];
    let told = rows.map(|(what, size)| format!("{what} {:.1} MB", size as f64 / 1e6));
    Ok(Measured::new(vec![whole], told.join(", ")))
}

/// The signature that the compiler left.
pub(crate) fn compiler(path: &Path) -> Result<String, String> {
    let file = open(path)?;
    let mut found = sections(&file).into_iter().flatten();
    let comment = found.find(|section| section.name == ".comment");
    let bytes = comment.and_then(|section| piece(&file, section.offset, section.size));
    let text = String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned();
    let mut signatures = text.split('\0');
    let signature = signatures.find(|signature| signature.starts_with("rustc"));
    signature
        .map(str::to_owned)
        .ok_or_else(|| "an unknown compiler".to_owned())
}

fn open(path: &Path) -> Result<File, String> {
    File::open(path).map_err(|why| format!("{}: {why}", path.display()))
}

/// Offsets as the ELF specification gives them for 64-bit files with the low byte first.
fn sections(file: &File) -> Option<Vec<Section>> {
    const MAGIC: &[u8] = b"\x7fELF\x02\x01";
    if piece(file, 0, 6)? != MAGIC {
        return None;
    }
    let table = number(file, 0x28, 8)?;
    let each = number(file, 0x3a, 2)?;
    let count = number(file, 0x3c, 2)?;
    let header = |index: u64| table + index * each;
    let names = header(number(file, 0x3e, 2)?);
    let names = piece(
        file,
        number(file, names + 0x18, 8)?,
        number(file, names + 0x20, 8)?,
    )?;
    let section = |index: u64| {
        let at = header(index);
        let name = names.get(usize::try_from(number(file, at, 4)?).ok()?..)?;
        let name = name.split(|byte| *byte == 0).next()?;
        Some(Section {
            name: String::from_utf8_lossy(name).into_owned(),
            offset: number(file, at + 0x18, 8)?,
            size: number(file, at + 0x20, 8)?,
        })
    };
    (0..count).map(section).collect()
}

fn number(file: &File, at: u64, width: u64) -> Option<u64> {
    let bytes = piece(file, at, width)?;
    let fold = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
    Some(bytes.iter().rev().fold(0, fold))
}

/// A part of the file, which stays on the disk otherwise: what this program has in memory counts for its children.
fn piece(file: &File, at: u64, length: u64) -> Option<Vec<u8>> {
    // No table of names or signatures is larger.
    const MOST: u64 = 1024 * 1024;
    let mut bytes = vec![0; usize::try_from(length.min(MOST)).ok()?];
    file.read_exact_at(&mut bytes, at).ok()?;
    Some(bytes)
}
