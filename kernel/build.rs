//! Puts the compiled components where the binary embeds them from.
//!
//! `make components` writes the bundle; `OPENKOI_BUNDLE` names another. Without one the binary is built all the same,
//! for whoever works on the kernel alone, and says that it has no components.
#![expect(
    clippy::disallowed_methods,
    reason = "a build script is told by its environment"
)]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo:rerun-if-env-changed=OPENKOI_BUNDLE");
    println!("cargo:rerun-if-env-changed=CARGO_TARGET_DIR");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"))
        .join("components.bundle");
    let bundle = bundle();
    if bundle.is_file() {
        println!("cargo:rerun-if-changed={}", bundle.display());
        fs::copy(&bundle, &out).unwrap_or_else(|error| panic!("{}: {error}", bundle.display()));
        return;
    }
    // A file that is not there counts as changed at every build; its folder changes when the file comes.
    let folder = bundle.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    println!("cargo:rerun-if-changed={}", folder.display());
    println!("cargo:warning=no components: run make components");
    fs::write(&out, []).unwrap_or_else(|error| panic!("{}: {error}", out.display()));
}

fn bundle() -> PathBuf {
    if let Some(named) = env::var_os("OPENKOI_BUNDLE") {
        return PathBuf::from(named);
    }
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    workspace
        .join(target)
        .join("components")
        .join("built-in.bundle")
}
