//! One file made what it was: readers see the old or the new, and what is taken away is looked at once more before it is
//! gone.

use super::beneath::{Folder, Found};
use super::images::Images;
use super::restore::Conflict;
use crate::domain::Image;
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

/// Begins the names of what is on its way; a run that was ended may leave one behind, the next one clears it up.
pub(super) const ON_THE_WAY: &str = ".openkoi-undo-";

/// A name in a folder, what has to stand there, and what is to stand there.
pub(super) struct Swap<'a> {
    pub(super) folder: &'a Folder,
    pub(super) images: &'a Images,
    pub(super) name: &'a OsStr,
    pub(super) from: Option<&'a Image>,
    pub(super) to: Option<&'a Image>,
}

impl Swap<'_> {
    /// The new content while it is written: ours, whatever is in it.
    fn written(&self) -> OsString {
        self.beside("new")
    }

    /// The new one when it is whole, and after the exchange the old one.
    fn aside(&self) -> OsString {
        self.beside("old")
    }

    fn beside(&self, what: &str) -> OsString {
        let hash = blake3::hash(self.name.as_bytes()).to_hex();
        format!("{ON_THE_WAY}{what}-{}", &hash[..16]).into()
    }

    /// Clears up after a run that was ended in the middle.
    pub(super) fn clear(&self) -> Result<(), Conflict> {
        let written = self.written();
        let cleared = match self.look(&written)? {
            Found::Nothing => Ok(()),
            Found::Image(image, _) if image.is_directory => self.folder.remove_folder(&written),
            _ => self.folder.remove(&written),
        };
        cleared.map_err(|error| trouble(&error))?;
        let aside = self.aside();
        let left = self.look(&aside)?;
        if left == Found::Nothing {
            return Ok(());
        }
        let is_missed = self.look(self.name)? == Found::Nothing && self.to.is_some();
        if is_missed && alike(&left, self.from) {
            let given = self.folder.rename(&aside, self.name);
            return given.map_err(|error| trouble(&error));
        }
        if alike(&left, self.from) || alike(&left, self.to) {
            return self.folder.remove(&aside).map_err(|error| trouble(&error));
        }
        // Somebody's own edit came in between, and was taken aside instead of what had been there.
        self.give_back()
    }

    /// Takes a file or link away.
    pub(super) fn take_away(&self) -> Result<(), Conflict> {
        let aside = self.aside();
        match self.folder.rename(self.name, &aside) {
            // A run that was ended in the middle has taken it away.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            renamed => renamed.map_err(|error| trouble(&error))?,
        }
        self.drop_aside()?;
        self.folder.sync().map_err(|error| trouble(&error))
    }

    /// Makes a folder, which its user may write in as long as the undo is at work.
    pub(super) fn put_folder(&self, to: &Image) -> Result<(), Conflict> {
        let written = self.written();
        let made = self
            .folder
            .new_folder(&written)
            .and_then(|()| self.folder.set_mode(&written, to.mode | 0o700));
        made.map_err(|error| trouble(&error))?;
        self.exchange(&written, &Found::Nothing)
    }

    /// Writes the file or link anew. Returns what the user should know of it.
    pub(super) fn put(&self, to: &Image) -> Result<Option<String>, Conflict> {
        let found = self.look(self.name)?;
        if alike(&found, self.to) {
            return Ok(None);
        }
        if let (Found::Image(now, _), false) = (&found, to.is_link)
            && is_content_alike(now, to)
            && alike(&found, self.from)
        {
            let changed = self.folder.set_mode(self.name, to.mode);
            return changed.map(|()| None).map_err(|error| trouble(&error));
        }
        let written = self.written();
        if let Err(conflict) = self.write(&written, to) {
            // The first trouble is the one to tell; the next run clears up.
            drop(self.folder.remove(&written));
            return Err(conflict);
        }
        self.exchange(&written, &found)?;
        let synced = self.folder.sync();
        synced.map_err(|error| trouble(&error))?;
        let is_alone =
            "its other names (hard links) keep what they have; this one stands by itself now";
        Ok(matches!(found, Found::Image(_, true)).then(|| is_alone.to_owned()))
    }

    fn exchange(&self, written: &OsStr, found: &Found) -> Result<(), Conflict> {
        let failed = |error: io::Error| {
            drop(self.folder.remove(written));
            if error.kind() == io::ErrorKind::AlreadyExists {
                return Conflict("there is another file in its place".into());
            }
            trouble(&error)
        };
        if *found == Found::Nothing {
            return self.folder.rename(written, self.name).map_err(failed);
        }
        let aside = self.aside();
        self.folder.rename(written, &aside).map_err(failed)?;
        let swapped = self.folder.swap(&aside, self.name);
        if swapped.map_err(failed)? {
            return self.drop_aside();
        }
        // A file system without exchanges: one more look is the best there is.
        if !alike(&self.look(self.name)?, self.from) {
            drop(self.folder.remove(&aside));
            return Err(Conflict("it was changed since".into()));
        }
        let replaced = self.folder.replace(&aside, self.name);
        replaced.map_err(|error| trouble(&error))
    }

    /// What was taken aside goes, if it is what had to be there; otherwise it comes back.
    fn drop_aside(&self) -> Result<(), Conflict> {
        let aside = self.aside();
        if alike(&self.look(&aside)?, self.from) {
            let removed = self.folder.remove(&aside);
            return removed.map_err(|error| trouble(&error));
        }
        self.give_back()
    }

    /// Somebody was faster: they get back what they wrote.
    fn give_back(&self) -> Result<(), Conflict> {
        let aside = self.aside();
        let now = self.look(self.name)?;
        let given = if now == Found::Nothing {
            self.folder.rename(&aside, self.name)
        } else if alike(&now, self.to) {
            let swapped = self.folder.swap(&aside, self.name);
            swapped.and_then(|_| self.folder.remove(&aside))
        } else {
            Err(io::ErrorKind::AlreadyExists.into())
        };
        Err(Conflict(match given {
            Ok(()) => "it was changed since".into(),
            Err(_both_stay) => {
                let aside = aside.to_string_lossy();
                format!("it was changed since; what stood there before lies beside it as {aside}")
            }
        }))
    }

    fn look(&self, name: &OsStr) -> Result<Found, Conflict> {
        self.folder.look(name).map_err(|error| trouble(&error))
    }

    fn write(&self, name: &OsStr, to: &Image) -> Result<(), Conflict> {
        let hash = to.hash.as_deref().unwrap_or_default();
        let failed = |error: io::Error| trouble(&error);
        if to.is_link {
            let mut target = Vec::new();
            if !self.images.copy_out(hash, &mut target).map_err(failed)? {
                return Err(gone(to));
            }
            let target = OsString::from_vec(target);
            return self.folder.new_link(name, &target).map_err(failed);
        }
        let mut file = self.folder.new_file(name).map_err(failed)?;
        if !self.images.copy_out(hash, &mut file).map_err(failed)? {
            return Err(gone(to));
        }
        self.folder.set_mode(name, to.mode).map_err(failed)?;
        file.sync_all().map_err(failed)
    }
}

