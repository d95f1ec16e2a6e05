//! Package managers of the project: what they fetch, and where they put it.

use super::Scene;
use super::program::Call;
use crate::danger::Harm;
use openkoi_counsel::excerpt;

/// Package managers of the project: what the manifest asks for is fine, a package named on the line is a new wish.
pub(super) fn fetched(scene: &mut Scene, call: &Call) {
    let operands = call.operands();
    let verb = match call.name {
        "npm" | "pnpm" | "yarn" | "bun" => ["install", "i", "add"],
        "pip" | "pip3" | "uv" | "poetry" | "composer" | "bundle" | "gem" => {
            ["install", "add", "require"]
        }
        "cargo" | "go" => ["add", "get", "install"],
        _ => return,
    };
    let from_file = call.args.iter().any(|word| {
        matches!(
            word.text.as_str(),
            "-r" | "-e" | "--requirement" | "--editable"
        )
    });
    let at = operands
        .iter()
        .position(|word| verb.contains(&word.text.as_str()));
    let named: Vec<&str> = at.map_or(Vec::new(), |at| {
        operands[at + 1..]
            .iter()
            .map(|word| word.text.as_str())
            .filter(|word| *word != "." && !word.starts_with("./"))
            .collect()
    });
    if let Some(address) = named
        .iter()
        .find(|name| name.contains("://") || name.starts_with("git+"))
    {
        return scene.add(
            Harm::Trusts,
            format!("“{}” installs code from an address", excerpt(address, 60)),
        );
    }
    let wished = |name: &&str| {
        scene
            .task
            .split(|c: char| c.is_whitespace() || "\"'`,".contains(c))
            .any(|word| {
                word == name
                    .split(['@', '=', '>', '<', '~'])
                    .find(|part| !part.is_empty())
                    .unwrap_or(name)
            })
    };
    if scene.tainted && !from_file && !named.is_empty() && !named.iter().all(wished) {
        scene.add(
            Harm::Fetches,
            format!(
                "“{}” installs what text from outside may have named",
                call.quoted()
            ),
        );
    }
}

/// Installations that end up outside the workspace.
pub(super) fn elsewhere(scene: &mut Scene, call: &Call, words: &[&str]) {
    let global = matches!(call.name, "npm" | "pnpm" | "yarn" | "bun" | "gem")
        && (call.has("g", "global") || words.first() == Some(&"global"));
    let installs = words.iter().any(|word| {
        matches!(
            *word,
            "install" | "i" | "add" | "uninstall" | "remove" | "update" | "link"
        )
    });
    let user = matches!(call.name, "pip" | "pip3")
        && call.args.iter().any(|word| {
            matches!(
                word.text.as_str(),
                "--user" | "--break-system-packages" | "--target" | "--prefix" | "--root"
            )
        });
    let tool = matches!(
        (call.name, words.first()),
        ("cargo", Some(&("install" | "uninstall")))
            | (
                "pipx" | "conda",
                Some(&("install" | "uninstall" | "remove"))
            )
            | ("uv", Some(&"tool"))
    ) || (call.name == "go"
        && words.first() == Some(&"install")
        && words.iter().any(|word| word.contains('@')))
        || (call.name == "rustup"
            && !matches!(
                words.first(),
                None | Some(&("show" | "which" | "doc" | "run" | "check"))
            )
            && !call.has("V", "version"));
    if (global && installs) || user || tool {
        scene.add(
            Harm::Escapes,
            format!("“{}” installs outside the workspace", call.quoted()),
        );
    }
}
