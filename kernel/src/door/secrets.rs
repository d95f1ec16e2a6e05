//! Credentials: found late, shown to nobody.

use crate::domain::{Fault, FaultKind};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use std::collections::BTreeMap;
use std::fmt;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroizing;

/// The longest credential file.
const LONGEST: u64 = 64 * 1024;

/// A value that never prints and is wiped when the last holder lets go.
#[derive(Clone)]
pub struct Secret(Arc<Zeroizing<String>>);

impl Secret {
    pub fn new(value: String) -> Self {
        Self(Arc::new(Zeroizing::new(value)))
    }

    /// The value, for the one place that puts it on the wire.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(•••)")
    }
}

/// Where a credential was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The variable.
    Environment(String),
    File(PathBuf),
}

/// All credentials that may be found.
pub struct Secrets {
    environment: BTreeMap<String, String>,
    directory: PathBuf,
    known: Mutex<Vec<Secret>>,
}

impl Secrets {
    /// `directory` holds `<name>.key` files.
    pub fn new(environment: BTreeMap<String, String>, directory: PathBuf) -> Self {
        Self { environment, directory, known: Mutex::default() }
    }

    /// Looks in the variables, in their order, then in `<name>.key`. None: there is none; an empty value is none. A file
    /// that others can read is refused.
    pub fn find(&self, name: &str, variables: &[String]) -> Result<Option<(Secret, Origin)>, Fault> {
        for variable in variables {
            let value = self.environment.get(variable).map_or("", |value| value.trim());
            if !value.is_empty() {
                return Ok(Some((self.remember(value), Origin::Environment(variable.clone()))));
            }
        }
        let path = self.directory.join(format!("{name}.key"));
        let metadata = match std::fs::metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(auth(format!("can't look at {}: {error}", path.display()))),
        };
        if metadata.permissions().mode() & 0o077 != 0 {
            let message = format!("{} can be read by others, so it is not used; make it yours alone: chmod 600", path.display());
            return Err(auth(message));
        }
        if !metadata.is_file() || metadata.len() > LONGEST {
            return Err(auth(format!("{} is no file with a key in it", path.display())));
        }
        let text = std::fs::read_to_string(&path).map_err(|error| auth(format!("can't read {}: {error}", path.display())))?;
        let text = Zeroizing::new(text);
        let value = text.trim();
        Ok((!value.is_empty()).then(|| (self.remember(value), Origin::File(path))))
    }

    fn remember(&self, value: &str) -> Secret {
        let secret = Secret::new(value.to_owned());
        self.known.lock().unwrap_or_else(PoisonError::into_inner).push(secret.clone());
        secret
    }

    /// A text without any credential that was found so far, whichever way it is written: plain, base64, percent-encoded or
    /// hexadecimal.
    pub fn redact(&self, text: &str) -> String {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().fold(text.to_owned(), |text, secret| redact(&text, secret))
    }
}

/// A text without one secret.
pub(super) fn redact(text: &str, secret: &Secret) -> String {
    let value = secret.reveal();
    // A value this short is in half of all texts; it is no credential.
    if value.len() < 6 {
        return text.to_owned();
    }
    let encoded: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
    let hexadecimal: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
    let forms = [value.to_owned(), encoded, hexadecimal, BASE64_STANDARD.encode(value)];
    forms.iter().fold(text.to_owned(), |text, form| text.replace(form.trim_end_matches('='), "•••"))
}

fn auth(message: String) -> Fault {
    Fault::new("secrets", FaultKind::Auth, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, Permissions};

    fn secrets(variables: &[(&str, &str)], directory: &std::path::Path) -> Secrets {
        let environment = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Secrets::new(environment, directory.to_owned())
    }

    #[test]
    fn the_environment_comes_before_the_file_and_an_empty_value_is_none() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("lab.key");
        fs::write(&path, "from-file\n").expect("written");
        fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("set");
        let variables = ["FIRST".to_owned(), "SECOND".to_owned()];
        let rows: [(&[(&str, &str)], &str); 4] = [
            (&[("FIRST", "one"), ("SECOND", "two")], "one"),
            (&[("FIRST", " "), ("SECOND", "two")], "two"),
            (&[("FIRST", "")], "from-file"),
            (&[], "from-file"),
        ];
        for (set, expected) in rows {
            let found = secrets(set, directory.path()).find("lab", &variables).expect("no error").expect("one");
            assert_eq!(found.0.reveal(), expected);
        }
        assert!(secrets(&[], directory.path()).find("other", &variables).expect("no error").is_none());
    }

    #[test]
    fn a_file_that_others_can_read_is_refused_with_the_remedy() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("lab.key");
        fs::write(&path, "key").expect("written");
        fs::set_permissions(&path, Permissions::from_mode(0o644)).expect("set");
        let fault = secrets(&[], directory.path()).find("lab", &[]).expect_err("refused");
        assert!(fault.message.contains("chmod 600"), "{fault}");
    }

    #[test]
    fn a_secret_shows_in_no_text_and_no_encoding() {
        let directory = tempfile::tempdir().expect("a directory");
        let secrets = secrets(&[("KEY", "sk-Ab/12+xyz==")], directory.path());
        let (secret, _) = secrets.find("lab", &["KEY".to_owned()]).expect("no error").expect("one");
        let text = "plain sk-Ab/12+xyz== url sk-Ab%2F12%2Bxyz%3D%3D hex 736b2d41622f31322b78797a3d3d base64 c2stQWIvMTIreHl6PT0=";
        let redacted = secrets.redact(text);
        for form in ["sk-Ab/12+xyz", "sk-Ab%2F12", "736b2d4162", "c2stQWIvMTIr"] {
            assert!(!redacted.contains(form), "{form} is left in {redacted}");
        }
        assert!(redacted.starts_with("plain •••"));
        assert_eq!(format!("{secret:?}"), "Secret(•••)");
    }
}
