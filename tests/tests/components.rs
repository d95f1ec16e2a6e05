//! Components as users and authors meet them.

use openkoi_tests::Home;
use openkoi_tests::guest::{agency_manifest, built_in, install, manifest, trapping};

const BUILT_IN: [&str; 14] = [
    "anthropic",
    "checks",
    "compatible",
    "economist",
    "empath",
    "evidence",
    "files",
    "guardian",
    "reflex",
    "rhai",
    "rubric",
    "scholar",
    "shell",
    "strategist",
];

#[track_caller]
fn row<'a>(list: &'a str, name: &str) -> &'a str {
    let found = list
        .lines()
        .find(|line| line.split_whitespace().any(|word| word == name));
    found.unwrap_or_else(|| panic!("{name} is not in\n{list}"))
}

#[test]
fn the_built_in_components_are_listed() {
    let home = Home::new();
    let list = home.run(["component", "list"]).ends(0).stdout;
    for name in BUILT_IN {
        assert!(row(&list, name).contains("0.1.0"), "{list}");
    }
    for kind in ["provider", "agency", "evaluator", "tool"] {
        assert!(list.contains(kind), "{list}");
    }
}

#[test]
fn every_built_in_component_can_be_inspected() {
    let home = Home::new();
    for name in BUILT_IN {
        let told = home
            .run(["component", "inspect", name])
            .ends(0)
            .stdout
            .to_lowercase();
        let words = [
            "0.1.0", "contract", "openkoi:", "builtin", "shadows", "imports", "limits", "64 mib",
        ];
        for word in words {
            assert!(told.contains(word), "{name}: {word} is not in\n{told}");
        }
        let kind = manifest(name)
            .lines()
            .next()
            .map(|line| line.replace("kind = ", "").replace('"', ""));
        assert!(told.contains(&kind.unwrap_or_default()), "{name}: {told}");
    }
}

#[test]
fn a_component_of_the_user_s_is_listed_beside_the_built_in_ones() {
    let home = Home::new();
    install(
        &home,
        "watchman",
        &agency_manifest("watchman"),
        &built_in("guardian"),
    );
    let list = home.run(["component", "list"]).ends(0).stdout;
    let told = row(&list, "watchman");
    assert!(
        told.contains("agency") && told.contains("1.2.3") && told.contains("user"),
        "{told}"
    );
    row(&list, "guardian");
    let inspected = home
        .run(["component", "inspect", "watchman"])
        .ends(0)
        .stdout
        .to_lowercase();
    for word in ["agency", "1.2.3", "user", "openkoi:agency", "64 mib"] {
        assert!(inspected.contains(word), "{word} is not in\n{inspected}");
    }
}

#[test]
fn a_component_of_the_user_s_shadows_the_built_in_one_of_its_name() {
    let home = Home::new();
    let mine = manifest("guardian").replace("version = \"0.1.0\"", "version = \"9.9.9\"");
    install(&home, "guardian", &mine, &built_in("guardian"));
    let list = home.run(["component", "list"]).ends(0).stdout;
    assert!(
        list.contains("9.9.9") && list.contains("replaced"),
        "{list}"
    );
    let inspected = home
        .run(["component", "inspect", "guardian"])
        .ends(0)
        .stdout;
    assert!(
        inspected.contains("9.9.9") && inspected.contains("shadow"),
        "{inspected}"
    );
    let original = home
        .run(["component", "inspect", "guardian@builtin"])
        .ends(0)
        .stdout;
    assert!(
        original.contains("0.1.0") && !original.contains("9.9.9"),
        "{original}"
    );
}

#[test]
fn a_manifest_with_an_unknown_key_names_the_nearest() {
    let home = Home::new();
    let wrong = agency_manifest("watchman").replace("description", "descripton");
    install(&home, "watchman", &wrong, &built_in("guardian"));
    let run = home.run(["component", "list"]).ends(0);
    let told = format!("{}{}", run.stdout, run.stderr);
    assert!(
        told.contains("broken") && told.contains("descripton") && told.contains("description"),
        "{told}"
    );
    row(&told, "guardian");
}

