//! Makes files what they were, as long as nobody else has changed them since.

use super::beneath::{Folder, Found};
use super::exchange::{ON_THE_WAY, Swap, alike, gone, trouble};
use super::images::Images;
use crate::domain::{Image, unspelled};
use rustix::fs::FlockOperation;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Component, Path, PathBuf};

/// A workspace whose files are restored from the images below `data`.
pub struct Restorer {
    root: PathBuf,
    data: PathBuf,
    images: Images,
}

/// A file, link or directory as it has to be found, and what it becomes.
#[derive(Debug, Clone, Copy)]
pub struct Exchange<'a> {
    /// As receipts have it.
    pub path: &'a str,
    pub from: Option<&'a Image>,
    pub to: Option<&'a Image>,
}

/// What stands against restoring a file, in words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict(pub String);

/// What the user should know of a file that is restored; or why it is not.
pub type Outcome = Result<Option<String>, Conflict>;

impl Restorer {
    pub fn new(root: PathBuf, data: &Path) -> Self {
        Self {
            root,
            data: data.to_owned(),
            images: Images::new(data.join("images")),
        }
    }

    /// Whether each is as it has to be found, or is what it becomes already, and what it becomes is kept. Nothing is
    /// changed.
    pub fn check(&self, files: &[Exchange<'_>]) -> Vec<Outcome> {
        match Plan::new(self, files) {
            Ok(plan) => plan.outcomes,
            Err(conflict) => vec![Err(conflict); files.len()],
        }
    }

    /// Exchanges all that nothing stands against: each in one step, and none is lost when this is ended in the middle.
    /// Then it can be done again.
    pub fn restore(&self, files: &[Exchange<'_>]) -> Vec<Outcome> {
        let all = |conflict: Conflict| vec![Err(conflict); files.len()];
        let _lock = match self.lock() {
            Ok(lock) => lock,
            Err(conflict) => return all(conflict),
        };
        let cleared = match Plan::cleared(self, files) {
            Ok(cleared) => cleared,
            Err(conflict) => return all(conflict),
        };
        match Plan::new(self, files) {
            Ok(mut plan) => {
                for (outcome, cleared) in plan.outcomes.iter_mut().zip(cleared) {
                    if cleared.is_err() {
                        *outcome = cleared;
                    }
                }
                plan.open_up();
                plan.take_away();
                plan.put();
                plan.set_modes();
                plan.outcomes
            }
            Err(conflict) => all(conflict),
        }
    }

    /// Held as long as the file is open: two that restore at once would take each other's work for the user's.
    fn lock(&self) -> Result<std::fs::File, Conflict> {
        let path = self.data.join("undo.lock");
        let failed = |error: io::Error| {
            let why = "make it writable, or name another directory in OPENKOI_DATA";
            Conflict(format!("can't lock {}: {error}; {why}", path.display()))
        };
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false).mode(0o600);
        let file = options.open(&path).map_err(failed)?;
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(file),
            Err(rustix::io::Errno::WOULDBLOCK) => {
                let why = "another undo or redo is at work; wait until it has ended, and try again";
                Err(Conflict(why.into()))
            }
            Err(error) => Err(failed(error.into())),
        }
    }
}

/// All that is to be exchanged, in an order that works.
struct Plan<'a> {
    restorer: &'a Restorer,
    root: Folder,
    files: &'a [Exchange<'a>],
    /// The place of each file in the list, by path: folders before what is in them.
    places: BTreeMap<PathBuf, usize>,
    outcomes: Vec<Outcome>,
    /// What is what it becomes already.
    is_done: Vec<bool>,
}

impl<'a> Plan<'a> {
    fn empty(restorer: &'a Restorer, files: &'a [Exchange<'a>]) -> Result<Self, Conflict> {
        Ok(Self {
            restorer,
            root: Folder::open(&restorer.root).map_err(|error| trouble(&error))?,
            files,
            places: BTreeMap::new(),
            outcomes: Vec::new(),
            is_done: Vec::new(),
        })
    }

    /// Clears up after a run that was ended in the middle.
    fn cleared(
        restorer: &'a Restorer,
        files: &'a [Exchange<'a>],
    ) -> Result<Vec<Outcome>, Conflict> {
        let mut plan = Self::empty(restorer, files)?;
        for (at, file) in files.iter().enumerate() {
            let checked = place(file.path).map(|place| plan.places.insert(place, at));
            plan.outcomes.push(checked.map(|_| None));
        }
        let places = plan.forwards();
        plan.each(places, false, |swap, _| swap.clear().map(|()| None));
        Ok(plan.outcomes)
    }

