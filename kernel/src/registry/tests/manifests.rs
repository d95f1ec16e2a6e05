use super::*;
use std::time::Duration;

fn wrong(text: &str) -> String {
    let complaints = Manifest::parse("component.toml", text).expect_err("it is wrong");
    ConfigError::Invalid(complaints).to_string()
}

#[test]
fn the_manifest_of_the_reference_has_every_key_and_each_kind_takes_its_part() {
    let readme = include_str!("../../../../components/README.md");
    let text = readme
        .split("```toml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("an example");
    let checked =
        crate::config::Checked::read("README.md", text, super::super::manifest_keys::KEYS);
    assert_eq!(
        checked.complaints,
        [],
        "the reference is made of known keys"
    );
    for key in super::super::manifest_keys::KEYS {
        let is_there = checked.leaves.iter().any(|leaf| leaf.key.path == key.path);
        assert!(is_there, "the reference tells of {}", key.path);
    }
}

#[test]
fn every_manifest_of_this_tree_is_valid() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../components");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the components") {
        let path = entry.expect("an entry").path().join("component.toml");
        if let Ok(text) = fs::read_to_string(&path) {
            let parsed = Manifest::parse(&path.display().to_string(), &text);
            parsed
                .map_err(|complaints| ConfigError::Invalid(complaints).to_string())
                .expect("it is valid");
            count += 1;
        }
    }
    assert!(count >= 12, "{count} found");
}

#[test]
fn what_is_left_out_has_its_default() {
    let manifest =
        Manifest::parse("component.toml", &manifest("tool", "t", "")).expect("it is valid");
    assert_eq!(manifest.limits, Limits::KERNEL);
    assert_eq!(
        (manifest.description.as_str(), manifest.kv, manifest.process),
        ("", None, None)
    );
}

#[test]
fn units_are_read() {
    let text = manifest(
        "tool",
        "t",
        "[kv]\nquota = \"512 KiB\"\n[limits]\nmemory = \"1 MiB\"\ntime = \"250 ms\"",
    );
    let manifest = Manifest::parse("component.toml", &text).expect("it is valid");
    assert_eq!(manifest.kv.map(|kv| kv.quota), Some(512 << 10));
    assert_eq!(
        (manifest.limits.memory, manifest.limits.time),
        (1 << 20, Duration::from_millis(250))
    );
    assert_eq!(manifest.limits.output, Limits::KERNEL.output);
}

