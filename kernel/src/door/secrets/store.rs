//! Puts a credential where it lives from now on, and takes it away.
//!
//! Beside the files of values stands a mark for each value that the keyring holds: `<name>.keyring`. So it is known where
//! a value lives without asking anybody, and no name is ever looked up that was not put there. Another mark,
//! `<name>.left`, says that an older value could not be taken out of the keyring: whoever connects or disconnects next
//! tries again.

use super::keyring::Trouble;
use super::{Origin, SIZE_LIMIT, Secrets, auth};
use crate::domain::Fault;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What a mark says to whoever looks at it.
const MARK: &[u8] = b"The system's keyring holds this credential.\n";

const LEFT: &[u8] = b"The system's keyring holds an older credential, which is not used.\n";

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
                    return Err(auth(format!("{trouble}; {}", remedy(&trouble, name))));
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
        removed(&self.left(name))?;
        let mut notes = Vec::new();
        if removed(&file)? {
            notes.push(format!(
                "{} is gone: its key is in the keyring now",
                file.display()
            ));
        }
        Ok((Origin::Keyring, notes))
    }

    /// A value that lives in a file lives there alone. What can't be taken out of the keyring is remembered, and said.
    fn leave_keyring(&self, name: &str) -> Result<Vec<String>, Fault> {
        let (mark, left) = (self.mark(name), self.left(name));
        if !mark.exists() && !left.exists() {
            return Ok(Vec::new());
        }
        let Err(trouble) = self.keyring.remove(name) else {
            removed(&mark)?;
            removed(&left)?;
            return Ok(Vec::new());
        };
        openkoi_state::write(&left, LEFT).map_err(|error| auth(error.to_string()))?;
        removed(&mark)?;
        Ok(vec![format!(
            "an older key is left in the keyring, and is not used any more: {trouble}. To take it out: {}, then \
             openkoi connect {name} --file once more",
            access(&trouble)
        )])
    }

    /// Takes a value away from wherever it was kept, and says from where.
    pub fn forget(&self, name: &str) -> Result<Vec<Origin>, Fault> {
        let mut gone = Vec::new();
        let (mark, left) = (self.mark(name), self.left(name));
        if mark.exists() || left.exists() {
            let asked = self.keyring.remove(name);
            asked.map_err(|trouble| auth(format!("{trouble}; {}", remedy(&trouble, name))))?;
            removed(&mark)?;
            removed(&left)?;
            gone.push(Origin::Keyring);
        }
        let file = self.file(name)?;
        if removed(&file)? {
            gone.push(Origin::File(file));
        }
        Ok(gone)
    }

    fn left(&self, name: &str) -> PathBuf {
        self.directory.join(format!("{name}.left"))
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

/// What to do about the credential of this name.
pub(super) fn remedy(trouble: &Trouble, name: &str) -> String {
    let access = access(trouble);
    match trouble {
        Trouble::Absent(_) => {
            format!("{access}, or set the variable, or connect again: openkoi connect {name}")
        }
        Trouble::Locked | Trouble::Denied(_) | Trouble::Silent | Trouble::Failed(_) => {
            format!("{access}, or keep the key in a file: openkoi connect {name} --file")
        }
        Trouble::Garbled => format!("put the key there again: openkoi connect {name}"),
    }
}

/// How the keyring comes to answer.
fn access(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Absent(_) => "start the keyring of your desktop",
        Trouble::Locked => {
            "unlock it (on a desktop with its own dialog; elsewhere: gnome-keyring-daemon --replace --unlock)"
        }
        Trouble::Denied(_) | Trouble::Silent | Trouble::Failed(_) | Trouble::Garbled => {
            "look after the keyring"
        }
    }
}
