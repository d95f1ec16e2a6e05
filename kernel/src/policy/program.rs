//! Which program a command's first word names.

/// Folders in which a program's name means what it usually means.
const USUAL: &[&str] = &[
    "/bin/",
    "/usr/bin/",
    "/usr/local/bin/",
    "/sbin/",
    "/usr/sbin/",
    "/opt/homebrew/bin/",
];

/// The last part of a path.
pub(super) fn base(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

/// Whether the word names the program that everybody knows by this name.
pub(super) fn is_usual(word: &str) -> bool {
    !word.contains('/')
        || USUAL.iter().any(|folder| {
            word.strip_prefix(folder)
                .is_some_and(|name| !name.contains('/'))
        })
}

/// Variables that change nothing but what is shown.
const HARMLESS: &[&str] = &[
    "CI",
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "TERM",
    "TZ",
    "LANG",
    "LANGUAGE",
    "COLUMNS",
    "LINES",
    "RUST_BACKTRACE",
    "RUST_LOG",
    "RUST_MIN_STACK",
    "CARGO_TERM_COLOR",
    "CARGO_INCREMENTAL",
    "NODE_ENV",
    "DEBUG",
    "VERBOSE",
    "PYTHONUNBUFFERED",
    "PYTHONDONTWRITEBYTECODE",
    "DJANGO_DEBUG",
    "GIT_TERMINAL_PROMPT",
    "INSTA_UPDATE",
    "UPDATE_SNAPSHOTS",
    "GOMAXPROCS",
    "GOOS",
    "GOARCH",
    "CGO_ENABLED",
    "MIX_ENV",
    "RAILS_ENV",
    "RACK_ENV",
    "APP_ENV",
    "PORT",
    "HOST",
    "OUT",
    "REPLY",
    "TEST",
    "NAME",
    "VERSION",
    "FILE",
    "DIR",
    "COUNT",
    "RESULT",
    "OUTPUT",
    "STATUS",
];

/// Whether setting a variable can't change what a command does beyond what it shows. Names in lower case are a script's
/// own, but for those that programs follow.
pub(super) fn is_harmless(name: &str) -> bool {
    const FOLLOWED: &[&str] = &[
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "ftp_proxy",
        "no_proxy",
        "path",
        "fpath",
        "cdpath",
        "manpath",
        "prompt",
        "ps1",
        "module_path",
        "argv0",
        "psvar",
        "watch",
        "aliases",
        "functions",
        "commands",
        "builtins",
        "options",
        "module",
    ];
    let is_own = name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    HARMLESS.contains(&name)
        || name.starts_with("LC_")
        || (is_own && name != "_" && !name.starts_with("npm_") && !FOLLOWED.contains(&name))
}
