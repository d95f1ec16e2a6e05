//! The arrows between the kernel's rooms hold, and the test that says so is not blind.

use openkoi_tests::architecture::{Source, read, violations};
use openkoi_tests::workspace;

#[test]
fn the_kernel_is_a_house_in_order() {
    let sources = read(&workspace().join("kernel/src"));
    assert!(sources.len() > 20, "only {} sources found", sources.len());
    let found = violations(&sources);
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn nothing_has_moved_out_of_sight() {
    let sources = read(&workspace().join("kernel/src"));
    for room in [
        "domain",
        "port",
        "session",
        "mind",
        "mechanism",
        "door",
        "registry",
        "store",
        "cli",
    ] {
        let lives = sources.iter().any(|source| source.path.starts_with(room));
        assert!(
            lives,
            "there is no room `{room}` any more; the table of arrows should say so"
        );
    }
}

/// A file, what is wrong in it, and the complaint.
const PLANTED: &[(&str, &str, &str)] = &[
    (
        "session/driver.rs",
        "use crate::mechanism::wasm::Engine;",
        "names `mechanism`",
    ),
    ("session.rs", "use super::door::Http;", "names `door`"),
    (
        "mechanism/wasm.rs",
        "use crate::session::Session;",
        "names `session`",
    ),
    (
        "domain/event.rs",
        "use crate::{domain::Task, store::Journal};",
        "names `store`",
    ),
    (
        "mind/tally.rs",
        "fn f() { crate::port::Clock::now() }",
        "names `port`",
    ),
    ("cli/task.rs", "use crate::api::Server;", "names `api`"),
    (
        "door/http.rs",
        "use crate::config::Config;",
        "names `config`",
    ),
    (
        "store.rs",
        "use super::super::kernel::Kernel;",
        "names `kernel`",
    ),
    ("garden/shed.rs", "", "room without arrows"),
    (
        "session/history.rs",
        "use rusqlite::Connection;",
        "the crate `rusqlite`",
    ),
    (
        "door/http.rs",
        "fn engine() -> wasmtime::Engine",
        "the crate `wasmtime`",
    ),
    (
        "mechanism/mcp.rs",
        "use wasmtime::Engine;",
        "the crate `wasmtime`",
    ),
    (
        "mechanism/wasm/tool.rs",
        "use rmcp::RoleClient;",
        "the crate `rmcp`",
    ),
    ("kernel.rs", "use clap::Parser;", "the crate `clap`"),
    (
        "mechanism/wasm/http.rs",
        "use reqwest::Client;",
        "the crate `reqwest`",
    ),
    (
        "config.rs",
        "const KEY: &str = \"ANTHROPIC_API_KEY\";",
        "says `anthropic`",
    ),
    (
        "mind/council.rs",
        "//! The Guardian speaks first.",
        "says `guardian`",
    ),
    ("session/util.rs", "", "bears the name of its noun"),
    ("door/mod.rs", "", "a room's door"),
];

#[test]
fn every_planted_violation_is_found() {
    let long = "//\n".repeat(451);
    let too_long = ("mind/tally.rs", long.as_str(), "451 lines");
    for (path, text, expected) in PLANTED.iter().chain([&too_long]) {
        let found = violations(&[Source::new(path, text)]);
        let is_found = found.iter().any(|line| line.contains(expected));
        assert!(is_found, "{path}: {text}\nfound {found:?}");
    }
}

#[test]
fn what_is_allowed_is_not_found() {
    let rows = [
        (
            "session/driver.rs",
            "use crate::{domain::Event, mind::tally, port::Provider};",
        ),
        (
            "mechanism/wasm/store.rs",
            "use wasmtime::Store; use crate::{door::Http, domain::Fault};",
        ),
        (
            "kernel.rs",
            "use crate::{cli, mechanism::wasm, store::Journal};",
        ),
        (
            "mind/tally.rs",
            "// crate::door is far away\nconst A: &str = \"crate::store\";",
        ),
        (
            "store/journal.rs",
            "use rusqlite::Connection;\nuse super::Store;",
        ),
        (
            "session/plan.rs",
            "let reclaimed = clap_like(1); // exclamation",
        ),
        ("domain/order.rs", "/// Bilinear, not guardianship."),
    ];
    for (path, text) in rows {
        assert_eq!(
            violations(&[Source::new(path, text)]),
            Vec::<String>::new(),
            "{path}"
        );
    }
}
