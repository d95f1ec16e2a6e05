//! Keeps what is written on this machine within bounds.
//!
//! | what | bound | what goes |
//! |---|---|---|
//! | images for `undo` | `storage.images_mb` | of the oldest finished tasks, never of the newest of a directory |
//! | whole outputs | `storage.tool_output_mb` | the same |
//! | compiled code | `storage.cache_mb` | the oldest |
//! | caches of build tools | `storage.sandbox_mb` | those of the workspace that was used least recently |
//! | the journal | `storage.journal_mb` | nothing: it is reported; `doctor --fix` compacts it without taking a row out |
//!
//! It is looked through once a day at most, when a task has ended. Recordings are files that the user named, and theirs.

mod caches;

use super::Kernel;
use super::clock::SystemClock;
use crate::config::{Paths, Storage};
use crate::domain::{Event, EventBody, IterationId, TaskId};
use crate::door::workspace::Upkeep;
use crate::mind::{Collection, Kept, collection};
use crate::port::Journal;
use crate::session::Clock;
use crate::store::{History, Record, SqliteJournal, TaskState, moved_aside};
use std::collections::{HashMap, HashSet};
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Who says in the journal that a task's images are gone.
pub(super) const SOURCE: &str = "storage";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// A write takes seconds.
const DRAFT: Duration = Duration::from_secs(60 * 60);
const MB: u64 = 1_000_000;

/// What is taken up, in bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Usage {
    pub(super) journal: u64,
    pub(super) images: u64,
    pub(super) outputs: u64,
    pub(super) cache: u64,
    pub(super) sandbox: u64,
}

impl Usage {
    pub(super) fn of(paths: &Paths) -> Self {
        let journal = paths.journal();
        let upkeep = Upkeep::new(paths.data());
        let length = |path: PathBuf| fs::metadata(path).map_or(0, |file| file.len());
        Self {
            journal: length(journal.clone()) + length(journal.with_extension("db-wal")),
            images: upkeep.images().iter().map(|image| image.size).sum(),
            outputs: upkeep.outputs().iter().map(|(_, size)| size).sum(),
            cache: codes(paths).iter().map(|(_, code)| code.len()).sum(),
            sandbox: caches::all(&sandbox(paths)).iter().map(|it| it.size).sum(),
        }
    }

    /// Each key of the config whose bound is passed: used, allowed, and what is left to do.
    pub(super) fn over(&self, storage: &Storage) -> Vec<(&'static str, u64, u64, String)> {
        let raise = "what is left belongs to unfinished tasks or to the newest of a directory; raise the key in the config";
        let journal = "nothing is taken out of it; raise the key in the config, or begin a new one by moving it away";
        let rows = [
            (
                "storage.journal_mb",
                self.journal,
                storage.journal_mb,
                journal,
            ),
            ("storage.images_mb", self.images, storage.images_mb, raise),
            (
                "storage.tool_output_mb",
                self.outputs,
                storage.tool_output_mb,
                raise,
            ),
            (
                "storage.cache_mb",
                self.cache,
                storage.cache_mb,
                "raise the key in the config",
            ),
            (
                "storage.sandbox_mb",
                self.sandbox,
                storage.sandbox_mb,
                "what is left is in use; raise the key in the config",
            ),
        ];
        rows.into_iter()
            .map(|(key, used, most, next)| (key, used, most.saturating_mul(MB), next.to_owned()))
            .filter(|(_, used, most, _)| used > most)
            .collect()
    }
}

impl Kernel {
    /// After a task: its temporary folder goes, and once a day all is looked through. What went is told; that something
    /// could not go is no failure of the task.
    pub async fn tidy(&self, task: &TaskId) -> Vec<String> {
        let temp = std::env::temp_dir().join(format!("openkoi-{task}"));
        // There may be none; one that stays is found by the doctor.
        drop(fs::remove_dir_all(temp));
        let marker = self.paths.data().join(".collected");
        let is_recent = fs::metadata(&marker).is_ok_and(|file| age(&file) < DAY);
        // The marker is written first: what fails is not tried again after each task.
        if is_recent || openkoi_state::write(&marker, b"").is_err() {
            return Vec::new();
        }
        match self.collect().await {
            Ok(told) => told,
            Err(why) => vec![format!("what is kept can't be looked through: {why}")],
        }
    }

