//! What a caller has to know.

use crate::config::{Config, Paths};
use crate::failure::Failure;
use crate::kernel::Queue;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use subtle::ConstantTimeEq;

/// A token that somebody made up has so many characters at least.
const LEAST: usize = 32;

/// The token as it stands now: it is read at each request, so that a new one holds at once and the old one no more. The
/// user's own, `api.token`, goes before the one that the daemon made.
pub(super) struct Token {
    queue: Arc<Queue>,
    file: PathBuf,
    /// The config's text and the token in it, as it was read last.
    seen: Mutex<Option<(String, Own)>>,
}

/// What the config says of a token.
#[derive(Clone, PartialEq, Eq)]
enum Own {
    Unset,
    Set(String),
    /// It is too short, or the config can't be read: nobody is let in.
    Unusable,
}

impl Token {
    /// Makes a token where there is none.
    pub(super) fn establish(queue: &Arc<Queue>, config: &Config) -> Result<Self, Failure> {
        let file = path(&queue.paths);
        let token = Self {
            queue: Arc::clone(queue),
            file,
            seen: Mutex::default(),
        };
        match own(config) {
            Own::Set(own) => queue.keep_secret(&own),
            Own::Unusable => {
                let message = format!("api.token has fewer than {LEAST} characters");
                let remedy = "write a longer one, or remove the key: then the daemon makes one";
                return Err(Failure::usage(message, remedy));
            }
            Own::Unset => token.make()?,
        }
        Ok(token)
    }

    fn make(&self) -> Result<(), Failure> {
        let failed = |error: openkoi_state::StateError| {
            let remedy = error.remedy();
            Failure::new(error.to_string(), remedy)
        };
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|error| {
            Failure::new(format!("the system gives no random numbers: {error}"), "")
        })?;
        let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        if let Some(folder) = self.file.parent() {
            openkoi_state::private_folder(folder).map_err(failed)?;
        }
        // One that is there goes on.
        openkoi_state::create(&self.file, format!("{text}\n").as_bytes()).map_err(failed)?;
        match self.kept() {
            Some(kept) => {
                self.queue.keep_secret(&kept);
                Ok(())
            }
            None => Err(Failure::usage(
                format!("{} holds no token", self.file.display()),
                "remove it: then the daemon makes a new one",
            )),
        }
    }

    /// Whether this is the token. What can't be read lets nobody in.
    pub(super) fn is(&self, said: &str) -> bool {
        let expected = match self.own() {
            Own::Set(token) => Some(token),
            Own::Unset => self.kept(),
            Own::Unusable => None,
        };
        let Some(expected) = expected else {
            return false;
        };
        self.queue.keep_secret(&expected);
        bool::from(expected.as_bytes().ct_eq(said.as_bytes()))
    }

    /// Where it stands, for people.
    pub(super) fn place(&self) -> String {
        match self.own() {
            Own::Set(_) | Own::Unusable => {
                format!("api.token in {}", self.queue.paths.config_file().display())
            }
            Own::Unset => self.file.display().to_string(),
        }
    }

    fn kept(&self) -> Option<String> {
        let text = openkoi_state::read(&self.file).ok().flatten()?;
        let token = text.trim();
        (token.len() >= LEAST).then(|| token.to_owned())
    }

    /// The config is understood anew only when its text is another.
    fn own(&self) -> Own {
        let text = match openkoi_state::read(self.queue.paths.config_file()) {
            Ok(text) => text.unwrap_or_default(),
            Err(_) => return Own::Unusable,
        };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, own)) = seen.as_ref()
            && *known == text
        {
            return own.clone();
        }
        let now = self
            .queue
            .config()
            .map_or(Own::Unusable, |config| own(&config));
        *seen = Some((text, now.clone()));
        now
    }
}

/// The file in which the daemon's token is.
pub(crate) fn path(paths: &Paths) -> PathBuf {
    paths.credentials().join("api.token")
}

fn own(config: &Config) -> Own {
    match &config.api.token {
        None => Own::Unset,
        Some(token) if token.reveal().chars().count() >= LEAST => {
            Own::Set(token.reveal().to_owned())
        }
        Some(_) => Own::Unusable,
    }
}
