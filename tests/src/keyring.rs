//! A real keyring on a bus of its own: `gnome-keyring-daemon` and `dbus-daemon`, which `tests/tools` sets up.

use rustix::process::{Pid, Signal, kill_process};
use secret_service::EncryptionType;
use secret_service::blocking::{Collection, SecretService};
use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(30);

/// Both run until it is dropped.
pub struct Keyring {
    address: String,
    daemon: Child,
    bus: Child,
    folder: TempDir,
}

impl Keyring {
    /// Unlocked and empty.
    pub fn start() -> Self {
        let keyring = Self::on_a_bus_that("");
        keyring.until_it_serves();
        keyring
    }

    fn until_it_serves(&self) {
        let begun = Instant::now();
        while self
            .service()
            .is_none_or(|it| it.get_default_collection().is_err())
        {
            assert!(
                begun.elapsed() < PATIENCE,
                "gnome-keyring-daemon does not serve"
            );
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Nobody may speak to it.
    pub fn denied() -> Self {
        let keyring = Self::on_a_bus_that("<deny send_destination=\"org.freedesktop.secrets\"/>");
        let begun = Instant::now();
        while !keyring.refuses() {
            assert!(
                begun.elapsed() < PATIENCE,
                "gnome-keyring-daemon does not serve"
            );
            thread::sleep(Duration::from_millis(20));
        }
        keyring
    }

    /// Before it serves, the bus says that nobody is there.
    fn refuses(&self) -> bool {
        self.connection().is_some_and(|bus| {
            let asked = SecretService::connect_with_existing(EncryptionType::Dh, bus);
            asked.is_err_and(|error| error.to_string().contains("AccessDenied"))
        })
    }

    fn connection(&self) -> Option<zbus::blocking::Connection> {
        let bus = zbus::blocking::connection::Builder::address(self.address.as_str());
        bus.and_then(zbus::blocking::connection::Builder::build)
            .ok()
    }

    fn on_a_bus_that(denies: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary directory can be made");
        let config = folder.path().join("bus.xml");
        let socket = folder.path().join("bus");
        let text = format!(
            "<busconfig><type>session</type><listen>unix:path={}</listen>\
             <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/>{denies}</policy></busconfig>",
            socket.display()
        );
        fs::write(&config, text).expect("a fresh directory can be written to");
        let mut bus = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|why| panic!("dbus-daemon: {why}; run: make tools"));
        let mut address = String::new();
        let output = bus.stdout.take().expect("stdout is piped");
        BufReader::new(output)
            .read_line(&mut address)
            .expect("it says where it listens");
        let address = format!("unix:path={}", socket.display());
        let daemon = daemon(folder.path(), &address);
        Self {
            address,
            daemon,
            bus,
            folder,
        }
    }

    /// What `DBUS_SESSION_BUS_ADDRESS` says.
    pub fn address(&self) -> &str {
        &self.address
    }

    fn service(&self) -> Option<SecretService<'static>> {
        SecretService::connect_with_existing(EncryptionType::Dh, self.connection()?).ok()
    }

    fn collection<T>(&self, work: impl FnOnce(&Collection<'_>) -> T) -> T {
        let service = self.service().expect("the keyring serves");
        let collection = service
            .get_default_collection()
            .expect("it has a collection");
        work(&collection)
    }

    /// Every value that it holds for us.
    pub fn values(&self) -> Vec<Vec<u8>> {
        let ours = HashMap::from([("application", "openkoi")]);
        self.collection(|collection| {
            let items = collection.search_items(ours).expect("it can be searched");
            let value = |item: &secret_service::blocking::Item<'_>| item.get_secret();
            items
                .iter()
                .map(value)
                .collect::<Result<_, _>>()
                .expect("values")
        })
    }

    /// Puts these bytes in the place of the only value that it holds for us.
    pub fn replace(&self, value: &[u8]) {
        let ours = HashMap::from([("application", "openkoi")]);
        self.collection(|collection| {
            let items = collection.search_items(ours).expect("it can be searched");
            let [item] = items.as_slice() else {
                panic!("{} values", items.len());
            };
            item.set_secret(value, "text/plain")
                .expect("a value is replaced");
        });
    }

    pub fn lock(&self) {
        self.collection(|collection| collection.lock().expect("it can be locked"));
    }

    /// As a person unlocks it where there is no desktop: another one takes its place, and reads the password.
    pub fn unlock(&mut self) {
        self.kill();
        self.daemon.wait().expect("a killed child ends");
        self.daemon = daemon(self.folder.path(), &self.address);
        self.until_it_serves();
    }

    /// It hears everything and says nothing any more.
    pub fn stop(&self) {
        self.signal(Signal::STOP);
    }

    /// It is gone; the bus stays.
    pub fn kill(&self) {
        self.signal(Signal::KILL);
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.daemon), signal).expect("our own child gets a signal");
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        for child in [&mut self.daemon, &mut self.bus] {
            // One that is gone already needs no end.
            child.kill().ok();
            child.wait().ok();
        }
    }
}

/// One that is unlocked, on this bus, and keeps what it holds in this folder.
fn daemon(folder: &Path, address: &str) -> Child {
    let mut daemon = Command::new("gnome-keyring-daemon")
        .args(["--foreground", "--unlock", "--components=secrets"])
        .arg(format!("--control-directory={}", folder.display()))
        .env("HOME", folder)
        .env("XDG_RUNTIME_DIR", folder)
        .env_remove("XDG_DATA_HOME")
        .env("DBUS_SESSION_BUS_ADDRESS", address)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|why| panic!("gnome-keyring-daemon: {why}; run: make tools"));
    let mut password = daemon.stdin.take().expect("stdin is piped");
    password.write_all(b"koi").expect("it reads its password");
    drop(password);
    daemon
}