    /// Takes out what is over the bounds, and says what.
    pub async fn collect(&self) -> Result<Vec<String>, String> {
        let (storage, mut told) = (&self.config.storage, Vec::new());
        told.extend(self.collect_codes(storage.cache_mb.saturating_mul(MB))?);
        let most = storage.sandbox_mb.saturating_mul(MB);
        let emptied = caches::collect(&sandbox(&self.paths), most)?;
        told.extend(
            (emptied > 0).then(|| {
                format!("caches of {emptied} workspaces were emptied: storage.sandbox_mb")
            }),
        );
        let usage = Usage::of(&self.paths);
        let over = |used: u64, most: u64| used.saturating_sub(most.saturating_mul(MB));
        let images_over = over(usage.images, storage.images_mb);
        let outputs_over = over(usage.outputs, storage.tool_output_mb);
        if usage.journal > storage.journal_mb.saturating_mul(MB) {
            told.extend(compacted(&self.paths.journal())?);
        }
        if images_over == 0 && outputs_over == 0 {
            return Ok(told);
        }
        let upkeep = Upkeep::new(self.paths.data());
        let history = History::open(&self.paths.journal()).map_err(|error| error.to_string())?;
        let kept = match &history {
            Some(history) => kept(history, &upkeep)?,
            None => Vec::new(),
        };
        let images = upkeep.images();
        let sizes = images
            .iter()
            .map(|image| (image.hash.clone(), image.size))
            .collect();
        // What no task knows of is nobody's undo, unless rows of the journal are still to be saved.
        let known: HashSet<&String> = kept.iter().flat_map(|one| &one.images).collect();
        let all_known = moved_aside(&self.paths.journal()).is_empty();
        let orphans: HashSet<String> = images
            .iter()
            .filter(|image| all_known && !known.contains(&image.hash))
            .filter(|image| image.modified.elapsed().is_ok_and(|age| age > DAY))
            .map(|image| image.hash.clone())
            .collect();
        let freed = images.iter().filter(|image| orphans.contains(&image.hash));
        let images_over = images_over.saturating_sub(freed.map(|image| image.size).sum());
        let goes = collection(&kept, &sizes, images_over, outputs_over);
        self.record(&goes).await?;
        for image in &images {
            if goes.images.contains(&image.hash) || orphans.contains(&image.hash) {
                upkeep
                    .remove(image)
                    .map_err(|error| format!("{}: {error}", image.path.display()))?;
            }
        }
        for task in &goes.outputs {
            upkeep
                .remove_outputs(&task.0)
                .map_err(|error| format!("outputs of {task}: {error}"))?;
        }
        told.extend(sentence(&goes, &orphans));
        Ok(told)
    }

    /// First it stands in the journal, then it is done.
    async fn record(&self, goes: &Collection) -> Result<(), String> {
        if goes.tasks.is_empty() {
            return Ok(());
        }
        let (journal, _) =
            SqliteJournal::open(&self.paths.journal()).map_err(|error| error.to_string())?;
        let now = SystemClock::new().now_ms();
        let events = goes.tasks.iter().map(|task| Event {
            id: 0,
            task: task.clone(),
            iteration: IterationId(0),
            at_ms: now,
            body: EventBody::Note {
                source: SOURCE.into(),
                level: "info".into(),
                line: "what its files were is no longer kept: storage.images_mb".into(),
            },
        });
        let appended = journal.append(events.collect()).await;
        appended.map(drop).map_err(|error| error.to_string())
    }

