//! What a program gets to know of the user's environment: an allow-list, in which nothing that looks like a secret counts.

use std::collections::BTreeMap;

const NAMES: [&str; 20] = [
    "PATH",
    "HOME",
    "LANG",
    "TMPDIR",
    "USER",
    "SHELL",
    "CARGO_HOME",
    "RUSTUP_HOME",
    "RUSTUP_TOOLCHAIN",
    "GOPATH",
    "GOCACHE",
    "NVM_DIR",
    "NODE_PATH",
    "VIRTUAL_ENV",
    "JAVA_HOME",
    "LOGNAME",
    "GIT_AUTHOR_NAME",
    "GIT_AUTHOR_EMAIL",
    "GIT_COMMITTER_NAME",
    "GIT_COMMITTER_EMAIL",
];
const PREFIXES: [&str; 2] = ["LC_", "PYENV_"];
const SECRETS: [&str; 4] = ["KEY", "TOKEN", "SECRET", "PASSWORD"];
/// For everyone: nobody is there to answer a question or to page through an answer, and colours would be noise.
const FIXED: [(&str, &str); 16] = [
    ("PAGER", "cat"),
    ("GIT_PAGER", "cat"),
    // Git as it is by default, but for a repository that would have it run programs or that hides in another one.
    ("GIT_CONFIG_COUNT", "4"),
    ("GIT_CONFIG_KEY_0", "core.fsmonitor"),
    ("GIT_CONFIG_VALUE_0", "false"),
    ("GIT_CONFIG_KEY_1", "safe.bareRepository"),
    ("GIT_CONFIG_VALUE_1", "explicit"),
    // The user's key is out of reach: nothing is signed in the user's name.
    ("GIT_CONFIG_KEY_2", "commit.gpgsign"),
    ("GIT_CONFIG_VALUE_2", "false"),
    ("GIT_CONFIG_KEY_3", "tag.gpgsign"),
    ("GIT_CONFIG_VALUE_3", "false"),
    ("TERM", "dumb"),
    ("CI", "true"),
    ("NO_COLOR", "1"),
    ("GIT_TERMINAL_PROMPT", "0"),
    // Who is started by a task can't change what is delegated.
    ("OPENKOI_TASK", "1"),
];
const DEFAULT_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// The environment of a program that is run.
pub fn allowed(environment: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let lent = environment.iter().filter(|(name, _)| is_allowed(name));
    let lent = lent.map(|(name, value)| (name.clone(), value.clone()));
    let fixed = FIXED
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut all: BTreeMap<_, _> = lent.chain(fixed).collect();
    all.entry("PATH".into())
        .or_insert_with(|| DEFAULT_PATH.into());
    all
}

fn is_allowed(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let is_named = NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    is_named && !SECRETS.iter().any(|word| upper.contains(word))
}
