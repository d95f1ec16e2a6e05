//! Without any key: the rule-based model mends what rules can mend, and proves it.

use openkoi_tests::{Home, workspace};
use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

fn till() -> Home {
    let mut home = Home::new();
    home.copy(&workspace().join("components/reflex/samples/till"));
    home.patient_for(Duration::from_secs(420));
    home
}

/// Runs the project's tests ourselves: exit code, and how many passed.
fn tests_of(home: &Home) -> (Option<i32>, usize) {
    let mut command = Command::new("cargo");
    home.dress(&mut command);
    let output = command
        .args(["test", "--offline"])
        .current_dir(home.workspace())
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let passed = text
        .lines()
        .filter_map(|line| {
            line.strip_prefix("test result: ok. ")?
                .split(' ')
                .next()?
                .parse::<usize>()
                .ok()
        })
        .sum();
    (output.status.code(), passed)
}

fn tests_among(tree: &BTreeMap<String, String>) -> BTreeMap<&String, &String> {
    tree.iter()
        .filter(|(path, _)| path.starts_with("tests/"))
        .collect()
}

#[test]
fn failing_tests_are_made_to_pass_and_it_is_verified() {
    let home = till();
    let before = home.tree();
    let run = home
        .run([
            "think",
            "Make the failing tests pass",
            "--output-format",
            "json",
        ])
        .ends(0);
    let result = run.json();
    assert_eq!(result["model"], "reflex/rules");
    assert_eq!(result["subtype"], "accepted");
    assert_eq!(result["verification"], "verified");
    assert_eq!(result["total_cost_usd"].as_f64(), Some(0.0));
    assert_eq!(result["scores"]["tests"], 1.0, "{}", result["scores"]);
    let after = home.tree();
    assert_eq!(
        tests_among(&before),
        tests_among(&after),
        "the tests were changed"
    );
    let (code, passed) = tests_of(&home);
    assert_eq!((code, passed), (Some(0), 13), "the tests do not pass");
    let mut changed: Vec<_> = result["changes"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|change| change["path"].as_str())
        .collect();
    changed.sort_unstable();
    assert!(
        changed.iter().all(|path| path.starts_with("src/")) && changed.len() >= 3,
        "{changed:?}"
    );
}

#[test]
fn the_sample_is_broken_to_begin_with() {
    assert_ne!(
        tests_of(&till()).0,
        Some(0),
        "there would be nothing to mend"
    );
}

#[test]
fn what_rules_cannot_do_ends_with_1_and_says_how_to_connect_a_model() {
    for task in [
        "Design a programming language and implement its compiler",
        "テストを直してください",
    ] {
        let home = till();
        let before = home.tree();
        let run = home.run(["think", task]).ends(1);
        let told = format!("{}{}", run.stdout, run.stderr);
        assert!(told.contains("ANTHROPIC_API_KEY"), "{told}");
        assert_eq!(home.tree(), before, "{task}");
    }
}

#[test]
fn literal_instructions_are_carried_out() {
    let rows: [(&str, &str, Option<&str>); 4] = [
        (
            "Create notes.txt with the content \"hello\"",
            "notes.txt",
            Some("hello"),
        ),
        (
            "Replace \"vanilla\" with \"lemon\" in taste.txt",
            "taste.txt",
            Some("lemon\n"),
        ),
        (
            "Rename taste.txt to flavour.txt",
            "flavour.txt",
            Some("vanilla\n"),
        ),
        ("Delete taste.txt", "taste.txt", None),
    ];
    for (task, path, content) in rows {
        let home = Home::new();
        home.file("taste.txt", "vanilla\n");
        let run = home.run([task, "--output-format", "json"]);
        assert_eq!(run.code, 0, "{task}\n{}", run.told());
        let tree = home.tree();
        assert_eq!(
            tree.get(path).map(|text| text.trim_end()),
            content.map(str::trim_end),
            "{task}\n{tree:?}"
        );
    }
}

#[test]
fn a_project_of_the_user_s_with_nothing_wrong_is_left_alone() {
    let home = Home::new();
    home.file(
        "Cargo.toml",
        "[package]\nname = \"fine\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n",
    );
    home.file(
        "src/lib.rs",
        "#[test]\nfn two_and_two() {\n    assert_eq!(2 + 2, 4);\n}\n",
    );
    let run = home.run([
        "think",
        "Make the failing tests pass",
        "--output-format",
        "json",
    ]);
    assert!([0, 1].contains(&run.code), "{}\n{}", run.code, run.told());
    let changes = run.json()["changes"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    assert!(
        changes.iter().all(|change| !change["path"]
            .as_str()
            .is_some_and(|path| path.starts_with("src/"))),
        "{changes:?}"
    );
}
