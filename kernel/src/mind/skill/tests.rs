//! What a SKILL.md says, what it is forgiven, and which skills a task gets.

use super::*;

fn read(text: &str) -> Result<(Skill, Vec<String>), String> {
    Skill::read("folder", text, None)
}

fn named(name: &str, categories: &[&str]) -> Skill {
    Skill {
        name: name.into(),
        categories: categories.iter().map(|one| (*one).to_owned()).collect(),
        ..Skill::default()
    }
}

fn judging(name: &str, categories: &[&str]) -> Skill {
    Skill {
        kind: SkillKind::Evaluator,
        ..named(name, categories)
    }
}

fn names(skills: &[Skill]) -> Vec<&str> {
    skills.iter().map(|skill| skill.name.as_str()).collect()
}

#[test]
fn a_skill_by_the_rules_is_read() {
    let text = "---\nname: deploy\ndescription: Deploys.\nlicense: MIT\nmetadata:\n  openkoi-categories: \"code  api\"\n  \
                openkoi-requires-bins: docker\n---\n\n# Deploying\n\nWith care.\n";
    let (skill, notes) = read(text).expect("it is a skill");
    let expected = Skill {
        description: "Deploys.".into(),
        body: "# Deploying\n\nWith care.".into(),
        needs: Needs {
            programs: vec!["docker".into()],
            ..Needs::default()
        },
        ..named("deploy", &["code", "api"])
    };
    assert_eq!((skill, notes), (expected, Vec::new()));
}

#[test]
fn the_earlier_form_is_read() {
    let text = "---\nname: house\nkind: evaluator\ndescription: Judges houses.\nmetadata:\n  categories: [code, 'api']\n  \
                dimensions:\n    - name: walls\n      weight: 0.6\n      description: Do they stand?\n    - name: roof\n      \
                weight: 0.4\n  os: [linux]\n  requires_bins: [ls]\n  requires_env: [HOME]\n  trigger: {type: schedule, \
                schedule: daily}\n---\nLook up.\n";
    let (skill, notes) = read(text).expect("it is a skill");
    assert_eq!(notes, Vec::<String>::new());
    assert_eq!(skill.kind, SkillKind::Evaluator);
    assert_eq!(skill.categories, ["code", "api"]);
    let weights: Vec<(&str, f32)> = skill
        .dimensions
        .iter()
        .map(|one| (one.name.as_str(), one.weight))
        .collect();
    assert_eq!(weights, [("walls", 0.6), ("roof", 0.4)]);
    assert_eq!(skill.needs.systems, ["linux"]);
    assert_eq!(skill.needs.programs, ["ls"]);
    assert_eq!(skill.needs.variables, ["HOME"]);
}

#[test]
fn what_breaks_a_rule_is_read_as_well_as_it_can_be() {
    let rows = [
        ("---\ndescription: x\n---\n", "folder"),
        ("---\nname: Größe 🎏\ndescription: x\n---\n", "Größe 🎏"),
        (
            "\u{feff}---\r\nname: windows\r\ndescription: x\r\n---\r\nbody\r\n",
            "windows",
        ),
        (
            "---\nname: other\ndescription: 42\nunknown: [1, {a: b}]\nmetadata: text\n---\n",
            "other",
        ),
        ("---\nname: 7\ndescription: |\n  several\n  lines\n---", "7"),
    ];
    for (text, name) in rows {
        let (skill, _) = read(text).unwrap_or_else(|why| panic!("{text:?}: {why}"));
        assert_eq!(skill.name, name);
        assert_eq!(skill.kind, SkillKind::Task);
    }
}

#[test]
fn what_is_no_skill_is_refused_with_a_reason() {
    let aliases = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned()
        + &(b'b'..=b'z')
            .map(|letter| {
                let (this, before) = (char::from(letter), char::from(letter - 1));
                let many = format!("*{before},").repeat(9);
                format!("{this}: &{this} [{many}]\n")
            })
            .collect::<String>();
    let rows = [
        ("".to_owned(), "three dashes"),
        ("# Only text".to_owned(), "three dashes"),
        ("---\nname: x\n".to_owned(), "no end"),
        ("---\nname: x\n---\nbody".to_owned(), "no description"),
        ("---\n---\nbody".to_owned(), "no description"),
        ("---\ndescription: ''\n---\n".to_owned(), "no description"),
        ("---\ndescription: [a\n---\n".to_owned(), "not YAML"),
        ("---\n- a\n- b\n---\n".to_owned(), "no fields"),
        (
            format!("---\ndescription: {}\n---\n", "[".repeat(50_000)),
            "not YAML",
        ),
        (format!("---\n{aliases}description: x\n---\n"), "not YAML"),
    ];
    for (text, expected) in rows {
        let why = read(&text).expect_err(expected);
        assert!(
            why.contains(expected) && why.len() < 400,
            "{expected}: {why}"
        );
    }
}