    fn collect_codes(&self, most: u64) -> Result<Option<String>, String> {
        let mut codes = codes(&self.paths);
        let mut used: u64 = codes.iter().map(|(_, code)| code.len()).sum();
        codes.sort_by_key(|(_, code)| code.modified().ok());
        let mut count = 0;
        for (path, code) in codes {
            if used <= most {
                break;
            }
            fs::remove_file(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            used -= code.len();
            count += 1;
        }
        Ok((count > 0)
            .then(|| format!("{count} compiled components were removed: storage.cache_mb")))
    }
}

/// What each task has, the oldest first.
fn kept(history: &History, upkeep: &Upkeep) -> Result<Vec<Kept>, String> {
    let mut tasks = history.tasks(u32::MAX).map_err(|error| error.to_string())?;
    tasks.reverse();
    let outputs: HashMap<String, u64> = upkeep.outputs().into_iter().collect();
    let mut kept = Vec::with_capacity(tasks.len());
    for task in tasks {
        let records = history
            .events(&task.id)
            .map_err(|error| error.to_string())?;
        let receipts = records
            .iter()
            .filter_map(|record| match Record::event(record)?.body {
                EventBody::ToolCalled { receipt, .. } => Some(receipt),
                _ => None,
            });
        let images = receipts
            .flat_map(|receipt| receipt.files)
            .flat_map(|file| [file.before, file.after])
            .filter_map(|image| image?.hash);
        kept.push(Kept {
            images: images.collect(),
            outputs: outputs.get(&task.id.0).copied().unwrap_or_default(),
            is_finished: task.state != TaskState::Open,
            workspace: task.workspace,
            task: task.id,
        });
    }
    Ok(kept)
}

fn sentence(goes: &Collection, orphans: &HashSet<String>) -> Option<String> {
    let mut parts = Vec::new();
    if !goes.tasks.is_empty() {
        parts.push(format!(
            "{} tasks can no longer be undone (storage.images_mb)",
            goes.tasks.len()
        ));
    }
    if !goes.outputs.is_empty() {
        parts.push(format!(
            "outputs of {} tasks were removed (storage.tool_output_mb)",
            goes.outputs.len()
        ));
    }
    if !orphans.is_empty() {
        parts.push(format!(
            "{} contents that no task knows of were removed",
            orphans.len()
        ));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn compacted(journal: &Path) -> Result<Option<String>, String> {
    let before = fs::metadata(journal).map_or(0, |file| file.len());
    crate::store::compact(journal).map_err(|error| error.to_string())?;
    let after = fs::metadata(journal).map_or(0, |file| file.len());
    Ok((after < before).then(|| {
        format!(
            "the journal has {} bytes less, and every row",
            before - after
        )
    }))
}

/// Where the caches of the sandbox lie.
pub(super) fn sandbox(paths: &Paths) -> PathBuf {
    paths.cache().join("sandbox")
}

fn codes(paths: &Paths) -> Vec<(PathBuf, Metadata)> {
    let all = files(&paths.cache(), 4);
    all.into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|ending| ending == "cwasm"))
        .collect()
}

/// A file or folder that nobody needs any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leftover {
    pub(super) path: PathBuf,
    pub(super) what: &'static str,
}

/// Drafts that were never finished, and locks of what is gone.
pub(super) fn drafts(root: &Path) -> Vec<Leftover> {
    let left = |(path, file): (PathBuf, Metadata)| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let of = name
            .strip_prefix('.')
            .and_then(|name| name.strip_suffix(openkoi_state::LOCK_SUFFIX));
        let what = if openkoi_state::is_draft(name.as_ref()) || name.contains(".partial-") {
            (age(&file) > DRAFT).then_some("a write that was never finished")?
        } else if of.is_some_and(|of| !path.with_file_name(of).exists()) && file.len() == 0 {
            (age(&file) > DRAFT).then_some("a lock of something that is gone")?
        } else {
            return None;
        };
        Some(Leftover { path, what })
    };
    files(root, 6).into_iter().filter_map(left).collect()
}

/// Folders of tasks and of futures that nobody has touched for a day.
pub(super) fn temporary(temp: &Path) -> Vec<Leftover> {
    let ours = rustix::process::geteuid().as_raw();
    let entries = fs::read_dir(temp).into_iter().flatten().flatten();
    let is_left = |path: &PathBuf| {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let of = name.strip_prefix("openkoi-").unwrap_or_default();
        let is_task = of.len() == 32 && of.bytes().all(|byte| byte.is_ascii_hexdigit());
        let folder = fs::symlink_metadata(path);
        let is_old = folder.is_ok_and(|it| it.is_dir() && it.uid() == ours && age(&it) > DAY);
        (is_task || of.starts_with("future-")) && is_old
    };
    let left = entries.map(|entry| entry.path()).filter(is_left);
    left.map(|path| Leftover {
        path,
        what: "a temporary folder of a task that is over",
    })
    .collect()
}

pub(super) fn remove(leftover: &Leftover) -> std::io::Result<()> {
    if leftover.path.is_dir() {
        fs::remove_dir_all(&leftover.path)
    } else {
        fs::remove_file(&leftover.path)
    }
}

fn files(root: &Path, depth: usize) -> Vec<(PathBuf, Metadata)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root).into_iter().flatten().flatten() {
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        if metadata.is_dir() && depth > 0 {
            found.extend(files(&entry.path(), depth - 1));
        } else if metadata.is_file() {
            found.push((entry.path(), metadata));
        }
    }
    found
}

fn age(metadata: &Metadata) -> Duration {
    let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    // What comes from the future is new.
    modified.elapsed().unwrap_or_default()
}
