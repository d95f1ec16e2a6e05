//! Secrets: where they are found, and that they are shown to nobody.

#[cfg(test)]
mod tests;

use crate::domain::{Fault, FaultKind};
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
    File(PathBuf),
}

/// The user's secrets: the environment first, then one file each.
#[derive(Debug)]
pub struct Secrets {
    environment: BTreeMap<String, String>,
    directory: PathBuf,
    /// Strikes out what was handed out.
    redactor: Redactor,
}

impl Secrets {
    /// `directory` holds `<name>.key` files; it need not exist.
    pub fn new(
        environment: BTreeMap<String, String>,
        directory: PathBuf,
        redactor: Redactor,
    ) -> Self {
        Self {
            environment,
            directory,
            redactor,
        }
    }

    /// The secret of this name: the first of the variables that is set, or else its file. An empty one counts as none.
    pub fn find(
        &self,
        name: &str,
        variables: &[String],
    ) -> Result<Option<(Secret, Origin)>, Fault> {
        let Some((value, origin)) = self.look_up(name, variables)? else {
            return Ok(None);
        };
        if value.chars().any(char::is_control) {
            let place = match &origin {
                Origin::Environment(variable) => format!("the variable {variable}"),
                Origin::File(path) => path.display().to_string(),
            };
            return Err(auth(format!(
                "{place} holds a line break or another control character; put the key there alone"
            )));
        }
        self.redactor.know(&value);
        let secret = Secret(Arc::new(value));
        Ok(Some((secret, origin)))
    }

    fn look_up(
        &self,
        name: &str,
        variables: &[String],
    ) -> Result<Option<(Zeroizing<String>, Origin)>, Fault> {
        for variable in variables {
            if let Some(value) = self
                .environment
                .get(variable)
                .filter(|value| !value.is_empty())
            {
                return Ok(Some((
                    Zeroizing::new(value.clone()),
                    Origin::Environment(variable.clone()),
                )));
            }
        }
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        if name.is_empty() || !name.chars().all(is_plain) {
            let why = format!("{name:?} can't name a secret; use letters, digits, \"-\" and \"_\"");
            return Err(fault(FaultKind::Invalid, why));
        }
        let path = self.directory.join(format!("{name}.key"));
        Ok(read(&path)?.map(|value| (value, Origin::File(path))))
    }
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
