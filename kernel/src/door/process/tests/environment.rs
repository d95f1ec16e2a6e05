//! What a program gets to know of the user's environment.

use super::*;

#[tokio::test]
async fn the_environment_is_an_allow_list() {
    let rows = [
        ("PATH", true),
        ("HOME", true),
        ("LC_ALL", true),
        ("PYENV_ROOT", true),
        ("CARGO_HOME", true),
        ("VENDOR_API_KEY", false),
        ("LC_API_KEY", false),
        ("PYENV_TOKEN", false),
        ("LC_secret", false),
        ("OPENKOI_HOME", false),
        ("SSH_AUTH_SOCK", false),
        ("LD_PRELOAD", false),
        ("GIT_DIR", false),
        ("GIT_AUTHOR_NAME", true),
        ("GIT_SSH_COMMAND", false),
        ("GIT_CONFIG_GLOBAL", false),
        ("path", false),
    ];
    let environment = rows
        .iter()
        .map(|(name, _)| ((*name).to_owned(), "x".to_owned()))
        .collect();
    let lent = allowed(&environment);
    for (name, expected) in rows {
        assert_eq!(lent.contains_key(name), expected, "{name}");
    }
    assert_eq!(
        allowed(&BTreeMap::new())["PATH"],
        DEFAULT_PATH_OF_THE_SYSTEM
    );
    let printed = bench().run("env").await.stdout;
    let printed = String::from_utf8(printed).expect("text");
    let mut names: Vec<_> = printed
        .lines()
        .filter_map(|line| line.split('=').next())
        .collect();
    names.retain(|name| !matches!(*name, "_" | "SHLVL" | "OLDPWD"));
    names.sort_unstable();
    names.retain(|name| !LEADING_TO_CACHES.contains(name));
    assert_eq!(
        names,
        [
            "CI",
            "GIT_CONFIG_COUNT",
            "GIT_CONFIG_GLOBAL",
            "GIT_CONFIG_KEY_0",
            "GIT_CONFIG_KEY_1",
            "GIT_CONFIG_KEY_2",
            "GIT_CONFIG_KEY_3",
            "GIT_CONFIG_VALUE_0",
            "GIT_CONFIG_VALUE_1",
            "GIT_CONFIG_VALUE_2",
            "GIT_CONFIG_VALUE_3",
            "GIT_PAGER",
            "GIT_TERMINAL_PROMPT",
            "NO_COLOR",
            "OPENKOI_TASK",
            "PAGER",
            "PATH",
            "PWD",
            "TERM",
            "TMPDIR",
        ]
    );
}

/// What the sandbox adds.
const LEADING_TO_CACHES: [&str; 19] = [
    "BUNDLE_USER_HOME",
    "CARGO_NET_OFFLINE",
    "COMPOSER_HOME",
    "DENO_DIR",
    "DOTNET_CLI_HOME",
    "DOTNET_CLI_TELEMETRY_OPTOUT",
    "GOCACHE",
    "GOTELEMETRY",
    "GOTOOLCHAIN",
    "GRADLE_USER_HOME",
    "PIP_CACHE_DIR",
    "PIP_DISABLE_PIP_VERSION_CHECK",
    "PUB_CACHE",
    "PYTHONDONTWRITEBYTECODE",
    "UV_CACHE_DIR",
    "XDG_CACHE_HOME",
    "YARN_CACHE_FOLDER",
    "npm_config_cache",
    "npm_config_update_notifier",
];

const DEFAULT_PATH_OF_THE_SYSTEM: &str = "/usr/local/bin:/usr/bin:/bin";
