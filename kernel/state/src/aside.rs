//! Names for what is broken and kept.

use std::path::{Path, PathBuf};

/// A free name beside a file: `grants.corrupt-<time>.toml` for `grants.toml`. `time` has no colons and slashes.
pub fn aside(path: &Path, time: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().map(|ending| ending.to_string_lossy());
    let ending = ending
        .map(|ending| format!(".{ending}"))
        .unwrap_or_default();
    let names = (1..).map(|number| match number {
        1 => format!("{stem}.corrupt-{time}{ending}"),
        _ => format!("{stem}.corrupt-{time}-{number}{ending}"),
    });
    let mut free = names
        .map(|name| path.with_file_name(name))
        .filter(|path| path.symlink_metadata().is_err());
    free.next().expect("numbers do not end")
}