#[test]
fn a_broken_component_is_listed_as_broken_with_the_reason() {
    let rows: [(&str, String, Vec<u8>); 5] = [
        ("not toml", "kind = ".to_owned(), built_in("guardian")),
        (
            "not wasm",
            agency_manifest("watchman"),
            b"this is no component".to_vec(),
        ),
        (
            "a kind that there is none of",
            agency_manifest("watchman").replace("\"agency\"", "\"wizard\""),
            built_in("guardian"),
        ),
        (
            "another world",
            agency_manifest("watchman"),
            built_in("rubric"),
        ),
        (
            "a contract that is unknown",
            agency_manifest("watchman").replace("agency@0.1.0", "agency@7.0.0"),
            built_in("guardian"),
        ),
    ];
    for (what, manifest, entry) in rows {
        let home = Home::new();
        install(&home, "watchman", &manifest, &entry);
        let list = home.run(["component", "list"]).ends(0);
        let told = format!("{}{}", list.stdout, list.stderr);
        let inspected = home.run(["component", "inspect", "watchman"]);
        let all = format!("{told}{}{}", inspected.stdout, inspected.stderr);
        assert!(all.contains("broken"), "{what}: {all}");
        row(&told, "guardian");
        home.run(["status"]).ends(0);
    }
}

#[test]
fn an_agency_that_traps_counts_as_a_block() {
    let home = Home::new();
    install(
        &home,
        "watchman",
        &agency_manifest("watchman"),
        &trapping("agency", "agency"),
    );
    home.run(["component", "grant", "watchman"]).ends(0);
    let before = home.tree();
    let run = home
        .run([
            "think",
            "Create hello.txt with the content \"hello\"",
            "--output-format",
            "json",
        ])
        .ends(5);
    let result = run.json();
    let verdict = result["verdicts"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|verdict| verdict["agency"] == "watchman");
    let verdict =
        verdict.unwrap_or_else(|| panic!("the watchman is not among {}", result["verdicts"]));
    assert_eq!(verdict["decision"], "BLOCK", "{verdict}");
    assert_eq!(home.tree(), before);
}

#[test]
fn an_agency_of_the_user_s_takes_part_in_the_parliament() {
    let home = Home::new();
    install(
        &home,
        "watchman",
        &agency_manifest("watchman"),
        &built_in("guardian"),
    );
    home.run(["component", "grant", "watchman"]).ends(0);
    let result = home
        .run([
            "think",
            "Create hello.txt with the content \"hello\"",
            "--output-format",
            "json",
        ])
        .ends(0)
        .json();
    let speaks = result["verdicts"]
        .as_array()
        .expect("a list")
        .iter()
        .any(|verdict| verdict["agency"] == "watchman");
    assert!(speaks, "{}", result["verdicts"]);
}

#[test]
fn a_grant_binds_to_the_bytes_and_can_be_revoked() {
    let home = Home::new();
    install(
        &home,
        "watchman",
        &agency_manifest("watchman"),
        &built_in("guardian"),
    );
    home.run(["component", "grant", "watchman"]).ends(0);
    home.run(["component", "revoke", "watchman"]).ends(0);
    home.run(["component", "grant", "nobody"])
        .ends(2)
        .tells(&["nobody"]);
}

#[test]
fn a_component_of_the_project_does_not_run_without_consent() {
    let home = Home::new();
    home.file(
        ".openkoi/components/watchman/component.toml",
        agency_manifest("watchman"),
    );
    home.file(
        ".openkoi/components/watchman/watchman.wasm",
        trapping("agency", "agency"),
    );
    let result = home
        .run([
            "think",
            "Create hello.txt with the content \"hello\"",
            "--output-format",
            "json",
        ])
        .ends(0)
        .json();
    let speaks = result["verdicts"]
        .as_array()
        .expect("a list")
        .iter()
        .any(|verdict| verdict["agency"] == "watchman");
    assert!(!speaks, "{}", result["verdicts"]);
}
