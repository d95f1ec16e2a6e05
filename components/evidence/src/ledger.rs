//! The receipts: what really ran.

use openkoi_sdk::evaluator::Receipt;

use crate::command::{self, Fit};
use crate::path;

/// The latest receipts; of more, the earliest are left out of what is searched.
const MOST: usize = 400;
/// An output of this size may be the end of a longer one.
const CUT: usize = 4_000;

/// What a receipt is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A command of the executor's.
    Shell,
    /// A check of the project, run by the kernel after the work.
    Check,
    /// A file was looked at.
    Read,
    /// Files were listed or searched.
    Search,
    /// A file was written or edited.
    Write,
    /// A tool that these rules do not know.
    Other,
}

/// One receipt.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// What it is of.
    pub act: Act,
    /// As the kernel wrote it.
    pub receipt: &'a Receipt,
    /// The command, path or pattern.
    pub subject: &'a str,
}

impl Entry<'_> {
    /// It did what it was to do.
    pub fn succeeded(&self) -> bool {
        !self.receipt.is_error && self.receipt.code.unwrap_or(0) == 0
    }

    /// The output may be only the end.
    pub fn is_cut(&self) -> bool {
        self.receipt.output.len() >= CUT
    }
}

/// All receipts.
#[derive(Debug)]
pub struct Ledger<'a> {
    entries: Vec<Entry<'a>>,
}

impl<'a> Ledger<'a> {
    /// Sorts the receipts by what they are of.
    pub fn of(receipts: &'a [Receipt]) -> Self {
        let late = receipts.len().saturating_sub(MOST);
        Self {
            entries: receipts[late..].iter().map(entry).collect(),
        }
    }

    /// The entries of these acts, oldest first.
    pub fn of_acts(&self, acts: &'static [Act]) -> impl DoubleEndedIterator<Item = &Entry<'a>> {
        self.entries
            .iter()
            .filter(move |entry| acts.contains(&entry.act))
    }

    /// The executor's commands.
    pub fn commands(&self) -> impl DoubleEndedIterator<Item = &Entry<'a>> {
        self.of_acts(&[Act::Shell])
    }

    /// The executor called no tool at all.
    pub fn is_empty(&self) -> bool {
        self.entries.iter().all(|entry| entry.act == Act::Check)
    }

    /// A tool was used of which nobody knows what it does.
    pub fn has_unknown(&self) -> bool {
        self.of_acts(&[Act::Other]).next().is_some()
    }

    /// Something ended well that may have changed files.
    pub fn may_have_changed(&self) -> bool {
        self.entries.iter().any(|entry| {
            entry.succeeded()
                && match entry.act {
                    Act::Shell => command::may_change(entry.subject),
                    Act::Write | Act::Other => true,
                    Act::Check | Act::Read | Act::Search => false,
                }
        })
    }

    /// A command or an unknown tool may have changed this file.
    pub fn may_have_touched(&self, named: &str) -> bool {
        let base = path::base(named);
        self.entries.iter().any(|entry| match entry.act {
            Act::Shell => {
                command::may_change(entry.subject)
                    && (entry.subject.contains(base)
                        || command::is_cut(entry.subject)
                        || command::parts(entry.subject).iter().any(|part| {
                            part.is_script()
                                || ["git", "patch", "cargo", "go", "tar", "unzip"]
                                    .contains(&part.program())
                                || part
                                    .words
                                    .iter()
                                    .any(|word| word.contains('*') || word.contains('$'))
                        }))
            }
            Act::Other => true,
            Act::Check | Act::Read | Act::Search | Act::Write => false,
        })
    }

    /// The writes and edits of this file.
    pub fn writes(&self, named: &str) -> impl Iterator<Item = &Entry<'a>> {
        self.of_acts(&[Act::Write])
            .filter(move |entry| path::same(named, clean(entry.subject)))
    }

    /// Some call's summary or output mentions this file.
    pub fn mentions(&self, named: &str) -> Option<&Entry<'a>> {
        let base = path::base(named);
        self.entries.iter().find(|entry| {
            entry.receipt.summary.contains(base) || entry.receipt.output.contains(base)
        })
    }

    /// The best fit of what ran, the latest of equals.
    pub fn ran(&self, fit: impl Fn(&str) -> Fit) -> (Fit, Option<&Entry<'a>>) {
        let mut best = (Fit::No, None);
        for entry in self.commands() {
            let fit = fit(entry.subject);
            if fit > Fit::No && fit >= best.0 {
                best = (fit, Some(entry));
            }
        }
        best
    }

    /// Whatever ran tests: the executor's commands and the project's checks.
    pub fn test_runs(&self) -> impl Iterator<Item = &Entry<'a>> {
        self.entries.iter().filter(|entry| match entry.act {
            Act::Shell => command::runs_tests(entry.subject) == Fit::Yes,
            Act::Check => entry.receipt.tool == "test",
            Act::Read | Act::Search | Act::Write | Act::Other => false,
        })
    }

    /// The project's tests, run by the kernel, came to an end.
    pub fn measured_tests(&self) -> impl DoubleEndedIterator<Item = &Entry<'a>> {
        self.of_acts(&[Act::Check])
            .filter(|entry| entry.receipt.tool == "test" && entry.receipt.code.is_some())
    }
}

fn entry(receipt: &Receipt) -> Entry<'_> {
    let tool = receipt.tool.as_str();
    let is_check = receipt.id.starts_with("check");
    let act = match tool {
        "test" | "build" | "lint" | "not-run" if is_check => Act::Check,
        "shell" => Act::Shell,
        "read" => Act::Read,
        "list" | "glob" | "grep" => Act::Search,
        "write" | "edit" => Act::Write,
        _ if is_check => Act::Check,
        _ => Act::Other,
    };
    let subject = receipt
        .summary
        .strip_prefix(tool)
        .unwrap_or(&receipt.summary);
    Entry {
        act,
        receipt,
        subject: subject.trim(),
    }
}

/// A path as tools take it, without what stands around it.
fn clean(subject: &str) -> &str {
    let subject = subject.trim_start_matches("./");
    subject.strip_prefix("workspace:").unwrap_or(subject)
}
