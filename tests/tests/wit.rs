//! The contracts parse, are documented, and keep their word to components that are already built.

use openkoi_tests::contract::{Package, frozen, problems, resolve, today, undocumented};
use openkoi_tests::workspace;

fn now() -> Vec<Package> {
    today(&workspace().join("wit"))
}

fn released() -> Vec<Package> {
    frozen(&workspace().join("wit"))
}

#[test]
fn the_contracts_parse() {
    let packages = now();
    let names: Vec<_> = packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "agency",
            "evaluator",
            "host",
            "integration",
            "interpreter",
            "provider",
            "tool",
            "types"
        ]
    );
    resolve(&packages).unwrap_or_else(|why| panic!("{why}"));
}

#[test]
fn the_frozen_contracts_parse_together() {
    resolve(&released()).unwrap_or_else(|why| panic!("{why}"));
}

#[test]
fn every_interface_function_and_record_is_documented() {
    let missing = undocumented(&resolve(&now()).unwrap_or_else(|why| panic!("{why}")));
    assert!(
        missing.is_empty(),
        "WIT is the manual; these have no `///`:\n{}",
        missing.join("\n")
    );
}

#[test]
fn components_that_are_already_built_still_fit() {
    let found = problems(&now(), &released());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Today's contracts with one package changed, and a higher version for it and for those that use it.
fn released_anew(name: &str, version: &str, from: &str, to: &str) -> Vec<Package> {
    let kinds = [
        "provider",
        "agency",
        "evaluator",
        "integration",
        "tool",
        "interpreter",
    ];
    let concerned: Vec<&str> = match name {
        "types" => [["types", "host"].as_slice(), &kinds].concat(),
        "host" => [["host"].as_slice(), &kinds].concat(),
        kind => vec![kind],
    };
    let renumbered = |line: &str| {
        let is_concerned = concerned.iter().any(|package| names_package(line, package));
        let line = if is_concerned {
            line.replace("@0.1.0", &format!("@{version}"))
        } else {
            line.to_owned()
        };
        line + "\n"
    };
    let change = |package: Package| {
        let mut text = package.text;
        if package.name == name {
            assert!(text.contains(from), "{from:?} is not in {name}");
            text = text.replacen(from, to, 1);
        }
        Package::new(&text.lines().map(renumbered).collect::<String>())
    };
    now().into_iter().map(change).collect()
}

/// The line declares the package, or uses something of it.
fn names_package(line: &str, package: &str) -> bool {
    line.contains(&format!("openkoi:{package}/")) || line.contains(&format!("openkoi:{package}@"))
}

#[test]
fn a_change_without_a_version_is_caught() {
    let mut changed = now();
    for package in &mut changed {
        package.text = package.text.replace(
            "is-directory: bool,",
            "is-directory: bool,\n    is-link: bool,",
        );
    }
    let found = problems(&changed, &released());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].contains("host@0.1.0 was changed after it was frozen"),
        "{}",
        found[0]
    );
}

#[test]
fn a_comment_may_change() {
    let mut changed = now();
    for package in &mut changed {
        package.text = package.text.replace("/// ", "/// Indeed: ");
    }
    assert_eq!(problems(&changed, &released()), Vec::<String>::new());
}

#[test]
fn a_new_version_that_breaks_components_is_caught() {
    let rows = [
        (
            "a record of the guest's loses a field",
            "agency",
            "    reason: string,\n    extra: extra,\n",
            "    reason: string,\n",
        ),
        (
            "a variant of the guest's gains a case",
            "agency",
            "    abstain,",
            "    abstain,\n    doubt,",
        ),
        (
            "a guest's interface gains a function",
            "agency",
            "  advise: func",
            "  rehearse: func();\n  advise: func",
        ),
        (
            "a record of the host's gains a field",
            "host",
            "    is-directory: bool,",
            "    is-directory: bool,\n    is-link: bool,",
        ),
        (
            "an enum of the host's gains a case",
            "host",
            "debug, info",
            "trace, debug, info",
        ),
        (
            "a function of the host's goes",
            "host",
            "  delete: func(key: string) -> result<_, failure>;",
            "",
        ),
        (
            "a function of the host's changes",
            "host",
            "limit: u32) -> result<list<found>",
            "limit: u64) -> result<list<found>",
        ),
        (
            "a shared variant gains a case",
            "types",
            "    unavailable,",
            "    unavailable,\n    asleep,",
        ),
    ];
    for (what, package, from, to) in rows {
        let found = problems(&released_anew(package, "0.1.1", from, to), &released());
        let caught = found.iter().any(|line| line.contains("does not fit"));
        assert!(caught, "{what}: {found:?}");
    }
}

#[test]
fn a_host_that_grows_needs_a_version_and_a_frozen_copy_only() {
    let grown = released_anew(
        "host",
        "0.1.1",
        "  delete: func(key",
        "  /// How much is left.\n  room: func() -> u64;\n  delete: func(key",
    );
    let found = problems(&grown, &released());
    assert!(
        found
            .iter()
            .all(|line| line.contains("copy it to wit/frozen/")),
        "{found:?}"
    );
    let kept = [
        released(),
        grown
            .iter()
            .filter(|package| package.version == "0.1.1")
            .cloned()
            .collect(),
    ]
    .concat();
    assert_eq!(problems(&grown, &kept), Vec::<String>::new());
}

#[test]
fn a_breaking_change_may_open_a_new_track() {
    let broken = released_anew(
        "agency",
        "0.2.0",
        "    abstain,",
        "    abstain,\n    doubt,",
    );
    let found = problems(&broken, &released());
    assert!(
        found.len() == 1 && found[0].contains("copy it to wit/frozen/agency@0.2.0.wit"),
        "{found:?}"
    );
}
