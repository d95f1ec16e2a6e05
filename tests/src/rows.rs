//! The rows of a journal as they lie in its bytes: which are whole, whatever became of the file around them.

use rusqlite::{Connection, OpenFlags};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

/// A page's bytes; a record that leaves less of them free flows over into other pages.
const PAGE: usize = 4096;
const INLINE: usize = PAGE - 35;
/// The first bytes of a row by which it is looked for.
const BEGINNING: usize = 12;

/// What a row says; two rows that say the same are one.
pub type Said = (String, i64, String, String);

/// A row, and where it stands.
pub struct Row {
    pub said: Said,
    bytes: Vec<u8>,
    /// In which file, and at which byte.
    places: Vec<(usize, usize)>,
}

impl Row {
    /// Whether its bytes are where they were, in one of its places.
    pub fn is_whole(&self, files: &[Vec<u8>]) -> bool {
        self.places
            .iter()
            .any(|(file, at)| files[*file].get(*at..at + self.bytes.len()) == Some(&self.bytes[..]))
    }
}

/// What every row of the journal says.
pub fn said(journal: &Path) -> BTreeSet<Said> {
    read(journal).into_iter().map(|(said, _)| said).collect()
}

/// The rows that stand in one piece in these files, of which the first is the journal and the second its log.
pub fn rows(journal: &Path, files: &[Vec<u8>]) -> Vec<Row> {
    let mut rows: Vec<Row> = read(journal)
        .into_iter()
        .map(|(said, bytes)| Row {
            said,
            bytes,
            places: Vec::new(),
        })
        .collect();
    let mut beginnings: HashMap<[u8; BEGINNING], Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some(beginning) = row.bytes.first_chunk() {
            beginnings.entry(*beginning).or_default().push(at);
        }
    }
    for (file, bytes) in files.iter().enumerate() {
        for (at, window) in bytes.windows(BEGINNING).enumerate() {
            let beginning: &[u8; BEGINNING] = window.try_into().expect("a window is that long");
            for row in beginnings.get(beginning).into_iter().flatten() {
                let row = &mut rows[*row];
                if bytes[at..].starts_with(&row.bytes) {
                    row.places.push((file, at));
                }
            }
        }
    }
    rows.retain(|row| !row.places.is_empty());
    rows
}

/// Each row, and the bytes of its record; none where it flows over.
fn read(journal: &Path) -> Vec<(Said, Vec<u8>)> {
    let Ok(connection) = Connection::open_with_flags(journal, OpenFlags::SQLITE_OPEN_READ_WRITE)
    else {
        return Vec::new();
    };
    let all = "SELECT id, task, iteration, at_ms, kind, body, chain FROM events ORDER BY id";
    let Ok(mut found) = connection.prepare(all) else {
        return Vec::new();
    };
    let rows = found.query_map([], |row| {
        let (id, task): (i64, String) = (row.get(0)?, row.get(1)?);
        let (iteration, at_ms): (i64, i64) = (row.get(2)?, row.get(3)?);
        let (kind, body): (String, String) = (row.get(4)?, row.get(5)?);
        let chain: Vec<u8> = row.get(6)?;
        let bytes = record(id, iteration, at_ms, [&task, &kind, &body], &chain);
        Ok(((task, at_ms, kind, body), bytes))
    });
    rows.map(|rows| rows.flatten().collect())
        .unwrap_or_default()
}

/// A row as SQLite writes it: its length, its id, the kinds of its columns, the columns.
fn record(
    id: i64,
    iteration: i64,
    at_ms: i64,
    [task, kind, body]: [&str; 3],
    chain: &[u8],
) -> Vec<u8> {
    let text = |text: &str| 13 + 2 * text.len() as u64;
    let (number, small): (u64, Vec<u8>) = match iteration {
        0 => (8, Vec::new()),
        1 => (9, Vec::new()),
        _ => (1, vec![iteration.to_le_bytes()[0]]),
    };
    let mut kinds = vec![0];
    for code in [
        text(task),
        number,
        5,
        text(kind),
        text(body),
        12 + 2 * chain.len() as u64,
    ] {
        kinds.extend(varint(code));
    }
    let mut content = vec![u8::try_from(kinds.len() + 1).expect("a short header")];
    content.extend(kinds);
    content.extend(task.as_bytes());
    content.extend(small);
    content.extend(&at_ms.to_be_bytes()[2..]);
    content.extend(kind.as_bytes());
    content.extend(body.as_bytes());
    content.extend(chain);
    if content.len() > INLINE {
        return Vec::new();
    }
    [
        varint(content.len() as u64),
        varint(id.cast_unsigned()),
        content,
    ]
    .concat()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = vec![(value & 0x7f) as u8];
    while value > 0x7f {
        value >>= 7;
        bytes.push((value & 0x7f) as u8 | 0x80);
    }
    bytes.reverse();
    bytes
}