#[test]
fn dimensions_come_from_the_rubric_and_count_only_if_they_are_sound() {
    let text =
        "---\nname: x\ndescription: x\nmetadata:\n  dimensions: [{name: old, weight: 1}]\n---\n";
    let rubric = "[[dimensions]]\nname = 'a'\nweight = 0.5\n[[dimensions]]\nname = 'a'\nweight = 1\n\
                  [[dimensions]]\nname = ''\nweight = 1\n[[dimensions]]\nname = 'b'\nweight = -1\n\
                  [[dimensions]]\nname = 'c'\nweight = inf\n[[dimensions]]\nname = 'd'\nweight = 2\n";
    let (skill, notes) = Skill::read("x", text, Some(rubric)).expect("it is a skill");
    let kept: Vec<&str> = skill
        .dimensions
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(kept, ["a", "d"]);
    assert_eq!(notes.len(), 4, "{notes:?}");

    let (skill, notes) = Skill::read("x", text, Some("[[dimensions]\n")).expect("it is a skill");
    assert!(
        skill.dimensions.is_empty() && notes[0].contains("rubric"),
        "{notes:?}"
    );
    let (skill, _) = Skill::read("x", text, None).expect("it is a skill");
    assert_eq!(skill.dimensions[0].name, "old");
}

#[test]
fn a_task_gets_the_skills_that_it_names_and_those_for_its_category() {
    let hidden = Skill {
        hidden: true,
        ..named("secret-way", &["code"])
    };
    let unfit = Skill {
        unfit: Some("it needs the program docker".into()),
        ..named("packing", &["code"])
    };
    let skills = [
        named("deploy", &["operations"]),
        named("rust", &["code", "test"]),
        hidden,
        unfit,
        judging("code-review", &["code"]),
    ];
    let rows: [(&str, &str, &[&str]); 11] = [
        ("do something", "", &[]),
        ("do something", "code", &["rust"]),
        ("deploy it", "code", &["deploy", "rust"]),
        ("/deploy now", "", &["deploy"]),
        ("use $deploy.", "", &["deploy"]),
        ("look at src/deploy/main.rs", "", &[]),
        ("redeploy the deployment", "", &[]),
        ("go the /secret-way", "code", &["secret-way", "rust"]),
        ("DEPLOY!", "", &["deploy"]),
        ("read deploy.sh", "", &[]),
        ("code-review", "", &[]),
    ];
    for (task, category, expected) in rows {
        assert_eq!(
            names(&choose(&skills, task, category).whole),
            expected,
            "{task}"
        );
    }
    let asked = choose(&skills, "do the packing", "code");
    assert_eq!(names(&asked.whole), ["rust"]);
    assert_eq!(
        asked.notes,
        ["skill packing is not used: it needs the program docker"]
    );
}

#[test]
fn three_skills_are_whole_two_are_named_and_the_rest_is_left_out() {
    let skills: Vec<Skill> = ["a", "b", "c", "d", "e", "f", "g"]
        .map(|name| named(name, &["code"]))
        .into();
    let chosen = choose(&skills, "use g", "code");
    assert_eq!(names(&chosen.whole), ["g", "a", "b"]);
    assert_eq!(names(&chosen.named), ["c", "d"]);
}

#[test]
fn the_first_evaluator_for_the_category_judges_else_the_general_one() {
    let skills = [
        judging("own", &["schema"]),
        judging("general", &[]),
        judging("sql-safety", &["schema", "sql"]),
        named("not-judging", &["poetry"]),
    ];
    let rows = [
        ("schema", "own"),
        ("sql", "sql-safety"),
        ("poetry", "general"),
        ("", "general"),
    ];
    for (category, expected) in rows {
        let chosen = evaluator(&skills, category).map(|skill| skill.name.as_str());
        assert_eq!(chosen, Some(expected), "{category}");
    }
    assert_eq!(evaluator(&skills[3..], "schema"), None);
}

#[test]
fn the_more_specific_skill_covers_the_other_and_it_is_said() {
    let of = |name: &str, origin: &str| Skill {
        origin: origin.into(),
        ..named(name, &[])
    };
    let layers = vec![
        vec![of("a", "the binary"), of("b", "the binary")],
        vec![of("c", "managed")],
        vec![of("a", "the user")],
    ];
    let (merged, notes) = merge(layers);
    assert_eq!(names(&merged), ["a", "c", "b"]);
    assert_eq!(merged[0].origin, "the user");
    assert_eq!(
        notes,
        ["skill a: the one of the user is used, not the one of the binary"]
    );
}

#[test]
fn the_strict_rules_find_what_other_clients_would_refuse() {
    let rows = [
        ("---\nname: x\ndescription: d\n---\n", ""),
        ("---\nname: y\ndescription: d\n---\n", "the folder's name"),
        ("---\nname: x\n---\n", "description has"),
        ("---\nname: X\ndescription: d\n---\n", "lower-case"),
        ("---\nname: x--y\ndescription: d\n---\n", "hyphen"),
        (
            "---\nname: x\nkind: evaluator\ndescription: d\n---\n",
            "kind is no field",
        ),
        (
            "---\nname: x\ndescription: d\nmetadata: {a: [b]}\n---\n",
            "text to text",
        ),
        (
            "---\nname: x\ndescription: d\ncompatibility: ''\n---\n",
            "compatibility has",
        ),
        ("no skill", "three dashes"),
    ];
    for (text, expected) in rows {
        let found = strict::complaints("x", text);
        let fits = if expected.is_empty() {
            found.is_empty()
        } else {
            found.iter().any(|one| one.contains(expected))
        };
        assert!(fits, "{text:?}: {found:?}");
    }
}
