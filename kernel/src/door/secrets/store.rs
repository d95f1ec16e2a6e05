//! Puts a credential where it lives from now on, and takes it away.
//!
//! Beside the files of values stands a mark for each value that the keyring holds: `<name>.keyring`. So it is known where
//! a value lives without asking anybody, and no name is ever looked up that was not put there.

use super::keyring::Trouble;
use super::{Origin, SIZE_LIMIT, Secrets, auth};
use crate::domain::Fault;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What a mark says to whoever looks at it.
const MARK: &[u8] = b"The system's keyring holds this credential.\n";

/// Where a new value is to live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lodging {
    /// In the keyring where one answers, else in a file.
    Best,
    File,
}

impl Secrets {
    /// Keeps a value under this name, and says where, and what else there is to say. What was kept before goes only when
    /// the new one has been read back.
    pub fn keep(
        &self,
        name: &str,
        value: &str,
        lodging: Lodging,
    ) -> Result<(Origin, Vec<String>), Fault> {
        let file = self.file(name)?;
        if value.is_empty() || value.len() as u64 > SIZE_LIMIT || value.contains(char::is_control) {
            return Err(auth(format!(
                "no credential is empty, longer than {SIZE_LIMIT} bytes or holds a line break"
            )));
        }
        self.redactor.know_as(name, value);
        if lodging == Lodging::Best {
            match self.keyring.write(name, value) {
                Ok(()) => return self.kept_in_keyring(name, value),
                Err(Trouble::Absent(_)) => {}
                Err(trouble) => {
                    return Err(auth(format!("{trouble}; {}", remedy(&trouble))));
                }
            }
        }
        openkoi_state::write(&file, format!("{value}\n").as_bytes())
            .map_err(|error| auth(error.to_string()))?;
        if super::read(&file)?.is_none_or(|kept| *kept != *value) {
            let file = file.display();
            return Err(auth(format!(
                "{file} holds something else than was written"
            )));
        }
        Ok((Origin::File(file), self.leave_keyring(name)?))
    }

    fn kept_in_keyring(&self, name: &str, value: &str) -> Result<(Origin, Vec<String>), Fault> {
        let back = self.keyring.read(name).map_err(|trouble| {
            auth(format!(
                "the keyring took the key, but {trouble}; nothing else was changed"
            ))
        })?;
        if back.is_none_or(|back| *back != *value) {
            let why =
                "the keyring gives back something else than it was given; nothing else was changed";
            return Err(auth(why.into()));
        }
        let file = self.file(name)?;
        openkoi_state::write(&self.mark(name), MARK).map_err(|error| auth(error.to_string()))?;
        let mut notes = Vec::new();
        if removed(&file)? {
            notes.push(format!(
                "{} is gone: its key is in the keyring now",
                file.display()
            ));
        }
        Ok((Origin::Keyring, notes))
    }

    /// A value that lives in a file lives there alone.
    fn leave_keyring(&self, name: &str) -> Result<Vec<String>, Fault> {
        if !removed(&self.mark(name))? {
            return Ok(Vec::new());
        }
        Ok(match self.keyring.remove(name) {
            Ok(_) => Vec::new(),
            Err(trouble) => vec![format!("an older key is left in the keyring: {trouble}")],
        })
    }

    /// Takes a value away from wherever it was kept, and says from where.
    pub fn forget(&self, name: &str) -> Result<Vec<Origin>, Fault> {
        let mut gone = Vec::new();
        let mark = self.mark(name);
        if mark.exists() {
            let asked = self.keyring.remove(name);
            asked.map_err(|trouble| auth(format!("{trouble}; {}", remedy(&trouble))))?;
            removed(&mark)?;
            gone.push(Origin::Keyring);
        }
        let file = self.file(name)?;
        if removed(&file)? {
            gone.push(Origin::File(file));
        }
        Ok(gone)
    }

    pub(super) fn mark(&self, name: &str) -> PathBuf {
        self.directory.join(format!("{name}.keyring"))
    }
}

/// False: there was none.
fn removed(path: &Path) -> Result<bool, Fault> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(auth(format!("can't remove {}: {error}", path.display()))),
    }
}

/// What to do about it.
pub(super) fn remedy(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Absent(_) => {
            "start the keyring of your desktop, or set the variable, or connect again"
        }
        Trouble::Locked => {
            "unlock it (on a desktop with its own dialog; elsewhere: gnome-keyring-daemon --unlock), or keep the key in a file: openkoi connect SERVICE --file"
        }
        Trouble::Denied(_) | Trouble::Silent | Trouble::Failed(_) => {
            "look after the keyring, or keep the key in a file: openkoi connect SERVICE --file"
        }
        Trouble::Garbled => "put the key there again: openkoi connect SERVICE",
    }
}