/// Whether what stands there is what the image shows. A file without a hash is like no other.
pub(super) fn alike(found: &Found, image: Option<&Image>) -> bool {
    match (found, image) {
        (Found::Nothing, None) => true,
        (Found::Image(now, _), Some(image)) if image.is_directory => {
            // While an undo is at work, its user may do everything there.
            now.is_directory && (now.mode == image.mode || now.mode == image.mode | 0o700)
        }
        (Found::Image(now, _), Some(image)) => {
            is_content_alike(now, image) && (now.is_link || now.mode == image.mode)
        }
        _ => false,
    }
}

fn is_content_alike(one: &Image, other: &Image) -> bool {
    one.hash.is_some()
        && one.hash == other.hash
        && one.is_link == other.is_link
        && one.is_directory == other.is_directory
}

/// Why an image can't be had.
pub(super) fn gone(image: &Image) -> Conflict {
    Conflict(match &image.hash {
        Some(_) => format!(
            "what it was is not kept: its {} bytes were more than undo.file_mb or undo.task_mb allow, or it was cleared away since",
            image.size
        ),
        None => "what it was is not kept: it was too long, or could not be read".into(),
    })
}

/// What an error of the system means here, and what to do.
pub(super) fn trouble(error: &io::Error) -> Conflict {
    Conflict(match error.kind() {
        io::ErrorKind::PermissionDenied => {
            "the user has no right to; change the mode or owner of the file and its folder, and try again".into()
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            "the disk is full; free some space and try again".into()
        }
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".into(),
        io::ErrorKind::NotADirectory => "a link or a file stands where its folder was".into(),
        _ if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => {
            "a link or a file stands where its folder was".into()
        }
        _ => format!("it can't be restored: {error}"),
    })
}
