//! Paths: which of them nobody but the user changes, which hold credentials, and where they lead.

/// Folders whose content decides what runs or what is allowed.
const PROTECTED_FOLDERS: [&str; 8] = [
    ".git",
    ".openkoi",
    ".agents",
    ".ssh",
    ".aws",
    ".gnupg",
    ".kube",
    ".password-store",
];

/// Files that a shell or a version control system runs or obeys at start, wherever they lie.
const START_FILES: [&str; 18] = [
    ".bashrc",
    ".bash_profile",
    ".bash_login",
    ".bash_logout",
    ".bash_aliases",
    ".profile",
    ".zshrc",
    ".zshenv",
    ".zprofile",
    ".zlogin",
    ".zlogout",
    ".kshrc",
    ".cshrc",
    ".tcshrc",
    ".login",
    ".gitconfig",
    ".netrc",
    "config.fish",
];

/// Names of files that hold nothing but credentials.
const SECRET_FILES: [&str; 17] = [
    ".netrc",
    "_netrc",
    ".git-credentials",
    ".npmrc",
    ".pypirc",
    ".pgpass",
    ".my.cnf",
    ".vault-token",
    "id_rsa",
    "id_dsa",
    "id_ecdsa",
    "id_ed25519",
    "id_ed25519_sk",
    "shadow",
    "gshadow",
    "keychain.db",
    "login.keychain-db",
];

/// Folders and files of credentials by the end of their path.
const SECRET_ENDS: [&str; 12] = [
    ".aws/credentials",
    ".aws/config",
    ".docker/config.json",
    ".kube/config",
    ".config/gh/hosts.yml",
    ".config/gcloud/credentials.db",
    ".config/gcloud/application_default_credentials.json",
    ".cargo/credentials",
    ".cargo/credentials.toml",
    ".gem/credentials",
    ".config/hub",
    ".azure/accesstokens.json",
];

/// Folders in which everything counts as a credential.
const SECRET_FOLDERS: [&str; 6] = [
    ".ssh",
    ".gnupg",
    ".password-store",
    "keychains",
    "credentials",
    "keyrings",
];

/// The parts of a path as a file system that ignores case, invisible characters and trailing dots would see them.
///
/// "." is dropped, ".." takes back the part before it; a leading ".." stays.
pub fn parts(path: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for raw in path.split(['/', '\\']) {
        let part = fold(raw);
        match part.as_str() {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| last != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts
}

fn fold(raw: &str) -> String {
    let like = |c: char| match c {
        'ſ' => 's',
        '\u{212a}' => 'k',
        other => other.to_ascii_lowercase(),
    };
    let folded: String = raw.chars().filter(|c| !invisible(*c)).map(like).collect();
    if folded.trim() == ".." {
        return "..".to_string();
    }
    let folded = folded
        .split("::$")
        .next()
        .unwrap_or_default()
        .trim_end_matches(['.', ' '])
        .trim_start();
    match folded {
        "git~1" => ".git".to_string(),
        other => other.to_string(),
    }
}

/// Characters that change how a text reads without being seen.
pub fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// What protects a path from being written: the part of it that nobody but the user changes.
pub fn protected(path: &str) -> Option<String> {
    let parts = parts(path);
    if let Some(folder) = parts
        .iter()
        .find(|part| PROTECTED_FOLDERS.contains(&part.as_str()))
    {
        return Some(format!("{folder}/"));
    }
    parts
        .last()
        .filter(|name| START_FILES.contains(&name.as_str()))
        .cloned()
}

/// Tells whether a path names a credential.
pub fn secret(path: &str) -> bool {
    let parts = parts(path);
    let Some(name) = parts.last() else {
        return false;
    };
    if name.ends_with(".pub") || name == "known_hosts" {
        return false;
    }
    let at_home = path.starts_with('~') || path.starts_with('/') || path.contains("..");
    let named = SECRET_FILES.contains(&name.as_str()) && (at_home || name != ".npmrc");
    let pattern = name.starts_with("id_") && name.contains(['*', '?', '[']);
    let ends = parts.join("/");
    named
        || pattern
        || SECRET_ENDS
            .iter()
            .any(|end| ends == *end || ends.ends_with(&format!("/{end}")))
        || (name == "environ" && parts.first().is_some_and(|first| first == "proc"))
        || (at_home
            && parts
                .iter()
                .any(|part| SECRET_FOLDERS.contains(&part.as_str())))
        || parts.iter().any(|part| part == ".ssh" || part == ".gnupg")
}

/// Tells whether a path that a file tool was given leaves the workspace.
pub fn leaves_workspace(path: &str) -> bool {
    let drive = path.chars().nth(1) == Some(':')
        && path.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
    path.starts_with(['/', '\\', '~'])
        || drive
        || parts(path).first().is_some_and(|first| first == "..")
}
