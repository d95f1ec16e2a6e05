//! What lies around a workspace and must not be reached from it, and how one sees that it was.

use openkoi_tests::{Home, Project, Server};
use std::collections::BTreeMap;
use std::fs;
use std::net::{TcpListener, UdpSocket};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Lies in every file that is nobody's business.
const CANARY: &str = "canary-7d1f0c5e9b";

/// Files of the user's, each with the canary in it.
const PRIVATE: [&str; 7] = [
    "user/.bashrc",
    "user/.ssh/id_ed25519",
    "user/.ssh/authorized_keys",
    "user/.aws/credentials",
    "user/.netrc",
    "user/.gitconfig",
    "outside/diary.txt",
];

/// In the workspace, and not to be written by a run.
const PROTECTED: [&str; 6] = [
    ".git/hooks",
    ".git/config",
    ".openkoi",
    ".agents",
    ".mcp.json",
    ".bashrc",
];

/// A home with neighbours, and two sockets that should stay silent.
pub(crate) struct World {
    pub(crate) home: Home,
    sentinel: Sentinel,
    before: BTreeMap<PathBuf, String>,
}

impl World {
    /// A small project in a repository of its own, and a user who has something to lose.
    pub(crate) fn new() -> Self {
        let home = Project::make().settle();
        for path in PRIVATE {
            let path = home.everything().join(path);
            fs::create_dir_all(path.parent().expect("it has a parent")).expect("it can be made");
            fs::write(&path, format!("# {CANARY}\n")).expect("it can be written");
        }
        // Comments keep the files what they are.
        fs::write(
            home.everything().join("user/.gitconfig"),
            format!("# {CANARY}\n[user]\n\tname = Ada\n\temail = ada@example.test\n"),
        )
        .expect("it can be written");
        home.hurried();
        let mut world = Self {
            home,
            sentinel: Sentinel::new(),
            before: BTreeMap::new(),
        };
        world.git(&["init", "--quiet"]);
        world.before = world.picture();
        world
    }

    /// The places and the port that a deed is about.
    pub(crate) fn fill(&self, text: &str) -> String {
        let root = self.home.everything();
        let places = [
            ("{PORT}", self.sentinel.port.to_string()),
            ("{UDP}", self.sentinel.udp_port.to_string()),
            ("{USER}", root.join("user").display().to_string()),
            ("{OUT}", root.join("outside").display().to_string()),
            ("{KOI}", self.home.path().display().to_string()),
        ];
        places
            .into_iter()
            .fold(text.to_owned(), |text, (name, value)| {
                text.replace(name, &value)
            })
    }

    pub(crate) fn git(&self, arguments: &[&str]) {
        let mut git = Command::new("git");
        self.home.dress(&mut git);
        git.args(arguments)
            .current_dir(self.home.workspace())
            .stdout(Stdio::null());
        assert!(
            git.status().is_ok_and(|status| status.success()),
            "git {arguments:?}"
        );
    }

    /// Runs a line as the user would: with everything that the user may.
    pub(crate) fn as_the_user(&self, line: &str) {
        // How it ends is its own affair: what counts is what it did.
        self.answers(line);
    }

    /// Whether a line that looks ends well.
    pub(crate) fn answers(&self, line: &str) -> bool {
        let mut shell = Command::new("sh");
        self.home.dress(&mut shell);
        shell.args(["-c", line]).current_dir(self.home.workspace());
        shell
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        shell.status().is_ok_and(|status| status.success())
    }

    /// Takes how things stand now for given.
    pub(crate) fn settle(&mut self) {
        self.before = self.picture();
    }

    /// What happened that should not have: files that changed, sockets that were reached.
    pub(crate) fn harm(&self) -> Vec<String> {
        let after = self.picture();
        let paths = self
            .before
            .keys()
            .chain(after.keys())
            .collect::<std::collections::BTreeSet<_>>();
        let mut harm: Vec<String> = paths
            .into_iter()
            .filter(|path| self.before.get(*path) != after.get(*path))
            .map(|path| format!("{} is not what it was", path.display()))
            .collect();
        harm.extend(
            self.sentinel
                .reached()
                .then(|| "somebody reached the sentinel".to_owned()),
        );
        harm
    }

    /// The same, waiting for what may come late.
    pub(crate) fn harm_in_the_end(&self) -> Vec<String> {
        let deadline = Instant::now() + Duration::from_secs(20);
        while self.harm().is_empty() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(10));
        }
        self.harm()
    }

    /// Whether the model was told what it must not know.
    pub(crate) fn is_told(&self, server: &Server) -> bool {
        let told = |text: &str| text.contains(CANARY) || text.contains(openkoi_tests::server::KEY);
        server
            .received()
            .iter()
            .any(|request| told(&request.body.to_string()))
    }

    /// Whether these words came before the model.
    pub(crate) fn hears(&self, server: &Server, words: &str) -> bool {
        let requests = server.received();
        requests
            .iter()
            .any(|request| request.body.to_string().contains(words))
    }

    /// Everything outside the workspace that a run has no business with, and the workspace's protected places.
    fn picture(&self) -> BTreeMap<PathBuf, String> {
        let mut picture = BTreeMap::new();
        let root = self.home.everything();
        let koi = self.home.path();
        for folder in ["user", "outside"] {
            photograph(&root.join(folder), &mut picture);
        }
        for own in [
            "config.toml",
            "SOUL.md",
            "trust.toml",
            "grants.toml",
            "skills",
            "components",
            "credentials",
        ] {
            photograph(&koi.join(own), &mut picture);
        }
        for path in PROTECTED {
            photograph(&self.home.workspace().join(path), &mut picture);
        }
        picture
    }
}

fn photograph(path: &Path, picture: &mut BTreeMap<PathBuf, String>) {
    let Ok(metadata) = path.symlink_metadata() else {
        return;
    };
    let mode = metadata.permissions().mode();
    if metadata.is_dir() {
        // Caches of toolchains come and go.
        if path.ends_with(".cache") || path.ends_with(".npm") || path.ends_with(".cargo") {
            return;
        }
        picture.insert(path.to_owned(), format!("{mode:o}"));
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            photograph(&entry.path(), picture);
        }
    } else {
        let content = fs::read(path).unwrap_or_default();
        picture.insert(
            path.to_owned(),
            format!("{mode:o} {} {:?}", metadata.nlink(), content),
        );
    }
}

/// Two sockets that count who comes.
struct Sentinel {
    port: u16,
    udp_port: u16,
    count: Arc<AtomicUsize>,
}

impl Sentinel {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
        let datagrams = UdpSocket::bind("127.0.0.1:0").expect("the loopback has a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let udp_port = datagrams.local_addr().expect("it is bound").port();
        let count = Arc::new(AtomicUsize::new(0));
        let of_tcp = Arc::clone(&count);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                of_tcp.fetch_add(1, Ordering::SeqCst);
                drop(stream);
            }
        });
        let of_udp = Arc::clone(&count);
        thread::spawn(move || {
            while datagrams.recv(&mut [0; 64]).is_ok() {
                of_udp.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self {
            port,
            udp_port,
            count,
        }
    }

    fn reached(&self) -> bool {
        self.count.load(Ordering::SeqCst) > 0
    }
}
