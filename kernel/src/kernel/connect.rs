//! Gives a service its credential, and takes it away.

use super::Kernel;
use super::overview::place_of;
use crate::door::secrets::{Lodging, Origin};
use crate::failure::Failure;
use crate::registry::{ServiceRow, ServiceSecret};

/// Where a credential lives now, or lived, and what else there is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    pub service: String,
    pub places: Vec<String>,
    pub notes: Vec<String>,
}

impl Kernel {
    /// The service that takes a key; asked before a person types one in.
    pub fn takes_key(&self, service: &str) -> Result<&str, Failure> {
        self.keyed(service).map(|(row, _)| row.name.as_str())
    }

    /// Keeps the key of a service, in the keyring where one answers unless a file is wanted.
    pub fn connect(&self, service: &str, key: &str, in_file: bool) -> Result<Connection, Failure> {
        let (row, spec) = self.keyed(service)?;
        let lodging = if in_file {
            Lodging::File
        } else {
            Lodging::Best
        };
        let (origin, mut notes) = self
            .secrets
            .keep(&spec.name, key, lodging)
            .map_err(|fault| Failure::new(fault.message, ""))?;
        notes.extend(self.overridden(spec));
        Ok(Connection {
            service: row.id.clone(),
            places: vec![place_of(&origin)],
            notes,
        })
    }

    /// Takes the key of a service away from wherever it was kept.
    pub fn disconnect(&self, service: &str) -> Result<Connection, Failure> {
        let (row, spec) = self.keyed(service)?;
        let gone = self.secrets.forget(&spec.name);
        let gone = gone.map_err(|fault| Failure::new(fault.message, ""))?;
        Ok(Connection {
            service: row.id.clone(),
            places: gone.iter().map(place_of).collect(),
            notes: self.overridden(spec).into_iter().collect(),
        })
    }

    /// A variable comes before everything that is kept.
    fn overridden(&self, spec: &ServiceSecret) -> Option<String> {
        match self.secrets.locate(&spec.name, &spec.env) {
            Ok(Some(Origin::Environment(name))) => {
                Some(format!("{name} is set, and what it says is what is used"))
            }
            _ => None,
        }
    }

    fn keyed(&self, service: &str) -> Result<(&ServiceRow, &ServiceSecret), Failure> {
        // What the door says of a key names it as it is kept.
        let is_kept_as = |row: &&ServiceRow| {
            let secret = row.secret.as_ref();
            secret.is_some_and(|secret| secret.name == service)
        };
        let mut rows = self.services.iter();
        let row = rows.clone().find(|row| row.id == service);
        let row = row.or_else(|| rows.find(is_kept_as));
        let row = row.ok_or_else(|| {
            let ids: Vec<&str> = self.services.iter().map(|row| row.id.as_str()).collect();
            let remedy = format!("there are {}", ids.join(", "));
            Failure::usage(format!("there is no service {service:?}"), remedy)
        })?;
        let secret = row.secret.as_ref().ok_or_else(|| {
            Failure::usage(format!("{} needs no key", row.name), "see: openkoi status")
        })?;
        Ok((row, secret))
    }
}