    fn new(restorer: &'a Restorer, files: &'a [Exchange<'a>]) -> Result<Self, Conflict> {
        let mut plan = Self::empty(restorer, files)?;
        for (at, file) in files.iter().enumerate() {
            let checked = place(file.path).and_then(|place| {
                let is_done = plan.check(&place, file)?;
                plan.places.insert(place, at);
                Ok(is_done)
            });
            plan.is_done.push(*checked.as_ref().unwrap_or(&false));
            plan.outcomes.push(checked.map(|_| None));
        }
        for (place, at) in plan.backwards() {
            if is_directory(files[at].from) && !is_directory(files[at].to) {
                plan.check_empty(&place, at);
            }
        }
        Ok(plan)
    }

    /// Whether it is what it becomes already; otherwise it is as it has to be found.
    fn check(&self, place: &Path, file: &Exchange<'_>) -> Result<bool, Conflict> {
        let now = match self.look(place)? {
            Some(now) => now,
            // What has no folder is gone.
            None if file.to.is_none() => Found::Nothing,
            None => return Err(trouble(&io::ErrorKind::NotADirectory.into())),
        };
        if alike(&now, file.to) {
            return Ok(true);
        }
        // A run that was ended in the middle may have made the folder that something else needs.
        if matches!(&now, Found::Image(now, _) if now.is_directory)
            && file.to.is_none()
            && !is_directory(file.from)
            && self.is_needed(place)
        {
            return Ok(true);
        }
        // Or it has taken away what something of another kind is to replace.
        let is_between = now == Found::Nothing
            && file.from.is_some()
            && file.to.is_some()
            && is_directory(file.from) != is_directory(file.to);
        if !alike(&now, file.from) && !is_between {
            let why = match (&now, file.from) {
                (Found::Nothing, _) => "it is gone",
                (Found::Odd, _) => "a pipe, a socket or a device is in its place",
                (_, None) => "there is another file in its place",
                (Found::Image(now, _), Some(from)) if now.is_directory != from.is_directory => {
                    "there is something else in its place"
                }
                (Found::Image(now, _), Some(from))
                    if from.is_directory || now.hash == from.hash =>
                {
                    if now.hash.is_some() || from.is_directory {
                        "its mode was changed since"
                    } else {
                        "it is too long to tell whether it was changed since"
                    }
                }
                _ => "it was changed since",
            };
            return Err(Conflict(why.into()));
        }
        match file.to {
            Some(image) if !image.is_directory => {
                let hash = image.hash.as_deref();
                let is_kept = hash.is_some_and(|hash| self.restorer.images.has(hash));
                is_kept.then_some(false).ok_or_else(|| gone(image))
            }
            _ => Ok(false),
        }
    }

    /// None: something stands where its folder was.
    fn look(&self, place: &Path) -> Result<Option<Found>, Conflict> {
        let (folder, name) = parts(place);
        let looked = self
            .root
            .below(folder, false)
            .and_then(|folder| folder.look(name));
        match looked {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Some(Found::Nothing)),
            Err(error) if is_no_folder(&error) => {
                // A file of the plan may stand where a folder is to be.
                Ok(self.is_replaced(folder).then_some(Found::Nothing))
            }
            looked => looked.map(Some).map_err(|error| trouble(&error)),
        }
    }

    /// Whether what stands in the place of this folder, or of one above it, is a file or link that the plan takes away.
    fn is_replaced(&self, folder: &Path) -> bool {
        self.files.iter().any(|file| {
            file.from.is_some_and(|from| !from.is_directory)
                && file.to.is_none_or(|to| to.is_directory)
                && folder.starts_with(unspelled(file.path))
        })
    }

    /// Whether something is to be below this place.
    fn is_needed(&self, place: &Path) -> bool {
        let mut files = self.files.iter().filter(|file| file.to.is_some());
        files.any(|file| {
            let other = unspelled(file.path);
            other != place && other.starts_with(place)
        })
    }

    /// A folder goes only if all goes that is in it.
    fn check_empty(&mut self, place: &Path, at: usize) {
        if self.outcomes[at].is_err() || self.is_done[at] {
            return;
        }
        let names = self.root.below(place, false).and_then(|it| it.names());
        let goes = |name: &std::ffi::OsString| {
            let is_ours = name.to_string_lossy().starts_with(ON_THE_WAY);
            let planned = self.places.get(&place.join(name));
            is_ours
                || planned.is_some_and(|at| {
                    self.outcomes[*at].is_ok() && !self.is_done[*at] && self.files[*at].to.is_none()
                })
        };
        let mut others = self.places.iter();
        let is_needed = others.any(|(other, at)| {
            let is_below = other != place && other.starts_with(place);
            is_below && self.outcomes[*at].is_ok() && self.files[*at].to.is_some()
        });
        match names {
            Ok(names) if !is_needed && names.iter().all(goes) => {}
            Ok(_) => self.outcomes[at] = Err(Conflict("something else is in it".into())),
            // A run that was ended in the middle has taken it away.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => self.outcomes[at] = Err(trouble(&error)),
        }
    }