/// A kind, what its manifest holds besides the necessary, and what is said about it.
const MISTAKES: &[(&str, &str, &str)] = &[
    (
        "tool",
        "netwrok = 1",
        "component.toml:7:1: unknown key `netwrok` in the file's top level\n  Did you mean `network`?",
    ),
    (
        "tool",
        "[[network]]\nhosts = \"a.b\"",
        "component.toml:8:1: unknown key `hosts` in [[network]]\n  It belongs in [[secrets]].",
    ),
    (
        "tool",
        "[kv]\nquota = 5",
        "component.toml:8:1: `kv.quota`: it is 5, a number; it takes a size such as \"64 MiB\"\n  Write the unit too, in quotes: \"64 MiB\".",
    ),
    (
        "tool",
        "[limits]\nmemory = \"65 MiB\"",
        "component.toml:8:1: it is higher than the kernel's own; a manifest may only lower it",
    ),
    (
        "tool",
        "[limits]\ntime = \"0 s\"",
        "component.toml:8:1: with nothing, nothing can run",
    ),
    (
        "tool",
        "[[actions]]\nname = \"a\"\neffect = \"writes\"",
        "component.toml:9:1: `actions[0].effect`: it is \"writes\", text; it takes one of",
    ),
    (
        "tool",
        "[[actions]]\nname = \"a\"\neffect = \"read\"\n[[actions]]\nname = \"a\"\neffect = \"read\"",
        "component.toml:11:1: \"a\" is there twice",
    ),
    (
        "tool",
        "[[network]]\nhost = \"*.com\"\nmethods = [\"GET\"]\npaths = [\"/\"]",
        "component.toml:8:1: \"*.com\" is no host",
    ),
    (
        "tool",
        "[[network]]\nhost = \"https://a.b\"\nmethods = [\"GET\"]\npaths = [\"/\"]",
        "component.toml:8:1: \"https://a.b\" is no host",
    ),
    (
        "tool",
        "[[network]]\nhost = \"a.b\"\nmethods = [\"get\"]\npaths = [\"v1\"]",
        "component.toml:9:1: `network[0].methods`: it is [\"get\"], a list",
    ),
    (
        "tool",
        "[[files]]\nroot = \"/etc\"\naccess = \"read\"",
        "component.toml:8:1: `files[0].root`: it is \"/etc\", text; it takes one of",
    ),
    (
        "agency",
        "[[network]]\nhost = \"a.b\"\nmethods = [\"GET\"]\npaths = [\"/\"]",
        "component.toml:7:3: kind \"agency\" has no `network`; it is for integration, tool",
    ),
    (
        "provider",
        "[process]\nreason = \"x\"",
        "component.toml:7:2: kind \"provider\" has no `process`; it is for tool",
    ),
    (
        "provider",
        "[[services]]\nid = \"a\"\nname = \"A\"\nsecret = \"s\"\npriority = 1",
        "component.toml:10:1: there is no [[secrets]] entry with the name \"s\"",
    ),
    (
        "provider",
        "[[secrets]]\nname = \"s\"\nheader = \"x-key\"\nformat = \"Bearer\"",
        "component.toml:10:1: it is no form of a header's value",
    ),
    (
        "provider",
        "[[secrets]]\nname = \"s\"\nheader = \"x-key\"\nformat = \"{secret}\\r\\nx: y\"",
        "component.toml:10:1: it is no form of a header's value",
    ),
    (
        "provider",
        "[[services]]\nid = \"a\"\nname = \"A\"\npriority = 1\nbase_url = \"ftp://x\"",
        "component.toml:11:1: `services[0].base_url`: it is \"ftp://x\"",
    ),
];

#[test]
fn every_mistake_is_named_with_its_line() {
    for (kind, more, expected) in MISTAKES.iter().copied() {
        let wrong = wrong(&manifest(kind, "t", more));
        assert!(wrong.starts_with(expected), "{more}\n{wrong}");
    }
}

#[test]
fn name_entry_version_and_contract_are_held_to_their_form() {
    let good = manifest("tool", "t", "");
    for (from, to, expected) in [
        (
            "name = \"t\"",
            "name = \"T!\"",
            ":2:1: `name`: it is \"T!\", text; it takes a name of lower-case letters",
        ),
        ("name = \"t\"", "name = \"../t\"", ":2:1: `name`"),
        (
            "version = \"0.1.0\"",
            "version = \"one\"",
            ":3:1: it is no version",
        ),
        (
            "tool@0.1.0",
            "tool@0.2.0",
            ":4:1: it wants the contract openkoi:tool@0.2.0; this kernel has openkoi:tool@0.1.0",
        ),
        (
            "tool@0.1.0",
            "agency@0.1.0",
            ":4:1: it wants the contract openkoi:agency@0.1.0",
        ),
        (
            "entry = \"t.wasm\"",
            "entry = \"../t.wasm\"",
            ":6:1: it is no plain file name",
        ),
        (
            "entry = \"t.wasm\"",
            "",
            ":1:1: the file's top level has no `entry`",
        ),
    ] {
        let wrong = wrong(&good.replace(from, to));
        assert!(
            wrong.starts_with(&format!("component.toml{expected}")),
            "{to}\n{wrong}"
        );
    }
    let patch = good.replace("tool@0.1.0", "tool@0.1.7");
    assert!(
        Manifest::parse("component.toml", &patch).is_ok(),
        "a later patch of the contract is the same contract"
    );
}
