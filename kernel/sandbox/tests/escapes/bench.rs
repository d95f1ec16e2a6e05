//! A home, a workspace and what stands outside of both; programs run in the sandbox and beside it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// After how many seconds those who stay behind give a sign of life.
pub(crate) const SURVIVE: u64 = 4;
/// Somebody who owns nothing.
pub(crate) const SOMEBODY: &str = "12345";

const CANARY: &str = "canary-7f3a91";
const PARENT_CANARY: &str = "parent-canary-52c0";

/// Below the home.
const SECRETS: [&str; 24] = [
    ".ssh/id_ed25519",
    ".ssh/config",
    ".aws/credentials",
    ".gnupg/private.key",
    ".config/gh/hosts.yml",
    ".netrc",
    ".docker/config.json",
    ".kube/config",
    ".npmrc",
    ".pypirc",
    ".git-credentials",
    ".gitconfig",
    ".mozilla/cookies.sqlite",
    ".config/google-chrome/Login",
    ".local/share/keyrings/login.keyring",
    ".password-store/mail.gpg",
    ".bash_history",
    ".cargo/credentials.toml",
    ".m2/settings.xml",
    ".gem/credentials",
    ".openkoi/credentials/vendor.key",
    ".local/share/openkoi/journal.db",
    ".azure/token",
    ".terraform.d/credentials.tfrc.json",
];

/// What a program printed, and how it ended.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// How one attempt went.
#[derive(Debug)]
pub(crate) struct Attempt {
    got: Option<String>,
    stopped: String,
    /// Decided when the sandbox had ended: the file was there, changed.
    had_effect: bool,
    later: Option<PathBuf>,
}

impl Attempt {
    pub(crate) fn is_real(&self) -> bool {
        match (&self.got, &self.later) {
            (_, Some(path)) => path.exists(),
            (Some(_), None) => self.had_effect,
            (None, None) => false,
        }
    }

    pub(crate) fn told(&self) -> &str {
        &self.stopped
    }
}

pub(crate) struct Bench {
    root: TempDir,
    /// Workspaces that are looked at once more at the end.
    made: std::cell::RefCell<usize>,
}

#[expect(clippy::disallowed_methods, reason = "a test starts programs")]
fn program(path: impl AsRef<std::ffi::OsStr>) -> Command {
    Command::new(path)
}

pub(crate) fn is_root() -> bool {
    rustix::process::getuid().is_root()
}

fn probes() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/probes")
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
}

fn succeed(command: &mut Command) -> Told {
    let done = command
        .output()
        .unwrap_or_else(|why| panic!("{command:?}: {why}"));
    Told {
        code: done.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&done.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&done.stderr).into_owned(),
    }
}

impl Bench {
    pub(crate) fn new() -> Self {
        let root = tempfile::Builder::new()
            .prefix("escapes-")
            .tempdir_in(env!("CARGO_TARGET_TMPDIR"))
            .expect("a temporary folder");
        let bench = Self {
            root,
            made: std::cell::RefCell::new(0),
        };
        for name in SECRETS.iter().chain(&["Documents/private.txt"]) {
            write(&bench.home().join(name), CANARY);
        }
        for folder in [".cargo/bin", ".rustup", ".pyenv", "go/pkg", ".local/bin"] {
            fs::create_dir_all(bench.home().join(folder)).expect("a folder");
        }
        for name in ["secret", "removable", "truncatable", "other-user/file"] {
            write(&bench.root.path().join("outside").join(name), CANARY);
        }
        bench.fresh_workspace();
        bench
    }

    fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    pub(crate) fn workspace(&self) -> PathBuf {
        self.root.path().join(format!("work{}", self.made.borrow()))
    }

