//! Looks which of the tools that projects are checked with are here. A test whose tool is missing is reported as left out,
//! not as passed.

use std::env;
use std::process::{Command, Stdio};

/// The name that a test goes by, and a command that ends well where the tool is.
const TOOLS: [(&str, &[&str]); 5] = [
    ("npm", &["npm", "--version"]),
    ("pnpm", &["pnpm", "--version"]),
    // Tests have a home of their own, without what a user installed in theirs.
    ("pytest", &["python3", "-s", "-c", "import pytest"]),
    ("go", &["go", "version"]),
    ("make", &["make", "--version"]),
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=PATH");
    // A tool that comes or goes changes a directory of these.
    let path = env::var_os("PATH").unwrap_or_default();
    for directory in env::split_paths(&path).filter(|directory| directory.is_dir()) {
        println!("cargo::rerun-if-changed={}", directory.display());
    }
    for (name, words) in TOOLS {
        println!("cargo::rustc-check-cfg=cfg(has_{name})");
        if ends_well(words) {
            println!("cargo::rustc-cfg=has_{name}");
        }
    }
}

fn ends_well(words: &[&str]) -> bool {
    let mut command = Command::new(words[0]);
    command
        .args(&words[1..])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
