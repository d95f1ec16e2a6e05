//! Variables that lead tools to where they may write.

use crate::plan::Proxy;
use std::collections::BTreeMap;
use std::path::Path;

/// A variable, and where below the caches it leads.
const CACHES: [(&str, &str); 12] = [
    ("XDG_CACHE_HOME", ""),
    ("GOCACHE", "go-build"),
    ("npm_config_cache", "npm"),
    ("PIP_CACHE_DIR", "pip"),
    ("UV_CACHE_DIR", "uv"),
    ("YARN_CACHE_FOLDER", "yarn"),
    ("GRADLE_USER_HOME", "gradle"),
    ("DOTNET_CLI_HOME", "dotnet"),
    ("COMPOSER_HOME", "composer"),
    ("DENO_DIR", "deno"),
    ("BUNDLE_USER_HOME", "bundle"),
    ("PUB_CACHE", "pub"),
];

/// Nobody looks for updates or counts anything.
const QUIET: [(&str, &str); 5] = [
    ("npm_config_update_notifier", "false"),
    ("PIP_DISABLE_PIP_VERSION_CHECK", "1"),
    ("GOTELEMETRY", "off"),
    ("GOTOOLCHAIN", "local"),
    ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"),
];

/// Compiled files that python keeps know their source by its size and its second alone: a program that is mended and tested
/// within one second would be tested as it was.
const FRESH: [(&str, &str); 1] = [("PYTHONDONTWRITEBYTECODE", "1")];

/// Beside what the user's environment lends.
pub(super) fn of(
    lent: &BTreeMap<String, String>,
    caches: &Path,
    proxy: Option<&Proxy>,
) -> BTreeMap<String, String> {
    let mut all = BTreeMap::from([("TMPDIR".to_owned(), "/tmp".to_owned())]);
    for (name, below) in CACHES {
        all.insert(name.to_owned(), caches.join(below).display().to_string());
    }
    let always = QUIET.into_iter().chain(FRESH);
    all.extend(always.map(|(name, value)| (name.to_owned(), value.to_owned())));
    if let Some(home) = lent.get("HOME").map(Path::new) {
        for (name, below) in [
            ("CARGO_HOME", ".cargo"),
            ("RUSTUP_HOME", ".rustup"),
            ("GOPATH", "go"),
        ] {
            if !lent.contains_key(name) && home.join(below).is_dir() {
                all.insert(name.to_owned(), home.join(below).display().to_string());
            }
        }
    }
    match proxy {
        None => {
            all.insert("CARGO_NET_OFFLINE".into(), "true".into());
        }
        Some(proxy) => {
            let address = format!("http://127.0.0.1:{}", proxy.port);
            for name in [
                "HTTP_PROXY",
                "HTTPS_PROXY",
                "http_proxy",
                "https_proxy",
                "ALL_PROXY",
            ] {
                all.insert(name.to_owned(), address.clone());
            }
            for name in ["NO_PROXY", "no_proxy"] {
                all.insert(name.to_owned(), "localhost,127.0.0.1,::1".to_owned());
            }
        }
    }
    all
}
