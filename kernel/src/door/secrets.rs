//! Secrets: where they are found, and that they are shown to nobody.

mod keyring;
mod store;

#[cfg(test)]
mod tests;

pub use store::Lodging;

use crate::domain::{Fault, FaultKind};
use keyring::{Keyring, Trouble};
pub use openkoi_redact::MASK;
use openkoi_redact::Redactor;
use rustix::fs::OFlags;
use std::collections::BTreeMap;
use std::fmt;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// No credential is longer.
const SIZE_LIMIT: u64 = 64 * 1024;

/// A value that is overwritten when the last copy goes, and that prints as a mask.
#[derive(Clone)]
pub struct Secret(Arc<Zeroizing<String>>);

impl Secret {
    pub fn new(value: String) -> Self {
        Self(Arc::new(Zeroizing::new(value)))
    }

    /// The value itself; only the door may see it.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// Where a secret was found, for screens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The variable's name.
    Environment(String),
    /// The keyring of the system.
    Keyring,
    File(PathBuf),
}

/// The user's secrets: the environment first, then what the keyring holds, then one file each.
#[derive(Debug)]
pub struct Secrets {
    environment: BTreeMap<String, String>,
    directory: PathBuf,
    keyring: Keyring,
    /// Strikes out what was handed out.
    redactor: Redactor,
}

impl Secrets {
    /// `directory` holds `<name>.key` files, and the marks of what the keyring holds; it need not exist.
    pub fn new(
        environment: BTreeMap<String, String>,
        directory: PathBuf,
        redactor: Redactor,
    ) -> Self {
        Self {
            keyring: Keyring::new(&environment, directory.display().to_string()),
            environment,
            directory,
            redactor,
        }
    }

    /// The secret of this name: the first of the variables that is set, or else what the keyring holds, or else its file.
    /// An empty one counts as none.
    pub fn find(
        &self,
        name: &str,
        variables: &[String],
    ) -> Result<Option<(Secret, Origin)>, Fault> {
        match self.look_up(name, variables)? {
            None => Ok(None),
            Some(Found::Here(secret, origin)) => Ok(Some((secret, origin))),
            Some(Found::InKeyring) => match self.keyring.read(name) {
                Ok(Some(value)) => Ok(Some((
                    self.known(name, value, "the keyring")?,
                    Origin::Keyring,
                ))),
                Ok(None) => {
                    let why = "the keyring holds no such key any more; put it there again:";
                    Err(self.missing(name, &format!("{why} openkoi connect {name}")))
                }
                Err(trouble @ Trouble::Absent(_)) => match self.in_file(name)? {
                    Some(found) => Ok(Some(found)),
                    None => Err(self.missing(
                        name,
                        &format!("{trouble}; {}", store::remedy(&trouble, name)),
                    )),
                },
                Err(trouble) => Err(self.missing(
                    name,
                    &format!("{trouble}; {}", store::remedy(&trouble, name)),
                )),
            },
        }
    }

    /// Where the secret of this name is. Nobody is asked for it: what the keyring holds is known from its mark.
    pub fn locate(&self, name: &str, variables: &[String]) -> Result<Option<Origin>, Fault> {
        Ok(self.look_up(name, variables)?.map(|found| match found {
            Found::Here(_, origin) => origin,
            Found::InKeyring => Origin::Keyring,
        }))
    }

    fn look_up(&self, name: &str, variables: &[String]) -> Result<Option<Found>, Fault> {
        for variable in variables {
            let value = self.environment.get(variable);
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                let value = Zeroizing::new(value.clone());
                let secret = self.known(name, value, &format!("the variable {variable}"))?;
                let origin = Origin::Environment(variable.clone());
                return Ok(Some(Found::Here(secret, origin)));
            }
        }
        self.file(name)?;
        if self.mark(name).exists() {
            return Ok(Some(Found::InKeyring));
        }
        let found = self.in_file(name)?;
        Ok(found.map(|(secret, origin)| Found::Here(secret, origin)))
    }

    fn in_file(&self, name: &str) -> Result<Option<(Secret, Origin)>, Fault> {
        let path = self.file(name)?;
        let Some(value) = read(&path)? else {
            return Ok(None);
        };
        let secret = self.known(name, value, &path.display().to_string())?;
        Ok(Some((secret, Origin::File(path))))
    }

    /// Every sink knows a value before anybody else does.
    fn known(&self, name: &str, value: Zeroizing<String>, place: &str) -> Result<Secret, Fault> {
        if value.chars().any(char::is_control) {
            return Err(auth(format!(
                "{place} holds a line break or another control character; put the key there alone"
            )));
        }
        self.redactor.know_as(name, &value);
        Ok(Secret(Arc::new(value)))
    }

    fn missing(&self, name: &str, why: &str) -> Fault {
        auth(format!(
            "the key {name:?} is kept in the keyring, but {why}"
        ))
    }

    /// The file of a name that is one: no path, and nothing that another system reads otherwise.
    fn file(&self, name: &str) -> Result<PathBuf, Fault> {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        if name.is_empty() || !name.chars().all(is_plain) {
            let why = format!("{name:?} can't name a secret; use letters, digits, \"-\" and \"_\"");
            return Err(fault(FaultKind::Invalid, why));
        }
        Ok(self.directory.join(format!("{name}.key")))
    }
}

/// A value, or where it has to be asked for.
enum Found {
    Here(Secret, Origin),
    InKeyring,
}

/// A file's secret without its last line end; none if there is no file, or nothing in it.
fn read(path: &Path) -> Result<Option<Zeroizing<String>>, Fault> {
    let name = path.display();
    let failed = |error: std::io::Error| auth(format!("can't read the key in {name}: {error}"));
    // A pipe in its place is not waited for.
    let mut options = OpenOptions::new();
    options.read(true);
    options.custom_flags(OFlags::NONBLOCK.bits().cast_signed());
    let file = match options.open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(failed)?,
    };
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() || metadata.len() > SIZE_LIMIT {
        return Err(auth(format!(
            "{name} is no file of at most {SIZE_LIMIT} bytes; put the key there alone"
        )));
    }
    if metadata.mode() & 0o077 != 0 {
        let mode = metadata.mode() & 0o777;
        let why = format!(
            "others can read the key in {name} (mode {mode:o}), so it is not used; run: chmod 600 {name}"
        );
        return Err(auth(why));
    }
    if let Some(folder) = path.parent() {
        let mode = folder.metadata().map_err(failed)?.mode();
        if mode & 0o022 != 0 {
            let (folder, mode) = (folder.display(), mode & 0o777);
            let why = format!(
                "others can put a key of theirs into {folder} (mode {mode:o}), so {name} is not used; run: chmod 700 {folder}"
            );
            return Err(auth(why));
        }
    }
    let mut value = Zeroizing::new(String::with_capacity(SIZE_LIMIT as usize));
    file.take(SIZE_LIMIT)
        .read_to_string(&mut value)
        .map_err(failed)?;
    if value.ends_with('\n') {
        value.pop();
    }
    if value.ends_with('\r') {
        value.pop();
    }
    Ok((!value.is_empty()).then_some(value))
}

fn auth(message: String) -> Fault {
    fault(FaultKind::Auth, message)
}

fn fault(kind: FaultKind, message: String) -> Fault {
    Fault::new("secrets", kind, message)
}
