//! What a project brings along that reaches the model: files that address agents, and skills that a person allowed.

use super::text;
use crate::consent::{Item, ItemKind, Standing};
use crate::kernel::Kernel;
use crate::mind::{InstructionFile, Skill, Word};
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

/// The names of such files; in each directory the first that is there is read.
const NAMES: &str = include_str!("../../../../skills/instruction-files.txt");
/// The most bytes of one file that are read.
const ONE: u64 = 64 * 1024;

/// A file that was found, and where it really lies.
pub(super) struct Found {
    real: PathBuf,
    file: InstructionFile,
}

/// The project's files, the nearest last. They are always read; whose word they are depends on the consent.
pub(super) fn files(kernel: &Kernel) -> Vec<Found> {
    let root = kernel.brought.workspace.root();
    let file = |(item, standing): (&Item, Standing)| {
        let content = item.contents.first()?;
        let mut text = content.text();
        text.truncate(text.floor_char_boundary(usize::try_from(ONE).unwrap_or(usize::MAX)));
        Some(Found {
            real: root.join(&content.path),
            file: InstructionFile {
                path: item.name.clone(),
                text,
                word: match standing {
                    Standing::Allowed => Word::Project,
                    Standing::New
                    | Standing::Denied
                    | Standing::Changed { .. }
                    | Standing::Unusable(_) => Word::Nobody,
                },
            },
        })
    };
    let items = kernel.brought.of(ItemKind::Instructions);
    items.filter_map(file).collect()
}

/// The skills that a person allowed, as they were when they were read.
pub(super) fn skills(kernel: &Kernel, notes: &mut Vec<String>) -> Vec<Skill> {
    let mut skills = Vec::new();
    let items = kernel.brought.of(ItemKind::Skill);
    for (item, _) in items.filter(|(_, standing)| *standing == Standing::Allowed) {
        match skill(item) {
            Ok((skill, told)) => {
                notes.extend(
                    told.into_iter()
                        .map(|note| format!("{}: {note}", item.name)),
                );
                skills.push(skill);
            }
            Err(why) => notes.push(format!("{} is not used: {why}", item.name)),
        }
    }
    skills
}

fn skill(item: &Item) -> Result<(Skill, Vec<String>), String> {
    let text = |name: &str, most: u64| match item.content(name) {
        Some(content) if content.bytes.len() as u64 > most => {
            Err(format!("{name} has more than {} KiB", most / 1024))
        }
        content => Ok(content.map(crate::consent::Content::text)),
    };
    let main = text("/SKILL.md", text::SKILL)?.ok_or("it has no SKILL.md")?;
    let rubric = text("/assets/rubric.toml", text::RUBRIC)?;
    let folder = item.name.rsplit('/').next().unwrap_or_default();
    let (skill, notes) = Skill::read(folder, &main, rubric.as_deref())?;
    let skill = Skill {
        origin: "this project".to_owned(),
        ..skill
    };
    Ok((skill, notes))
}

/// The user's own files, for all projects.
pub(super) fn of_user(own: &Path, home: Option<&Path>, notes: &mut Vec<String>) -> Vec<Found> {
    let name = NAMES.split_whitespace().next().unwrap_or_default();
    let mut places = vec![(own.join(name), format!("$OPENKOI_HOME/{name}"))];
    places.extend(home.map(|home| {
        let path = home.join(".agents").join(name);
        (path, format!("~/.agents/{name}"))
    }));
    places
        .into_iter()
        .filter_map(|(path, called)| match path.canonicalize() {
            Ok(real) => read(&real, called, notes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                notes.push(format!("{called} is not used: {}", text::told(&error)));
                None
            }
        })
        .collect()
}

/// Files that are reached in two ways are there once, by the first.
pub(super) fn each_once(found: Vec<Found>) -> Vec<InstructionFile> {
    let mut seen = HashSet::new();
    found
        .into_iter()
        .filter(|found| seen.insert(found.real.clone()))
        .map(|found| found.file)
        .collect()
}

fn read(real: &Path, called: String, notes: &mut Vec<String>) -> Option<Found> {
    let (text, size) = match text::start(real, ONE) {
        Ok(read) => read,
        Err(error) => {
            notes.push(format!("{called} is not used: {}", text::told(&error)));
            return None;
        }
    };
    if size > ONE {
        notes.push(format!(
            "{called}: only the first {} of its {} KiB are used",
            ONE / 1024,
            size.div_ceil(1024)
        ));
    }
    if text.trim().is_empty() {
        return None;
    }
    Some(Found {
        real: real.to_owned(),
        file: InstructionFile {
            path: called,
            text,
            word: Word::User,
        },
    })
}