    /// A project with a repository, repositories in it, and settings of agents.
    fn fresh_workspace(&self) {
        *self.made.borrow_mut() += 1;
        let work = self.workspace();
        let template = self.root.path().join("template");
        if !template.exists() {
            write(&template.join("file"), "content\n");
            write(
                &template.join("has-agents/.agents/skills/known/SKILL.md"),
                "known\n",
            );
            write(
                &template.join("has-openkoi/.openkoi/config.toml"),
                "# known\n",
            );
            fs::create_dir_all(template.join("mountpoint")).expect("a folder");
            let line = "git init -q . && git -c user.name=n -c user.email=e commit -q --allow-empty -m first && \
                        for d in vendor/lib vendor/movable .git/modules/sub; do git init -q $d; done; \
                        mv .git/modules/sub/.git/* .git/modules/sub/ && rmdir .git/modules/sub/.git && \
                        mkdir -p linked && echo 'gitdir: ../.git/worktrees/linked' > linked/.git";
            let told = succeed(
                program("/bin/sh")
                    .args(["-c", line])
                    .current_dir(&template)
                    .env("HOME", "/"),
            );
            assert_eq!(told.code, 0, "{told:?}");
        }
        let told = succeed(program("cp").arg("-a").arg(&template).arg(&work));
        assert_eq!(told.code, 0, "{told:?}");
        std::os::unix::fs::symlink(
            self.root.path().join("outside/secret"),
            work.join("planted-link"),
        )
        .expect("a link");
        for name in ["probes.py", "services.py"] {
            fs::copy(probes().join(name), work.join(name)).expect("a copy");
        }
    }

    /// The names of all probes.
    pub(crate) fn names(&self) -> Vec<String> {
        let told = succeed(
            program(python())
                .arg(probes().join("probes.py"))
                .arg("--list"),
        );
        told.stdout.lines().map(str::to_owned).collect()
    }

    /// Makes these attempts in a fresh workspace, inside or outside.
    pub(crate) fn run(&self, confined: bool, names: &[String]) -> BTreeMap<String, Attempt> {
        self.fresh_workspace();
        let abstract_name = format!("openkoi-{}-{}", std::process::id(), self.made.borrow());
        // The project's own paths need nobody outside.
        let needs_services = names.iter().any(|name| !name.starts_with("protect"));
        let (services, mut context) = if needs_services {
            let (services, context) = self.services(&abstract_name);
            (Some(services), context)
        } else {
            (None, "{\"process\": 0".to_owned())
        };
        context.push_str(&format!(
            ", \"confined\": {confined}, \"workspace\": {:?}, \"outside\": {:?}, \"home\": {:?}, \"canary\": {CANARY:?}, \
             \"parent_canary\": {PARENT_CANARY:?}, \"settings\": {:?}, \"abstract\": {abstract_name:?}, \"shared_temp\": {:?}, \
             \"address\": \"127.0.0.2\", \"survive\": {SURVIVE}, \"planted\": {{{}}}}}",
            self.workspace(),
            self.root.path().join("outside"),
            self.home(),
            self.settings(),
            std::env::temp_dir(),
            self.planted()
        ));
        write(&self.workspace().join("context.json"), &context);
        let line = format!(
            "exec 9<{}; exec \"$@\"",
            self.root.path().join("outside/secret").display()
        );
        // What a control mounts or unmounts is nobody else's business.
        let mut command = program(if is_root() { "unshare" } else { "/bin/sh" });
        if is_root() {
            command.args(["--mount", "--propagation", "private", "/bin/sh"]);
        }
        command.args(["-c", &line, "sh"]);
        // As they were, whatever the attempts before have made of them.
        write(&self.settings(), "[user]\n\tname = n\n");
        write(&self.state().join("neighbour"), CANARY);
        command.env("CONFINE_READABLE", self.settings());
        if confined {
            command
                .arg(env!("CARGO_BIN_EXE_confine"))
                .arg(self.state())
                .arg(self.workspace());
        }
        command
            .arg(python())
            .args(["probes.py", "context.json"])
            .args(names);
        command
            .current_dir(self.workspace())
            .env("HOME", self.home());
        command
            .env("PARENT_CANARY", PARENT_CANARY)
            .env_remove("CARGO_HOME")
            .env_remove("RUSTUP_HOME");
        let told = succeed(&mut command);
        drop(services);
        let attempts: BTreeMap<String, Attempt> =
            told.stdout.lines().map(|line| self.attempt(line)).collect();
        assert_eq!(
            attempts.len(),
            names.len(),
            "confined: {confined}: {told:?}"
        );
        attempts
    }

