//! What of the user's homes programs need: compilers and interpreters, never what else lies there.

use crate::plan::What;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Below a home.
const TOOLCHAINS: [&str; 35] = [
    ".asdf",
    ".bun",
    ".cabal",
    ".cargo",
    ".deno",
    ".elan",
    ".fnm",
    ".ghcup",
    ".goenv",
    ".jenv",
    ".juliaup",
    ".local/bin",
    ".local/lib",
    ".local/share/fnm",
    ".local/share/mise",
    ".local/share/pipx",
    ".local/share/pnpm",
    ".local/share/uv",
    ".m2/repository",
    ".nodenv",
    ".nvm",
    ".opam",
    ".pub-cache",
    ".pyenv",
    ".rbenv",
    ".rustup",
    ".rvm",
    ".sdkman",
    ".stack/programs",
    ".volta",
    "anaconda3",
    "go",
    "miniconda3",
    "miniforge3",
    "sdk",
];

/// In them, and not for programs.
const CREDENTIALS: [&str; 7] = [
    ".cargo/credentials",
    ".cargo/credentials.toml",
    ".gem/credentials",
    ".local/share/uv/credentials",
    ".local/share/mise/trusted-configs",
    ".opam/.netrc",
    ".bun/.npmrc",
];

/// Variables that name a place with tools.
const VARIABLES: [&str; 9] = [
    "CARGO_HOME",
    "RUSTUP_HOME",
    "GOPATH",
    "GOROOT",
    "NVM_DIR",
    "PYENV_ROOT",
    "VIRTUAL_ENV",
    "JAVA_HOME",
    "NODE_PATH",
];

/// Where shells begin, when somebody works in their own home.
const SHELL_FILES: [&str; 13] = [
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
    ".inputrc",
    ".kshrc",
];

/// Places with too much in them, whoever names them.
const BROAD: [&str; 12] = [
    "/", "/home", "/root", "/tmp", "/var", "/var/tmp", "/run", "/proc", "/sys", "/dev", "/mnt",
    "/media",
];

/// What is there of all that.
pub(super) fn shown(
    environment: &BTreeMap<String, String>,
    homes: &[PathBuf],
) -> BTreeMap<PathBuf, What> {
    let mut shown = BTreeMap::new();
    let mut show = |path: &Path| {
        // Under its real name; the links that lead to it are shown where their folder is.
        if let Ok(real) = path.canonicalize()
            && real.is_dir()
            && !is_broad(&real, homes)
        {
            shown.insert(real, What::ReadOnly);
        }
    };
    for home in homes {
        TOOLCHAINS.iter().for_each(|name| show(&home.join(name)));
    }
    let named = VARIABLES.iter().filter_map(|name| environment.get(*name));
    for value in named {
        std::env::split_paths(value)
            .filter(|path| path.is_absolute())
            .for_each(|path| show(&path));
    }
    let path = environment
        .get("PATH")
        .map(String::as_str)
        .unwrap_or_default();
    for folder in std::env::split_paths(path).filter(|path| path.is_absolute()) {
        show(&folder);
        if let Some(around) = folder
            .parent()
            .filter(|around| is_installation(around, &folder, homes))
        {
            show(around);
        }
    }
    let places: Vec<PathBuf> = homes
        .iter()
        .cloned()
        .chain(cargo_homes(environment))
        .collect();
    for place in places {
        for name in CREDENTIALS {
            let path = if name.starts_with(".cargo/") && place.ends_with(".cargo") {
                place.join(name.trim_start_matches(".cargo/"))
            } else {
                place.join(name)
            };
            if let Ok(metadata) = fs::symlink_metadata(&path) {
                let is_folder = metadata.is_dir();
                shown.insert(path, What::NothingThere { is_folder });
            }
        }
    }
    shown
}

fn cargo_homes(environment: &BTreeMap<String, String>) -> Option<PathBuf> {
    let path = PathBuf::from(environment.get("CARGO_HOME")?)
        .canonicalize()
        .ok()?;
    // The name by which its credentials are known.
    path.ends_with(".cargo").then_some(path)
}

/// A home, whatever holds one, or a place of the whole system.
fn is_broad(path: &Path, homes: &[PathBuf]) -> bool {
    let is_around = homes.iter().any(|home| home.starts_with(path));
    let is_known = BROAD.iter().any(|broad| path == Path::new(broad));
    // Next to each other in a home lie tools and secrets.
    let is_dot_folder = homes.iter().any(|home| {
        [
            ".config",
            ".local",
            ".local/share",
            ".ssh",
            ".aws",
            ".gnupg",
            ".docker",
            ".kube",
            ".openkoi",
        ]
        .iter()
        .any(|name| home.join(name) == *path)
    });
    is_around || is_known || is_dot_folder
}

/// What stands around a folder of programs belongs to them: outside of homes, and where a home holds an environment.
fn is_installation(around: &Path, folder: &Path, homes: &[PathBuf]) -> bool {
    if homes.iter().any(|home| around.starts_with(home)) {
        return around.join("pyvenv.cfg").is_file() || around.ends_with("node_modules");
    }
    folder.ends_with("bin") || folder.ends_with(".bin")
}

/// The dot files of a home that is worked in: tools and shells can be read, nothing else is there.
pub(super) fn dot_files(home: &Path) -> Vec<(PathBuf, What)> {
    let entries = fs::read_dir(home).into_iter().flatten().flatten();
    let dots = entries.filter(|entry| entry.file_name().as_encoded_bytes().starts_with(b"."));
    let row = |entry: fs::DirEntry| {
        let kind = entry.file_type().ok()?;
        let name = entry.file_name();
        let is_git = name == ".git" || name == ".gitignore";
        if kind.is_symlink() || is_git {
            return None;
        }
        let is_listed = |names: &[&str]| names.iter().any(|listed| name == *listed);
        let what = if is_listed(&TOOLCHAINS) || is_listed(&SHELL_FILES) {
            What::ReadOnly
        } else {
            What::NothingThere {
                is_folder: kind.is_dir(),
            }
        };
        Some((entry.path(), what))
    };
    dots.filter_map(row).collect()
}
