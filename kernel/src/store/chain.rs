//! Each row of the journal bears a hash of itself and of all rows before it.

use std::fmt;

/// What stands before the first row.
const BEGINNING: &[u8] = b"openkoi journal, chain 1";

/// A row as it is hashed: every column but the chain itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) id: i64,
    pub(super) task: &'a [u8],
    pub(super) iteration: i64,
    pub(super) at_ms: i64,
    pub(super) kind: &'a [u8],
    pub(super) body: &'a [u8],
}

/// `blake3(the link before ‖ all columns, each with its length before it)`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Link([u8; 32]);

impl Link {
    /// What the first row follows.
    pub(super) fn beginning() -> Self {
        Self(*blake3::hash(BEGINNING).as_bytes())
    }

    /// As it stands in a row. None: that is no link.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// As [`Display`](fmt::Display) writes it.
    pub(super) fn from_hex(text: &str) -> Option<Self> {
        let hash = blake3::Hash::from_hex(text).ok()?;
        Some(Self(*hash.as_bytes()))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The link of a row that follows this one.
    pub(super) fn then(&self, row: &Row<'_>) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.0);
        let (id, iteration, at_ms) = (
            row.id.to_le_bytes(),
            row.iteration.to_le_bytes(),
            row.at_ms.to_le_bytes(),
        );
        for column in [&id[..], row.task, &iteration, &at_ms, row.kind, row.body] {
            hasher.update(&(column.len() as u64).to_le_bytes());
            hasher.update(column);
        }
        Self(*hasher.finalize().as_bytes())
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&blake3::Hash::from(self.0).to_hex())
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_and_every_border_between_columns_counts() {
        let row = Row {
            id: 1,
            task: b"ab",
            iteration: 2,
            at_ms: 3,
            kind: b"cd",
            body: b"ef",
        };
        let start = Link::beginning();
        let others = [
            Row { id: 2, ..row },
            Row { task: b"a", ..row },
            Row {
                iteration: 3,
                ..row
            },
            Row { at_ms: 4, ..row },
            Row {
                kind: b"cde",
                body: b"f",
                ..row
            },
            Row { body: b"", ..row },
        ];
        for other in &others {
            assert_ne!(start.then(other), start.then(&row), "{other:?}");
        }
        assert_ne!(start.then(&row).then(&row), start.then(&row));
        assert_eq!(
            Link::from_hex(&start.then(&row).to_string()),
            Some(start.then(&row))
        );
    }
}