    fn forwards(&self) -> Vec<(PathBuf, usize)> {
        let places = self.places.iter();
        places.map(|(place, at)| (place.clone(), *at)).collect()
    }

    /// What is in a folder before the folder.
    fn backwards(&self) -> Vec<(PathBuf, usize)> {
        let mut places = self.forwards();
        places.reverse();
        places
    }

    /// Does something to each that nothing stands against.
    fn each(
        &mut self,
        places: Vec<(PathBuf, usize)>,
        make: bool,
        work: impl Fn(&Swap<'_>, &Exchange<'_>) -> Outcome,
    ) {
        for (place, at) in places {
            if self.outcomes[at].is_err() {
                continue;
            }
            let (folder, name) = parts(&place);
            let file = &self.files[at];
            let outcome = match self.root.below(folder, make) {
                Ok(folder) => {
                    let swap = Swap {
                        folder: &folder,
                        images: &self.restorer.images,
                        name,
                        from: file.from,
                        to: file.to,
                    };
                    work(&swap, file)
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound && !make => Ok(None),
                Err(error) if is_no_folder(&error) && !make => Ok(None),
                Err(error) => Err(trouble(&error)),
            };
            match outcome {
                Ok(None) => {}
                told => self.outcomes[at] = told,
            }
        }
    }

    /// Makes folders writable that are to become something else, or in which something is to.
    fn open_up(&mut self) {
        let places = self.forwards();
        self.each(places, false, |swap, file| {
            if is_directory(file.from)
                && let Ok(Found::Image(now, _)) = swap.folder.look(swap.name)
                && now.is_directory
                && now.mode & 0o700 != 0o700
            {
                let opened = swap.folder.set_mode(swap.name, now.mode | 0o700);
                opened.map_err(|error| trouble(&error))?;
            }
            Ok(None)
        });
    }

    fn take_away(&mut self) {
        let places = self.backwards();
        let places = places.into_iter().filter(|(_, at)| !self.is_done[*at]);
        self.each(places.collect(), false, |swap, file| {
            match (file.from, file.to) {
                (Some(from), to) if from.is_directory && !is_directory(to) => {
                    match swap.folder.remove_folder(swap.name) {
                        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {
                            Err(Conflict("something else is in it".into()))
                        }
                        removed => removed.map(|()| None).map_err(|error| trouble(&error)),
                    }
                }
                (Some(_), to) if to.is_none() || is_directory(to) && !is_directory(file.from) => {
                    swap.take_away().map(|()| None)
                }
                _ => Ok(None),
            }
        });
    }

    fn put(&mut self) {
        let places = self.forwards();
        let is_to_be = |at: &usize| !self.is_done[*at] && self.files[*at].to.is_some();
        let places = places.into_iter().filter(|(_, at)| is_to_be(at));
        self.each(places.collect(), true, |swap, file| match file.to {
            Some(to) if to.is_directory && !is_directory(file.from) => {
                swap.put_folder(to).map(|()| None)
            }
            Some(to) if !to.is_directory => swap.put(to),
            _ => Ok(None),
        });
    }

    /// What was opened up gets the mode that it is to have; what stays gets back the one that it had.
    fn set_modes(&mut self) {
        for (place, at) in self.backwards() {
            let file = &self.files[at];
            let wanted = if self.outcomes[at].is_ok() {
                file.to
            } else {
                file.from
            };
            let Some(wanted) = wanted.filter(|image| image.is_directory) else {
                continue;
            };
            let (folder, name) = parts(&place);
            let set =
                self.root
                    .below(folder, false)
                    .and_then(|folder| match folder.look(name)? {
                        Found::Image(now, _) if now.is_directory && now.mode != wanted.mode => {
                            folder.set_mode(name, wanted.mode)
                        }
                        _ => Ok(()),
                    });
            if let (Err(error), Ok(_)) = (set, &self.outcomes[at]) {
                self.outcomes[at] = Err(trouble(&error));
            }
        }
    }
}

fn is_no_folder(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotADirectory
        || error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

fn is_directory(image: Option<&Image>) -> bool {
    image.is_some_and(|image| image.is_directory)
}

fn parts(place: &Path) -> (&Path, &OsStr) {
    let folder = place.parent().unwrap_or(Path::new(""));
    (folder, place.file_name().unwrap_or_default())
}

/// A path as receipts have it: below the workspace by its words, and none of git's own.
fn place(path: &str) -> Result<PathBuf, Conflict> {
    let place = unspelled(path);
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    if path.is_empty() || !place.components().all(is_plain) {
        return Err(Conflict("its path leads out of the workspace".into()));
    }
    if place.iter().any(|part| part.eq_ignore_ascii_case(".git")) {
        return Err(Conflict("it is git's own".into()));
    }
    Ok(place)
}