    fn attempt(&self, line: &str) -> (String, Attempt) {
        let value: serde_json::Value =
            serde_json::from_str(line).unwrap_or_else(|why| panic!("{line}: {why}"));
        let text = |name: &str| value[name].as_str().map(str::to_owned);
        let got = text("got");
        let path = |kind: &str| got.as_ref()?.strip_prefix(kind).map(PathBuf::from);
        let had_effect = match path("effect:") {
            None => got.is_some(),
            Some(path) => is_evil(&path),
        };
        if let Some(path) = path("effect:").filter(|path| !path.starts_with(self.workspace())) {
            // What one attempt left outside is not to be taken for what the next one does.
            fs::remove_file(path).ok();
        }
        let attempt = Attempt {
            later: path("later:"),
            had_effect,
            stopped: text("stopped").unwrap_or_default(),
            got,
        };
        (text("name").expect("a name"), attempt)
    }

    fn planted(&self) -> String {
        let stand_in = self.root.path().join("outside/docker.sock");
        let paths = [
            "/run/docker.sock",
            "/var/run/docker.sock",
            "/run/dbus/system_bus_socket",
            "/run/systemd/private",
        ];
        let rows = paths.map(|path| format!("{path:?}: {stand_in:?}"));
        rows.join(", ")
    }

    /// What listens outside, and its ports, as the beginning of a JSON object.
    fn services(&self, abstract_name: &str) -> (Service, String) {
        let outside = self.root.path().join("outside");
        for name in [
            "outside.sock",
            "docker.sock",
            "agent.sock",
            "bus.sock",
            "fd.sock",
        ] {
            // From the run before.
            fs::remove_file(outside.join(name)).ok();
        }
        let mut child = program(python())
            .arg(probes().join("services.py"))
            .arg(&outside)
            .arg(self.workspace())
            .args([abstract_name, CANARY])
            .env("SERVICE_CANARY", CANARY)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the services start");
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
        out.read_line(&mut line).expect("a line");
        let begun = line.trim_end().trim_end_matches('}').to_owned();
        assert!(begun.starts_with('{'), "the services don't stand: {line:?}");
        (Service(child), begun)
    }

    /// What git is told of the user: the one file of ours that programs may read.
    fn settings(&self) -> PathBuf {
        self.state().join("gitconfig")
    }

    fn state(&self) -> PathBuf {
        self.root.path().join("state")
    }

    fn confined(&self) -> Command {
        let mut command = program(env!("CARGO_BIN_EXE_confine"));
        command
            .arg(self.state())
            .arg(self.workspace())
            .args(["/bin/sh", "-c"]);
        command.env("HOME", self.home());
        command
    }

    pub(crate) fn confine(&self, line: &str) -> Told {
        self.confine_with(&[], line)
    }

    pub(crate) fn confine_with(&self, variables: &[(&str, &str)], line: &str) -> Told {
        succeed(self.confined().arg(line).envs(variables.iter().copied()))
    }

    pub(crate) fn confine_without(&self, layer: &str, line: &str) -> Told {
        let confined = self.confined();
        let mut command = program(python());
        command
            .arg(probes().join("without.py"))
            .arg(layer)
            .arg(confined.get_program());
        succeed(
            command
                .args(confined.get_args())
                .arg(line)
                .env("HOME", self.home()),
        )
    }

    /// None where nobody can become somebody else.
    pub(crate) fn confine_as_somebody(&self, line: &str) -> Option<Told> {
        if !is_root() {
            return None;
        }
        let told = succeed(
            program("chown")
                .args(["-R", SOMEBODY])
                .arg(self.root.path()),
        );
        assert_eq!(told.code, 0, "{told:?}");
        let confined = self.confined();
        let mut command = program("setpriv");
        command.args(["--reuid", SOMEBODY, "--regid", SOMEBODY, "--clear-groups"]);
        command
            .arg(confined.get_program())
            .args(confined.get_args())
            .arg(line);
        Some(succeed(command.env("HOME", self.home())))
    }
}

/// Ends with its owner.
struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        // One that has ended needs no more.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// The file says what only an attempt writes, or is what only an attempt makes.
fn is_evil(path: &Path) -> bool {
    match fs::symlink_metadata(path) {
        Err(_) => false,
        Ok(metadata) if metadata.is_file() => {
            fs::read_to_string(path).is_ok_and(|text| text.contains("evil"))
        }
        Ok(_) => true,
    }
}

/// The system's where there is one.
fn python() -> &'static str {
    if Path::new("/usr/bin/python3").exists() {
        "/usr/bin/python3"
    } else {
        "python3"
    }
}
