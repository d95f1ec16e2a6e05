//! Whether the journal is what was written: its links from the first row to the last, and its head.

use super::chain::{Link, Row};
use super::guard::BROKE;
use super::head::{self, Head, Kept};
use super::migration::BEGAN;
use crate::port::JournalError;
use serde::Serialize;
use serde_json::Value;
use std::cmp::Ordering;
use std::fmt;
use std::path::Path;

/// A row as it stands in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stored<'a> {
    pub(super) row: Row<'a>,
    /// None: what stands there is no link.
    pub(super) link: Option<Link>,
}

/// What is wrong. The first break is named as exactly as it can be told; what follows it can't be vouched for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "kebab-case")]
pub enum Finding {
    /// Its text or its link was changed.
    Edited {
        row: i64,
    },
    /// Taken out; a single one also where the rows behind it closed up.
    Deleted {
        first: i64,
        last: i64,
    },
    Inserted {
        row: i64,
    },
    /// What belongs in `row` stands at `stands_at`.
    Reordered {
        row: i64,
        stands_at: i64,
    },
    /// It had come to `had`, and ends at `last`.
    Cut {
        had: i64,
        last: i64,
    },
    /// The links hold, and the row is another than the head names: everything was written anew.
    Rewritten {
        row: i64,
    },
    /// The file beside it is gone, or holds something else: whether the end was cut can't be told.
    Headless,
    /// Somebody took away what keeps rows from being changed.
    Unguarded,
    /// When the journal was opened, it was not what its head named; this row was written then.
    Recorded {
        row: i64,
        why: String,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edited { row } => write!(f, "row {row} was edited"),
            Self::Deleted { first, last } if first == last => write!(f, "row {first} was deleted"),
            Self::Deleted { first, last } => write!(f, "rows {first} to {last} were deleted"),
            Self::Inserted { row } => write!(f, "row {row} was inserted"),
            Self::Reordered { row, stands_at } => write!(
                f,
                "rows were reordered: what belongs in row {row} stands at row {stands_at}"
            ),
            Self::Cut { had, last } => write!(
                f,
                "the tail was cut off: it had come to row {had}, and ends at row {last}"
            ),
            Self::Rewritten { row } => write!(
                f,
                "row {row} is another than the head names: it was written anew"
            ),
            Self::Headless => f.write_str(
                "its head file is gone or holds something else: whether the tail was cut off can't be told",
            ),
            Self::Unguarded => {
                f.write_str("the triggers that keep rows from being changed were taken away")
            }
            Self::Recorded { row, why } => {
                write!(f, "row {row} records that an earlier opening found: {why}")
            }
        }
    }
}

/// What a verification comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub rows: u64,
    /// The last row and its link: kept elsewhere, it shows later whether everything up to here still holds.
    pub head: Head,
    /// Rows that were there before rows had links: what happened to them before that is not known.
    pub unprotected: i64,
    /// Rows after the one that the head file names: a process ended before it could write that.
    pub ahead: i64,
    /// None: it all holds.
    pub findings: Vec<Finding>,
}

/// What there is to say of a journal that is not there: whether its head says that there was one.
pub fn lost(journal: &Path, expected: Option<Head>) -> Result<Option<Verified>, JournalError> {
    let kept = head::read(journal)?;
    let verified = Verification::new(kept, expected).end(true);
    let was_there = kept != Kept::Missing || expected.is_some();
    Ok(was_there.then_some(verified))
}

/// Where the links first break.
struct Break {
    /// The last link that held.
    before: Link,
    id: i64,
    /// The row's task, kind and body.
    text: [Vec<u8>; 3],
    iteration: i64,
    at_ms: i64,
    stored: Option<Link>,
    /// Rows that were looked at since.
    seen: u64,
    finding: Option<Finding>,
}

/// Reads rows in the order of their ids.
pub(super) struct Verification {
    kept: Kept,
    expected: Option<Head>,
    tail: Head,
    rows: u64,
    unprotected: i64,
    broken: Option<Break>,
    findings: Vec<Finding>,
}

impl Verification {
    /// `expected`: a head that somebody kept elsewhere.
    pub(super) fn new(kept: Kept, expected: Option<Head>) -> Self {
        Self {
            kept,
            expected,
            tail: Head::beginning(),
            rows: 0,
            unprotected: 0,
            broken: None,
            findings: Vec::new(),
        }
    }

    pub(super) fn row(&mut self, stored: &Stored<'_>) {
        self.rows += 1;
        let id = stored.row.id;
        match &mut self.broken {
            Some(broken) => broken.look(stored),
            None => {
                let computed = self.tail.link.then(&stored.row);
                if id == self.tail.row + 1 && stored.link == Some(computed) {
                    self.holds(stored);
                } else {
                    self.broken = Some(Break::at(self.tail, stored));
                }
            }
        }
        self.tail = Head {
            row: id,
            link: stored.link.unwrap_or(Link::beginning()),
        };
    }

