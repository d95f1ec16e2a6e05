//! The Secret Service of the desktop, over the user's own bus.

use super::{APPLICATION, Entry, PATIENCE, Trouble};
use secret_service::{EncryptionType, Error, Item, SecretService};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::thread;
use tokio::runtime::Builder;
use tokio::time::timeout;
use zbus::connection;
use zeroize::Zeroizing;

/// The address of the bus, if there is one.
#[derive(Clone)]
pub(super) struct Place(Option<String>);

impl Place {
    /// The bus that the user's environment names, or else the one of the session. Only one on this machine is taken.
    pub(super) fn new(environment: &BTreeMap<String, String>) -> Self {
        let get = |name: &str| environment.get(name).filter(|value| !value.is_empty());
        let named = get("DBUS_SESSION_BUS_ADDRESS").cloned();
        let usual = || {
            let socket = Path::new(get("XDG_RUNTIME_DIR")?).join("bus");
            socket
                .exists()
                .then(|| format!("unix:path={}", socket.display()))
        };
        let is_here = |address: &&str| {
            address.starts_with("unix:path=") || address.starts_with("unix:abstract=")
        };
        let address = named.or_else(usual).unwrap_or_default();
        Self(address.split(';').find(is_here).map(str::to_owned))
    }

    pub(super) fn read(&self, entry: &Entry) -> Result<Option<Zeroizing<Vec<u8>>>, Trouble> {
        self.ask(async |service| {
            let Some(item) = find(&service, entry).await? else {
                return Ok(None);
            };
            let value = item.get_secret().await.map_err(trouble)?;
            Ok(Some(Zeroizing::new(value)))
        })
    }

    pub(super) fn write(&self, entry: &Entry, value: &[u8]) -> Result<(), Trouble> {
        self.ask(async |service| {
            if let Some(item) = find(&service, entry).await? {
                return item.set_secret(value, "text/plain").await.map_err(trouble);
            }
            let collection = match service.get_default_collection().await {
                Err(Error::NoResult) => {
                    return Err(Trouble::Absent("it has no default collection".into()));
                }
                found => found.map_err(trouble)?,
            };
            if collection.is_locked().await.map_err(trouble)? {
                return Err(Trouble::Locked);
            }
            let label = format!("OpenKoi: {}", entry.name);
            let made = collection.create_item(&label, attributes(entry), value, true, "text/plain");
            made.await.map(drop).map_err(trouble)
        })
    }

    pub(super) fn remove(&self, entry: &Entry) -> Result<bool, Trouble> {
        self.ask(async |service| {
            let Some(item) = find(&service, entry).await? else {
                return Ok(false);
            };
            item.delete().await.map_err(trouble)?;
            Ok(true)
        })
    }

    /// One conversation on a thread of its own, since whoever asks may be in the middle of another; cut off when it takes
    /// too long.
    fn ask<T: Send>(
        &self,
        work: impl AsyncFnOnce(SecretService<'static>) -> Result<T, Trouble> + Send,
    ) -> Result<T, Trouble> {
        let Some(address) = self.0.as_deref() else {
            return Err(Trouble::Absent("no bus of the session is known".into()));
        };
        let failed = |why: &dyn std::fmt::Display| Trouble::Failed(why.to_string());
        let conversation = move || {
            let runtime = Builder::new_current_thread().enable_all().build();
            let runtime = runtime.map_err(|error| failed(&error))?;
            let outcome = runtime.block_on(async {
                let whole = async { work(connected(address).await?).await };
                timeout(PATIENCE, whole).await
            });
            runtime.shutdown_background();
            outcome.unwrap_or(Err(Trouble::Silent))
        };
        thread::scope(|scope| {
            let ended = scope.spawn(conversation).join();
            ended.unwrap_or_else(|_panic| Err(failed(&"its conversation broke off")))
        })
    }
}

/// The session is encrypted, so that nobody who listens on the bus reads a value.
async fn connected(address: &str) -> Result<SecretService<'static>, Trouble> {
    let absent = |error: zbus::Error| Trouble::Absent(error.to_string());
    let builder = connection::Builder::address(address).map_err(absent)?;
    let bus = builder.build().await.map_err(absent)?;
    let service = SecretService::connect_with_existing(EncryptionType::Dh, bus).await;
    service.map_err(trouble)
}

/// The one entry of this name. A locked one is not unlocked here: that would open a window and wait for it.
async fn find<'a>(
    service: &'a SecretService<'static>,
    entry: &Entry,
) -> Result<Option<Item<'a>>, Trouble> {
    let found = service.search_items(attributes(entry)).await;
    let mut found = found.map_err(trouble)?;
    match (found.unlocked.len(), found.locked.len()) {
        (0, 0) => Ok(None),
        (1, 0) => Ok(found.unlocked.pop()),
        (0, _) => Err(Trouble::Locked),
        (open, closed) => {
            let why = format!("it holds {} entries for {}", open + closed, entry.name);
            Err(Trouble::Failed(why))
        }
    }
}

fn attributes(entry: &Entry) -> HashMap<&str, &str> {
    HashMap::from([
        ("application", APPLICATION),
        ("credential", entry.name.as_str()),
        ("home", entry.home.as_str()),
    ])
}

fn trouble(error: Error) -> Trouble {
    match error {
        Error::Locked => Trouble::Locked,
        Error::Unavailable => Trouble::Absent("nobody serves it".into()),
        Error::Prompt | Error::PromptDisconnected => Trouble::Denied(error.to_string()),
        Error::Zbus(error) => on_the_bus(&error),
        Error::ZbusFdo(zbus::fdo::Error::ZBus(error)) => on_the_bus(&error),
        Error::ZbusFdo(error) => named(zbus::DBusError::name(&error).as_str(), &error),
        error => Trouble::Failed(error.to_string()),
    }
}

fn on_the_bus(error: &zbus::Error) -> Trouble {
    match error {
        zbus::Error::MethodError(name, _, _) => named(name.as_str(), error),
        zbus::Error::FDO(error) => named(zbus::DBusError::name(&**error).as_str(), error),
        zbus::Error::InputOutput(_) => Trouble::Silent,
        error => Trouble::Failed(error.to_string()),
    }
}

/// What the bus, or who serves the keyring, calls it.
fn named(name: &str, error: &dyn std::fmt::Display) -> Trouble {
    match name.rsplit('.').next().unwrap_or_default() {
        "ServiceUnknown" | "NameHasNoOwner" => Trouble::Absent("nobody serves it".into()),
        last if last.starts_with("Spawn") || name.contains(".Spawn.") => {
            Trouble::Absent("it can't be started".into())
        }
        "IsLocked" => Trouble::Locked,
        "AccessDenied" | "AuthFailed" => Trouble::Denied(error.to_string()),
        "NoReply" | "Timeout" | "TimedOut" | "Disconnected" => Trouble::Silent,
        _ => Trouble::Failed(error.to_string()),
    }
}
