//! Rows of a journal read from its bytes, whatever became of the trees that led to them.
//!
//! Events are never changed and never deleted, so every copy of a row that is whole is the row: each place of each page, in
//! the file and in its write-ahead log, is tried as the beginning of one. What a row must be like leaves no room for chance:
//! six columns of the right types that fill their length, and a link since version 2, a body that is JSON.

use super::writer::Line;
use std::collections::{HashMap, HashSet};

/// The page size that SQLite takes if nobody asks.
const USUAL: usize = 4096;
/// Bytes of a frame's own header in the write-ahead log, and of the log's.
const FRAME: usize = 24;
const LOG: usize = 32;
/// How a record's header says that a column is a link: a blob of 32 bytes.
const LINK: i64 = 12 + 2 * 32;
/// No event is longer.
const LONGEST: usize = 256 << 20;

/// All rows that are whole, each once, by id. Damage can give a row the id of another: then there are two of this id.
pub(super) fn rows(file: &[u8], log: &[u8]) -> Vec<Found> {
    let size = page_size(file, log);
    let pages = Pages {
        size,
        file,
        later: frames(log, size).collect(),
    };
    let mut rows = Rows::default();
    // No row reaches over its page; where bytes came or went before it, its page is no longer where it was.
    for bytes in [log, file] {
        for at in 0..bytes.len() {
            if let Some(found) = row(&pages, bytes, at) {
                rows.add(found);
            }
        }
    }
    rows.by_id()
}

/// A row as it was found.
pub(super) struct Found {
    pub(super) id: i64,
    /// No two rows have the same: it follows from all before. None in the first version.
    link: Option<[u8; 32]>,
    pub(super) line: Line,
}

/// The rows so far; what is another copy of one of them is told by its link, or by its id and what it says.
#[derive(Default)]
struct Rows {
    found: Vec<Found>,
    links: HashSet<[u8; 32]>,
    by_id: HashMap<i64, Vec<usize>>,
}

impl Rows {
    fn add(&mut self, found: Found) {
        let same_id = self.by_id.entry(found.id).or_default();
        let is_copy = same_id.iter().any(|at| self.found[*at].line == found.line)
            || found.link.is_some_and(|link| self.links.contains(&link))
            || found.link.is_none() && !same_id.is_empty();
        if is_copy {
            return;
        }
        same_id.push(self.found.len());
        self.links.extend(found.link);
        self.found.push(found);
    }

    fn by_id(mut self) -> Vec<Found> {
        self.found.sort_by_key(|found| found.id);
        self.found
    }
}

struct Pages<'a> {
    size: usize,
    file: &'a [u8],
    /// By number, as the log has them.
    later: HashMap<u32, &'a [u8]>,
}

impl<'a> Pages<'a> {
    fn get(&self, number: u32) -> Option<&'a [u8]> {
        if let Some(page) = self.later.get(&number) {
            return Some(page);
        }
        let start = (number as usize).checked_sub(1)?.checked_mul(self.size)?;
        self.file.get(start..start.checked_add(self.size)?)
    }
}

fn page_size(file: &[u8], log: &[u8]) -> usize {
    let said = |bytes: Option<&[u8]>| match bytes {
        Some(&[0, 1]) => 65_536,
        Some(&[high, low]) => usize::from(u16::from_be_bytes([high, low])),
        _ => 0,
    };
    let of_file = said(file.get(16..18));
    let of_log = log.get(8..12).map_or(0, |bytes| {
        u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize
    });
    let fits = |size: &usize| size.is_power_of_two() && (512..=65_536).contains(size);
    [of_file, of_log].into_iter().find(fits).unwrap_or(USUAL)
}

fn frames(log: &[u8], size: usize) -> impl Iterator<Item = (u32, &[u8])> {
    let frames = log
        .get(LOG..)
        .unwrap_or_default()
        .chunks_exact(FRAME + size);
    frames.map(|frame| {
        let number = u32::from_be_bytes([frame[0], frame[1], frame[2], frame[3]]);
        (number, &frame[FRAME..])
    })
}