    /// A row that follows.
    fn holds(&mut self, stored: &Stored<'_>) {
        let here = Head {
            row: stored.row.id,
            link: stored.link.unwrap_or(Link::beginning()),
        };
        for named in [self.named(), self.expected].into_iter().flatten() {
            if named.row == here.row && named.link != here.link {
                self.rewritten(here.row);
            }
        }
        let of_store = |key: &str| {
            let body: Value = serde_json::from_slice(stored.row.body).unwrap_or_default();
            body[key].clone()
        };
        if stored.row.kind == BEGAN.as_bytes() {
            // One that came from another journal says nothing of this one.
            let unprotected = of_store("unprotected").as_i64().unwrap_or_default();
            if unprotected == here.row - 1 {
                self.unprotected = unprotected;
            }
        }
        if stored.row.kind == BROKE.as_bytes() {
            let why = of_store("why").as_str().unwrap_or_default().to_owned();
            self.findings.push(Finding::Recorded { row: here.row, why });
        }
    }

    fn rewritten(&mut self, row: i64) {
        let finding = Finding::Rewritten { row };
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    fn named(&self) -> Option<Head> {
        match self.kept {
            Kept::Head(head) => Some(head),
            Kept::Missing | Kept::Garbled => None,
        }
    }

    pub(super) fn end(mut self, is_guarded: bool) -> Verified {
        if let Some(broken) = self.broken.take() {
            self.findings.push(broken.told());
        }
        let named = self.named();
        let had = [named, self.expected].into_iter().flatten();
        if let Some(had) = had
            .map(|head| head.row)
            .max()
            .filter(|had| *had > self.tail.row)
        {
            self.findings.push(Finding::Cut {
                had,
                last: self.tail.row,
            });
        }
        if named.is_none() && (self.rows > 0 || self.kept == Kept::Garbled) {
            self.findings.push(Finding::Headless);
        }
        if !is_guarded {
            self.findings.push(Finding::Unguarded);
        }
        Verified {
            rows: self.rows,
            head: self.tail,
            unprotected: self.unprotected,
            ahead: named.map_or(0, |head| (self.tail.row - head.row).max(0)),
            findings: self.findings,
        }
    }
}

impl Break {
    fn at(tail: Head, stored: &Stored<'_>) -> Self {
        let (next, id) = (tail.row + 1, stored.row.id);
        let finding = match id.cmp(&next) {
            Ordering::Less => Some(Finding::Inserted { row: id }),
            Ordering::Greater => Some(Finding::Deleted {
                first: next,
                last: id - 1,
            }),
            Ordering::Equal => None,
        };
        let Row {
            task, kind, body, ..
        } = stored.row;
        Self {
            before: tail.link,
            id,
            text: [task, kind, body].map(<[u8]>::to_vec),
            iteration: stored.row.iteration,
            at_ms: stored.row.at_ms,
            stored: stored.link,
            seen: 0,
            finding,
        }
    }

    /// Tells from a later row what happened to the first one that does not follow.
    fn look(&mut self, stored: &Stored<'_>) {
        // That it was edited is said for want of anything better: its text may still turn up elsewhere.
        if !matches!(self.finding, None | Some(Finding::Edited { .. })) {
            return;
        }
        self.seen += 1;
        let follows = |link: Option<Link>, id: i64| {
            link.is_some_and(|link| stored.link == Some(link.then(&Row { id, ..stored.row })))
        };
        let belongs_here = self.before.then(&Row {
            id: self.id,
            ..stored.row
        });
        let changed_places = || {
            let link = stored.link.map(|link| link.then(&self.row(stored.row.id)));
            link.is_some() && link == self.stored
        };
        let (row, next) = (self.id, stored.row.id);
        if stored.link == Some(belongs_here) && self.seen == 1 && !changed_places() {
            self.finding = Some(Finding::Inserted { row });
        } else if stored.link == Some(belongs_here) || self.stored == Some(belongs_here) {
            self.finding = Some(Finding::Reordered {
                row,
                stands_at: next,
            });
        } else if self.seen == 1 && follows(self.stored, next + 1) {
            // Both bear the links of rows one further on.
            self.finding = Some(Finding::Deleted {
                first: row,
                last: row,
            });
        } else if self.seen == 1 {
            self.finding = Some(Finding::Edited { row });
        }
    }

    /// The row, as if it stood elsewhere.
    fn row(&self, id: i64) -> Row<'_> {
        let [task, kind, body] = &self.text;
        Row {
            id,
            task,
            iteration: self.iteration,
            at_ms: self.at_ms,
            kind,
            body,
        }
    }

    fn told(self) -> Finding {
        self.finding.unwrap_or(Finding::Edited { row: self.id })
    }
}
