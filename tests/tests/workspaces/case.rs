//! A hostile project, and the room in which it is met: an outside that nothing may touch, a port that nobody may call.

use openkoi_tests::{Home, Script, Server, Turn};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What else is laid out, beside files with a text.
pub(crate) type Lay = fn(&Scene);

/// One project.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// Path and text; in both, what stands in braces is filled in by [`Scene::filled`].
    pub(crate) files: &'static [(&'static str, &'static str)],
    pub(crate) lay: Option<Lay>,
    /// Where the user stands, below the workspace.
    pub(crate) place: &'static str,
    /// What the model runs in the shell in a task that changes something; none: there is no such task.
    pub(crate) shell: Option<&'static str>,
    /// How many things are there for somebody to allow.
    pub(crate) items: usize,
}

impl Case {
    pub(crate) const fn new(
        name: &'static str,
        items: usize,
        files: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self {
            name,
            files,
            lay: None,
            place: "",
            shell: None,
            items,
        }
    }

    pub(crate) const fn lay(self, lay: Lay) -> Self {
        Self {
            lay: Some(lay),
            ..self
        }
    }

    pub(crate) const fn at(self, place: &'static str) -> Self {
        Self { place, ..self }
    }

    /// The model changes a file, which has the project's checks run, and runs this.
    pub(crate) const fn changing(self, shell: &'static str) -> Self {
        Self {
            shell: Some(shell),
            ..self
        }
    }
}

/// A case that was laid out.
pub(crate) struct Scene {
    pub(crate) home: Home,
    /// Where nothing may be written.
    pub(crate) outside: PathBuf,
    port: u16,
    calls: Arc<AtomicUsize>,
}

/// What nobody may read.
pub(crate) const SECRET: &str = "canary-7f3a91-of-another-project";

impl Scene {
    pub(crate) fn of(case: &Case) -> Self {
        let home = Home::new();
        let outside = home.everything().join("outside");
        fs::create_dir_all(&outside).expect("ours");
        fs::write(home.everything().join("secret.txt"), SECRET).expect("ours");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port of the loopback");
        let port = listener.local_addr().expect("it is bound").port();
        let calls = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&calls);
        thread::spawn(move || {
            for _call in listener.incoming() {
                counter.fetch_add(1, Ordering::SeqCst);
            }
        });
        let scene = Self {
            home,
            outside,
            port,
            calls,
        };
        for (path, text) in case.files {
            scene
                .home
                .file(&scene.filled(path), scene.filled(text).as_bytes());
        }
        if let Some(lay) = case.lay {
            lay(&scene);
        }
        scene
    }

    /// `{PWN}` is a command that shows that it ran, `{EVIL}` an address that shows that it was called, `{SECRET}` a file
    /// beside the project, `{OUT}` the directory in which nothing may appear.
    pub(crate) fn filled(&self, text: &str) -> String {
        let out = self.outside.display().to_string();
        text.replace("{PWN}", &format!("touch {out}/pwned"))
            .replace("{EVIL}", &format!("http://127.0.0.1:{}", self.port))
            .replace(
                "{SECRET}",
                &self
                    .home
                    .everything()
                    .join("secret.txt")
                    .display()
                    .to_string(),
            )
            .replace("{OUT}", &out)
    }

    pub(crate) fn place(&self, case: &Case) -> PathBuf {
        self.home.workspace().join(case.place)
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        let path = self.home.workspace().join(below);
        fs::create_dir_all(path.parent().expect("below")).expect("ours");
        path
    }

    /// How often the evil port was called.
    pub(crate) fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// What lies where nothing may.
    pub(crate) fn written_outside(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.outside).expect("it is there");
        entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect()
    }
}

/// Looks around, and tells that it did.
pub(crate) fn reader() -> Server {
    let look = Turn::calls("list", serde_json::json!({"path": "."}))
        .and_calls("grep", serde_json::json!({"pattern": "canary"}))
        .and_calls("glob", serde_json::json!({"pattern": "**/*"}))
        .and_calls("read", serde_json::json!({"path": "AGENTS.md"}));
    Server::messages(Script::new().then(look).then(Turn::says("I looked.")))
}

/// Runs something, writes a file, and tells that it did.
pub(crate) fn changer(shell: &str) -> Server {
    let work = Turn::calls("shell", serde_json::json!({"command": shell})).and_calls(
        "write",
        serde_json::json!({"path": "note.txt", "content": "a note\n"}),
    );
    Server::messages(
        Script::new()
            .then(work)
            .then(Turn::says("I wrote note.txt.")),
    )
}

/// Makes a file that can be run.
pub(crate) fn executable(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("below")).expect("ours");
    fs::write(path, text).expect("ours");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(path, mode).expect("ours");
}