/// The row that begins here, if one does.
fn row(pages: &Pages<'_>, page: &[u8], at: usize) -> Option<Found> {
    let (length, at) = number(page, at)?;
    let length = usize::try_from(length)
        .ok()
        .filter(|length| (12..=LONGEST).contains(length))?;
    let (id, at) = number(page, at)?;
    // The header is short, and its first column is the id, which stands elsewhere.
    let header = usize::from(*page.get(at)?);
    if !(7..=40).contains(&header) || header >= length || *page.get(at + 1)? != 0 || id <= 0 {
        return None;
    }
    let mut columns = [0; 5];
    let mut next = at + 2;
    for column in &mut columns {
        (*column, next) = number(page, next)?;
    }
    let [task, iteration, at_ms, kind, body] = columns;
    let is_text = |code: i64| code >= 13 && code % 2 == 1;
    let is_number = |code: i64| (1..=6).contains(&code) || code == 8 || code == 9;
    let fits =
        is_text(task) && is_number(iteration) && is_number(at_ms) && is_text(kind) && is_text(body);
    let (mut sum, ends): (usize, usize) =
        (columns.iter().map(|code| width(*code)).sum(), at + header);
    if next < ends {
        let (link, after) = number(page, next)?;
        (sum, next) = (sum + 32, after);
        if link != LINK {
            return None;
        }
    }
    if !fits || next != ends || header + sum != length {
        return None;
    }
    let content = content(pages, page, at, length)?;
    let mut rest = content.get(header..)?;
    let mut take = |code: i64| {
        let (column, after) = rest.split_at_checked(width(code))?;
        rest = after;
        Some(column)
    };
    let (task, iteration, at_ms) = (
        take(task)?,
        (iteration, take(iteration)?),
        (at_ms, take(at_ms)?),
    );
    let (kind, body) = (take(kind)?, take(body)?);
    let link = rest.try_into().ok();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
    let line = Line {
        task: text(task)?,
        iteration: u32::try_from(integer(iteration)).ok()?,
        at_ms: integer(at_ms),
        kind: text(kind)?,
        body: text(body)?,
    };
    let is_plain = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let is_event = is_plain(&line.task)
        && is_plain(&line.kind)
        && serde_json::from_str::<serde::de::IgnoredAny>(&line.body).is_ok();
    is_event.then_some(Found { id, link, line })
}

/// The bytes of a record: what stands in the page, and what flows over.
fn content(pages: &Pages<'_>, page: &[u8], at: usize, length: usize) -> Option<Vec<u8>> {
    let usable = pages.size;
    let most = usable - 35;
    if length <= most {
        return page.get(at..at + length).map(<[u8]>::to_vec);
    }
    let least = (usable - 12) * 32 / 255 - 23;
    let wanted = least + (length - least) % (usable - 4);
    let here = if wanted <= most { wanted } else { least };
    let mut content = page.get(at..at + here)?.to_vec();
    let mut next = page.get(at + here..at + here + 4)?;
    while content.len() < length {
        let number = u32::from_be_bytes([next[0], next[1], next[2], next[3]]);
        let page = pages.get(number)?;
        next = page.get(..4)?;
        let more = (length - content.len()).min(usable - 4);
        content.extend_from_slice(page.get(4..4 + more)?);
    }
    Some(content)
}

/// SQLite's number of one to nine bytes, and where it ends.
fn number(bytes: &[u8], at: usize) -> Option<(i64, usize)> {
    let mut value: u64 = 0;
    for index in 0..9 {
        let byte = *bytes.get(at + index)?;
        if index == 8 {
            return Some(((value << 8 | u64::from(byte)).cast_signed(), at + 9));
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value.cast_signed(), at + index + 1));
        }
    }
    None
}

/// Bytes of a column, by its type's number.
fn width(code: i64) -> usize {
    match code {
        5 => 6,
        6 => 8,
        1..=4 => usize::try_from(code).unwrap_or_default(),
        13.. => usize::try_from((code - 13) / 2).unwrap_or(usize::MAX / 16),
        _ => 0,
    }
}

fn integer((code, bytes): (i64, &[u8])) -> i64 {
    if code == 9 {
        return 1;
    }
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let start = if negative { -1 } else { 0 };
    bytes
        .iter()
        .fold(start, |value: i64, byte| value << 8 | i64::from(*byte))
}
